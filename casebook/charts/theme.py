"""The look every chart shares: a quiet, printed page.

Colours are literal so that the style sheet can recolour a drawn chart for dark pages; a
topic keeps its colour throughout the book.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from casebook import fonts

INK = "#2B2B2B"
SOFT_INK = "#5F5B53"
PAPER = "#FBF9F4"
RULE = "#D9D4C7"
COLOURS = {
    "party": "#A61B29",  # 朱砂
    "industry": "#A8702A",  # 烟褐
    "service": "#2B6C8A",  # 石青
    "country": "#6F6B64",
    "ink": INK,
}
PALE = {
    "party": "#E9C4C4",
    "industry": "#E6D3B8",
    "service": "#BFD5DF",
    "country": "#D8D5CF",
    "ink": "#D0CEC9",
}

FONT = "Noto Sans SC"
FONT_SIZE = 14
SMALL = 13

WIDE = 680
NARROW = 350
AXIS_ROOM = 70  # about what the labels of a horizontal bar chart take

LABELS_ALONE = alt.Axis(ticks=False, domain=False, grid=False, labelPadding=8)
BAR_LABEL: dict[str, Any] = {"align": "left", "dx": 6, "fontWeight": "bold", "fontSize": 15}

Drawn = Any  # an Altair chart of any kind; its own classes share no useful type


def font_directory() -> Path:
    """Return the folder of the Chinese fonts that charts are measured and drawn with."""
    return fonts.folder(fonts.CHARTS)


# Without a Chinese font vl-convert drops every label, digits included.
vl_convert.register_font_directory(str(font_directory()))


def sized(chart: Drawn, width: int, height: int) -> Drawn:
    """Let a chart with its labels fill exactly `width` pixels."""
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return chart.properties(width=width, height=height, autosize=fit)


def from_zero(largest: float, width: int, room_for_label: int) -> alt.Scale:
    """Return a scale from 0 that leaves room, in pixels, for the label after the longest bar."""
    return alt.Scale(domain=[0, largest * width / (width - room_for_label - AXIS_ROOM)], nice=False)


def fading(colour: str, towards_paper: float) -> str:
    """Return `colour` mixed with the paper's, by a share from 0 to 1, in one of four steps.

    Steps, so that the style sheet can recolour each for dark pages.
    """
    step = min(int(towards_paper * 4), 3) / 4
    channels = zip(bytes.fromhex(colour[1:]), bytes.fromhex(PAPER[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * step):02X}" for a, b in channels)


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of the book."""
    text = {"font": FONT, "fontSize": FONT_SIZE, "color": INK}
    axis = {
        "labelFont": FONT,
        "labelFontSize": SMALL,
        "labelColor": SOFT_INK,
        "titleFont": FONT,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "titleColor": SOFT_INK,
        "domainColor": SOFT_INK,
        "tickColor": RULE,
        "gridColor": RULE,
    }
    return {
        "background": "transparent",
        "padding": 0,
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "text": text,
        "legend": {"labelFont": FONT, "labelFontSize": SMALL, "labelColor": INK, "title": None},
        "header": {"labelFont": FONT, "labelFontSize": SMALL, "labelColor": INK, "title": None},
    }
