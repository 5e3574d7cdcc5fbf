"""Exercises for pencil and paper: sphinx-exercise's ``{exercise}``, in this book's dress.

Its answers, ``{solution}``, are held back from learners in `casebook.sphinx.edition`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node

from casebook.sphinx import assets

FOREIGN_STYLE = "exercise.css"
BOXES = (exercise_node, exercise_enumerable_node, solution_node)
CONTENT_IDS = {"exercise-content", "solution-content"}  # the extension's, the same in every box


class PlainContent(SphinxTransform):
    """Make of each box's content what it is: blocks, not a section whose id every box repeats."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        for box in self.document.findall(lambda node: isinstance(node, BOXES)):
            assert isinstance(box, nodes.Element)
            for section in [child for child in box if isinstance(child, nodes.section)]:
                if CONTENT_IDS & set(section["ids"]):
                    section["ids"] = []
                    section.replace_self(list(section.children))


class ChineseTitles(SphinxPostTransform):
    """Set the titles as Chinese is set: 「练习 1 题目」 and 「解答：练习 1（题目）」."""

    default_priority = 25  # when the extension has made the titles

    def run(self, **kwargs: Any) -> None:
        for box in self.document.findall(lambda node: isinstance(node, BOXES)):
            assert isinstance(box, nodes.Element)
            is_answer = isinstance(box, solution_node)
            for index, text in enumerate(list(box[0].findall(nodes.Text))):
                opening, closing = ("（", "）") if is_answer else (" ", "")
                words = text.replace(" (", opening).replace(")", closing)
                words = words.strip() if is_answer else words
                words += "：" if is_answer and index == 0 else ""
                text.parent.replace(text, nodes.Text(words))


def configure(app: Sphinx, config: Config) -> None:
    """Leave the extension's own style out."""
    app.registry.css_files = [each for each in app.registry.css_files if each[0] != FOREIGN_STYLE]


def drop_foreign_style(app: Sphinx, error: Exception | None) -> None:
    """Take out the style that the extension copies all the same."""
    Path(app.outdir, "_static", FOREIGN_STYLE).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("sphinx_exercise")
    app.add_transform(PlainContent)
    app.add_post_transform(ChineseTitles)
    for box in BOXES:
        assets.attach(app, box, "exercises.css")
    app.connect("config-inited", configure)
    app.connect("build-finished", drop_foreign_style, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
