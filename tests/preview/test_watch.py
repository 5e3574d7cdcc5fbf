"""What an edit asks for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from casebook.preview.watch import Change, change, glance, snapshot

FILES = {"book/case/a.md": "一", "data/facts.csv": "id\n", "casebook/charts/a.py": "x = 1\n", "_toc.yml": "root: x\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder like the project's."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def edit(path: Path) -> None:
    """Write a file anew, a moment later than it was."""
    later = path.stat().st_mtime_ns + 10_000_000 if path.exists() else None
    path.write_text("二二", encoding="utf-8")
    if later:
        os.utime(path, ns=(later, later))


@pytest.mark.parametrize(
    ("name", "asked"),
    [("book/case/a.md", Change.TEXT), ("data/facts.csv", Change.ALL), ("casebook/charts/a.py", Change.ALL),
     ("_toc.yml", Change.ALL), ("book/case/new.md", Change.ALL)],
)  # fmt: skip
def test_an_edit_asks_for_what_it_concerns(root: Path, name: str, asked: Change) -> None:
    before = snapshot(root)
    edit(root / name)
    assert change(before, snapshot(root)) is asked


def test_a_page_taken_away_asks_for_all(root: Path) -> None:
    before = snapshot(root)
    (root / "book/case/a.md").unlink()
    assert change(before, snapshot(root)) is Change.ALL


@pytest.mark.parametrize(
    "name", ["book/case/.a.md.swp", "book/case/a.md~", "casebook/__pycache__/a.pyc", "README.md", "_build/x.html"]
)
def test_what_is_no_source_asks_for_nothing(root: Path, name: str) -> None:
    before = snapshot(root)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    edit(root / name)
    assert change(before, snapshot(root)) is None


def test_a_glance_sees_a_chapter_and_not_one_that_is_being_written(root: Path) -> None:
    before = snapshot(root)
    edit(root / "data/facts.csv")
    (root / "book/case/a.md").write_text("", encoding="utf-8")
    assert glance(root, before) == before
    edit(root / "book/case/a.md")
    assert change(before, glance(root, before)) is Change.TEXT


def test_the_same_size_at_another_time_is_an_edit(root: Path) -> None:
    before = snapshot(root)
    path = root / "book/case/a.md"
    later = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(later, later))
    assert change(before, snapshot(root)) is Change.TEXT
