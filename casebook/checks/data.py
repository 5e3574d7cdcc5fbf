"""The tables: their schema, what joins them, the plans' pages, the dates of review."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from casebook import ledger as ledgers
from casebook import review, validated
from casebook.findings import CasebookError, Finding
from casebook.office.forms import forms
from casebook.plans import BOOK, missing_pages
from casebook.quantity import Quantity
from casebook.records import Figure, Scheme, Source, Topic
from casebook.tables import Tables, read_tables, rows_without, skip_validation

# What may follow from a row that had to be left out, and is not to be told a second time.
MAY_FOLLOW = {"figure-unknown", "formula", "plan-sum", "plan-order"}
UNMENDED = "有待改正的数"


def examine() -> list[Finding]:
    """Return everything that is wrong in the tables and the forms."""
    of_forms = _of_forms()
    try:
        validated.recall()
        tables = read_tables()
    except CasebookError as error:
        return [*error.findings, *_beyond_schema(error.findings), *of_forms]
    _, findings = _joined(tables)
    return [*findings, *of_forms, *missing_pages(tables["plans"], BOOK), *review.late_sources(tables["sources"])]


def _of_forms() -> tuple[Finding, ...]:
    try:
        forms()
    except CasebookError as error:
        return error.findings
    return ()


def _beyond_schema(of_schema: Iterable[Finding]) -> list[Finding]:
    """Return what is wrong in the rows that keep to the schema, where others do not."""
    usable = rows_without(of_schema)
    if usable is None:
        return []
    _, findings = _joined(usable[0])
    return [each for each in findings if each.key not in MAY_FOLLOW]


def _joined(tables: Tables) -> tuple[ledgers.Ledger, list[Finding]]:
    from casebook import joining  # it makes ledgers, so it must know that module first

    return joining.joined(tables)


def provide(findings: Iterable[Finding]) -> bool:
    """Make the ledger that pages are read with, even if some rows are at fault.

    What those rows would be stands in by a figure that is awaited, so that a page that uses it is
    not blamed for it.

    Returns:
        False where a table cannot be read as one, and pages cannot be looked at.
    """
    of_data = [each for each in findings if each.file.startswith("data/")]
    if not of_data:
        skip_validation()
        return True
    usable = rows_without(of_data)
    if usable is None:
        return False
    tables, dropped = usable
    book, _ = _joined(tables)
    contents: dict[str, Any] = {name: dict(table) for name, table in book.tables.items()}
    for table, stand_in in STAND_INS.items():
        for each in [*(row["id"] for row in tables[table]), *dropped[table]]:
            place = contents["figures" if stand_in is _figure else table]
            place.setdefault(each, stand_in(each, contents))
    ledgers.use(ledgers.Ledger(contents))
    return True


def _figure(figure_id: str, contents: dict[str, Any]) -> Figure:
    topic, source = (next(iter(contents[table]), "") for table in ("topics", "sources"))
    return Figure(figure_id, topic, UNMENDED, Quantity.awaited(figure_id, "个"), "assumed", UNMENDED, source=source)


STAND_INS: dict[str, Callable[[str, dict[str, Any]], object]] = {
    "topics": lambda topic, _: Topic(topic, UNMENDED, "ink"),
    "sources": lambda source, _: Source(source, UNMENDED, "", "", "", "", ""),
    "schemes": lambda scheme, _: Scheme(scheme, UNMENDED, "", (), ""),
    "facts": _figure,
    "indicators": _figure,
}
