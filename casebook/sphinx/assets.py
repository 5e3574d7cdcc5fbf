"""Scripts and styles that only some pages need: each comes with the node that it serves.

A part of the book says so once, ``assets.attach(app, quiz, "quiz.js", "quiz.css")``; the files
stand in ``static/``. Pages without such a node do not load them.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

ATTACHED: dict[type[nodes.Element], tuple[str, ...]] = {}


def attach(app: Sphinx, node_class: type[nodes.Element], *files: str) -> None:
    """Have every page that holds a node of this class load these files, scripts deferred."""
    ATTACHED[node_class] = files


def add_attached(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add a page's own scripts and styles to its head."""
    if doctree is None:
        return
    present = {type(node) for node in doctree.findall(nodes.Element)}
    for node_class, files in ATTACHED.items():
        if node_class not in present:
            continue
        for file in files:
            if file.endswith(".css"):
                app.add_css_file(file, priority=950)
            else:
                app.add_js_file(file, loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_attached)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
