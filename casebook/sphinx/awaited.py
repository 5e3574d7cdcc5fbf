"""What stands where figures are still to be filled: the word 待填 in the text, else a box.

The box takes the place of a chart that cannot be drawn, of something to do that has nothing to
start from, or of what a cell would have shown (``{awaited}``). It lists the rows, each linked to
its place in the ledger. Every builder sets it as the container of class `BOX` that it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from casebook.ledger import ledger
from casebook.quantity import AWAITED
from casebook.sphinx.facts import AWAITED_CLASS, domain, row_link

BOX = "awaited-box"
TITLE = "awaited-title"
STYLE = "awaited.css"
CHART, PLAY, CELL = "才画得出这张图", "才用得了这一件", "这里才有内容"  # what the rows are wanted for


def box(rows: Iterable[str], purpose: str, env: BuildEnvironment) -> nodes.container:
    """Return the box that lists rows; `purpose` is one of this module's."""
    domain(env).note_tables(env.docname, "figures")
    listing = nodes.bullet_list()
    for row_id in rows:
        figure = ledger().figures[row_id]
        link = row_link(row_id, figure.label, figure=row_id)
        listing += nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(f"（{row_id}）")))
    title = nodes.paragraph("", "", nodes.strong("", AWAITED), classes=[TITLE])
    title += nodes.Text(f"　下面的数填上以后，{purpose}：")
    return nodes.container("", title, listing, classes=[BOX, "generated"])


class AwaitedDirective(SphinxDirective):
    """``{awaited}`` with ids of rows, one a line: what a cell shows that asked for their values."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        known = [each for each in self.content if each in ledger().figures]
        return [box(known, CELL, self.env)]


def add_style(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the style sheet on pages where something is awaited, and on no others."""
    if doctree is not None and any(
        {BOX, AWAITED_CLASS} & set(node["classes"]) for node in doctree.findall(nodes.Element)
    ):
        app.add_css_file(STYLE, priority=950)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("awaited", AwaitedDirective)
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
