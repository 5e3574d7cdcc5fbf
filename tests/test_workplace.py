"""What a run leaves for the next: used again if it is whole, dropped if it is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from casebook import workplace
from casebook.publishing import clear

NOTEBOOK = "runs/.jupyter_cache/executed/1f/base.ipynb"
DATABASE = "runs/.jupyter_cache/global.db"
RECORD = "runs/runs/book.case.one.json"
READS = "runs/runs/book.case.one.reads"
PAGE = "learner/_build/html/one.html"
TREE = "learner/_build/.doctrees/one.doctree"
FILES = {NOTEBOOK: '{"cells": []}', RECORD: '{"run": {}}', READS: "party.members\n", PAGE: "<p>", TREE: "\x80\x04"}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a folder that a run has left sealed."""
    work = tmp_path / ".work"
    assert workplace.begin(work) == ""
    for name, content in FILES.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(content, encoding="utf-8")
    with closing(sqlite3.connect(work / DATABASE)) as database, database:
        database.execute("create table nbcache (pk integer, uri text)")
        database.executemany("insert into nbcache values (?, ?)", [(n, "x" * 200) for n in range(200)])
    workplace.seal(work)
    workplace.end(work)
    return work


def there(work: Path) -> set[str]:
    """Return the files that are there."""
    return {each.relative_to(work).as_posix() for each in work.rglob("*") if each.is_file()}


def truncated(path: Path) -> None:
    """Keep the first half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path) -> None:
    """Write what is nothing."""
    path.write_bytes(bytes(range(256)) * 16)


def empty(path: Path) -> None:
    """Write nothing."""
    path.write_bytes(b"")


def zeros(path: Path) -> None:
    """Write zeros, as a machine that lost its power may leave."""
    path.write_bytes(bytes(path.stat().st_size))


def folder(path: Path) -> None:
    """Put a folder in a file's place."""
    path.unlink()
    path.mkdir()


DAMAGES = [truncated, garbage, empty, zeros, folder]


def test_what_is_whole_is_kept(work: Path) -> None:
    assert workplace.begin(work) == ""
    assert there(work) == {*FILES, DATABASE, workplace.UNFINISHED}


@pytest.mark.parametrize("name", [*FILES, DATABASE, workplace.SEAL])
@pytest.mark.parametrize("damage", [*DAMAGES, clear])
def test_damage_of_any_file_is_named_and_everything_dropped(
    work: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(work / name)
    assert workplace.begin(work) == f".work/{name}"
    assert there(work) == {workplace.UNFINISHED}


def test_a_file_that_nobody_sealed_is_damage(work: Path) -> None:
    (work / "learner/_build/html/foreign.html").write_text("<p>", encoding="utf-8")
    assert workplace.begin(work) == ".work/learner/_build/html/foreign.html"


@pytest.mark.parametrize("where", [".work", ".work/runs"])
def test_a_file_in_the_folder_s_place_is_damage(work: Path, where: str) -> None:
    path = work.parent / where
    clear(path)
    path.write_text("x", encoding="utf-8")
    assert workplace.begin(work) != ""
    assert there(work) == {workplace.UNFINISHED}


def test_a_run_that_failed_leaves_its_notebooks_runs_alone(work: Path) -> None:
    workplace.begin(work)
    assert workplace.begin(work) == ""
    assert there(work) == {NOTEBOOK, RECORD, READS, DATABASE, workplace.UNFINISHED}


@pytest.mark.parametrize(
    ("name", "damage"),
    [(name, damage) for name in (NOTEBOOK, RECORD, DATABASE) for damage in DAMAGES]
    + [(READS, damage) for damage in (garbage, zeros, folder)],
)
def test_after_a_run_that_failed_runs_that_cannot_be_read_are_dropped(
    work: Path, name: str, damage: Callable[[Path], None]
) -> None:
    workplace.begin(work)
    damage(work / name)
    assert workplace.begin(work) == f".work/{name}"
    assert there(work) == {workplace.UNFINISHED}


def test_after_a_run_that_failed_a_file_in_the_runs_place_is_dropped(work: Path) -> None:
    workplace.begin(work)
    clear(work / "runs")
    (work / "runs").write_text("x", encoding="utf-8")
    assert workplace.begin(work) == ".work/runs"
    assert there(work) == {workplace.UNFINISHED}
