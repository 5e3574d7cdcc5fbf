"""Bars from zero, one a figure, as several charts of this book draw them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from casebook.charts import theme
from casebook.charts.data import TOOLTIP, values

BAR, ROOM = 26, 44  # pixels: a bar, and a bar with the room around it


def bars(rows: Sequence[dict[str, Any]], width: int, colour: str, by: str = "名称") -> theme.Drawn:
    """Draw rows of `casebook.charts.data.record`, named by one of their columns; `色` may give a fill of its own."""
    drawn = [{"色": colour, **row} for row in rows]
    y = alt.Y(f"{by}:N", sort=[row[by] for row in drawn], title=None, axis=theme.LABELS_ALONE)
    largest = max(row["值"] for row in drawn) or 1
    x = alt.X("值:Q", scale=theme.from_zero(largest, width, room_for_label=120), axis=None)
    base = alt.Chart(values(drawn)).encode(y=y, x=x)
    marks = base.mark_bar(height=BAR, stroke=colour, strokeWidth=1).encode(
        fill=alt.Fill("色:N", scale=None), tooltip=TOOLTIP
    )
    labels = base.mark_text(**theme.BAR_LABEL).encode(text="数:N")
    return theme.sized(alt.layer(marks, labels), width, ROOM * len(drawn))
