"""``casebook check``: every check that needs no build, all findings at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from casebook.findings import CasebookError, Finding
from casebook.ledger import load
from casebook.office.forms import forms
from casebook.plans import missing_pages
from casebook.tables import ROOT, read_tables

HELP = "不排书，先查一遍数据"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options yet."""


def run(options: argparse.Namespace) -> int:
    """Check the tables, the plans' pages and the forms; return 0 where nothing is wrong."""
    findings = [*_findings(_tables), *_findings(forms)]
    if findings:
        print(f"发现 {len(findings)} 处问题：", file=sys.stderr)
        for finding in findings:
            print(f"· {finding}", file=sys.stderr)
        return 1
    book = load()
    print(f"数据查过，没有问题：{len(book.figures)} 个数，{len(book.claims)} 条文字说法，{len(forms())} 张表。")
    return 0


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
