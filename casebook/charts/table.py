"""Tables as MyST text, so that web page, PDF and slides set them in their own way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from casebook.ledger import PLACEHOLDER, ledger
from casebook.records import DERIVED

MARKUP = re.compile(r"`[^`]*`|[<>]")  # what stands in backticks is no HTML
ENTITIES = {"<": "&lt;", ">": "&gt;"}


def to_roles(text: str) -> str:
    """Return text with placeholders as MyST text with roles, any HTML in it shown as text."""

    def role(match: re.Match[str]) -> str:
        reference = match[1]
        kind, _, literal = reference.partition(":")
        return f"{{plain}}`{literal}`" if kind == "plain" else f"{{fact}}`{reference}`"

    return MARKUP.sub(lambda match: ENTITIES.get(match[0], match[0]), PLACEHOLDER.sub(role, text))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under heads; cells may hold placeholders such as ``{village.people}``.

    Attributes:
        heads: the column heads.
        rows: one tuple of cells a row, each as long as `heads`.
        caption: what the table shows; empty where a chart's title says it.
        numeric: indexes of the columns that are set to the right.
        stacked: on a phone, set each row as a block: the first two cells on a line, the third
            below. For tables of three columns whose last is a remark.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numeric: Sequence[int] = field(default=())
    stacked: bool = False

    def __post_init__(self) -> None:
        if wrong := [row for row in self.rows if len(row) != len(self.heads)]:
            raise ValueError(f"表“{self.caption}”有一行的格数与表头不同：{wrong[0]}")

    def markdown(self) -> str:
        """Return the table as MyST, captioned if it has a caption."""
        rules = ["--:" if index in self.numeric else ":--" for index in range(len(self.heads))]
        lines = [self._line(cells) for cells in (self.heads, rules, *self.rows)]
        body = "\n".join(lines)
        if not self.caption and not self.stacked:
            return body
        css_class = ":class: stacked\n" if self.stacked else ""
        return f"````{{table}} {to_roles(self.caption)}\n{css_class}{body}\n````"

    @staticmethod
    def _line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(to_roles(cell).replace("|", "\\|") for cell in cells) + " |"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/markdown": self.markdown(), "text/plain": self.caption or " ".join(self.heads)}


def quoted(words: str) -> str:
    """Return the source's own words as a cell, in “ ”, numbers in them being its own."""
    return f"“{{plain:{words}}}”"


def of_figures(figure_ids: Sequence[str], caption: str, remark: str = "报道没有说明的") -> Table:
    """Return figures as rows: what it is, value with date, and the note on it.

    A derived figure is marked as such, with what it assumes before its note.
    """
    rows = []
    for figure_id in figure_ids:
        figure = ledger()[figure_id]
        label = f"{figure.label}（{DERIVED}）" if figure.derived else figure.label
        assumed = f"假定{figure.assumption}。" if figure.assumption else ""
        rows.append((label, f"{{{figure_id}:full}}", assumed + figure.note))
    return Table(("项目", "数（时间）", remark), rows, caption, stacked=True)


def working(indicator: str, caption: str) -> Table:
    """Return a derived figure worked out: its inputs, the result and what it assumes."""
    figure = ledger()[indicator]
    inputs = [(each.label, f"{{{each.id}}}", each.when) for each in figure.inputs]
    rows = [*inputs, (f"{figure.label} = {figure.formula_in_words}", f"{{{indicator}}}", figure.when)]
    if figure.assumption:
        rows.append((f"前提：{figure.assumption}", "", ""))
    return Table(("项目", "数", "时间"), rows, caption, numeric=(1,))
