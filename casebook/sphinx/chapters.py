"""What frames a chapter: its time, questions and objectives before it, its key points after it.

The lists stand in the chapter's front matter, where teaching plans find them too. How long it
takes to read is counted from its text; how long it takes in class stands in the plans.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform

from casebook import plans
from casebook.sphinx.addresses import SOURCE_FOLDER
from casebook.sphinx.charts import chart
from casebook.sphinx.facts import domain, inline_nodes
from casebook.sphinx.han import HAN

OPENING = {"questions": "本章的问题", "objectives": "读完能做到"}
CLOSING = {"keypoints": "本章要点"}
READ_PER_MINUTE = 400  # characters; a number or a foreign word counts as one
CHARACTER = re.compile(rf"{HAN}|\w+")
NOT_READ = (nodes.docinfo, nodes.field_list, nodes.raw, nodes.comment, chart)


class ChapterFrame(SphinxTransform):
    """Show the front matter's lists around the chapter's text."""

    default_priority = 210

    def apply(self, **kwargs: Any) -> None:
        chapter = next(iter(self.document.findall(nodes.section)), None)
        if chapter is None:
            return
        time = self._time()
        if opening := self._boxes(OPENING, "chapter-opening"):
            opening.insert(0, time)
            chapter.insert(1, opening)
        if closing := self._boxes(CLOSING, "chapter-closing"):
            chapter += closing

    def _time(self) -> nodes.paragraph:
        """Say how long the chapter takes to read, and in class where the standard plan uses it."""
        domain(self.env).note_tables(self.env.docname, "plans")
        told = [f"阅读约{reading_minutes(self.document)}分钟"]
        if minutes := plans.minutes_in_class(self.env.docname.removeprefix(SOURCE_FOLDER)):
            told.append(f"课堂{minutes}分钟")
        return nodes.paragraph("", " · ".join(told), classes=["chapter-time", "generated"])

    def _boxes(self, kinds: dict[str, str], css_class: str) -> nodes.container | None:
        box = nodes.container(classes=[css_class])
        for key, title in kinds.items():
            if texts := self._texts(key):
                box += nodes.container("", *self._list(title, texts))
        return box if box.children else None

    def _list(self, title: str, texts: list[str]) -> list[nodes.Node]:
        items = nodes.bullet_list()
        for text in texts:
            line = line_of(text, self.env)
            paragraph = nodes.paragraph("", "", *inline_nodes(text, self.env, (self.env.docname, line)))
            paragraph.source, paragraph.line = self.env.doc2path(self.env.docname), line
            items += nodes.list_item("", paragraph)
        return [nodes.paragraph("", title, classes=["box-title"]), items]

    def _texts(self, key: str) -> list[str]:
        """Return a list of the front matter, which MyST hands on as a field with JSON."""
        for field in self.document.findall(nodes.field):
            if field[0].astext() == key:
                return list(json.loads(field[1].astext()))
        return []


def line_of(text: str, env: BuildEnvironment) -> int:
    """Return the line of the page being read on which a text of its front matter stands."""
    lines = Path(env.doc2path(env.docname)).read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if text[:20] in line), 1)


def reading_minutes(document: nodes.document) -> int:
    """Return the minutes that a page's text takes to read, at least one."""
    characters = sum(len(CHARACTER.findall(text)) for text in _texts_to_read(document))
    return max(1, round(characters / READ_PER_MINUTE))


def _texts_to_read(node: nodes.Element) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif isinstance(child, nodes.Element) and not isinstance(child, NOT_READ) and not _is_output(child):
            yield from _texts_to_read(child)


def _is_output(node: nodes.Element) -> bool:
    """Whether a node holds what a notebook's cell made, which stands there once for each format."""
    return "nb_element" in node


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(ChapterFrame)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
