"""The book as PDF, by Typst: ``jupyter-book build . --builder custom --custom-builder typst``."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from casebook.typst.builder import TypstBuilder
from casebook.typst.ours import UsePages


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(TypstBuilder)
    app.add_post_transform(UsePages)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
