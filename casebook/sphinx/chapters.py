"""What frames a chapter: its questions and objectives before it, its key points after it.

They stand in the chapter's front matter, where teaching plans find them too.
"""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from casebook.sphinx.facts import inline_nodes

OPENING = {"questions": "本章的问题", "objectives": "读完能做到"}
CLOSING = {"keypoints": "本章要点"}


class ChapterFrame(SphinxTransform):
    """Show the front matter's lists around the chapter's text."""

    default_priority = 210

    def apply(self, **kwargs: Any) -> None:
        chapter = next(iter(self.document.findall(nodes.section)), None)
        if chapter is None:
            return
        if opening := self._boxes(OPENING, "chapter-opening"):
            chapter.insert(1, opening)
        if closing := self._boxes(CLOSING, "chapter-closing"):
            chapter += closing

    def _boxes(self, kinds: dict[str, str], css_class: str) -> nodes.container | None:
        box = nodes.container(classes=[css_class])
        for key, title in kinds.items():
            if texts := self._texts(key):
                box += nodes.container("", *self._list(title, texts))
        return box if box.children else None

    def _list(self, title: str, texts: list[str]) -> list[nodes.Node]:
        items = nodes.bullet_list()
        for text in texts:
            paragraph = nodes.paragraph("", "", *inline_nodes(text, self.env, self.env.docname))
            items += nodes.list_item("", paragraph)
        return [nodes.paragraph("", title, classes=["box-title"]), items]

    def _texts(self, key: str) -> list[str]:
        """Return a list of the front matter, which MyST hands on as a field with JSON."""
        for field in self.document.findall(nodes.field):
            if field[0].astext() == key:
                return list(json.loads(field[1].astext()))
        return []


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(ChapterFrame)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
