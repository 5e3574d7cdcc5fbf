"""A chart's drawing as a slide shows it: the one that comes out largest, its words readable from afar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import vl_convert

ROOM = (1120, 410)  # pixels a chart has on a slide of 1280 × 720
READABLE = 1.6  # how much larger than in the book a chart's words must come out
VIEW_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')
FONT_SIZE = re.compile(r'font-size="([\d.]+)px"')
# The registered face has no bold of its own, and a face of the system's would not be the same everywhere.
BOLD = re.compile(r'<text(?=[^>]*font-weight="bold")(?=[^>]*fill="([^"]+)")')
EMBOLDENED = r'<text stroke="\1" stroke-width="0.6"'
SHARP = 2  # a picture's pixels to one of a slide of 1280 × 720, which is more than 1080p has


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing with the size it has on a slide, in pixels of 1280 × 720."""

    svg: str
    width: float
    height: float

    def png(self) -> bytes:
        """Return the drawing as a picture that is sharp on a screen of 1920 × 1080."""
        drawn = f'<svg width="{self.width:.0f}" height="{self.height:.0f}"' + self.svg.removeprefix("<svg")
        drawn = BOLD.sub(EMBOLDENED, drawn)
        return bytes(vl_convert.svg_to_png(drawn, scale=SHARP))


def largest(drawings: Mapping[str, str]) -> Drawing:
    """Return the largest of a chart's drawings; where it is too high to grow, its words grow alone."""
    fitted = [_fitted(svg) for svg in drawings.values()]
    scale, svg = max(fitted, key=lambda each: each[0])
    if scale < READABLE / 1.15:
        svg = _with_larger_words(svg, READABLE / scale)
        scale = _fitted(svg)[0]
    _, _, width, height = _box(svg)
    return Drawing(svg, width * scale, height * scale)


def _box(svg: str) -> tuple[float, float, float, float]:
    match = VIEW_BOX.search(svg)
    assert match is not None, "vl-convert gives every drawing a view box"
    left, top, width, height = map(float, match.groups())
    return left, top, width, height


def _fitted(svg: str) -> tuple[float, str]:
    """Return how much a drawing may grow to fill the room, and the drawing."""
    _, _, width, height = _box(svg)
    return min(ROOM[0] / width, ROOM[1] / height), svg


def _with_larger_words(svg: str, factor: float) -> str:
    """Let the words grow, and the drawing at its sides, where labels grow out of it."""
    left, top, width, height = _box(svg)
    side, above = 60 * (factor - 1), 14 * (factor - 1)
    box = f'viewBox="{left - side:g} {top - above:g} {width + 2 * side:g} {height + 2 * above:g}"'
    grown = FONT_SIZE.sub(lambda match: f'font-size="{float(match[1]) * factor:.1f}px"', svg)
    return VIEW_BOX.sub(box, grown, count=1)
