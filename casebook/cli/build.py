"""``casebook build``: Jupyter Book with every warning an error, built aside and then swapped in.

The book is built in ``_build/.work``, where caches and the last environment live on, and
takes the place of ``_build/html`` and ``_build/pdf`` when it is whole, each in one step. A build
that fails, or is killed, leaves the book that was there before. Pages and PDFs are two runs over
one reading: the second finds every chapter read and every notebook run.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from casebook.cli import check
from casebook.tables import ROOT
from casebook.typst.documents import BOOK

HELP = "查数据，运行有改动的章节，排成网页和 PDF"
OUTPUT = ROOT / "_build"
WORK = OUTPUT / ".work"
NEXT = OUTPUT / ".next"
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
    parser.add_argument("--web", action="store_true", help="只排网页，不排 PDF")


def run(options: argparse.Namespace) -> int:
    """Build the book; return 0 where it stands, 1 where something must be mended first."""
    if failed := check.run(options):
        return failed
    if UNFINISHED.exists():
        _start_afresh()
    WORK.mkdir(parents=True, exist_ok=True)
    UNFINISHED.touch()
    runs = (WEB,) if options.web else (WEB, PRINT)
    for arguments in runs:
        if arguments is PRINT and not options.quiet:
            print("排 PDF ……", flush=True)
        problems, code = _jupyter_book(options.quiet or arguments is PRINT, arguments)
        if code:
            _report(problems)
            return 1
    for arguments in runs:
        built, place = PUBLISHED[arguments]
        _publish(WORK / "_build" / built, OUTPUT / place)
    UNFINISHED.unlink()
    folder = OUTPUT.relative_to(ROOT)
    print(f"书排好了：{folder / 'html' / 'index.html'}（用浏览器打开）")
    if PRINT in runs:
        print(f"　　　　　{folder / 'pdf' / BOOK}.pdf（供打印，同一文件夹里还有单发的材料）")
    return 0


def _start_afresh() -> None:
    """Drop what a failed or killed run left half done; the notebooks' runs are kept.

    Sphinx tells a page's faults only when it reads it, and takes a half-written page for a
    whole one.
    """
    for folder in (".doctrees", "html", "typst"):
        shutil.rmtree(WORK / "_build" / folder, ignore_errors=True)


def _jupyter_book(quiet: bool, arguments: Sequence[str]) -> tuple[list[str], int]:
    """Run Jupyter Book with further arguments; return what it complained of and its exit code."""
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent) or "jupyter-book"
    command = [program, "build", str(ROOT), "--path-output", str(WORK), "-W", "--keep-going", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    lines: list[str] = []
    problems: list[str] = []
    for line in _lines(process):
        lines.append(line)
        if PROBLEM.search(line):
            problems.append(line)
        elif not quiet and not NOISE.search(line):
            print(line, flush=True)
    code = process.wait()
    return problems or [line for line in lines if not NOISE.search(line)][-10:], code


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield COLOUR.sub("", line.rstrip())


def _report(problems: list[str]) -> None:
    print(f"\n书没有排成，原来的书没有动。要改的有 {len(problems)} 处：", file=sys.stderr)
    for problem in problems:
        print(f"· {PROBLEM.sub('', problem.replace(f'{ROOT}{os.sep}', ''))}", file=sys.stderr)


def _publish(built: Path, place: Path) -> None:
    """Put a copy of a whole book into its place, in one step where the system can."""
    shutil.rmtree(NEXT, ignore_errors=True)
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
