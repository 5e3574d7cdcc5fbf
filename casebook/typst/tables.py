"""Tables: how wide each column is, worked out from what its cells hold."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docutils import nodes

MEASURE = 44.0  # what a line of table text holds, in widths of a Chinese character
MARGIN = 1.4  # what a column takes besides its text
NARROWEST = 4.0
WHOLE = 15  # a table of no more lines than this is not parted between two pages


def width(text: str) -> float:
    """Return about how wide a text is, in widths of a Chinese character."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.56 for each in text)


@dataclass(frozen=True)
class Columns:
    """The columns of a table, each with its longest cell and all its cells together."""

    longest: Sequence[float]
    whole: Sequence[float]

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]]) -> Columns:
        """Measure rows of cell texts."""
        columns = list(zip(*([width(cell) for cell in row] for row in rows), strict=True))
        return cls([max(column) for column in columns], [sum(column) for column in columns])

    @property
    def room(self) -> float:
        return MEASURE - MARGIN * len(self.longest)

    @property
    def widths(self) -> list[float]:
        """Return a width for each: as long as its longest cell, or a share of what is left."""
        if sum(self.longest) <= self.room:
            return list(self.longest)
        fair = self.room / len(self.longest)
        short = [each if each <= fair else 0.0 for each in self.longest]
        left = self.room - sum(short)
        # Longer columns get more, but not in proportion, or the others would be slits.
        wants = [0.0 if kept else math.sqrt(total) for kept, total in zip(short, self.whole, strict=True)]
        return [kept or max(NARROWEST, left * want / sum(wants)) for kept, want in zip(short, wants, strict=True)]

    def code(self) -> str:
        """Return the columns as Typst's argument."""
        unit = "em" if sum(self.longest) <= self.room * 0.72 else "fr"
        return "(" + "".join(f"{each + MARGIN:.2f}{unit}, " for each in self.widths) + ")"

    def lines(self, rows: Iterable[Sequence[str]]) -> int:
        """Return about how many lines the rows take."""
        widths = self.widths
        return sum(
            max(1, *(math.ceil(width(cell) / max(room, 1.0)) for cell, room in zip(row, widths, strict=True)))
            for row in rows
        )


def given(table: nodes.Element) -> str:
    """Return the columns as the source divides the line among them, as Typst's argument."""
    return "(" + "".join(f"{column['colwidth']}fr, " for column in table.findall(nodes.colspec)) + ")"


def cells(table: nodes.Element) -> list[list[str]]:
    """Return the texts of a table's rows, those of its head first."""
    return [[entry.astext() for entry in row.findall(nodes.entry)] for row in table.findall(nodes.row)]
