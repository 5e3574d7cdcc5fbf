"""``casebook check``: every check that needs no build, all findings at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from casebook import own
from casebook.findings import CasebookError, Finding
from casebook.ledger import load
from casebook.office.forms import forms
from casebook.plans import missing_pages
from casebook.tables import ROOT, read_tables

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
    """Check the book's tables, the plans' pages and the forms, or one file; return 0 where nothing is wrong."""
    file = getattr(options, "file", None)
    findings = [*_findings(lambda: own.check(file))] if file else [*_findings(_tables), *_findings(forms)]
    if findings:
        print(f"发现 {len(findings)} 处问题：", file=sys.stderr)
        for finding in findings:
            print(f"· {finding}", file=sys.stderr)
        return 1
    print(f"{file} 查过，没有问题：{own.check(file)} 个数。" if file else _book())
    return 0


def _book() -> str:
    book = load()
    return f"数据查过，没有问题：{len(book.figures)} 个数，{len(book.claims)} 条文字说法，{len(forms())} 张表。"


def _tables() -> None:
    """Read the tables, and see that the pages are there that the plans name."""
    load()
    if missing := list(missing_pages(read_tables()["plans"], ROOT / "book")):
        raise CasebookError(missing)


def _findings(read: Callable[[], object]) -> tuple[Finding, ...]:
    """Return what is wrong in what `read` reads."""
    try:
        read()
    except CasebookError as error:
        return error.findings
    return ()
