"""Random calculations on hedged quantities, beside the same on values the hedges allow."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from casebook.hedge import Hedge, interval
from casebook.quantity import Quantity, registry

# “About” is a width that shrinks to nothing; what is claimed of it must shrink along.
TINY = Fraction(1, 10**200)
SMALL = Fraction(1, 10**30)
OPERATORS = (operator.add, operator.sub, operator.mul, operator.truediv)
# Most inputs are exact, or every deeper calculation would end without a direction.
HEDGES = [*Hedge, *[Hedge.EXACT] * 8]
Operator = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Case:
    """A stated quantity and a true value that its hedge allows."""

    stated: Quantity
    true: Fraction


@dataclass(frozen=True)
class Node:
    """A calculation on two others."""

    operator: Operator
    left: Node | Case
    right: Node | Case


def dimensionless(value: Fraction, hedge: Hedge) -> Quantity:
    """Return a quantity without a unit, so that all four operators can meet it."""
    return Quantity(value, "", hedge, "", "", registry().parse_units(""))


def true_value(value: Fraction, hedge: Hedge, distance: Fraction, drift: Fraction) -> Fraction:
    """Return an allowed value: `distance` (not below 0) off a bound, `drift` in −1…1 off “about”."""
    about = value + drift * TINY
    return {
        Hedge.EXACT: value,
        Hedge.AT_LEAST: value + distance,
        Hedge.AT_MOST: value - distance,
        Hedge.ABOUT: about,
        Hedge.ABOUT_AT_LEAST: about + distance,
        Hedge.UNDIRECTED: value + drift * distance,
    }[hedge]


def decimals(low: int, high: int) -> st.SearchStrategy[Fraction]:
    """Return decimals such as the data hold, small and round ones often."""
    few = st.integers(max(low, -3), min(high, 3)).map(Fraction)
    many = st.integers(low * 1000, high * 1000).map(lambda n: Fraction(n, 1000))
    return few | many


def cases() -> st.SearchStrategy[Case]:
    """Return stated quantities with a true value each."""
    return st.builds(
        lambda value, hedge, distance, drift: Case(
            dimensionless(value, hedge), true_value(value, hedge, distance, drift)
        ),
        decimals(-1_000_000, 1_000_000),
        st.sampled_from(HEDGES),
        decimals(0, 1_000_000),
        st.integers(-10, 10).map(lambda n: Fraction(n, 10)),
    )


def trees(depth: int) -> st.SearchStrategy[Node | Case]:
    """Return calculations at most `depth` operators deep."""
    if depth == 0:
        return cases()
    below = trees(depth - 1)
    return st.builds(Node, st.sampled_from(OPERATORS), below, below) | cases()


def evaluate(tree: Node | Case) -> Case:
    """Calculate both sides; `ArithmeticError` or `QuantityError` where something divides by 0."""
    if isinstance(tree, Case):
        return tree
    left, right = evaluate(tree.left), evaluate(tree.right)
    return Case(tree.operator(left.stated, right.stated), tree.operator(left.true, right.true))


def holds(claim: Quantity, true: Fraction) -> bool:
    """Whether the hedge of `claim` allows `true`, up to what “about” leaves open."""
    if claim.hedge is Hedge.ABOUT:
        return abs(true - claim.value) <= SMALL
    if claim.hedge is Hedge.ABOUT_AT_LEAST:
        return true >= claim.value - SMALL
    low, high = interval(claim.value, claim.hedge)
    return bool(low <= true <= high)
