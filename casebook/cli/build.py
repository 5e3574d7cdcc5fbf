"""``casebook build``: Jupyter Book with every warning an error, built aside and then swapped in.

Each edition is built in ``_build/.work``, where caches and the last environments live on and
the editions share the runs of their notebooks. When all are whole they take their places, each
in one step: ``_build/html`` and ``_build/trainer/html``. A build that fails, or is killed,
leaves the book that was there before.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from casebook.cli import check
from casebook.editions import RUNS_VARIABLE, VARIABLE, Edition
from casebook.locks import BusyError, alone
from casebook.tables import ROOT

HELP = "查数据，运行有改动的章节，排成网页"
OUTPUT = ROOT / "_build"
WORK = OUTPUT / ".work"
NEXT = OUTPUT / ".next"
BOTH = "both"
UNFINISHED = WORK / "unfinished"  # stands while a run is under way, and after one that failed
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


def run(options: argparse.Namespace) -> int:
    """Build the book; return 0 where it stands, 1 where something must be mended first."""
    try:
        with alone(OUTPUT / ".lock", "排书"):
            return _run(options)
    except BusyError as error:
        print(f"没有排书：{error}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    if failed := check.check_data():
        return failed
    if UNFINISHED.exists():
        _start_afresh()
    WORK.mkdir(parents=True, exist_ok=True)
    UNFINISHED.touch()
    editions = list(Edition) if options.edition == BOTH else [Edition(options.edition)]
    problems: list[str] = []
    for edition in editions:
        problems += _jupyter_book(edition, options.quiet)
    if problems:
        _report(list(dict.fromkeys(problems)))
        return 1
    for edition in editions:
        _publish(_work(edition) / "_build" / "html", _place(edition))
    UNFINISHED.unlink()
    for edition in editions:
        print(f"{edition.label}排好了：{_place(edition).relative_to(ROOT) / 'index.html'}（用浏览器打开）")
    return 0


def _work(edition: Edition) -> Path:
    return WORK / edition


def _place(edition: Edition) -> Path:
    return OUTPUT / edition.folder / "html"


def _start_afresh() -> None:
    """Drop what a failed or killed run left half done; the notebooks' runs are kept.

    Sphinx tells a page's faults only when it reads it, and takes a half-written page for a
    whole one.
    """
    for edition in Edition:
        shutil.rmtree(_work(edition), ignore_errors=True)


def _jupyter_book(edition: Edition, quiet: bool) -> list[str]:
    """Run Jupyter Book; return what it complained of, nothing where the edition is whole."""
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent) or "jupyter-book"
    command = [program, "build", str(ROOT), "--path-output", str(_work(edition)), "-W", "--keep-going"]
    environment = os.environ | {VARIABLE: edition, RUNS_VARIABLE: str(WORK / "runs")}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment,
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
    return problems or [line for line in lines if not NOISE.search(line)][-10:] or ["jupyter-book 没有说明原因就停了"]


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
