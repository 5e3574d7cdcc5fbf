"""From a chapter to its slides: a line under what the chapter asks.

It stands in the web pages alone, and where the slides are built with them.
"""

from __future__ import annotations

import os
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from casebook.slides.decks import SLIDES_VARIABLE, Deck, decks
from casebook.sphinx.addresses import SOURCE_FOLDER, to_root
from casebook.sphinx.ledger_pages import asset_link

OPENING = "chapter-opening"


class LinkDecks(SphinxPostTransform):
    """Name the decks that serve a chapter, as web page and as editable file."""

    default_priority = 701
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        if not self.app.config.casebook_slides:
            return
        page = self.env.docname.removeprefix(SOURCE_FOLDER)
        if serving := [deck for deck in decks() if page in deck.chapters]:
            self._insert(_line(serving, to_root(self.env.docname)))

    def _insert(self, line: nodes.paragraph) -> None:
        """Put the line after the chapter's opening, or else under its title."""
        chapter = next(iter(self.document.findall(nodes.section)))
        places = [number for number, child in enumerate(chapter.children) if _is_opening(child)]
        chapter.insert(places[0] + 1 if places else 1, line)


def _is_opening(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and OPENING in node["classes"]


def _line(serving: list[Deck], root: str) -> nodes.paragraph:
    line = nodes.paragraph("", "", nodes.strong("", "课件"), classes=["deck-line"])
    for deck in serving:
        line += nodes.Text("　")
        line += nodes.reference("", deck.label, refuri=f"{root}{deck.page}", internal=True)
        line += nodes.Text("（")
        line += asset_link("", "可改的 .pptx", path=deck.file)
        line += nodes.Text("）")
    return line


def setup(app: Sphinx) -> dict[str, Any]:
    # Sphinx writes the pages again when this value changes.
    served = [f"{deck.name}: {' '.join(deck.chapters)}" for deck in decks()]
    app.add_config_value("casebook_slides", served if os.environ.get(SLIDES_VARIABLE) else [], "html")
    app.add_post_transform(LinkDecks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
