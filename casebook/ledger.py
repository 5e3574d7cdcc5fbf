"""The ledger: the one door to the figures, for Python, notebooks and the book's text.

It joins the tables of ``data/`` and refuses what cannot be right: an unknown unit, a part
larger than its whole, a formula over figures that are not there.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from casebook import formula as formulas
from casebook import wording
from casebook.findings import CasebookError, Finding
from casebook.formula import FormulaError
from casebook.hedge import Hedge
from casebook.quantity import Order, Quantity, QuantityError, known_units, parse_unit
from casebook.tables import DATA, Row, Tables, read_tables

# From the strongest evidence to the weakest; a derived figure has the weakest of its inputs'.
GRADES = {"context": "外部统计", "reported": "报道所述", "restored": "据残文复原", "assumed": "教学假设"}
DERIVED = "由本书推算"
HEDGE_WORDS = {
    "约": Hedge.ABOUT,
    "余": Hedge.AT_LEAST,
    "多": Hedge.AT_LEAST,
    "以上": Hedge.AT_LEAST,
    "约…余": Hedge.ABOUT_AT_LEAST,
    "达": Hedge.EXACT,
}
HEDGE_MEANINGS = {
    Hedge.ABOUT: "大约的数，上下差多少没有说",
    Hedge.AT_LEAST: "真实的数不小于它",
    Hedge.AT_MOST: "真实的数不大于它",
    Hedge.ABOUT_AT_LEAST: "大约的下限",
    Hedge.UNDIRECTED: "各数的分寸相互抵消，偏大偏小说不定",
}
PLACEHOLDER = re.compile(r"\{([^{}\n]+)\}(?!`)")  # before a ` it would be a role
# The columns in which the book speaks; the others hold codes, or a source's own words.
OWN_VOICE = {
    "facts": ("label", "note"),
    "indicators": ("label", "assumption", "note"),
    "claims": ("label", "note"),
    "milestones": ("event", "note"),
}
READS_VARIABLE = "CASEBOOK_READS"


class UnknownFigureError(KeyError):
    """An id that no row has; the message names the nearest ones."""

    def __init__(self, figure_id: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(figure_id, list(known), n=3, cutoff=0.5)
        hint = f"相近的有：{'、'.join(near)}" if near else "相近的也没有"
        self.message = f"数据里没有“{figure_id}”，{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of the book: a page of the ledger and a colour."""

    id: str
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document that figures come from."""

    id: str
    title: str
    author: str
    publisher: str
    date: str
    rights: str
    note: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the book, reported or derived, with all that vouches for it.

    `note` and `assumption` may hold placeholders, for `Ledger.fill` or as roles.

    Attributes:
        source: id of the document; empty for a derived figure, which has `formula`.
        inputs: the figures a formula is calculated from.
        grade: a key of `GRADES`; of a derived figure the weakest among its inputs.
    """

    id: str
    topic: str
    label: str
    quantity: Quantity
    grade: str
    note: str
    period: str = ""
    source: str = ""
    locator: str = ""
    part_of: str = ""
    formula: str = ""
    assumption: str = ""
    inputs: tuple[Figure, ...] = ()

    @property
    def derived(self) -> bool:
        """Whether the book calculated it."""
        return bool(self.formula)

    @property
    def when(self) -> str:
        """The period in words; for a derived figure those of its inputs."""
        if self.derived:
            return "、".join(dict.fromkeys(each.when for each in self.inputs))
        return period_in_words(self.period)

    @property
    def hedge_in_words(self) -> str:
        """What the hedge allows the true value to be; empty for an exact figure."""
        word = self.quantity.hedge_word
        if self.quantity.hedge is Hedge.EXACT:
            return f"原文用“{word}”，照记" if word else ""
        return HEDGE_MEANINGS[self.quantity.hedge] + (f"（原文用“{word}”）" if word else "")

    @property
    def grade_label(self) -> str:
        """The grade in words: ``报道所述``, ``由本书推算（据残文复原）``."""
        label = GRADES[self.grade]
        return f"{DERIVED}（{label}）" if self.derived else label

    @property
    def formula_in_words(self) -> str:
        """The formula with labels for ids; empty for a reported figure."""
        labels = {each.id: each.label for each in self.inputs}
        return formulas.in_words(self.formula, labels.__getitem__)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all documents behind the figure."""
        if not self.derived:
            return (self.source,)
        return tuple(dict.fromkeys(source for each in self.inputs for source in each.sources))


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the source says in words, without a number."""

    id: str
    topic: str
    label: str
    quote: str
    hedge_word: str
    period: str
    source: str
    locator: str
    grade: str
    note: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated event; `event` may hold placeholders, `figures` are the ids it shows."""

    id: str
    date: str
    topic: str
    event: str
    figures: tuple[str, ...]
    source: str
    locator: str
    grade: str
    note: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """One of the village's ways of doing things, as the report describes it.

    Attributes:
        chapter: label of the section that tells of it.
        records: ids of its figures and claims.
        practice: what the teaching part practises with it.
    """

    id: str
    label: str
    chapter: str
    records: tuple[str, ...]
    practice: str


SPECS: dict[str, Callable[[Figure], str]] = {
    "": lambda figure: str(figure.quantity),
    "value": lambda figure: figure.quantity.hedged_number,
    "amount": lambda figure: figure.quantity.amount,
    "each": lambda figure: figure.quantity.each,
    "full": lambda figure: f"{figure.quantity}（{figure.when}）",
}


@dataclass(slots=True)
class Ledger:
    """All figures, claims, events, topics and sources, joined.

    Attributes:
        on_read: called with the key of everything that is looked up; the build uses it to
            know which rows a notebook depends on. A key is an id, or ``table:NAME``.
    """

    topics: dict[str, Topic]
    sources: dict[str, Source]
    figures: dict[str, Figure]
    claims: dict[str, Claim]
    milestones: dict[str, Milestone]
    schemes: dict[str, Scheme]
    on_read: Callable[[str], None] = field(default=lambda key: None)

    def __getitem__(self, figure_id: str) -> Figure:
        """Return a figure.

        Raises:
            UnknownFigureError: there is none of that id; names the nearest.
        """
        self.on_read(figure_id)
        try:
            return self.figures[figure_id]
        except KeyError:
            raise UnknownFigureError(figure_id, self.figures) from None

    def phrase(self, reference: str) -> str:
        """Return a figure as text; `reference` is ``id`` or ``id:spec``.

        Specs: none (value, hedge and unit), ``value``, ``amount``, ``each``, ``full``.

        Raises:
            UnknownFigureError: no such id.
            ValueError: no such spec.
        """
        figure_id, spec = split_reference(reference)
        return SPECS[spec](self[figure_id])

    def fill(self, text: str) -> str:
        """Return `text` with each ``{id}`` or ``{id:spec}`` as words, ``{plain:…}`` as it is.

        Labels stand as they are; notes, assumptions and events may hold placeholders.
        """
        return PLACEHOLDER.sub(lambda match: self._fill_one(match[1]), text)

    def _fill_one(self, reference: str) -> str:
        kind, _, literal = reference.partition(":")
        return literal if kind == "plain" else self.phrase(reference)

    def in_topic(self, topic: str) -> tuple[list[Figure], list[Claim], list[Milestone]]:
        """Return the figures, claims and events of a topic, in the order of the data."""
        self.on_read("table:*")
        return (
            [each for each in self.figures.values() if each.topic == topic],
            [each for each in self.claims.values() if each.topic == topic],
            [each for each in self.milestones.values() if each.topic == topic],
        )

    def digest(self, key: str) -> str:
        """Return a hash of what `key` (see `on_read`) stands for now, figures it names included."""
        if key == "table:*":
            content = repr((self.figures, self.claims, self.milestones))
        else:
            content = self.fill(repr(self.figures.get(key)))
        return hashlib.sha256(content.encode()).hexdigest()


def split_reference(reference: str) -> tuple[str, str]:
    """Split ``id:spec`` and see that the spec is one of ours (`ValueError`)."""
    figure_id, _, spec = reference.strip().partition(":")
    if spec not in SPECS:
        raise ValueError(f"“{reference}”里的“{spec}”不是写法，可用：{'、'.join(filter(None, SPECS))}")
    return figure_id, spec


def period_in_words(period: str) -> str:
    """Return ``2019-06`` as ``2019年6月``, an interval with 至, and nothing as 时间未载."""
    if not period:
        return "时间未载"
    if "/" in period:
        return "至".join(period_in_words(part) for part in period.split("/"))
    if not period[0].isdigit():
        return period
    year, *rest = period.split("-")
    return f"{year}年" + "".join(f"{int(part)}{unit}" for part, unit in zip(rest, "月日", strict=False))


def load(data: Path = DATA) -> Ledger:
    """Read, check and join the tables of `data`.

    Raises:
        CasebookError: with everything that is wrong in them.
    """
    return build(read_tables(data))


def build(tables: Tables) -> Ledger:
    """Join tables that keep to the schema; see `load`."""
    findings: list[Finding] = []
    facts = dict(_facts(tables["facts"], findings))
    figures = facts | dict(_indicators(tables["indicators"], facts, findings))
    ledger = Ledger(
        topics={row["id"]: Topic(**row.cells) for row in tables["topics"]},
        sources={row["id"]: Source(**row.cells) for row in tables["sources"]},
        figures=figures,
        claims={row["id"]: Claim(**row.cells) for row in tables["claims"]},
        milestones={row["id"]: _milestone(row) for row in tables["milestones"]},
        schemes={row["id"]: _scheme(row) for row in tables["schemes"]},
    )
    findings += _references(tables, ledger)
    findings += _wording(tables)
    if findings:
        raise CasebookError(findings)
    return ledger


@cache
def ledger() -> Ledger:
    """Return this book's ledger, read once a process.

    Where the build names a file in the variable CASEBOOK_READS, every key that is looked
    up is written there, so that the build knows which rows a notebook rests on.
    """
    book = load()
    if reads := os.environ.get(READS_VARIABLE):
        book.on_read = _recorder(Path(reads))
    return book


def _recorder(path: Path) -> Callable[[str], None]:
    seen: set[str] = set()

    def record(key: str) -> None:
        if key not in seen:
            seen.add(key)
            with path.open("a", encoding="utf-8") as stream:
                stream.write(f"{key}\n")

    return record


def _facts(rows: list[Row], findings: list[Finding]) -> Iterator[tuple[str, Figure]]:
    by_id = {row["id"]: row for row in rows}
    quantities: dict[str, Quantity] = {}
    for row in rows:
        if problem := _fact_finding(row):
            findings.append(problem)
            continue
        quantities[row["id"]] = Quantity.of(row["value"], row["unit"], row["hedge"], row["hedge_word"])
    for figure_id, quantity in quantities.items():
        row = by_id[figure_id]
        findings += _part_finding(row, quantity, quantities)
        yield figure_id, Figure(quantity=quantity, **_without(row, "value", "unit", "hedge", "hedge_word"))


def _fact_finding(row: Row) -> Finding | None:
    try:
        parse_unit(row["unit"])
    except QuantityError as error:
        known = "、".join(sorted(known_units()))
        return row.finding("unit", str(error), f"下列单位之一（可用 / 相除）：{known}",
                           "改成已有的单位，或在 casebook/units.txt 里加一行")  # fmt: skip
    try:
        Fraction(row["value"])
    except (ValueError, ZeroDivisionError):
        return row.finding("value", f"写的是“{row['value']}”", "一个十进制数", "只写数字和小数点")
    word = row["hedge_word"]
    if word in HEDGE_WORDS and HEDGE_WORDS[word] != row["hedge"]:
        return row.finding("hedge", f"“{word}”配了 {row['hedge']}", f"“{word}”的方向是 {HEDGE_WORDS[word]}",
                           "改 hedge，或改 hedge_word")  # fmt: skip
    return None


def _part_finding(row: Row, part: Quantity, all_facts: dict[str, Quantity]) -> Iterator[Finding]:
    whole = all_facts.get(row["part_of"])
    if whole is None:
        return
    try:
        too_large = part.order(whole) is Order.GREATER
    except QuantityError as error:
        yield row.finding("part_of", str(error), "部分与整体的单位能换算", "改正单位或整体的编号")
        return
    if too_large:
        yield row.finding("part_of", f"部分（{part}）大于整体（{whole}）", "部分不大于整体",
                          "核对这一行和整体那一行的数")  # fmt: skip


def _indicators(rows: list[Row], facts: dict[str, Figure], findings: list[Finding]) -> Iterator[tuple[str, Figure]]:
    for row in rows:
        try:
            figure = _indicator(row, facts)
        except UnknownFigureError as error:
            findings.append(row.finding("formula", str(error), "facts.csv 里有的编号", "改正编号"))
        except (FormulaError, QuantityError) as error:
            findings.append(row.finding("formula", str(error), "能算出、单位对得上的公式", "改正公式或 unit 一列"))
        else:
            yield figure.id, figure


def _indicator(row: Row, facts: dict[str, Figure]) -> Figure:
    if row["id"] in facts:
        raise FormulaError(f"编号“{row['id']}”在 facts.csv 里已经有了")

    def look_up(figure_id: str) -> Quantity:
        if figure_id not in facts:
            raise UnknownFigureError(figure_id, facts)
        return facts[figure_id].quantity

    quantity = formulas.evaluate(row["formula"], look_up).to(row["unit"])
    inputs = tuple(facts[each] for each in formulas.figure_ids(row["formula"]))
    order = list(GRADES)
    weakest = max((each.grade for each in inputs), key=order.index)
    return Figure(quantity=quantity, grade=weakest, inputs=inputs, **_without(row, "unit"))


def _without(row: Row, *columns: str) -> dict[str, Any]:
    return {key: value for key, value in row.cells.items() if key not in columns}


def _milestone(row: Row) -> Milestone:
    return Milestone(figures=tuple(row["fact"].split()), **_without(row, "fact"))


def _scheme(row: Row) -> Scheme:
    return Scheme(records=tuple(row["records"].split()), **_without(row, "records"))


def _references(tables: Tables, book: Ledger) -> Iterator[Finding]:
    """Find placeholders and event figures that lead nowhere."""
    for name in ("facts", "indicators", "claims", "milestones", "schemes"):
        for row in tables[name]:
            for column, text in row.cells.items():
                for reference in PLACEHOLDER.findall(text):
                    yield from _reference(row, column, reference, book)
            if name == "milestones":
                for figure_id in row["fact"].split():
                    yield from _reference(row, "fact", figure_id, book)
    records = {*book.figures, *book.claims}
    for row in tables["schemes"]:
        for unknown in set(row["records"].split()) - records:
            message = str(UnknownFigureError(unknown, records))
            yield row.finding("records", message, "facts.csv 或 claims.csv 里的编号", "改正编号")


def _wording(tables: Tables) -> Iterator[Finding]:
    """Find copied runs and loaded words in the cells that speak in the book's own voice."""
    for name, columns in OWN_VOICE.items():
        for row in tables[name]:
            for column in columns:
                for run in wording.copied(row[column]):
                    yield row.finding(column, wording.copied_message(run), "自己的话", "照上面说的改")
                for word in wording.loaded(row[column]):
                    yield row.finding(column, f"用了带褒贬的词“{word}”", "中性的说法", "换一个词")


def _reference(row: Row, column: str, reference: str, book: Ledger) -> Iterator[Finding]:
    try:
        book._fill_one(reference)
    except (UnknownFigureError, ValueError) as error:
        yield row.finding(column, str(error), "已有数据的编号", "改正花括号里的编号")
