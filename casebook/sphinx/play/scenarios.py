"""What-if in the page: area and income, points, and the duty roster.

Entries of our own stand where the design has Vega-Lite's sliders. A bound slider of Vega has
no name that a screen reader could tie to it, no word where a number is wrong, no place for the
mark “由本书推算”, and two bars would cost a phone 850 KB of Vega. So a number has its own
labelled box with a slider under it, and the bars are plain boxes that print.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from casebook.charts.table import Table
from casebook.findings import say
from casebook.ledger import ledger
from casebook.records import DERIVED, Figure
from casebook.settings import AREA_INPUTS, AREA_RESULTS, settings
from casebook.sphinx.play.node import LINE, PlayDirective
from casebook.week import DAYS

SLIDER_REACH = 3  # a slider reaches to three times what it starts from
POINT_ROWS = "一二三四"
NAMES = "甲乙丙丁戊己庚辛壬癸"
WEEKS, MOST_WEEKS = 2, 8


class AreaDirective(PlayDirective):
    """Area × income × labour, from the ledger's figures on: those that the book's settings name."""

    kind, label = "area", "面积、收入与用工"

    def build(self) -> list[nodes.Node]:
        area = settings().area
        if area is None:
            raise self.error(say("settings-missing", name="area", wanted="这个情景用到的数"))
        inputs = {key: self.figure(area.inputs[key]) for key in AREA_INPUTS}
        results = {key: self.figure(area.results[key]) for key in AREA_RESULTS}
        self.need(*inputs.values(), *results.values())
        holder = nodes.container()
        self.parse(starting_table([*inputs.values(), *results.values()]).markdown(), holder)
        data = {
            "inputs": [{"key": key, **_input(figure)} for key, figure in inputs.items()],
            "results": {key: _number(figure) for key, figure in results.items()},
            "caution": area.caution,
        }
        rows = [_blank(each, "") for each in inputs.values()] + [_blank(each, "算出：") for each in results.values()]
        form = Table(("项目", "起点", "我的假设"), rows)
        return [*holder.children, self.make(data, "**换一个数，再算一遍**", form)]


def starting_table(figures: Iterable[Figure]) -> Table:
    """Return what the calculator starts from and gives, with where each number comes from."""
    rows = [(each.label, f"{{{each.id}}}", _origin(each)) for each in figures]
    return Table(("项目", "数", "从哪里来"), rows, "开头用的数和它们算出的数", stacked=True)


def _blank(figure: Figure, before: str) -> tuple[str, str, str]:
    return f"{before}{figure.label}", f"{{plain:{figure.quantity}}}", ""


def _origin(figure: Figure) -> str:
    if not figure.derived:
        return f"{figure.grade_label}，{figure.when}"
    return f"{DERIVED}：{figure.formula_in_words}。假定{figure.assumption}"


def _number(figure: Figure) -> dict[str, Any]:
    quantity = figure.quantity
    return {"value": float(quantity.value), "text": str(quantity), "hedge": quantity.hedge.value}


def _input(figure: Figure) -> dict[str, Any]:
    """Return an input as its script needs it; `written` is what its box first shows."""
    most = float(figure.quantity.value) * SLIDER_REACH
    step = 10.0 ** (math.floor(math.log10(most)) - 2)
    return {
        **_number(figure),
        "label": figure.label,
        "unit": figure.quantity.unit,
        "written": figure.quantity.number.replace(",", ""),
        "origin": DERIVED if figure.derived else figure.grade_label,
        "assumption": ledger().fill(figure.assumption),
        "most": math.ceil(most / step / 10) * 10 * step,
        "step": step,
    }


class PointsDirective(PlayDirective):
    """Points for what a member does; it starts blank, for the report gives no values."""

    kind, label = "points", "积分试算"

    def build(self) -> list[nodes.Node]:
        form = Table(("事项", "每次几分", "这个月几次", "小计"), [(f"{item}、", "", "", "") for item in POINT_ROWS])
        total = f"这个月合计：{LINE}分。照这样做{LINE}个月：{LINE}分；年终测评：{LINE}分；全年：{LINE}分。"
        return [self.make({"rows": len(POINT_ROWS)}, "**一位虚构的党员，一个月的积分**", form, total)]


class DutyDirective(PlayDirective):
    """The duty roster maker."""

    kind, label = "duty", "排值班表"

    def build(self) -> list[nodes.Node]:
        rule = settings().duty
        if rule is None:
            raise self.error(say("settings-missing", name="duty", wanted="这个情景用到的数"))
        cadres, hours, average = map(self.figure, (rule.people, rule.hours, rule.average))
        self.need(cadres, hours, average)
        data = {
            "cadres": int(cadres.quantity.value), "days": DAYS, "names": list(NAMES), "weeks": WEEKS,
            "mostWeeks": MOST_WEEKS, "hours": int(hours.quantity.value),
            "rule": {"label": average.label, "text": str(average.quantity), "origin": average.grade_label},
        }  # fmt: skip
        form = Table(("", *DAYS), [(f"第{week}周", *[""] * len(DAYS)) for week in "一二三四"])
        return [self.make(data, "**值班表**", form, f"每次值守从{LINE}到{LINE}；换班找{LINE}。")]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("area-scenario", AreaDirective)
    app.add_directive("points-scenario", PointsDirective)
    app.add_directive("duty-scenario", DutyDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
