"""For the classroom: larger type, high contrast, charts that fill the screen, on every page."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_css_file("present.css", priority=940)
    app.add_js_file("present.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
