"""The two decision points: a show of hands with estimates, and a sum to divide.

``{forecast} FIGURE`` before the outcome, ``{guesses} FIGURE FIGURE`` beside it, and
``{allocation} FIGURE`` for the fictional sum, whose uses are rows of ``data/uses.csv``.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from casebook.charts.table import Table
from casebook.ledger import ledger
from casebook.records import Figure
from casebook.sphinx.play.node import LINE, PlayDirective

FORECAST = "forecast"  # what both pages know the class's votes and guesses by
GROUPS = tuple(f"第{numeral}组" for numeral in "一二三四五六七八")
STARTING_GROUPS = 4


class DecisionDirective(PlayDirective):
    """A decision about figures of the ledger, which the arguments name."""

    required_arguments = 1


class ForecastDirective(DecisionDirective):
    """The show of hands and the estimates; nothing of what came after."""

    kind, label = "forecast", "表决与估计"
    option_spec = {"choices": directives.unchanged_required, "asks": directives.unchanged_required}  # noqa: RUF012

    def build(self) -> list[nodes.Node]:
        choices, asks = self.options["choices"].split(), self.options["asks"]
        unit = self.figure(self.arguments[0]).quantity.unit
        data = {"key": FORECAST, "choices": choices, "asks": asks, "unit": unit, "groups": GROUPS,
                "start": STARTING_GROUPS}  # fmt: skip
        hands = Table(("意见", "人数"), [(choice, "") for choice in choices])
        return [self.make(data, "**举手**", hands, *guess_form(asks))]


class GuessesDirective(DecisionDirective):
    """The guesses beside the reported figures."""

    kind, label = "guesses", "各组的估计"
    required_arguments = 2
    option_spec = ForecastDirective.option_spec

    def build(self) -> list[nodes.Node]:
        figures = [self.figure(each) for each in self.arguments]
        self.need(*figures)
        marks = [_mark(each) for each in figures]
        unit = figures[0].quantity.unit
        choices, asks = self.options["choices"].split(), self.options["asks"]
        data = {"key": FORECAST, "choices": choices, "asks": asks, "unit": unit, "groups": GROUPS,
                "start": STARTING_GROUPS, "marks": marks}  # fmt: skip
        middle = f"各组估计的中位数：{LINE}{unit}；最小：{LINE}{unit}，最大：{LINE}{unit}。"
        return [self.make(data, *guess_form(asks), middle)]


def guess_form(asks: str) -> tuple[str, Table]:
    """Return the form on which the groups write their estimates, under its title."""
    return "**各组的估计**", Table(("组", asks), [(group, "") for group in GROUPS])


def _mark(figure: Figure) -> dict[str, Any]:
    return {"when": figure.when, "text": str(figure.quantity), "value": float(figure.quantity.value)}


class AllocationDirective(DecisionDirective):
    """A sum to be divided over named uses, compared between groups; there is no outcome."""

    kind, label = "allocation", "分一笔钱"

    def build(self) -> list[nodes.Node]:
        fund = self.figure(self.arguments[0])
        uses = list(ledger().uses.values())
        unit = fund.quantity.unit
        data = {
            "key": "allocation", "groups": GROUPS[:6], "unit": unit,
            "sum": float(fund.quantity.value), "text": str(fund.quantity),
            "uses": [{"id": each.id, "label": each.label, "ask": each.ask} for each in uses],
        }  # fmt: skip
        rows = [(each.label, each.ask, "", "") for each in uses]
        rows.append(("合计", f"各项相加，要等于{{plain:{fund.quantity}}}", "", ""))
        heads = ("用途", "先答一句", f"金额（{unit}）", "反对的人会说")
        return [self.make(data, "**分配表：每组一张**", Table(heads, rows), rests_on=("figures", "uses"))]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("forecast", ForecastDirective)
    app.add_directive("guesses", GuessesDirective)
    app.add_directive("allocation", AllocationDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
