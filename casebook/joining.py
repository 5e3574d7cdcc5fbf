"""From tables to a ledger: each row read, held against the others, and joined.

What a schema cannot know is refused here: an unknown unit, a part larger than its whole, a
formula over figures that are not there, a reference that leads nowhere, somebody else's
words. A fault is told where it is, and not again in every row that rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from casebook import formula as formulas
from casebook import wording
from casebook.findings import CasebookError, Finding
from casebook.formula import FormulaError
from casebook.hedge import Hedge
from casebook.ledger import PLACEHOLDER, Ledger, UnknownFigureError
from casebook.quantity import Order, Quantity, QuantityError, known_units, parse_unit
from casebook.records import (
    AWAITED_GRADE,
    GRADES,
    Claim,
    Comparison,
    Figure,
    Milestone,
    Scheme,
    Source,
    Stage,
    Topic,
    Use,
)
from casebook.tables import Row, Tables

HEDGE_WORDS = {
    "约": Hedge.ABOUT,
    "余": Hedge.AT_LEAST,
    "多": Hedge.AT_LEAST,
    "以上": Hedge.AT_LEAST,
    "约…余": Hedge.ABOUT_AT_LEAST,
    "达": Hedge.EXACT,
}
# What a fact that has a value must have as well, and one that is awaited need not.
REQUIRED_WITH_VALUE = ("hedge", "source", "locator")
WHOLE = re.compile(r"[1-9][0-9]{0,3}")
# The columns in which the book speaks; the others hold codes, or a source's own words.
OWN_VOICE = {
    "facts": ("label", "note"),
    "indicators": ("label", "assumption", "note"),
    "claims": ("label", "note"),
    "milestones": ("event", "note"),
    "schemes": ("label", "practice"),
    "plans": ("stage", "task", "materials"),
    "uses": ("label", "ask"),
    "comparison": ("why",),
}


def join(tables: Tables) -> Ledger:
    """Join tables that keep to the schema.

    Raises:
        CasebookError: with everything that is wrong in them.
    """
    ledger, findings = joined(tables)
    if findings:
        raise CasebookError(findings)
    return ledger


def joined(tables: Tables) -> tuple[Ledger, list[Finding]]:
    """Return the ledger as far as the tables make one, and everything that is wrong in them."""
    facts, findings = _facts(tables["facts"])
    known = {row["id"] for name in ("facts", "indicators") for row in tables[name]}
    indicators, more = _indicators(tables, facts)
    findings += more
    stages, more = _stages(tables["plans"])
    findings += more
    ledger = Ledger({
        "topics": {row["id"]: Topic(**row.cells) for row in tables["topics"]},
        "sources": {row["id"]: Source(**row.cells) for row in tables["sources"]},
        "figures": facts | indicators,
        "claims": {row["id"]: Claim(**row.cells) for row in tables["claims"]},
        "milestones": {row["id"]: _milestone(row) for row in tables["milestones"]},
        "schemes": {row["id"]: _scheme(row) for row in tables["schemes"]},
        "plans": stages,
        "uses": {row["id"]: Use(**row.cells) for row in tables["uses"]},
        "comparisons": {row["id"]: Comparison(**row.cells) for row in tables["comparison"]},
    })  # fmt: skip
    findings += _references(tables, ledger, known)
    findings += _wording(tables)
    return ledger, findings


def fact_findings(rows: list[Row]) -> list[Finding]:
    """Return what is wrong with facts that keep to the schema: units, hedges, parts."""
    return _facts(rows)[1]


def _without(row: Row, *columns: str) -> dict[str, Any]:
    return {key: value for key, value in row.cells.items() if key not in columns}


def _milestone(row: Row) -> Milestone:
    return Milestone(figures=tuple(row["fact"].split()), **_without(row, "fact"))


def _scheme(row: Row) -> Scheme:
    return Scheme(records=tuple(row["records"].split()), **_without(row, "records"))


def _stages(rows: list[Row]) -> tuple[dict[str, Stage], list[Finding]]:
    """Return the stages of the teaching plans, and what is wrong with their numbers."""
    findings = [
        row.finding(column, "cell-whole", cell=row[column])
        for row in rows
        for column in ("plan", "order", "minutes")
        if not WHOLE.fullmatch(row[column])
    ]
    if findings:
        return {}, findings
    stages = [(row, _stage(row)) for row in rows]
    for plan in dict.fromkeys(stage.plan for _, stage in stages):
        findings += _plan([(row, stage) for row, stage in stages if stage.plan == plan])
    return {f"{stage.plan}.{stage.order}": stage for _, stage in stages}, findings


def _stage(row: Row) -> Stage:
    return Stage(
        plan=int(row["plan"]), order=int(row["order"]), stage=row["stage"], minutes=int(row["minutes"]),
        pages=tuple(row["pages"].split()), deck=row["deck"], task=row["task"],
        materials=tuple(filter(None, row["materials"].split("；"))),
    )  # fmt: skip


def _plan(stages: list[tuple[Row, Stage]]) -> Iterator[Finding]:
    """Find what is wrong with one plan: its stages out of order, minutes that do not add up to its name."""
    for number, (row, stage) in enumerate(stages, start=1):
        if stage.order != number:
            yield row.finding("order", "plan-order", plan=stage.plan, number=number, cell=stage.order)
    total = sum(stage.minutes for _, stage in stages)
    row, stage = stages[-1]
    if total != stage.plan:
        yield row.finding("minutes", "plan-sum", plan=stage.plan, total=total)


def _facts(rows: list[Row]) -> tuple[dict[str, Figure], list[Finding]]:
    """Return the facts that can be read, and what is wrong with the others."""
    findings: list[Finding] = []
    facts: dict[str, Figure] = {}
    for row in rows:
        if problem := _fact_finding(row):
            findings.append(problem)
            continue
        quantity = _quantity(row)
        facts[row["id"]] = Figure(quantity=quantity, **_without(row, "value", "unit", "hedge", "hedge_word"))
    for row in rows:
        if row["id"] in facts and row["part_of"] in facts:
            findings += _part_finding(row, facts[row["id"]].quantity, facts[row["part_of"]].quantity)
    return facts, findings


def is_awaited(row: Row) -> bool:
    """Whether a fact's value is still to be filled."""
    return row["grade"] == AWAITED_GRADE


def _quantity(row: Row) -> Quantity:
    if is_awaited(row):
        return Quantity.awaited(row["id"], row["unit"])
    return Quantity.of(row["value"], row["unit"], row["hedge"], row["hedge_word"])


def _fact_finding(row: Row) -> Finding | None:
    try:
        parse_unit(row["unit"])
    except QuantityError as error:
        return row.finding("unit", "unit-unknown", why=error, units="、".join(sorted(known_units())))
    if is_awaited(row):
        return _awaited_finding(row)
    if not row["value"]:
        return row.finding("value", "value-empty")
    for column in REQUIRED_WITH_VALUE:
        if not row[column]:
            return row.finding(column, "cell-empty")
    try:
        Fraction(row["value"])
    except (ValueError, ZeroDivisionError):
        return row.finding("value", "cell-number", cell=row["value"])
    word, hedge = row["hedge_word"], row["hedge"]
    if word in HEDGE_WORDS and HEDGE_WORDS[word] != hedge:
        return row.finding("hedge", "hedge-word", word=word, hedge=hedge, direction=HEDGE_WORDS[word])
    return None


def _awaited_finding(row: Row) -> Finding | None:
    if row["value"]:
        return row.finding("value", "value-awaited", cell=row["value"])
    return None if row["note"] else row.finding("note", "note-awaited")


def _part_finding(row: Row, part: Quantity, whole: Quantity) -> Iterator[Finding]:
    try:
        if part.order(whole) is Order.GREATER:
            yield row.finding("part_of", "part-larger", part=part, whole=whole)
    except QuantityError as error:
        yield row.finding("part_of", "part-unit", why=error)


def _indicators(tables: Tables, facts: Mapping[str, Figure]) -> tuple[dict[str, Figure], list[Finding]]:
    """Return the indicators that can be calculated, and what is wrong with the others."""
    broken = {row["id"] for row in tables["facts"]} - set(facts)
    findings: list[Finding] = []
    indicators: dict[str, Figure] = {}
    for row in tables["indicators"]:
        if row["id"] in facts:
            findings.append(row.finding("id", "indicator-fact", cell=row["id"]))
            continue
        try:
            indicators[row["id"]] = _indicator(row, facts)
        except UnknownFigureError as error:
            if error.figure_id not in broken:
                findings.append(row.finding("formula", "figure-unknown", why=error))
        except (FormulaError, QuantityError) as error:
            findings.append(row.finding("formula", "formula", why=error))
    return indicators, findings


def _indicator(row: Row, facts: Mapping[str, Figure]) -> Figure:
    def look_up(figure_id: str) -> Quantity:
        if figure_id not in facts:
            raise UnknownFigureError(figure_id, facts)
        return facts[figure_id].quantity

    quantity = formulas.evaluate(row["formula"], look_up).to(row["unit"])
    inputs = tuple(facts[each] for each in formulas.figure_ids(row["formula"]))
    order = list(GRADES)
    weakest = max((each.grade for each in inputs), key=order.index)
    return Figure(quantity=quantity, grade=weakest, inputs=inputs, **_without(row, "unit"))


def _references(tables: Tables, book: Ledger, known: set[str]) -> Iterator[Finding]:
    """Find placeholders, event figures, compared figures and scheme records that lead nowhere."""
    for name, columns in OWN_VOICE.items():
        for row in tables[name]:
            for column in columns:
                for reference in PLACEHOLDER.findall(row[column]):
                    yield from _reference(row, column, reference, book, known)
    for row in tables["milestones"]:
        for figure_id in row["fact"].split():
            yield from _reference(row, "fact", figure_id, book, known)
    for row in tables["comparison"]:
        for column in ("id", "country"):
            if row[column]:
                yield from _reference(row, column, row[column], book, known)
    records = known | set(book.claims)
    for row in tables["schemes"]:
        for record in row["records"].split():
            if record not in records:
                yield row.finding("records", "figure-unknown", why=UnknownFigureError(record, records))


def _reference(row: Row, column: str, reference: str, book: Ledger, known: set[str]) -> Iterator[Finding]:
    try:
        book.fill_one(reference)
    except UnknownFigureError as error:
        if error.figure_id not in known:
            yield row.finding(column, "figure-unknown", why=error)
    except ValueError as error:
        yield row.finding(column, "figure-unknown", why=error)


def _wording(tables: Tables) -> Iterator[Finding]:
    """Find copied runs and loaded words in the cells that speak in the book's own voice."""
    for name, columns in OWN_VOICE.items():
        for row in tables[name]:
            for column in columns:
                for key, values in wording.complaints(row[column]):
                    yield row.finding(column, key, **values)
