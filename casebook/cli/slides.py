"""``casebook slides``: the decks alone, put beside the book's pages where there are any."""

from __future__ import annotations

import argparse
import sys

from casebook import fonts, refusals, workplace
from casebook.cli import build, check
from casebook.cli.guard import guarded, refuse, report
from casebook.editions import Edition
from casebook.findings import finding
from casebook.inputs import Inputs
from casebook.slides import build as decks
from casebook.slides.decks import PAGES
from casebook.sphinx import shelf
from casebook.tables import ROOT

HELP = "查数据，只排课件"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--quiet", action="store_true", help="只报问题，不报进度")


def run(options: argparse.Namespace) -> int:
    """Make both editions' decks; return 0 where they stand, 1 where something must be mended first."""
    if not decks.there_are_decks():
        print("没有课件：book/slides/conf.py 不在。从版本库恢复这个文件。", file=sys.stderr)
        return 1
    return guarded(lambda: _make_all(options.quiet), build.OUTPUT, "排课件", "课件")


def _make_all(quiet: bool) -> int:
    places = [build.place(edition) for edition in Edition]
    refuse([*fonts.examine(), *refusals.unwritable(build.folders(places))])
    if failed := check.check_data():
        return failed
    begun = Inputs.now()
    build.begin()
    problems = [each for edition in Edition for each in build.slides(edition, quiet)]
    if problems:
        report(problems, "课件")
        return 1
    if edited := begun.edited_since():
        refuse([finding("inputs-edited", edited[0], files="、".join(edited))])
    workplace.seal(build.WORK)
    for edition, place in zip(Edition, places, strict=True):
        decks.place(build.work(edition), place)
        shelf.fill(place)
    workplace.end(build.WORK)
    for edition, place in zip(Edition, places, strict=True):
        page = place.relative_to(ROOT) / PAGES / "index.html"
        print(f"{edition.label}的课件排好了：{page}（用浏览器打开）")
    return 0
