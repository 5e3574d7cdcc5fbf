"""Sheets for the classroom: tables to write in, cards to cut out, the plan of the blackboard.

They are plain tables and cards with a class, so that every builder sets them; here the pages
that hold one get their style.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

CLASSES = {"write-in", "tick-boxes", "role-cards", "board"}
STYLE = "sheets.css"


def holds_sheet(document: nodes.document) -> bool:
    """Whether something on a page is to be written in or cut out."""
    return any(CLASSES.intersection(node.get("classes", [])) for node in document.findall(nodes.Element))


def add_style(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Have a page with a sheet load the sheets' style."""
    if doctree is not None and holds_sheet(doctree):
        app.add_css_file(STYLE, priority=950)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
