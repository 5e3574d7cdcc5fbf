"""``casebook slides``: the decks alone, put beside the book's pages where there are any."""

from __future__ import annotations

import argparse
import sys

from casebook.cli import build, check
from casebook.editions import Edition
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
    if failed := check.check_data():
        return failed
    if not decks.there_are_decks():
        print("没有课件：book/slides/conf.py 不在。从版本库恢复这个文件。", file=sys.stderr)
        return 1
    build.WORK.mkdir(parents=True, exist_ok=True)
    problems = [each for edition in Edition for each in build.slides(edition, options.quiet)]
    if problems:
        build.report(problems, "课件")
        return 1
    for edition in Edition:
        decks.place(build.work(edition), build.place(edition))
        shelf.fill(build.place(edition))
        page = build.place(edition).relative_to(ROOT) / PAGES / "index.html"
        print(f"{edition.label}的课件排好了：{page}（用浏览器打开）")
    return 0
