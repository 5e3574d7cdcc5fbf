"""The ledger: the one door to the figures, for Python, notebooks and the book's text."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from casebook.records import SPECS, Claim, Comparison, Figure, Milestone, Scheme, Source, Stage, Topic, Use
from casebook.tables import DATA, read_tables

PLACEHOLDER = re.compile(r"\{([^{}\n]+)\}(?!`)")  # before a ` it would be a role
READS_VARIABLE = "CASEBOOK_READS"
ROWS_OF = ("figures", "claims", "milestones")  # the tables whose records are rows of a topic
Record = Figure | Claim | Milestone


class UnknownFigureError(KeyError):
    """An id that no row has; the message names the nearest ones."""

    def __init__(self, figure_id: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(figure_id, list(known), n=3, cutoff=0.5)
        hint = f"相近的有：{'、'.join(near)}" if near else "相近的也没有"
        self.figure_id = figure_id
        self.message = f"数据里没有“{figure_id}”，{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


@dataclass(slots=True)
class Ledger:
    """All figures, claims, events, schemes, exercises, topics and sources, joined.

    Attributes:
        tables: the records by table and id: ``figures`` (facts and indicators), ``claims``,
            ``milestones``, ``schemes``, ``plans``, ``uses``, ``comparisons``, ``topics``, ``sources``.
        on_read: called with the key of everything that is looked up; the build uses it to
            know which rows a notebook rests on. A key is an id, or ``table:NAME``.
    """

    tables: Mapping[str, Mapping[str, Any]]
    on_read: Callable[[str], None] = field(default=lambda key: None)
    _grouped: dict[str, dict[str, list[Any]]] = field(default_factory=dict, repr=False, compare=False)
    _rows: dict[str, dict[str, list[Any]]] = field(default_factory=dict, repr=False, compare=False)
    _places: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    _digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The subjects of the book, in the order of the ledger's pages."""
        return self._table("topics")

    @property
    def sources(self) -> Mapping[str, Source]:
        """The documents that figures come from."""
        return self._table("sources")

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Every figure, facts first; for one figure use ``ledger[id]``."""
        return self._table("figures")

    @property
    def claims(self) -> Mapping[str, Claim]:
        """What the source says in words."""
        return self._table("claims")

    @property
    def milestones(self) -> Mapping[str, Milestone]:
        """The dated events."""
        return self._table("milestones")

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """The village's ways of doing things."""
        return self._table("schemes")

    @property
    def stages(self) -> Mapping[str, Stage]:
        """The stages of the teaching plans, in the order of each plan."""
        return self._table("plans")

    @property
    def uses(self) -> Mapping[str, Use]:
        """What the fictional sum could be spent on."""
        return self._table("uses")

    @property
    def comparisons(self) -> Mapping[str, Comparison]:
        """The figures to set one's own village beside, by their ids."""
        return self._table("comparisons")

    def _table(self, name: str) -> Mapping[str, Any]:
        self.on_read(f"table:{name}")
        return self.tables[name]

    def __getitem__(self, figure_id: str) -> Figure:
        """Return a figure.

        Raises:
            UnknownFigureError: there is none of that id; names the nearest.
        """
        self.on_read(figure_id)
        figures: Mapping[str, Figure] = self.tables["figures"]
        try:
            return figures[figure_id]
        except KeyError:
            raise UnknownFigureError(figure_id, figures) from None

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
        return PLACEHOLDER.sub(lambda match: self.fill_one(match[1]), text)

    def fill_one(self, reference: str) -> str:
        """Return what stands between the braces of a placeholder as words."""
        kind, _, literal = reference.partition(":")
        return literal if kind == "plain" else self.phrase(reference)

    def in_topic(self, topic: str) -> tuple[list[Figure], list[Claim], list[Milestone]]:
        """Return the figures, claims and events of a topic, in the order of the data."""
        for table in ROWS_OF:
            self.on_read(f"table:{table}")
        figures, claims, milestones = (self._group(table).get(topic, []) for table in ROWS_OF)
        return list(figures), list(claims), list(milestones)

    def _group(self, table: str) -> dict[str, list[Any]]:
        """Return a table's records by their topics."""
        if table not in self._grouped:
            groups: dict[str, list[Any]] = {}
            for record in self.tables.get(table, {}).values():
                groups.setdefault(record.topic, []).append(record)
            self._grouped[table] = groups
        return self._grouped[table]

    def rows(self, topic: str) -> dict[str, list[Record]]:
        """Return all records of a topic in the order of its page: ``reported``, ``awaited``, ``derived``, and so on."""
        if topic not in self._rows:
            figures, claims, milestones = (self._group(table).get(topic, []) for table in ROWS_OF)
            self._rows[topic] = {
                "reported": [each for each in figures if not each.derived and not each.awaits],
                "awaited": [each for each in figures if not each.derived and each.awaits],
                "derived": [each for each in figures if each.derived],
                "claims": claims,
                "events": milestones,
            }
        return self._rows[topic]

    def place(self, record_id: str) -> int:
        """Return the number, from 0, of a record's row among those of its topic."""
        if not self._places:
            for topic in self.tables["topics"]:
                records = (each for group in self.rows(topic).values() for each in group)
                self._places.update({record.id: number for number, record in enumerate(records)})
        return self._places[record_id]

    def digest(self, key: str) -> str:
        """Return a hash of what `key` stands for now, figures it names included.

        A key is one of those of `on_read`, or ``topic:ID`` for all rows of a topic.
        """
        if key not in self._digests:
            content = self.fill(repr(self._content(key)))
            self._digests[key] = hashlib.sha256(content.encode()).hexdigest()
        return self._digests[key]

    def _content(self, key: str) -> object:
        kind, _, name = key.partition(":")
        if kind == "table":
            return list(self.tables[name].values())
        if kind == "topic":
            return [self._group(table).get(name, []) for table in ROWS_OF]
        return self.tables["figures"].get(key)


def split_reference(reference: str) -> tuple[str, str]:
    """Split ``id:spec`` and see that the spec is one of ours (`ValueError`)."""
    figure_id, _, spec = reference.strip().partition(":")
    if spec not in SPECS:
        raise ValueError(f"“{reference}”里的“{spec}”不是写法，可用：{'、'.join(filter(None, SPECS))}")
    return figure_id, spec


def load(data: Path = DATA) -> Ledger:
    """Read, check and join the tables of `data`.

    Raises:
        CasebookError: with everything that is wrong in them.
    """
    from casebook import joining  # it makes ledgers, so it must know this module first

    return joining.join(read_tables(data))


_given: list[Ledger] = []


def use(book: Ledger) -> None:
    """Have `ledger` return this one in this process, where the tables are faulty and pages are read all the same."""
    _given[:] = [book]
    ledger.cache_clear()


@cache
def ledger() -> Ledger:
    """Return this book's ledger, read once a process.

    Where the build names a file in the variable CASEBOOK_READS, every key that is looked
    up is written there, so that the build knows which rows a notebook rests on.
    """
    book = _given[-1] if _given else load()
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
