"""Hedges: what may be claimed of a result, and that no more is claimed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import pytest

from casebook import hedge as hedges
from casebook.hedge import Hedge

BOUNDED = [Hedge.EXACT, Hedge.AT_LEAST, Hedge.AT_MOST, Hedge.UNDIRECTED]
VALUES = [Fraction(each) for each in (-3, -1, 0, 1, 2)]
STEPS = [Fraction(0), Fraction(1, 1000), Fraction(1), Fraction(10), Fraction(10**6)]
STATED = [(value, hedge) for value in VALUES for hedge in BOUNDED]

Operation = tuple[Callable[[Fraction, Fraction], Fraction], Callable[[Fraction, Hedge, Fraction, Hedge], Hedge]]
SUM: Operation = (lambda a, b: a + b, hedges.add)
PRODUCT: Operation = (lambda a, b: a * b, hedges.multiply)


def allowed(value: Fraction, hedge: Hedge) -> list[Fraction]:
    """Return a sample of the values that a hedge without “about” allows."""
    up = [value + step for step in STEPS]
    down = [value - step for step in STEPS]
    return {
        Hedge.EXACT: [value],
        Hedge.AT_LEAST: up,
        Hedge.AT_MOST: down,
        Hedge.UNDIRECTED: up + down,
    }[hedge]


def tightest(value: Fraction, results: Iterator[Fraction]) -> Hedge:
    """Name the hedge that a sample of results leaves possible."""
    seen = set(results)
    if seen == {value}:
        return Hedge.EXACT
    if min(seen) >= value:
        return Hedge.AT_LEAST
    return Hedge.AT_MOST if max(seen) <= value else Hedge.UNDIRECTED


@pytest.mark.parametrize("operation", [SUM, PRODUCT], ids=["add", "multiply"])
@pytest.mark.parametrize("a", STATED, ids=str)
def test_two_operands_claim_all_that_is_sure_and_no_more(operation: Operation, a: tuple[Fraction, Hedge]) -> None:
    calculate, combine = operation
    for b in STATED:
        results = (calculate(x, y) for x, y in product(allowed(*a), allowed(*b)))
        assert combine(*a, *b) is tightest(calculate(a[0], b[0]), results), (a, b)


@pytest.mark.parametrize(("value", "hedge"), STATED, ids=str)
def test_negation_claims_all_that_is_sure_and_no_more(value: Fraction, hedge: Hedge) -> None:
    results = (-x for x in allowed(value, hedge))
    assert hedges.negate(hedge) is tightest(-value, results)


@pytest.mark.parametrize(("value", "hedge"), [each for each in STATED if each[0]], ids=str)
def test_inversion_claims_all_that_is_sure_and_no_more(value: Fraction, hedge: Hedge) -> None:
    sample = allowed(value, hedge)
    crosses_zero = min(sample) <= 0 <= max(sample)
    expected = Hedge.UNDIRECTED if crosses_zero else tightest(1 / value, (1 / x for x in sample))
    assert hedges.invert(value, hedge) is expected


@pytest.mark.parametrize("combine", [hedges.add, hedges.multiply], ids=["add", "multiply"])
@pytest.mark.parametrize("vague", [Hedge.ABOUT, Hedge.ABOUT_AT_LEAST])
def test_about_with_exact_stays_about(combine: Callable[..., Hedge], vague: Hedge) -> None:
    two, three = Fraction(2), Fraction(3)
    assert combine(two, vague, three, Hedge.EXACT) is vague
    assert combine(three, Hedge.EXACT, two, vague) is vague


@pytest.mark.parametrize("combine", [hedges.add, hedges.multiply], ids=["add", "multiply"])
@pytest.mark.parametrize("vague", [Hedge.ABOUT, Hedge.ABOUT_AT_LEAST])
@pytest.mark.parametrize("other", [each for each in Hedge if each is not Hedge.EXACT])
def test_about_with_any_other_hedge_claims_nothing(combine: Callable[..., Hedge], vague: Hedge, other: Hedge) -> None:
    two, three = Fraction(2), Fraction(3)
    assert combine(two, vague, three, other) is Hedge.UNDIRECTED
    assert combine(three, other, two, vague) is Hedge.UNDIRECTED


@pytest.mark.parametrize("factor", [0, -1])
def test_about_at_least_loses_its_direction_with_a_factor_that_is_not_positive(factor: int) -> None:
    vague = (Fraction(2), Hedge.ABOUT_AT_LEAST)
    exact = (Fraction(factor), Hedge.EXACT)
    assert hedges.multiply(*vague, *exact) is Hedge.UNDIRECTED
    assert hedges.multiply(*exact, *vague) is Hedge.UNDIRECTED


def test_about_survives_negation_and_inversion_and_about_at_least_does_not() -> None:
    assert hedges.negate(Hedge.ABOUT) is Hedge.ABOUT
    assert hedges.invert(Fraction(2), Hedge.ABOUT) is Hedge.ABOUT
    assert hedges.negate(Hedge.ABOUT_AT_LEAST) is Hedge.UNDIRECTED
    assert hedges.invert(Fraction(2), Hedge.ABOUT_AT_LEAST) is Hedge.UNDIRECTED


@pytest.mark.parametrize(
    ("hedge", "low", "high"),
    [
        (Hedge.EXACT, 5, 5),
        (Hedge.AT_LEAST, 5, math.inf),
        (Hedge.AT_MOST, -math.inf, 5),
        (Hedge.UNDIRECTED, -math.inf, math.inf),
    ],
)
def test_interval_and_classify_are_each_others_inverse(hedge: Hedge, low: float, high: float) -> None:
    bounds = hedges.interval(Fraction(5), hedge)
    assert bounds == (low, high)
    assert hedges.classify(Fraction(5), bounds) is hedge


@pytest.mark.parametrize("value", [Fraction(10**400), Fraction(1, 10**400)], ids=["huge", "tiny"])
def test_a_bound_is_kept_however_large_or_small_the_value(value: Fraction) -> None:
    one = Fraction(1)
    assert hedges.multiply(value, Hedge.EXACT, one, Hedge.AT_LEAST) is Hedge.AT_LEAST
    assert hedges.add(value, Hedge.EXACT, one, Hedge.AT_MOST) is Hedge.AT_MOST
