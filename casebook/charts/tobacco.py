"""Chapters 3 and 4: the tobacco fields in 2000 and 2021."""

from __future__ import annotations

import altair as alt

from casebook.charts import theme
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, working
from casebook.ledger import ledger

COLOUR = theme.COLOURS["industry"]
YEARS = ("tobacco.area_2000", "tobacco.area_2021")


def area() -> ChartFigure:
    """Two reported areas as two bars, with an empty row for the years between."""
    return ChartFigure(
        name="tobacco-area",
        title="2000年{tobacco.area_2000}，2021年{tobacco.area_2021}",
        subtitle="报道所载的烟叶种植面积，单位：亩",
        figures=YEARS,
        draw=_draw_area,
        table=Table(
            heads=("时间", "报道的叫法", "面积"),
            rows=[(ledger()[each].when, ledger()[each].label, f"{{{each}}}") for each in YEARS],
            numeric=(2,),
        ),
        note="两年村域是否相同，报道没有说明；其间各年没有数，所以两根横条之间不连线。",
    )


def _draw_area(width: int) -> alt.LayerChart | alt.Chart:
    first, last = (ledger()[each] for each in YEARS)
    between = "其间各年"
    order = [first.when, between, last.when]
    bars = [
        {"时间": each.when, "面积": float(each.quantity.value), "标签": str(each.quantity), "名称": each.label}
        for each in (first, last)
    ]
    rows = alt.Y("时间:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8))
    scale = alt.Scale(domain=[0, float(last.quantity.value) * 1.12], nice=False)
    length = alt.X("面积:Q", scale=scale, axis=None)
    base = alt.Chart(alt.Data(values=bars)).encode(y=rows, x=length)
    marks = base.mark_bar(color=COLOUR, height=30).encode(
        tooltip=[alt.Tooltip("名称:N"), alt.Tooltip("时间:N"), alt.Tooltip("标签:N", title="面积")]
    )
    labels = base.mark_text(align="left", dx=6, fontWeight="bold", fontSize=15).encode(text="标签:N")
    gap = alt.Chart(alt.Data(values=[{"时间": between, "说明": "报道未载"}]))
    silent = gap.mark_text(align="left", color=theme.SOFT_INK, fontStyle="italic").encode(
        y=rows, x=alt.value(6), text="说明:N"
    )
    return theme.sized(alt.layer(marks, labels, silent), width, 170)


def income_per_mu() -> Table:
    """The worked division of income by area."""
    return working("tobacco.income_per_mu", "第一道除法：烟田年收入与面积")


def pay_per_worker() -> Table:
    """The worked division of labour costs by labourers."""
    return working("tobacco.pay_per_worker", "第二道除法：劳动力支出与人数")


def known_in_2000() -> Table:
    """What the report says about the start, and what it leaves open."""
    claims = ledger().claims
    first = ledger()["tobacco.area_2000"]
    return Table(
        heads=("事项", "报道写了什么", "报道没有写什么"),
        rows=[
            (first.label, "{tobacco.area_2000:full}", first.note),
            *((each.label, f"“{each.quote}”", each.note) for each in claims.values()
              if each.topic == first.topic),
        ],
        caption="2000年：写了的和没有写的",
    )  # fmt: skip
