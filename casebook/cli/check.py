"""``casebook check``: every check that needs no build, all findings at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from casebook import own
from casebook.findings import CasebookError
from casebook.ledger import load

HELP = "不排书，先查一遍数据；给出文件，就查那一份自填的 CSV"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's one argument: a file of one's own figures instead of the book's."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="文件.csv",
        help="“我村对照表”导出的、或照 data/facts.csv 的列自己写的 CSV；"
        f"来源一列写 {own.SOURCE}，编号以 {own.PREFIX} 开头",
    )


def run(options: argparse.Namespace) -> int:
    """Check the tables, or one file; return 0 where nothing is wrong."""
    file = getattr(options, "file", None)
    try:
        told = f"{file} 查过，没有问题：{own.check(file)} 个数。" if file else _book()
    except CasebookError as error:
        print(f"发现 {len(error.findings)} 处问题：", file=sys.stderr)
        for finding in error.findings:
            print(f"· {finding}", file=sys.stderr)
        return 1
    print(told)
    return 0


def _book() -> str:
    book = load()
    return f"数据查过，没有问题：{len(book.figures)} 个数，{len(book.claims)} 条文字说法。"
