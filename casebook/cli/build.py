"""``casebook build``: Jupyter Book with every warning an error, built aside and then swapped in.

Each edition is built in ``_build/.work``, where caches and the last environments live on and
the editions share the runs of their notebooks. Pages and PDFs are two runs over one reading: the
second finds every chapter read and every notebook run. When all are whole they take their
places, each in one step: ``_build/html`` and ``_build/pdf``, and the trainer's beside them in
``_build/trainer``. A build that fails, or is killed, leaves the book that was there before.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from casebook import validated
from casebook.cli import check
from casebook.editions import RUNS_VARIABLE, VARIABLE, Edition
from casebook.locks import BusyError, alone
from casebook.slides import build as decks
from casebook.slides.decks import SLIDES_VARIABLE
from casebook.sphinx import shelf
from casebook.tables import ROOT
from casebook.typst.documents import BOOK

HELP = "查数据，运行有改动的章节，排成网页和 PDF"
OUTPUT = ROOT / "_build"
WORK = OUTPUT / ".work"
NEXT = OUTPUT / ".next"
BOTH = "both"
UNFINISHED = WORK / "unfinished"  # stands while a run is under way, and after one that failed
WEB: tuple[str, ...] = ()
PRINT = ("--builder", "custom", "--custom-builder", "typst")
# What each run leaves, and the folder it is published as.
PUBLISHED = {WEB: ("html", "html"), PRINT: ("typst/pdf", "pdf")}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# What the tools say that no contributor can act upon.
NOISE = re.compile(r"\[IPKernelApp\]|^\s*$|^Running Jupyter-Book|^Source Folder|^Config Path|^Output Path"
                   r"|^=+$|(?:Nb|Md)ParserConfig|^Traceback|^  File |^    |^\S*(?:Error|Warning): *$")  # fmt: skip
PROBLEM = re.compile(r"(?:WARNING|ERROR|CRITICAL): ")
SPHINX_OWN = ".buildinfo"  # for the next incremental build, and not the same on every machine
RENAME_EXCHANGE = 2
AT_FDCWD = -100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--quiet", action="store_true", help="只报问题，不报进度")
    parser.add_argument(
        "--edition", choices=[*Edition, BOTH], default=BOTH, help="排哪一版：学员版、教师版或两版（默认）"
    )
    parser.add_argument("--web", action="store_true", help="只排网页，不排 PDF")


def run(options: argparse.Namespace) -> int:
    """Build the book; return 0 where it stands, 1 where something must be mended first."""
    try:
        with alone(OUTPUT / ".lock", "排书"):
            return _make_all(options)
    except BusyError as error:
        print(f"没有排书：{error}", file=sys.stderr)
        return 1


def _make_all(options: argparse.Namespace) -> int:
    if failed := check.check_data():
        return failed
    if UNFINISHED.exists():
        _start_afresh()
    validated.remember()
    UNFINISHED.touch()
    editions = list(Edition) if options.edition == BOTH else [Edition(options.edition)]
    runs = (WEB,) if options.web else (WEB, PRINT)
    problems = [problem for edition in editions for problem in _make(edition, runs, options.quiet)]
    if problems:
        report(problems)
        return 1
    for edition in editions:
        _complete(edition, runs)
        for arguments in runs:
            built, name = PUBLISHED[arguments]
            _publish(work(edition) / "_build" / built, place(edition, name))
    UNFINISHED.unlink()
    for edition in editions:
        _tell(edition, runs)
    return 0


def _complete(edition: Edition, runs: Sequence[tuple[str, ...]]) -> None:
    """Put the slides and this run's PDFs beside an edition's pages, and offer them on its front page."""
    built = work(edition) / "_build"
    if decks.there_are_decks():
        decks.place(work(edition), built / "html")
    shelf.take_pdfs(built / PUBLISHED[PRINT][0] if PRINT in runs else None, built / "html")
    shelf.fill(built / "html")


def work(edition: Edition) -> Path:
    """Return the folder where an edition is made."""
    return WORK / edition


def place(edition: Edition, name: str = "html") -> Path:
    """Return the folder where an edition's pages, or what else it has, stand when they are whole."""
    return OUTPUT / edition.folder / name


def _tell(edition: Edition, runs: Sequence[tuple[str, ...]]) -> None:
    print(f"{edition.label}排好了：{place(edition).relative_to(ROOT) / 'index.html'}（用浏览器打开）")
    if PRINT in runs:
        print(f"　　　　　　{place(edition, 'pdf').relative_to(ROOT) / BOOK}.pdf（供打印，同一文件夹里还有单发的材料）")


def _start_afresh() -> None:
    """Drop what a failed or killed run left half done; the notebooks' runs are kept.

    Sphinx tells a page's faults only when it reads it, and takes a half-written page for a
    whole one.
    """
    for edition in Edition:
        shutil.rmtree(work(edition), ignore_errors=True)


def _make(edition: Edition, runs: Sequence[tuple[str, ...]], quiet: bool) -> list[str]:
    """Make an edition; return what there was to complain of.

    The run for the PDF would only tell again what is wrong with the pages.
    """
    problems: list[str] = []
    for arguments in runs:
        if not problems:
            if arguments is PRINT and not quiet:
                print(f"排 PDF（{edition.label}）……", flush=True)
            problems = _jupyter_book(edition, quiet or arguments is PRINT, arguments)
    return problems + slides(edition, quiet)


def _jupyter_book(edition: Edition, quiet: bool, arguments: Sequence[str]) -> list[str]:
    """Run Jupyter Book with further arguments; return what it complained of."""
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent) or "jupyter-book"
    command = [program, "build", str(ROOT), "--path-output", str(work(edition)), "-W", "--keep-going", *arguments]
    given = {SLIDES_VARIABLE: "1"} if decks.there_are_decks() else {}
    return _run(command, {VARIABLE: edition, **given}, quiet)


def slides(edition: Edition, quiet: bool) -> list[str]:
    """Make an edition's decks where they are not as they should be; return what there was to complain of."""
    if not decks.there_are_decks() or decks.is_current(work(edition)):
        return []
    if not quiet:
        print(f"课件（{edition.label}）……", flush=True)
    decks.begin(work(edition))
    problems = _run(decks.command(work(edition)), decks.environment(edition), quiet)
    if not problems:
        decks.finish(work(edition))
    return problems


def _run(command: list[str], given: Mapping[str, str], quiet: bool) -> list[str]:
    """Run a command that builds something; return what it complained of."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=os.environ | given | {RUNS_VARIABLE: str(WORK / "runs")},
    )
    lines: list[str] = []
    problems: list[str] = []
    for line in _lines(process):
        lines.append(line)
        if PROBLEM.search(line):
            problems.append(line)
        elif not quiet and not NOISE.search(line):
            print(line, flush=True)
    if not process.wait():
        return []
    return (
        problems
        or [line for line in lines if not NOISE.search(line)][-10:]
        or [f"{Path(command[0]).name} 没有说明原因就停了"]
    )


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield COLOUR.sub("", line.rstrip())


def report(problems: list[str], what: str = "书") -> None:
    """Tell a contributor what is to be mended, each thing once."""
    problems = list(dict.fromkeys(problems))
    print(f"\n{what}没有排成，原来的{what}没有动。要改的有 {len(problems)} 处：", file=sys.stderr)
    for problem in problems:
        print(f"· {PROBLEM.sub('', problem.replace(f'{ROOT}{os.sep}', ''))}", file=sys.stderr)


def _publish(built: Path, place: Path) -> None:
    """Put a copy of a whole book into its place, in one step where the system can."""
    shutil.rmtree(NEXT, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(built, NEXT, ignore=shutil.ignore_patterns(SPHINX_OWN))
    if place.exists() and not _exchange(NEXT, place):
        shutil.rmtree(place)
    if not place.exists():
        NEXT.rename(place)
    shutil.rmtree(NEXT, ignore_errors=True)


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders at once (Linux's renameat2); False where that is not to be had."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    failed: int = renameat2(AT_FDCWD, os.fsencode(a), AT_FDCWD, os.fsencode(b), RENAME_EXCHANGE)
    return not failed
