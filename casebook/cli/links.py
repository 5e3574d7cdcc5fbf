"""``casebook links``: whether the addresses of other places that the project names still answer."""

from __future__ import annotations

import argparse
import sys

from casebook import links
from casebook.cli import build, check
from casebook.findings import CasebookError
from casebook.tables import ROOT

HELP = "查书里的外部网址还打不打得开（要联网）"
FOLDER = build.WORK / "links"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "--format", choices=[check.TEXT, check.GITHUB], default=check.TEXT, help="text 给人看（默认）；github 标在行旁"
    )


def run(options: argparse.Namespace) -> int:
    """Ask every address; return 0 where none is gone, 1 where one is, 2 where nothing could be asked."""
    gathered = links.gather(ROOT)
    try:
        wanted = links.asked(gathered, links.ignored(ROOT))
    except CasebookError as error:
        return check.report(list(error.findings), [], options.format)
    if not wanted:
        print("没有要查的外部网址。")
        return check.SOUND
    try:
        answers = links.ask(wanted, FOLDER)
    except RuntimeError as error:
        print(f"网址没有查完，程序自己出了错：{error}", file=sys.stderr)
        return check.BROKEN
    if links.offline(answers):
        print(f"{len(wanted)} 个网址一个也没有连上，多半是这台机器没有联网。联网以后再查一次。", file=sys.stderr)
        return check.BROKEN
    notes = [*links.told(gathered, answers), f"问了 {len(wanted)} 个网址。"]
    return check.report(links.dead(gathered, answers), notes, options.format)
