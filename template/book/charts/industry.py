"""The industry: two areas, two quotients, and a product beside a sum."""

from __future__ import annotations

import altair as alt

from book.charts.bars import BAR, ROOM
from book.charts.bars import bars as draw_bars
from casebook.charts import theme
from casebook.charts.data import TOOLTIP, record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, of_figures, working

COLOUR = theme.COLOURS["industry"]
AREAS = ("industry.area_first", "industry.area")
INCOMES = ("industry.income", "industry.sales")


def area() -> ChartFigure:
    """Two areas as two bars, with an empty row for the years between."""
    return ChartFigure(
        name="industry-area",
        title="头一年{industry.area_first}，现在{industry.area}",
        subtitle="面积，单位：亩",
        figures=AREAS,
        draw=_draw_area,
        table=of_figures(AREAS, "", remark="说明"),
        note="其间各年没有数，所以两根横条之间不连线；两年的村域是否相同，要另查。",
    )


def _draw_area(width: int) -> theme.Drawn:
    first, last = (record(each, 名称=name) for each, name in zip(AREAS, ("头一年", "现在"), strict=True))
    between = {"名称": "其间各年", "说明": "未载"}
    order = [row["名称"] for row in (first, between, last)]
    y = alt.Y("名称:N", sort=order, title=None, axis=theme.LABELS_ALONE)
    largest = max(first["值"], last["值"]) or 1
    x = alt.X("值:Q", scale=theme.from_zero(largest, width, room_for_label=100), axis=None)
    base = alt.Chart(values([first, last])).encode(y=y, x=x)
    marks = base.mark_bar(color=COLOUR, height=BAR).encode(tooltip=TOOLTIP)
    labels = base.mark_text(**theme.BAR_LABEL).encode(text="数:N")
    gap = alt.Chart(values([between])).encode(y=y, x=alt.value(6), text="说明:N")
    silent = gap.mark_text(align="left", color=theme.SOFT_INK, fontStyle="italic")
    return theme.sized(alt.layer(marks, labels, silent), width, ROOM * 3)


def sales() -> ChartFigure:
    """The income that is reported, beside output times price."""
    return ChartFigure(
        name="industry-sales",
        title="所写的年收入{industry.income}；产量乘均价{industry.sales}",
        subtitle="单位：万元/年",
        figures=(*INCOMES, "industry.output", "industry.price"),
        draw=_draw_sales,
        table=of_figures((*INCOMES, "industry.output", "industry.price"), "", remark="说明"),
        note="假定产量全部按均价卖出。两个数的口径可以不同。",
    )


def _draw_sales(width: int) -> theme.Drawn:
    rows = [record(each, 名称=name) for each, name in zip(INCOMES, ("所写", "算出"), strict=True)]
    return draw_bars(rows, width, COLOUR)


def income_per_mu() -> Table:
    """The worked division of income by area."""
    return working("industry.income_per_mu", "第一道除法：年收入与面积")


def pay_per_worker() -> Table:
    """The worked division of wages by workers."""
    return working("industry.pay_per_worker", "第二道除法：劳务支出与人数")
