"""No number is typed into the text: each comes by the fact role, or is marked as none.

Every digit in the prose is found, and Chinese numerals from 三 up where a unit of the
ledger follows them (一个, 两种 and 三读 are words). Dates, ordinals and what the inline
mark ``{plain}`…``` holds pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from casebook.ledger import Ledger, ledger
from casebook.quantity import known_units
from casebook.sphinx.charts import drawing
from casebook.sphinx.facts import fact, plain, row_link
from casebook.sphinx.warn import warn

NUMERALS = "三四五六七八九十百千万亿"
SMALL = "〇零一二两"  # numbers only as a part of a larger one: 一个 and 两种 are words
DATES = re.compile(
    r"(?<!\d)\d{4}年(\d{1,2}月(\d{1,2}日)?)?(?:底|末|初)?|(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}月\d{1,2}日"
)
ORDINALS = re.compile(r"第\s*[\d一二三四五六七八九十百]+|(?:图|表|附录)\s*\d+(?:[.–-]\d+)*")
# What a reader is not told in the text's own words: code, addresses, facts and marked numbers.
EXEMPT = (
    nodes.literal, nodes.literal_block, nodes.raw, nodes.comment, nodes.math, nodes.math_block,
    nodes.problematic, nodes.system_message, nodes.footnote_reference, nodes.label, nodes.docinfo,
    fact, plain, row_link, drawing,
)  # fmt: skip


def _numbers() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, known_units()), key=len, reverse=True))
    digits = r"\d+(?:[.,]\d+)*"
    return re.compile(rf"{digits}|(?!{units})(?=[{SMALL}]*[{NUMERALS}])[{SMALL}{NUMERALS}]+(?=[余多]?(?:{units}))")


def loose_numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield each number in `text` that is neither a date nor an ordinal."""
    for pattern in (DATES, ORDINALS):
        text = pattern.sub(lambda match: "·" * len(match[0]), text)
    yield from _numbers().finditer(text)


def likely_figures(number: str, book: Ledger) -> list[str]:
    """Return the roles of the figures that print this number."""
    plain_number = number.replace(",", "")
    return [
        f"{{fact}}`{figure.id}`（{figure.label}，{figure.quantity}）"
        for figure in book.figures.values()
        if figure.quantity.number.replace(",", "") == plain_number
    ]


def mending(number: str) -> str:
    """Say how to mend a loose number, naming the figures that were likely meant."""
    likely = likely_figures(number, ledger())
    role = f"若指本书的数据，改用{'或'.join(likely[:3])}" if likely else "先在 data/facts.csv 里加一行，再用它的编号"
    return f"{role}；若与本案数据无关，写成{{plain}}`{number}`"


class LooseNumbers(SphinxTransform):
    """Warn of every loose number, with the file and the line it stands in."""

    default_priority = 850

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.Text):
            if self._exempt(node):
                continue
            for match in loose_numbers(node.astext()):
                around = node.astext()[max(0, match.start() - 8) : match.end() + 8].strip()
                location = self._location(node, around)
                warn("number-loose", location, number=match[0], around=around, mend=mending(match[0]))

    def _exempt(self, node: nodes.Node) -> bool:
        parent = node.parent
        while parent is not None:
            if isinstance(parent, EXEMPT) or _generated(parent) or _key(parent):
                return True
            parent = parent.parent
        return False

    def _location(self, node: nodes.Node, around: str) -> tuple[str, int | None]:
        """Find the source line: docutils knows the block's first line, the text tells the rest."""
        parent: nodes.Node | None = node.parent
        while parent is not None and parent.line is None:
            parent = parent.parent
        first = parent.line if parent is not None and parent.line else 1
        source = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8")
        numbered = list(enumerate(source.splitlines(), start=1))
        for number, line in numbered[first - 1 :] + numbered:
            if around.splitlines()[0] in line:
                return self.env.docname, number
        return self.env.docname, first


def _generated(node: nodes.Node) -> bool:
    """Whether a block was made from the ledger, whose own words the data checks hold."""
    return isinstance(node, nodes.Element) and "generated" in node.get("classes", [])


def _key(node: nodes.Node) -> bool:
    """Whether a reference still shows its target's key, for which words will be put."""
    return isinstance(node, addnodes.pending_xref) and not node.get("refexplicit")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(LooseNumbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
