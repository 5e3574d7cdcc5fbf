"""Facts that are still to be filled: no fault, but said after a check and after a build."""

from __future__ import annotations

from casebook.findings import CasebookError
from casebook.joining import is_awaited
from casebook.tables import Row, read_tables

FEW = 3  # rows that are named, so that one knows where to begin


def rows() -> list[Row]:
    """Return the rows of facts without a value; none where the tables cannot be read, which is told elsewhere."""
    try:
        return [row for row in read_tables()["facts"] if is_awaited(row)]
    except CasebookError:
        return []


def in_words(found: list[Row]) -> str:
    """Return how many rows are to be filled, with file and line of the first few."""
    named = "、".join(f"第{row.line}行“{row['label']}”" for row in found[:FEW])
    rest = "等" if len(found) > FEW else ""
    return f"还有 {len(found)} 个数待填：{found[0].file} {named}{rest}。"
