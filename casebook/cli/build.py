"""``casebook build``: Jupyter Book with every warning an error, built aside and then swapped in.

Each edition is built in ``_build/.work``, where caches and the last environments live on and
the editions share the runs of their notebooks. Pages and PDFs are two runs over one reading: the
second finds every chapter read and every notebook run. When all are whole they take their
places, each in one step: ``_build/html`` and ``_build/pdf``, and the trainer's beside them in
``_build/trainer``. A build that fails, or is killed, leaves the book that was there before; one
whose files were edited meanwhile begins again.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from casebook import fonts, refusals, validated, workplace
from casebook.cli import check
from casebook.cli.guard import PROBLEM, guarded, refuse, report
from casebook.editions import RUNS_VARIABLE, VARIABLE, Edition
from casebook.findings import finding
from casebook.inputs import CODE, Inputs
from casebook.ledger import ledger
from casebook.office.forms import forms
from casebook.publishing import publish
from casebook.settings import settings
from casebook.slides import build as decks
from casebook.slides.decks import SLIDES_VARIABLE
from casebook.sphinx import shelf
from casebook.tables import ROOT

HELP = "查数据，运行有改动的章节，排成网页和 PDF"
OUTPUT = ROOT / "_build"
WORK = OUTPUT / ".work"
BOTH = "both"
ATTEMPTS = 3  # where files are edited while the book is made
WEB: tuple[str, ...] = ()
PRINT = ("--builder", "custom", "--custom-builder", "typst")
# What each run leaves, and the folder it is published as.
PUBLISHED = {WEB: ("html", "html"), PRINT: ("typst/pdf", "pdf")}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# What the tools say that no contributor can act upon.
NOISE = re.compile(r"\[IPKernelApp\]|^\s*$|^Running Jupyter-Book|^Source Folder|^Config Path|^Output Path"
                   r"|^=+$|(?:Nb|Md)ParserConfig|^Traceback|^  File |^    |^\S*(?:Error|Warning): *$")  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--quiet", action="store_true", help="只报问题，不报进度")
    parser.add_argument(
        "--edition", choices=[*Edition, BOTH], default=BOTH, help="排哪一版：学员版、教师版或两版（默认）"
    )
    parser.add_argument("--web", action="store_true", help="只排网页，不排 PDF")


def run(options: argparse.Namespace) -> int:
    """Build the book; return 0 where it stands, 1 where something must be mended first."""
    return guarded(lambda: _make_all(options), OUTPUT, "排书", "书")


def _make_all(options: argparse.Namespace) -> int:
    editions = list(Edition) if options.edition == BOTH else [Edition(options.edition)]
    runs = (WEB,) if options.web else (WEB, PRINT)
    made = {
        work(edition) / "_build" / built: place(edition, name)
        for edition in editions
        for built, name in (PUBLISHED[arguments] for arguments in runs)
    }
    refuse([*fonts.examine(), *refusals.unwritable(folders(made.values()))])
    if failed := _make_of_one_state(editions, runs, options.quiet):
        return failed
    for edition in editions:
        _complete(edition, runs)
    workplace.seal(WORK)
    publish({place: folder for folder, place in made.items()})
    workplace.end(WORK)
    for edition in editions:
        _tell(edition, runs)
    check.tell_awaited()
    return 0


def folders(places: Iterable[Path]) -> list[Path]:
    """Return every folder that a build writes into."""
    return list(dict.fromkeys(each for place in places for each in (OUTPUT, WORK, place.parent, place)))


def _make_of_one_state(editions: Sequence[Edition], runs: Sequence[tuple[str, ...]], quiet: bool) -> int:
    """Make the editions from files that were not edited meanwhile; return 0, or 1 with all told.

    Raises:
        CasebookError: they were edited again and again, or the code was.
    """
    for attempt in range(ATTEMPTS):
        begun = Inputs.now()
        if failed := check.check_data():
            return failed
        begin()
        validated.remember()
        problems = [problem for edition in editions for problem in _make(edition, runs, quiet)]
        edited = begun.edited_since()
        if not edited:
            break
        _drop_mixed(edited, last=attempt == ATTEMPTS - 1)
    if problems:
        report(problems)
    return int(bool(problems))


def begin() -> None:
    """Make the place ready where books are made, and say so if something there was damaged."""
    if damaged := workplace.begin(WORK):
        print(f"上次留下的缓存坏了（{OUTPUT.name}/{damaged}），丢掉，重新排。", flush=True)


def _drop_mixed(edited: list[str], last: bool) -> None:
    """Drop what was made of files before and after an edit, and what was read of them."""
    workplace.drop(WORK)
    ledger.cache_clear()
    forms.cache_clear()
    files = "、".join(edited)
    code = any(each.startswith(CODE) for each in edited)  # this process has it as it was
    if code or last:
        refuse([finding("inputs-code" if code else "inputs-edited", edited[0], files=files)])
    print(f"排书的时候改了 {files}，照新的再排一遍。", flush=True)


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
        pdf = place(edition, "pdf").relative_to(ROOT) / f"{settings().document}.pdf"
        print(f"　　　　　　{pdf}（供打印，同一文件夹里还有单发的材料）")


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
    made_from = decks.digest()
    decks.begin(work(edition))
    problems = _run(decks.command(work(edition)), decks.environment(edition), quiet)
    if not problems:
        decks.finish(work(edition), made_from)
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
    if refusal := refusals.told(lines, OUTPUT):
        return [str(refusal)]
    return (
        problems
        or [line for line in lines if not NOISE.search(line)][-10:]
        or [f"{Path(command[0]).name} 没有说明原因就停了"]
    )


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield COLOUR.sub("", line.rstrip())
