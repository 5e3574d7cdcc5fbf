"""A chart of the book: drawn at build time, live on demand, with all that vouches for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import vl_convert

from casebook.charts import theme
from casebook.charts.awaited import in_words
from casebook.charts.table import Table
from casebook.ledger import ledger
from casebook.quantity import AwaitedError

Draw = Callable[[int], theme.Drawn]


@dataclass(frozen=True, slots=True)
class ChartFigure:
    """A chart with its title, source figures and table; a notebook cell shows it.

    Attributes:
        name: unique in the book, in ASCII; the chart's address on its page.
        title: what is seen, with placeholders for every figure.
        subtitle: unit and date.
        figures: ids of the figures that the chart shows, for its source line.
        draw: makes the Altair chart for a width in pixels.
        table: the same figures as a table, folded under the chart.
        note: an assumption or caution printed with the source line.
    """

    name: str
    title: str
    subtitle: str
    figures: tuple[str, ...]
    draw: Draw
    table: Table
    note: str = ""

    def spec(self, width: int) -> dict[str, Any]:
        """Return the Vega-Lite specification for a width, with the book's theme."""
        spec: dict[str, Any] = self.draw(width).to_dict()
        spec["config"] = theme.config()
        spec.pop("usermeta", None)
        return _stable_parameters(spec)

    def svg(self, width: int) -> str:
        """Return the chart drawn for a width, its inner ids made unique and repeatable."""
        drawing = vl_convert.vegalite_to_svg(self.spec(width))
        return _tidy_svg(drawing, f"{self.name}-{width}")

    def payload(self) -> dict[str, Any]:
        """Return all that the book's builders need, as JSON can hold it.

        Where it needs a figure that is awaited, ``awaits`` has the ids of the rows to fill in
        place of ``svg`` and ``spec``.
        """
        said = {
            "name": self.name,
            "title": self.title,
            "subtitle": self.subtitle,
            "note": self.note,
            "figures": list(self.figures),
            "table": self.table.markdown(),
        }
        widths = {"wide": theme.WIDE, "narrow": theme.NARROW}
        try:
            return said | {
                "svg": {key: self.svg(width) for key, width in widths.items()},
                "spec": {key: self.spec(width) for key, width in widths.items()},
            }
        except AwaitedError as error:
            return said | {"awaits": self._awaits(error)}

    def _awaits(self, error: AwaitedError) -> list[str]:
        """Return the ids of all rows that it cannot be drawn without, not of the first alone."""
        named = [row for each in self.figures for row in ledger()[each].awaits]
        return list(dict.fromkeys([*named, *error.rows]))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Show the chart: a directive for the book, plain HTML for JupyterLab."""
        payload = self.payload()
        drawn = payload["svg"]["wide"] if "svg" in payload else f"<p>{in_words(tuple(payload['awaits']))}</p>"
        title, subtitle = ledger().fill(self.title), ledger().fill(self.subtitle)
        return {
            "text/markdown": f"`````{{chart}}\n{json.dumps(payload, ensure_ascii=False)}\n`````",
            "text/html": f"<p><b>{title}</b><br>{subtitle}</p>{drawn}",
            "text/plain": title,
        }


def _stable_parameters(spec: dict[str, Any]) -> dict[str, Any]:
    """Number Altair's random names of parameters and views in their order, so builds repeat."""
    text = json.dumps(spec, ensure_ascii=False)
    names = dict.fromkeys(re.findall(r'"((?:param|view)_[0-9a-f]+)"', text))
    for index, name in enumerate(names):
        text = text.replace(f'"{name}"', f'"{name.split("_")[0]}-{index}"')
    stable: dict[str, Any] = json.loads(text)
    return stable


def _tidy_svg(svg: str, prefix: str) -> str:
    """Let the drawing fill its column and renumber ids that come from a process counter."""
    ids = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    for index, old in enumerate(ids):
        svg = svg.replace(f'id="{old}"', f'id="{prefix}-{index}"').replace(f"url(#{old})", f"url(#{prefix}-{index})")
    return re.sub(r'^<svg([^>]*?) width="[^"]*" height="[^"]*"', r"<svg\1", svg)
