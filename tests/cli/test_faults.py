"""What a disk, a folder, a cache, a font or an editor may do to a build: the last good book stays whole,
it is said what to do, and the next build recovers by itself."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from casebook import fonts
from casebook.cli.guard import LOCK
from casebook.locks import alone
from tests.sphinx.small_book import Outcome, SmallBook, cell

CHAPTER = "# 一章\n\n烟田{fact}`tobacco.area_2021`。\n\n"
CODE = "from book.charts import tobacco\ntobacco.area()"
OLD, NEW = "烟田面积,1300,", "烟田面积,1301,"
EDIT = {"data/facts.csv": (OLD, NEW)}
# Runs the command, with every program that it starts whose command line holds a word allowed to write
# files of a size only; itself so where the word is “casebook”.
LIMITED = """
import resource, subprocess, sys
word, size, *arguments = sys.argv[1:]
def limit():
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
class Limited(subprocess.Popen):
    def __init__(self, command, **options):
        limited = isinstance(command, list) and any(word in part for part in command)
        super().__init__(command, **options, **({"preexec_fn": limit} if limited else {}))
subprocess.Popen = Limited
if word == "casebook":
    limit()
from casebook.cli import main
main(arguments)
"""
# Where a disk fills up: when the lock is written; amid reading; at the largest file beside the pages; in the PDF.
FULL = [("casebook", 0), ("build", 20_000), ("build", 700_000), ("typst", 200_000)]
# A cell that edits the data once, while the book is built.
EDITING = """
from pathlib import Path
mark = Path("{root}/edited.txt")
if not mark.exists():
    mark.touch()
    facts = Path("{root}/data/facts.csv")
    facts.write_text(facts.read_text(encoding="utf-8").replace("{old}", "{new}"), encoding="utf-8")
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return a book that is built, with its PDF; a test that changes it puts it back."""
    small = SmallBook.make(tmp_path_factory.mktemp("small"), {"one": ""})
    counted = cell(small.counted("one"))
    text = (small.root / small.chapter("one")).read_text(encoding="utf-8")
    small.write(small.chapter("one"), text + CHAPTER + cell(CODE, "两根横条。") + counted)
    assert small.build(pdf=True).code == 0
    small.ran()
    return small


def published(small: SmallBook) -> dict[str, str]:
    """Return a hash of every published file."""
    html, pdf = small.html, small.root / "_build/pdf"
    return small.content(html) | {f"pdf/{name}": found for name, found in small.content(pdf).items()}


def run(small: SmallBook, *command: str, **environment: str) -> Outcome:
    """Run Python in the book's folder."""
    given = os.environ | {"PYTHONPATH": str(small.root)} | environment
    run = subprocess.run(
        [sys.executable, *command], cwd=small.root, env=given, capture_output=True, text=True, check=False
    )
    return Outcome(run.returncode, run.stdout, run.stderr)


@contextmanager
def untouched(small: SmallBook) -> Iterator[None]:
    """Hold that the block leaves what is published as it is."""
    before = published(small)
    yield
    assert published(small) == before
    assert not list((small.root / "_build").glob(".next-*"))


def refused(outcome: Outcome, words: str) -> None:
    """Hold that a build stopped with these words, what was expected and how to mend it, and nothing else."""
    assert outcome.code == 1, outcome.out
    assert words in outcome.err, outcome.err
    assert "应为：" in outcome.err and "改法：" in outcome.err
    assert "Traceback" not in outcome.err + outcome.out
    assert outcome.err.count("· ") <= 1, outcome.err


# ---------- a full disk ----------


def test_a_full_disk_at_any_point_leaves_the_book_and_the_next_build_recovers(small: SmallBook) -> None:
    with small.changed(EDIT):
        for word, size in FULL:
            with untouched(small):
                outcome = run(small, "-c", LIMITED, word, str(size), "build", "--edition", "learner")
            refused(outcome, "书没有排成，原来的书没有动")
            assert "磁盘满了" in outcome.err, (word, size, outcome.err)
        assert small.build(pdf=True).code == 0
        assert "1301亩" in (small.html / "case/one.html").read_text(encoding="utf-8")


def test_a_real_disk_that_is_full_or_read_only(tmp_path: Path) -> None:
    """On a small disk of its own, where this machine lets one be mounted."""
    small = SmallBook.make(tmp_path, {"one": CHAPTER + cell(CODE, "两根横条。")})
    build = small.root / "_build"
    build.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", str(build)):
        pytest.skip("no disk can be mounted here; the test above goes the same way by a limit on files")
    try:
        assert small.build().code == 0
        used = shutil.disk_usage(build).used
        with small.changed(EDIT):
            for more in (0, 3_000_000):
                mount("-o", f"remount,size={used + more}", str(build))
                with untouched(small):
                    refused(small.build(), "磁盘满了")
            mount("-o", "remount,ro", str(build))
            with untouched(small):
                refused(small.build(), "_build：这里不许写")
            mount("-o", "remount,rw,size=64m", str(build))
            assert small.build().code == 0
            assert "1301亩" in (small.html / "case/one.html").read_text(encoding="utf-8")
    finally:
        subprocess.run(["umount", str(build)], check=True)


def mount(*arguments: str) -> bool:
    """Mount something; return whether that was allowed."""
    return (
        shutil.which("mount") is not None and not subprocess.run(["mount", *arguments], capture_output=True).returncode
    )


# ---------- a place that cannot be written ----------


@pytest.mark.parametrize("name", ["html", "pdf", ".work"])
def test_a_file_in_a_folder_s_place_is_told_of_and_left_alone(small: SmallBook, name: str) -> None:
    path = small.root / "_build" / name
    aside = path.with_name("aside")
    path.rename(aside)
    path.write_text("mine", encoding="utf-8")
    try:
        outcome = run(small, "-m", "casebook", "build", "--edition", "learner")
        assert path.read_text(encoding="utf-8") == "mine"
    finally:
        path.unlink()
        aside.rename(path)
    refused(outcome, f"_build/{name}：这里有一个同名的文件")


def test_a_folder_in_the_lock_s_place_is_told_of(small: SmallBook) -> None:
    lock = small.root / "_build" / LOCK
    lock.unlink()
    lock.mkdir()
    try:
        outcome = small.build()
    finally:
        lock.rmdir()
    refused(outcome, f"_build/{LOCK}：系统不肯读写")


# ---------- a corrupt cache ----------


def test_a_corrupt_cache_is_noticed_dropped_and_made_anew(small: SmallBook) -> None:
    assert small.build().code == 0
    small.ran()
    before = small.content()
    work = small.root / "_build/.work"
    for damaged in (work / "learner/_build/.doctrees/environment.pickle", notebook(work)):
        damaged.write_bytes(damaged.read_bytes()[:100])
    outcome = small.build()
    assert outcome.code == 0, outcome.err
    assert "缓存坏了" in outcome.out
    assert small.ran() == ["one"]
    assert small.content() == before


def test_corrupt_runs_after_a_build_that_failed_are_dropped(small: SmallBook) -> None:
    assert small.build().code == 0
    before = small.content()
    work = small.root / "_build/.work"
    (work / "unfinished").touch()
    (work / "runs/.jupyter_cache/global.db").write_bytes(b"no database" * 100)
    small.ran()
    outcome = small.build()
    assert outcome.code == 0, outcome.err
    assert "缓存坏了（_build/.work/runs/.jupyter_cache/global.db）" in outcome.out
    assert small.ran() == ["one"]
    assert small.content() == before


def notebook(work: Path) -> Path:
    """Return the kept run of the chapter with a chart."""
    return max(work.glob("runs/.jupyter_cache/executed/*/base.ipynb"), key=lambda path: path.stat().st_size)


# ---------- two at once ----------


@pytest.mark.parametrize("command", [["build"], ["bundle"], ["slides"]])
def test_the_second_at_once_is_told_so_and_stops(small: SmallBook, command: list[str]) -> None:
    if command == ["slides"]:
        small.write("book/slides/conf.py", "")
    with alone(small.root / "_build" / LOCK, "排书"), untouched(small):
        outcome = run(small, "-m", "casebook", *command)
    shutil.rmtree(small.root / "book/slides", ignore_errors=True)
    refused(outcome, f"另一个窗口正在排书（进程号 {os.getpid()}）")


def test_a_lock_of_a_dead_process_keeps_nobody_out(small: SmallBook) -> None:
    (small.root / "_build" / LOCK).write_text("4194305\n", encoding="utf-8")
    assert "另一个窗口" not in run(small, "-m", "casebook", "bundle").err


# ---------- fonts ----------


@pytest.fixture(params=sorted(fonts.PACKAGES))
def package(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """Return a font package, and the folder that holds a copy of it, found before the installed one."""
    name = str(request.param)
    installed = importlib.metadata.distribution(name)
    for each in installed.files or []:
        target = tmp_path / each
        if ".." not in each.parts and "__pycache__" not in each.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(each.locate()), target)
    return name, tmp_path


def built_with(small: SmallBook, folder: Path) -> Outcome:
    """Build with what is in a folder found first; nothing is to be begun."""
    (small.root / "_build/.work/unfinished").unlink(missing_ok=True)
    with untouched(small):
        outcome = run(small, "-m", "casebook", "build", PYTHONPATH=f"{small.root}{os.pathsep}{folder}")
    assert not (small.root / "_build/.work/unfinished").exists()
    return outcome


def test_a_font_package_without_fonts_is_told_of_before_anything_is_built(
    small: SmallBook, package: tuple[str, Path]
) -> None:
    name, folder = package
    for font in folder.rglob("*.[ot]t[fc]"):
        font.unlink()
    outcome = built_with(small, folder)
    refused(outcome, f"中文字体包 {name} 没有装，或里面没有字体")
    assert "make fonts" in outcome.err


@pytest.mark.parametrize("damage", ["truncated", "zeros", "empty"])
def test_a_damaged_font_is_told_of_before_anything_is_built(
    small: SmallBook, package: tuple[str, Path], damage: str
) -> None:
    name, folder = package
    font = sorted(folder.rglob("*.[ot]t[fc]"))[0]
    content = font.read_bytes()
    font.write_bytes({"truncated": content[:-9], "zeros": content[:-4096] + bytes(4096), "empty": b""}[damage])
    outcome = built_with(small, folder)
    refused(outcome, f"中文字体包 {name} 的 {font.name} 坏了")
    assert "make fonts" in outcome.err


# ---------- files that are edited while a book is built ----------


def test_a_book_whose_data_were_edited_meanwhile_is_made_again_of_one_state(tmp_path: Path) -> None:
    small = SmallBook.make(tmp_path, {"one": CHAPTER + cell(CODE, "两根横条。")})
    editing = cell(EDITING.format(root=small.root, old=OLD, new=NEW))
    page = (small.root / small.chapter("one")).read_text(encoding="utf-8")
    small.write(small.chapter("one"), page + editing)
    outcome = small.build()
    assert outcome.code == 0, outcome.err
    assert outcome.out.count("排书的时候改了 data/facts.csv，照新的再排一遍") == 1
    pages = {each: each.read_text(encoding="utf-8") for each in small.html.rglob("*.html")}
    shown = pages[small.html / "case/one.html"]
    assert "1301亩" in shown and not [each for each, text in pages.items() if "1300亩" in text]
