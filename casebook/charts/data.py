"""Figures as the rows of a chart's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from casebook.ledger import ledger

# What a mark stands for, as its tooltip says it.
TOOLTIP = [alt.Tooltip("名称:N"), alt.Tooltip("数:N"), alt.Tooltip("时间:N")]


def record(figure_id: str, **more: Any) -> dict[str, Any]:
    """Return a figure as a row: 名称, 值 (a float), 数 (as printed) and 时间, and what is added."""
    figure = ledger()[figure_id]
    return {
        "名称": figure.label,
        "值": float(figure.quantity.value),
        "数": str(figure.quantity),
        "时间": figure.when,
        **more,
    }


def values(rows: Iterable[Mapping[str, Any]]) -> alt.Data:
    """Return rows as data that a chart carries with it."""
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]
