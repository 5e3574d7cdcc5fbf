"""Formulas: figures and four operators, and no way through to Python."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casebook.formula import MAX_LENGTH, FormulaError, evaluate, figure_ids, in_words
from casebook.hedge import Hedge
from casebook.quantity import Quantity

FIGURES = {
    "a.b": Quantity.of("6", "名"),
    "c.d": Quantity.of("3", "名", "at_least", "余"),
    "land.area_2021": Quantity.of("2", "亩"),
    "no.one": Quantity.of("0", "名"),
}


class StrangerError(LookupError):
    """What the tests' `look_up` raises for an id it does not know."""


def look_up(figure_id: str) -> Quantity:
    """Return a figure of the tests."""
    if figure_id not in FIGURES:
        raise StrangerError(figure_id)
    return FIGURES[figure_id]


@pytest.mark.parametrize(
    ("formula", "value", "hedge"),
    [
        ("a.b", 6, Hedge.EXACT),
        ("a.b + c.d", 9, Hedge.AT_LEAST),
        ("a.b - c.d", 3, Hedge.AT_MOST),
        ("a.b * land.area_2021", 12, Hedge.EXACT),
        ("a.b / c.d", 2, Hedge.AT_MOST),
        ("a.b - a.b * a.b / a.b", 0, Hedge.EXACT),
        ("(a.b + c.d) / land.area_2021", Fraction(9, 2), Hedge.AT_LEAST),
        ("  a.b/(a.b+a.b)  ", Fraction(1, 2), Hedge.EXACT),
    ],
)
def test_values(formula: str, value: Fraction, hedge: Hedge) -> None:
    result = evaluate(formula, look_up)
    assert (result.value, result.hedge) == (value, hedge)


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("a.b + land.area_2021", "不能相加减"),
        ("land.area_2021 - a.b", "不能相加减"),
        ("a.b / no.one", "除数是0"),
        ("a.b / (c.d - c.d + no.one)", "除数是0"),
    ],
)
def test_meaningless_calculations_are_refused_with_the_reason(formula: str, says: str) -> None:
    with pytest.raises(FormulaError, match=says):
        evaluate(formula, look_up)


def test_what_look_up_raises_goes_through() -> None:
    with pytest.raises(StrangerError, match=r"x\.y"):
        evaluate("a.b + x.y", look_up)


BROKEN = [
    "",
    " ",
    "a.b +",
    "+",
    "(a.b",
    "a.b)",
    "a.b c.d",
    "a..b",
    ".b",
    "a.",
    "a",
    "a + a.b",
    "a.b,",
    "a.b, c.d",
]
NUMBERS = [
    "1",
    "a.b * 2",
    "a.b + 1",
    "100 * a.b / c.d",
    "a.b * 1.5",
    "a.b * 1e3",
    "a.b * 0x10",
    "a.b - -1",
    "1j",
]
NOT_OURS = [
    "-a.b", "+a.b", "~a.b", "not a.b", "a.b ** a.b", "a.b // c.d", "a.b % c.d", "a.b @ c.d", "a.b & c.d",
    "a.b < c.d", "a.b == a.b", "a.b and c.d", "a.b if c.d else a.b", "a.b or a.b",
]  # fmt: skip
MORE_THAN_ONE = ["a.b; c.d", "a.b\nc.d", "a.b ; import os", "a.b;a.b", "a.b\n\nlambda: a.b"]
NASTY = [
    "__import__('os').system('true')",
    "eval('1')",
    "exec('x = 1')",
    "open('/etc/passwd')",
    "open('/tmp/casebook-was-here', 'w')",
    "print(a.b)",
    "a.b()",
    "a.b.__class__()",
    "a.b['__class__']",
    "a.b[0]",
    "(lambda: a.b)()",
    "[x for x in a.b]",
    "{x: x for x in a.b}",
    "[a.b, c.d]",
    "(a.b, c.d)",
    "{'a': a.b}",
    "f'{a.b}'",
    "'a' * 1000000",
    "'' + ''",
    "x := a.b",
    "(x := a.b)",
    "x = a.b",
    "a.b = c.d",
    "a.b += c.d",
    "del a.b",
    "import os",
    "from os import system",
    "global a",
    "while a.b: pass",
    "def f(): pass",
    "class A: pass",
    "assert a.b",
    "raise a.b",
    "pass",
    "yield a.b",
    "await a.b",
    "*a.b",
    "...",
    "None",
    "True",
    "a.b + None",
    "a.b * True",
    "globals()",
    "locals()['a']",
    "getattr(a.b, 'value')",
    "\0",
    "a.b \0",
    "\ud800",
    "(" * 240 + "a.b" + ")" * 240,
    "9**9**9**9",
]
ATTRIBUTE_ENDINGS = [
    "a.b.__class__", "a.b.value.__class__.__mro__", "().__class__.__base__", "''.__class__", "(1).real",
    "open('/etc/passwd').read", "__builtins__.open", "(lambda: a.b).__globals__", "f(a.b).x", "[a.b].sort",
]  # fmt: skip


@pytest.mark.parametrize("formula", [*BROKEN, *NUMBERS, *NOT_OURS, *MORE_THAN_ONE, *NASTY], ids=ascii)
def test_anything_else_is_refused(formula: str) -> None:
    with no_side_effects(), pytest.raises(FormulaError):
        evaluate(formula, look_up)


@pytest.mark.parametrize("formula", ATTRIBUTE_ENDINGS)
def test_attributes_of_python_are_at_most_unknown_figures(formula: str) -> None:
    with no_side_effects(), pytest.raises((FormulaError, StrangerError)):
        evaluate(formula, look_up)


def test_a_formula_has_a_length() -> None:
    long = "a.b" + " + a.b" * 80
    assert len(long) < MAX_LENGTH
    assert evaluate(long, look_up).value == 6 * 81
    with pytest.raises(FormulaError, match=str(MAX_LENGTH)):
        evaluate(long + " + a.b" * 20, look_up)


# Attribute access, calls, literals and operators in any order, and anything at all.
FRAGMENTS = [
    "a.b", "c.d", "x.y", " + ", " - ", "*", "/", "(", ")", "[", "]", "1", "'s'", ".__class__", "()", ",",
    " if ", " else ", "lambda: ", "open", "__import__", "print", ":=", "=", ";", "\n", "{", "}", "#", "not ",
]  # fmt: skip
CODE = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # the parser's, on what is no formula anyway
@given(st.one_of(CODE, st.text(max_size=60)))
@example("a.b;open('/tmp/casebook-was-here','w')")
@example("(a).b")
@example("a . b")
@example("a.b # c.d")
def test_whatever_is_written_nothing_runs_and_every_input_is_listed(formula: str) -> None:
    used: list[str] = []

    def noted(figure_id: str) -> Quantity:
        used.append(figure_id)
        return look_up(figure_id)

    with no_side_effects():
        try:
            evaluate(formula, noted)
        except (FormulaError, StrangerError):
            return
    assert set(figure_ids(formula)) == set(used)


WATCHED = ("exec", "import", "open", "os.", "subprocess.", "socket.", "shutil.", "ctypes.")
_watching: list[str] | None = None


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    # Python's parser looks for the source “<unknown>” when it words a syntax error.
    if _watching is not None and event.startswith(WATCHED) and "<unk" not in repr(arguments):
        _watching.append(f"{event} {arguments!r}"[:200])


sys.addaudithook(_audit)


@contextmanager
def no_side_effects() -> Iterator[None]:
    """See that nothing is executed, imported, opened or started meanwhile."""
    global _watching
    _watching = []
    try:
        yield
    finally:
        seen, _watching = _watching, None
    assert seen == []


def test_the_watch_sees_what_it_should() -> None:
    with pytest.raises(AssertionError, match="exec"), no_side_effects():
        exec("x = 1")
    with pytest.raises(AssertionError, match="open"), no_side_effects(), open(__file__, "rb"):  # noqa: PTH123
        pass


def test_figure_ids_are_listed_once_in_their_order() -> None:
    assert figure_ids("(c.d + a.b) / c.d - land.area_2021") == ("c.d", "a.b", "land.area_2021")


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("a.b / c.d", "甲 ÷ 乙"),
        ("a.b/c.d", "甲 ÷ 乙"),
        ("a.b * c.d - a.b", "甲 × 乙 − 甲"),
        ("(a.b + c.d) / a.b", "（甲 ＋ 乙） ÷ 甲"),
    ],
)
def test_in_words(formula: str, words: str) -> None:
    assert in_words(formula, {"a.b": "甲", "c.d": "乙"}.__getitem__) == words


def test_a_label_with_a_sign_stays_as_it_is() -> None:
    assert in_words("a.b / c.d", {"a.b": "烟叶大户+合作社", "c.d": "户-人(均)"}.__getitem__) == (
        "烟叶大户+合作社 ÷ 户-人(均)"
    )
