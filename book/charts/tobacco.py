"""Chapters 3 and 4: the tobacco fields in 2000 and 2021."""

from __future__ import annotations

import altair as alt

from casebook.charts import theme
from casebook.charts.data import TOOLTIP, record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, quoted, working
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


def _draw_area(width: int) -> theme.Drawn:
    first, last = (record(each) for each in YEARS)
    between = {"时间": "其间各年", "说明": "报道未载"}
    order = [row["时间"] for row in (first, between, last)]
    rows = alt.Y("时间:N", sort=order, title=None, axis=theme.LABELS_ALONE)
    length = alt.X("值:Q", scale=theme.from_zero(last["值"], width, room_for_label=80), axis=None)
    base = alt.Chart(values([first, last])).encode(y=rows, x=length)
    marks = base.mark_bar(color=COLOUR, height=30).encode(tooltip=TOOLTIP)
    labels = base.mark_text(**theme.BAR_LABEL).encode(text="数:N")
    gap = alt.Chart(values([between])).encode(y=rows, x=alt.value(6), text="说明:N")
    silent = gap.mark_text(align="left", color=theme.SOFT_INK, fontStyle="italic")
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
            *((each.label, quoted(each.quote), each.note) for each in claims.values()
              if each.topic == first.topic),
        ],
        caption="2000年：写了的和没有写的",
        stacked=True,
    )  # fmt: skip
