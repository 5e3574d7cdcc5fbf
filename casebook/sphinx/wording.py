"""Holds every block of the book's text to its own, neutral words (see `casebook.wording`).

``{kept}`词|理由``` accepts a loaded word in place, with the reason for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from casebook import wording
from casebook.sphinx.charts import cell_place, drawing
from casebook.sphinx.facts import pass_by
from casebook.sphinx.warn import warn

BLOCKS = (nodes.paragraph, nodes.title, nodes.term, nodes.caption, nodes.rubric, nodes.line)


class kept(nodes.Inline, nodes.TextElement):
    """A loaded word that stays, for the reason in attribute `reason`."""


class KeptRole(SphinxRole):
    """``{kept}`word|reason```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        word, _, reason = (part.strip() for part in self.text.partition("|"))
        if not reason:
            warn("wording-reason", self.get_location(), word=word)
        return [kept(self.rawtext, word, reason=reason)], []


class Wording(SphinxTransform):
    """Warn of wording taken from a source and of words that praise or blame."""

    default_priority = 851

    def apply(self, **kwargs: Any) -> None:
        for block, text in self._blocks():
            for key, values in wording.complaints(text):
                warn(key, block, **values)

    def _blocks(self) -> Iterator[tuple[nodes.Element | tuple[str, int], str]]:
        for block in self.document.findall(lambda node: isinstance(node, BLOCKS)):
            assert isinstance(block, nodes.Element)
            yield block, "".join(_own_words(block))
        for picture in self.document.findall(drawing):
            yield cell_place(picture, self.env), picture["alt"]


def _own_words(block: nodes.Element) -> Iterator[str]:
    for text in block.findall(nodes.Text):
        if not isinstance(text.parent, (kept, nodes.literal)):
            yield text.astext()


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("kept", KeptRole())
    app.add_node(kept, html=(pass_by, pass_by))
    app.add_transform(Wording)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
