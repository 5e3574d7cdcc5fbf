"""``casebook check``: every check that needs no build, all findings at once."""

from __future__ import annotations

import argparse
import sys

from casebook.findings import CasebookError
from casebook.ledger import load
from casebook.plans import missing_pages
from casebook.tables import ROOT, read_tables

HELP = "不排书，先查一遍数据"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options yet."""


def run(options: argparse.Namespace) -> int:
    """Check the tables; return 0 where nothing is wrong."""
    try:
        book = load()
        if missing := list(missing_pages(read_tables()["plans"], ROOT / "book")):
            raise CasebookError(missing)
    except CasebookError as error:
        print(f"发现 {len(error.findings)} 处问题：", file=sys.stderr)
        for finding in error.findings:
            print(f"· {finding}", file=sys.stderr)
        return 1
    print(f"数据查过，没有问题：{len(book.figures)} 个数，{len(book.claims)} 条文字说法。")
    return 0
