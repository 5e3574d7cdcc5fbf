"""The Party members."""

from __future__ import annotations

import altair as alt

from casebook.charts import theme
from casebook.charts.data import values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, of_figures
from casebook.ledger import ledger

FIGURES = ("party.members", "party.branches", "party.cadres")
AVERAGES = ("party.people_per_member", "party.members_per_branch")


def dots() -> ChartFigure:
    """Every member as a mark."""
    return ChartFigure(
        name="members-dots",
        title="党员{party.members}，支部{party.branches}",
        subtitle="一个圆点是一名党员",
        figures=("party.members", "party.branches"),
        draw=_draw_dots,
        table=of_figures(FIGURES, "", remark="说明"),
        note="点的先后没有含义。",
    )


def _draw_dots(width: int) -> theme.Drawn:
    everyone = int(ledger()["party.members"].quantity.value)
    columns = 27 if width >= theme.WIDE else 17
    step = (width - 10) / columns
    rows = [{"列": number % columns, "行": number // columns} for number in range(everyone)]
    lines = -(-everyone // columns)
    marks = alt.Chart(values(rows)).mark_circle(size=(step * 0.66) ** 2, color=theme.COLOURS["party"], opacity=1)
    chart = marks.encode(
        x=alt.X("列:Q", axis=None, scale=alt.Scale(domain=[-0.5, columns - 0.5], nice=False)),
        y=alt.Y("行:Q", axis=None, scale=alt.Scale(domain=[lines - 0.5, -0.5], nice=False)),
    )
    caption = alt.Chart(values([{"字": str(ledger()["party.members"].quantity)}])).mark_text(
        align="right", baseline="bottom", fontWeight="bold"
    )
    label = caption.encode(x=alt.value(width - 10), y=alt.value(round(step * lines) + 22), text="字:N")
    return theme.sized(alt.layer(chart, label), width, round(step * lines) + 24)


def averages() -> Table:
    """Averages, which are nobody's own number."""
    return of_figures(AVERAGES, "平均，非实际", remark="说明")
