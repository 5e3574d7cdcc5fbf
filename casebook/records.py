"""The records of the ledger: what a row means once it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casebook import formula as formulas
from casebook.hedge import Hedge
from casebook.quantity import AWAITED, Quantity

# From the strongest evidence to the weakest; a derived figure has the weakest of its inputs'.
GRADES = {"context": "外部统计", "reported": "报道所述", "restored": "据残文复原", "assumed": "教学假设"}
AWAITED_GRADE = "awaited"  # no evidence at all yet: the row says what is to be filled
GRADES |= {AWAITED_GRADE: AWAITED}
DERIVED = "由本书推算"
HEDGE_MEANINGS = {
    Hedge.ABOUT: "大约的数，上下差多少没有说",
    Hedge.AT_LEAST: "真实的数不小于它",
    Hedge.AT_MOST: "真实的数不大于它",
    Hedge.ABOUT_AT_LEAST: "大约的下限",
    Hedge.UNDIRECTED: "各数的分寸相互抵消，偏大偏小说不定",
}


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
    review_by: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the book, reported or derived, with all that vouches for it.

    `note` and `assumption` may hold placeholders, for `Ledger.fill` or as roles.

    Attributes:
        note: what the reader must know; of an awaited figure what is to be filled.
        source: id of the document; empty for a derived figure, which has `formula`, and for
            an awaited one of which none is known.
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
    def awaits(self) -> tuple[str, ...]:
        """Ids of the rows without a value that it waits for, its own or its inputs'; else empty."""
        return self.quantity.awaits

    @property
    def when(self) -> str:
        """The period in words, for a derived figure those of its inputs; an awaited one may have none."""
        if self.derived:
            return "、".join(dict.fromkeys(each.when for each in self.inputs if each.when))
        return "" if self.awaits and not self.period else period_in_words(self.period)

    @property
    def hedge_in_words(self) -> str:
        """What the hedge allows the true value to be; empty for an exact figure and an awaited one."""
        if self.awaits:
            return ""
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
            return (self.source,) if self.source else ()
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


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a teaching plan.

    Attributes:
        plan: the plan's minutes, by which it is named.
        pages: the pages used in it, from ``book/`` and without suffix.
        deck: the slides used in it; may be empty.
        task: what is done; may hold placeholders.
        materials: what is to be printed for it.
    """

    plan: int
    order: int
    stage: str
    minutes: int
    pages: tuple[str, ...]
    deck: str
    task: str
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """Something the fictional sum of an exercise could be spent on.

    Attributes:
        ask: what a group answers before it gives money to it.
        grade: always ``assumed``.
    """

    id: str
    label: str
    ask: str
    grade: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure that a reader's own village is set beside.

    Attributes:
        id: the village's figure.
        country: id of the country's figure; empty where there is none.
        why: why the two are no common measure, or what to ask before comparing.
    """

    id: str
    country: str
    why: str


SPECS: dict[str, Callable[[Figure], str]] = {
    "": lambda figure: str(figure.quantity),
    "value": lambda figure: figure.quantity.hedged_number,
    "amount": lambda figure: figure.quantity.amount,
    "each": lambda figure: figure.quantity.each,
    "full": lambda figure: AWAITED if figure.awaits else f"{figure.quantity}（{figure.when}）",
}


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
