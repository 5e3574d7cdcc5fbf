"""Chapter 9: the country's figures, alone."""

from __future__ import annotations

import altair as alt

from casebook.charts import theme
from casebook.charts.data import TOOLTIP, record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import of_figures

YEARS = ("country.tobacco_2001", "country.tobacco_2013", "country.tobacco_2020")


def tobacco_area() -> ChartFigure:
    """Three years of the country's area under flue-cured tobacco as separate bars."""
    return ChartFigure(
        name="country-tobacco",
        title="2001年{country.tobacco_2001}，2013年{country.tobacco_2013}，2020年{country.tobacco_2020}",
        subtitle="全国烤烟种植面积，单位：万公顷",
        figures=YEARS,
        draw=_draw_area,
        table=of_figures(YEARS, "", remark="说明"),
        note="中间各年未画。图里没有村里的数：村里报道写的是“烟叶”，快慢不比。",
    )


def _draw_area(width: int) -> theme.Drawn:
    rows = [record(each) for each in YEARS]
    y = alt.Y("时间:N", sort=[row["时间"] for row in rows], title=None, axis=theme.LABELS_ALONE)
    scale = theme.from_zero(max(row["值"] for row in rows), width, room_for_label=100)
    base = alt.Chart(values(rows)).encode(y=y, x=alt.X("值:Q", scale=scale, axis=None))
    bars = base.mark_bar(color=theme.COLOURS["country"], height=24).encode(tooltip=TOOLTIP)
    labels = base.mark_text(**theme.BAR_LABEL).encode(text="数:N")
    return theme.sized(alt.layer(bars, labels), width, 150)
