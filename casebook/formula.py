"""Formulas over figures: what an indicator is calculated from, and nothing else.

A formula knows figure ids, ``+ - * /`` and parentheses. It has no numbers of its own,
for a number belongs into a row of data with its source, and no names, calls or
attributes of Python.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable

from simpleeval import InvalidExpression, SimpleEval

from casebook.quantity import Quantity, QuantityError

FIGURE_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
MAX_LENGTH = 500
UNREADABLE = "公式读不懂：里面只能有数据编号、＋－×÷（写作 + - * /）和括号"
SIGNS = {"*": "×", "/": "÷", "-": "−", "+": "＋", "(": "（", ")": "）"}


class FormulaError(ValueError):
    """A formula that cannot be read or calculated; its text is for the contributor."""


class _Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval has no types
    """simpleeval, cut down to figure ids and four operators."""

    def __init__(self, look_up: Callable[[str], Quantity]) -> None:
        super().__init__(
            operators={
                ast.Add: operator.add,
                ast.Sub: operator.sub,
                ast.Mult: operator.mul,
                ast.Div: operator.truediv,
            },
            functions={},
        )
        self.nodes = {
            ast.Expr: self._eval_expr,
            ast.BinOp: self._eval_binop,
            ast.Attribute: lambda node: look_up(ast.unparse(node)),
        }


def figure_ids(formula: str) -> tuple[str, ...]:
    """Return the ids a formula names, each once, in their order."""
    return tuple(dict.fromkeys(FIGURE_ID.findall(formula)))


def evaluate(formula: str, look_up: Callable[[str], Quantity]) -> Quantity:
    """Calculate `formula`; `look_up` gives the quantity of an id.

    Raises:
        FormulaError: syntax, anything but ids and the four operators, units that do
            not fit, or a division by zero. What `look_up` raises goes through.
    """
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"公式超过{MAX_LENGTH}个字符")
    try:
        tree = ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(UNREADABLE) from error
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    if len(names) != len(FIGURE_ID.findall(formula)):
        raise FormulaError(UNREADABLE)  # an id written apart, or one that stands in a comment
    try:
        result = _Evaluator(look_up).eval(formula, previously_parsed=tree.body)
    except QuantityError as error:
        raise FormulaError(str(error)) from error
    except (InvalidExpression, TypeError, RecursionError) as error:
        raise FormulaError(UNREADABLE) from error
    assert isinstance(result, Quantity)
    return result


def in_words(formula: str, label: Callable[[str], str]) -> str:
    """Spell a formula for a reader: ``收入 ÷ 面积``."""
    spelt = re.sub(r"\s*([-+*/])\s*", lambda match: f" {SIGNS[match[1]]} ", formula)
    spelt = spelt.replace("(", SIGNS["("]).replace(")", SIGNS[")"])
    return FIGURE_ID.sub(lambda match: label(match[0]), spelt)
