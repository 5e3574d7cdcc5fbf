"""Hedges: what a source's 约, 余 or 达 allows the true value to be.

A hedge stands for a set of allowed values around the stated value `v`:

=================  ==========================================================
exact              v itself
at_least           [v, ∞)
at_most            (−∞, v]; v itself may be negative, so 0 is no lower bound
about              v within a small tolerance that the source does not give
about_at_least     at least “about v” (约…余)
undirected         anything: the hedges pulled against each other
=================  ==========================================================

Arithmetic on hedges follows interval arithmetic, so the allowed values of a result
always contain what any allowed inputs give. “About” has no width to calculate with:
with an exact value it stays “about”, with any other hedge nothing is claimed.
"""

from __future__ import annotations

import math
from enum import StrEnum
from fractions import Fraction

Bound = Fraction | float  # a float only for ±infinity
Interval = tuple[Bound, Bound]


class Hedge(StrEnum):
    """How a stated value limits the true one."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT_AT_LEAST = "about_at_least"
    UNDIRECTED = "undirected"


def interval(value: Fraction, hedge: Hedge) -> Interval:
    """Return the values that `hedge` allows around `value`.

    The two “about” hedges have no stated width and are handled before intervals are.
    """
    low = -math.inf if hedge in (Hedge.AT_MOST, Hedge.UNDIRECTED) else value
    high = math.inf if hedge in (Hedge.AT_LEAST, Hedge.UNDIRECTED) else value
    return low, high


def classify(value: Fraction, bounds: Interval) -> Hedge:
    """Name the tightest hedge around `value` that still contains `bounds`."""
    low, high = bounds
    if low == high:
        return Hedge.EXACT
    if low == value:
        return Hedge.AT_LEAST
    if high == value:
        return Hedge.AT_MOST
    return Hedge.UNDIRECTED


def negate(hedge: Hedge) -> Hedge:
    """Return the hedge of −x."""
    turned = {
        Hedge.AT_LEAST: Hedge.AT_MOST,
        Hedge.AT_MOST: Hedge.AT_LEAST,
        Hedge.ABOUT_AT_LEAST: Hedge.UNDIRECTED,
    }
    return turned.get(hedge, hedge)


def invert(value: Fraction, hedge: Hedge) -> Hedge:
    """Return the hedge of 1/x, for `value` not 0."""
    if hedge in (Hedge.EXACT, Hedge.ABOUT):
        return hedge
    if hedge is Hedge.ABOUT_AT_LEAST:
        return Hedge.UNDIRECTED
    low, high = interval(value, hedge)
    if low <= 0 <= high:
        return Hedge.UNDIRECTED
    return Hedge.AT_MOST if value == low else Hedge.AT_LEAST


def add(a: Fraction, a_hedge: Hedge, b: Fraction, b_hedge: Hedge) -> Hedge:
    """Return the hedge of a + b."""
    if vague := _with_about(a_hedge, b_hedge):
        return vague
    (a_low, a_high), (b_low, b_high) = interval(a, a_hedge), interval(b, b_hedge)
    return classify(a + b, (_plus(a_low, b_low), _plus(a_high, b_high)))


def multiply(a: Fraction, a_hedge: Hedge, b: Fraction, b_hedge: Hedge) -> Hedge:
    """Return the hedge of a × b."""
    if vague := _with_about(a_hedge, b_hedge):
        exact = a if a_hedge is Hedge.EXACT else b
        return Hedge.UNDIRECTED if vague is Hedge.ABOUT_AT_LEAST and exact <= 0 else vague
    return classify(a * b, _product(interval(a, a_hedge), interval(b, b_hedge)))


def _with_about(a: Hedge, b: Hedge) -> Hedge | None:
    """Return the hedge of a result that has an “about” in it, or None where none has."""
    vague = {Hedge.ABOUT, Hedge.ABOUT_AT_LEAST} & {a, b}
    if not vague:
        return None
    return vague.pop() if Hedge.EXACT in (a, b) else Hedge.UNDIRECTED


def _product(a: Interval, b: Interval) -> Interval:
    corners = [_times(x, y) for x in a for y in b]
    return min(corners), max(corners)


def _times(x: Bound, y: Bound) -> Bound:
    if 0 in (x, y):
        return Fraction(0)  # a bound of 0 holds however large the other
    if math.inf in (abs(x), abs(y)):
        return math.inf if (x > 0) == (y > 0) else -math.inf  # no float ever meets a Fraction
    return x * y


def _plus(x: Bound, y: Bound) -> Bound:
    return next((bound for bound in (x, y) if abs(bound) == math.inf), None) or x + y
