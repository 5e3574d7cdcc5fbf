"""What tests ask of a drawn chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

import vl_convert
from fontTools.ttLib import TTFont

from casebook.charts import theme
from casebook.charts.figure import ChartFigure

WIDTHS = (theme.WIDE, theme.NARROW)
PAINT = re.compile(r'\b(fill|stroke)="([^"]*)"')
SVG = "{http://www.w3.org/2000/svg}"


_drawn: dict[tuple[str, int], str] = {}


def svg(figure: ChartFigure, width: int) -> str:
    """Draw a chart, once a width."""
    key = (figure.name, width)
    if key not in _drawn:
        _drawn[key] = figure.svg(width)
    return _drawn[key]


def texts(drawing: str) -> list[str]:
    """Return every line of text that a drawing shows."""
    root = ElementTree.fromstring(drawing)
    found = []
    for element in root.iter(f"{SVG}text"):
        lines = list(element.iter(f"{SVG}tspan")) or [element]
        found += [line.text or "" for line in lines if element.get("opacity") != "0"]
    return [text for text in found if text.strip()]


def intended_texts(figure: ChartFigure, width: int) -> list[str]:
    """Return every line of text that Vega lays out, before anything is cut or dropped."""
    scene = vl_convert.vegalite_to_scenegraph(figure.spec(width))
    return [line for item in _text_items(scene) for line in _lines(item) if line.strip()]


def _text_items(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for each in node:
            yield from _text_items(each)
    elif isinstance(node, dict):
        if node.get("marktype") == "text":
            yield from node["items"]
        for each in node.values():
            yield from _text_items(each)


def _lines(item: dict[str, Any]) -> list[str]:
    text = item.get("text")
    return [str(line) for line in (text if isinstance(text, list) else [text]) if line is not None]


def font_sizes(drawing: str) -> list[float]:
    """Return the size of each text in pixels."""
    sizes = [element.get("font-size") for element in ElementTree.fromstring(drawing).iter(f"{SVG}text")]
    return [float((size or "0").removesuffix("px")) for size in sizes]


def paints(drawing: str) -> set[tuple[str, str]]:
    """Return each literal colour with its attribute: ``("fill", "#2B2B2B")``."""
    return {each for each in PAINT.findall(drawing) if each[1] not in ("none", "transparent")}


def palette() -> set[str]:
    """Return every colour of the theme, with the steps between each and the paper."""
    named = {theme.INK, theme.SOFT_INK, theme.PAPER, theme.RULE, *theme.COLOURS.values(), *theme.PALE.values()}
    steps = [step / 8 for step in range(9)]
    return named | {theme.fading(colour, step) for colour in theme.COLOURS.values() for step in steps}


@cache
def characters_of_the_font() -> frozenset[str]:
    """Return every character that the charts' font can show."""
    for path in theme.font_directory().glob("*.[ot]tf"):
        with TTFont(path) as font:
            if font["name"].getBestFamilyName() == theme.FONT:
                return frozenset(map(chr, font.getBestCmap()))
    raise AssertionError(f"no font named {theme.FONT}")
