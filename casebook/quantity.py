"""A quantity: a value, its unit and its hedge, which arithmetic carries together.

Values are `fractions.Fraction`s, so nothing is rounded before it is printed, and the
rounding of print respects the hedge: “at least” is rounded down, “at most” up.

A quantity may be awaited: its unit is known, and its value is still to be given. What is
calculated from it is awaited too, prints as 待填, and names the rows that are to be filled.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path

import pint

from casebook import hedge as hedges
from casebook.hedge import Hedge

SUFFIX_WORDS = ("余", "多")  # between number and unit: 460余人
CLOSING_WORDS = ("以上", "以下", "左右", "（方向不定）")  # after the unit: 95%以上
AWAITED = "待填"  # what an awaited quantity prints as
DERIVED_WORDS = {
    Hedge.ABOUT: "约",
    Hedge.AT_LEAST: "至少",
    Hedge.AT_MOST: "至多",
    Hedge.ABOUT_AT_LEAST: "约…余",
    Hedge.UNDIRECTED: "（方向不定）",
}


class QuantityError(ValueError):
    """A calculation that has no meaning: units that do not fit, a division by zero."""


class AwaitedError(Exception):
    """The value of an awaited quantity was asked for; `rows` are the ids of the rows to fill."""

    def __init__(self, rows: tuple[str, ...]) -> None:
        super().__init__(rows)
        self.rows = rows

    def __str__(self) -> str:
        return f"还没有填的数：{'、'.join(self.rows)}"


class Order(Enum):
    """What the hedges let one say of two quantities."""

    LESS = "小于"
    EQUAL = "等于"
    GREATER = "大于"
    UNDECIDED = "无法比较"


@cache
def registry() -> pint.UnitRegistry:
    """Return the units the book knows, read once from ``units.txt``."""
    units = pint.UnitRegistry(None, non_int_type=Fraction)
    units.load_definitions(Path(__file__).with_name("units.txt"))
    return units


@cache
def known_units() -> frozenset[str]:
    """Return every unit name that may stand in the data, before any ``/``."""
    names = {line.split("=")[0].strip() for line in _definitions()}
    return frozenset(names - {"percent"} | {"%"})


def _definitions() -> list[str]:
    lines = Path(__file__).with_name("units.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "=" in line and not line.startswith("#")]


@cache
def parse_unit(text: str) -> pint.Unit:
    """Return the Pint unit that `text` names, such as ``万元/年``.

    Raises:
        QuantityError: a part of it is not in ``units.txt``.
    """
    unknown = [part for part in text.split("/") if part not in known_units()]
    if unknown:
        raise QuantityError(f"不认识的单位“{unknown[0]}”")
    return registry().parse_units(text)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit and hedge.

    Attributes:
        given: the number, exact, in `unit`; None for an awaited quantity. See `value`.
        unit: as Chinese writes it, parts joined by ``/``; empty for the result of a
            calculation until `to` gives it one.
        hedge: what the true value may be.
        hedge_word: the source's own word (约, 余, 达); derived quantities have none.
        written: the digits as the source writes them; derived quantities have none.
        measure: the Pint unit behind `unit`.
        awaits: ids of the rows that an awaited quantity is waiting for; else empty.
    """

    given: Fraction | None
    unit: str
    hedge: Hedge
    hedge_word: str
    written: str
    measure: pint.Unit
    awaits: tuple[str, ...] = ()

    @classmethod
    def of(cls, written: str, unit: str, hedge: str = "exact", hedge_word: str = "") -> Quantity:
        """Make a quantity from the cells of a row of data."""
        value = Fraction(written)
        return cls(value, unit, Hedge(hedge), hedge_word, written, parse_unit(unit))

    @classmethod
    def awaited(cls, row_id: str, unit: str) -> Quantity:
        """Make the quantity of a row whose value is still to be filled; it may be anything."""
        return cls(None, unit, Hedge.UNDIRECTED, "", "", parse_unit(unit), (row_id,))

    @property
    def value(self) -> Fraction:
        """The number, exact, in `unit`; `AwaitedError` where nobody has given it yet."""
        if self.given is None:
            raise AwaitedError(self.awaits)
        return self.given

    def to(self, unit: str) -> Quantity:
        """Return the same quantity in `unit`; `QuantityError` if it measures something else."""
        target = parse_unit(unit)
        if not self.measure.is_compatible_with(target):
            raise QuantityError(f"算出的单位是“{self.measure}”，不能换成“{unit}”")
        return replace(self._converted(target), unit=unit, hedge_word="", written="")

    def __add__(self, other: Quantity) -> Quantity:
        return _derive(_sum, self.measure, self, self._same_unit(other))

    def __neg__(self) -> Quantity:
        return _derive(lambda it: (-it.value, hedges.negate(it.hedge)), self.measure, self)

    def __sub__(self, other: Quantity) -> Quantity:
        return self + -other

    def __mul__(self, other: Quantity) -> Quantity:
        return _derive(_product, self.measure * other.measure, self, other)

    def __truediv__(self, other: Quantity) -> Quantity:
        return self * other._inverse()

    def order(self, other: Quantity) -> Order:
        """Compare as far as the hedges allow; “about” has no bounds, so it decides nothing."""
        difference = self - other
        if difference.hedge is Hedge.EXACT:
            sign = (difference.value > 0) - (difference.value < 0)
            return (Order.EQUAL, Order.GREATER, Order.LESS)[sign]
        if difference.hedge is Hedge.AT_LEAST and difference.value > 0:
            return Order.GREATER
        if difference.hedge is Hedge.AT_MOST and difference.value < 0:
            return Order.LESS
        return Order.UNDECIDED

    @property
    def number(self) -> str:
        """The digits alone, rounded if they were calculated: ``460``, ``4,348``."""
        if self.awaits:
            return AWAITED
        return self.written or format_number(self.value, self.hedge)

    @property
    def hedged_number(self) -> str:
        """The number with its hedge and without its unit: ``460余``, ``至少52.2``."""
        return self._phrase("")

    @property
    def amount(self) -> str:
        """The hedged number with what is counted, without “per”: ``460余人``."""
        return self._phrase(self.unit.split("/")[0])

    @property
    def each(self) -> str:
        """The whole in words, “per” before the number: ``每年460余人``, ``每亩每年4385元``."""
        if self.awaits:
            return AWAITED
        return "".join(f"每{part}" for part in self.unit.split("/")[1:]) + self.amount

    def __str__(self) -> str:
        return self._phrase(self.unit)

    def _phrase(self, unit: str) -> str:
        """Put the number, the hedge's word and `unit` in the order Chinese has them in."""
        if self.awaits:
            return AWAITED
        word = self.hedge_word or DERIVED_WORDS.get(self.hedge, "")
        if word in CLOSING_WORDS:
            return self.number + unit + word
        if word in SUFFIX_WORDS:
            return self.number + word + unit
        before, _, after = word.partition("…")
        return before + self.number + after + unit

    def _same_unit(self, other: Quantity) -> Quantity:
        if not other.measure.is_compatible_with(self.measure):
            raise QuantityError(f"“{self.measure}”和“{other.measure}”不能相加减")
        return other._converted(self.measure)

    def _converted(self, target: pint.Unit) -> Quantity:
        """Return the same quantity measured in a compatible unit, its name left as it was."""
        factor = registry().convert(Fraction(1), self.measure, target)
        return replace(self, given=None if self.given is None else self.given * factor, measure=target)

    def _inverse(self) -> Quantity:
        unit = getattr(1 / self.measure, "units", 1 / self.measure)  # it is a Pint quantity, not a unit
        return _derive(_reciprocal, unit, self)


def _derive(calculate: Callable[..., tuple[Fraction, Hedge]], measure: pint.Unit, *operands: Quantity) -> Quantity:
    """Return what is calculated from quantities; awaited, where one of them is."""
    awaits = tuple(dict.fromkeys(row for each in operands for row in each.awaits))
    value, hedge = (None, Hedge.UNDIRECTED) if awaits else calculate(*operands)
    return Quantity(value, "", hedge, "", "", measure, awaits)


def _sum(a: Quantity, b: Quantity) -> tuple[Fraction, Hedge]:
    return a.value + b.value, hedges.add(a.value, a.hedge, b.value, b.hedge)


def _product(a: Quantity, b: Quantity) -> tuple[Fraction, Hedge]:
    return a.value * b.value, hedges.multiply(a.value, a.hedge, b.value, b.hedge)


def _reciprocal(it: Quantity) -> tuple[Fraction, Hedge]:
    if it.value == 0:
        raise QuantityError("除数是0")
    return 1 / it.value, hedges.invert(it.value, it.hedge)


def format_number(value: Fraction, hedge: Hedge = Hedge.EXACT) -> str:
    """Print a calculated value with the digits a reader needs.

    Two decimals below 10, one below 1,000, none above, and none that only say 0 when the
    value is whole; thousands are set off from five digits on. The rounding keeps the
    hedge true: down for “at least”, up for “at most”, else half away from zero.
    """
    decimals = 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0
    if value.denominator == 1:
        decimals = 0
    scaled = value * 10**decimals
    if hedge in (Hedge.AT_LEAST, Hedge.ABOUT_AT_LEAST):
        digits = math.floor(scaled)
    elif hedge is Hedge.AT_MOST:
        digits = math.ceil(scaled)
    else:
        digits = math.floor(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)
    rounded = Fraction(digits, 10**decimals)
    separator = "," if abs(rounded) >= 10_000 else ""
    sign, magnitude = ("−" if rounded < 0 else ""), abs(digits)
    whole, rest = divmod(magnitude, 10**decimals)
    return f"{sign}{whole:{separator}}" + (f".{rest:0{decimals}d}" if decimals else "")
