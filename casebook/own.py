"""Figures of a reader's own village, in the schema of ``facts.csv`` and in a file of their own.

The page 我村对照表 writes such files and reads them; ``casebook check FILE`` holds them to
what the schema and the ledger ask of a fact. Ids begin with `PREFIX`; `SOURCE` stands for
documents that the book does not list, the cell `locator` telling which.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from casebook import joining
from casebook.findings import CasebookError, Finding, finding
from casebook.joining import REQUIRED_WITH_VALUE
from casebook.records import AWAITED_GRADE
from casebook.tables import DATA, DESCRIPTOR, read_tables

PREFIX = "own."
SOURCE = "own"
STANDING_IN = {"id": SOURCE, "title": "自填", "author": "自填", "publisher": "自填", "date": "2000", "rights": "自填"}
GRADE = "reported"
TABLES = ("topics", "sources", "facts")
BOM = b"\xef\xbb\xbf"


def columns() -> list[dict[str, Any]]:
    """Return the fields of ``facts.csv``: as the schema describes them, but a reader's own are never awaited."""
    return _fields(_package())


def _package() -> dict[str, Any]:
    """Return the descriptor of the tables that a file of own figures is held to."""
    package: dict[str, Any] = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] in TABLES]
    for field in _fields(package):
        constraints = field.setdefault("constraints", {})
        if field["name"] in ("value", *REQUIRED_WITH_VALUE):
            constraints["required"] = True
        if field["name"] == "grade":
            constraints["enum"].remove(AWAITED_GRADE)
    return package


def _fields(package: dict[str, Any]) -> list[dict[str, Any]]:
    return next(list(each["schema"]["fields"]) for each in package["resources"] if each["name"] == "facts")


def check(path: Path) -> int:
    """Check a file of facts and return how many it holds; a BOM, which Excel needs, is accepted.

    Raises:
        CasebookError: with everything that is wrong in it.
    """
    try:
        content = path.read_bytes().removeprefix(BOM)
    except OSError:
        raise CasebookError([finding("file-missing", str(path))]) from None
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _set_up(data)
        (data / "facts.csv").write_bytes(content)
        try:
            rows = read_tables(data)["facts"]
            findings = joining.fact_findings(rows)
        except CasebookError as error:
            findings = list(error.findings)
    if findings:
        raise CasebookError(_named(each, path) for each in findings)
    return len(rows)


def _set_up(data: Path) -> None:
    """Put the tables that facts refer to into a folder, with the source that stands for a reader's own."""
    package = _package()
    (data / DESCRIPTOR).write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")
    shutil.copy(DATA / "topics.csv", data)
    shutil.copy(DATA / "sources.csv", data)
    with (data / "sources.csv").open("r+", encoding="utf-8", newline="") as stream:
        heads = next(csv.reader(stream))
        stream.seek(0, os.SEEK_END)
        csv.DictWriter(stream, heads, restval="", lineterminator="\n").writerow(STANDING_IN)


def _named(found: Finding, path: Path) -> Finding:
    return replace(found, file=str(path))
