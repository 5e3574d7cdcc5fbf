"""Chapter 1: the village's land and people."""

from __future__ import annotations

from typing import Any

import altair as alt

from casebook.charts import theme
from casebook.charts.data import TOOLTIP, record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, of_figures

WHOLE = "village.area_mu"
LISTED = ("village.forest", "village.farmland", "village.water")
UNLISTED = "village.unlisted_land"
FACTS = (
    "village.merged", "village.area", *LISTED, "village.reservoirs", "village.households",
    "village.population", "village.areas", "village.groups", "village.listed_land_share",
    "village.farmland_per_person",
)  # fmt: skip


def land() -> ChartFigure:
    """The village's area and, step by step beneath it, the land whose use the report lists."""
    return ChartFigure(
        name="village-land",
        title="全村{village.area_mu}，列明用途的{village.listed_land}",
        subtitle="面积，单位：亩，发表时。每一段从上一段的末尾起画",
        figures=(WHOLE, *LISTED, UNLISTED),
        draw=_draw_land,
        table=of_figures((WHOLE, *LISTED, UNLISTED), ""),
        note="空框是报道未列明用途的土地。水面的数带“余”，所以空框只会更小，不会更大。",
    )


def _draw_land(width: int) -> theme.Drawn:
    rows = _steps()
    order = [row["名称"] for row in rows]
    y = alt.Y("名称:N", sort=order, title=None, axis=theme.LABELS_ALONE)
    scale = alt.Scale(domain=[0, rows[0]["值"]], nice=False)
    fill = alt.Fill("类:N", scale=alt.Scale(domain=list(_FILLS), range=list(_FILLS.values())), legend=None)
    base = alt.Chart(values(rows)).encode(y=y)
    bars = base.mark_bar(height=22, stroke=theme.INK, strokeWidth=1).encode(
        x=alt.X("起:Q", scale=scale, axis=None), x2="止:Q", fill=fill, tooltip=TOOLTIP
    )
    labels = base.mark_text(baseline="middle", fontWeight="bold").encode(
        x=alt.X("标签位置:Q", scale=scale), text="数:N"
    )
    inside = labels.transform_filter("datum.里 === 1").mark_text(color=theme.PAPER, fontWeight="bold")
    after = labels.transform_filter("datum.里 === 0").mark_text(align="left", dx=6, fontWeight="bold")
    open_ = labels.transform_filter("datum.里 === 2").mark_text(color=theme.INK, fontWeight="bold")
    return theme.sized(alt.layer(bars, inside, after, open_), width, 190)


_FILLS = {
    "全村": theme.INK,
    "列明": theme.COLOURS["country"],
    "未列明": theme.PAPER,
}


def _steps() -> list[dict[str, Any]]:
    """Return the whole and its parts, each part starting where the one before it ends.

    `里` says where the number stands: 1 inside a dark bar, 0 after a bar too short, 2 inside
    the empty one.
    """
    whole = record(WHOLE, 名称="全村", 起=0.0, 里=1, 类="全村")
    whole |= {"止": whole["值"], "标签位置": whole["值"] / 2}
    rows, start = [whole], 0.0
    for figure_id in LISTED:
        row = record(figure_id, 起=start, 类="列明")
        end = start + row["值"]
        wide_enough = row["值"] > whole["值"] / 8
        row |= {"止": end, "里": int(wide_enough), "标签位置": (start + end) / 2 if wide_enough else end}
        rows.append(row)
        start = end
    rest = record(UNLISTED, 名称="未列明用途", 起=start, 止=whole["值"], 里=2, 类="未列明")
    rows.append(rest | {"标签位置": (start + whole["值"]) / 2})
    return rows


def facts_table() -> Table:
    """What the report gives of the village, and what it leaves open."""
    return of_figures(FACTS, "村情里的数")
