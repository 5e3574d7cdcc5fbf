"""Page addresses without the source folder: ``book/index`` is served as ``index.html``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

SOURCE_FOLDER = "book/"
WRITTEN = "casebook-page-written"  # event, with the document whose page has been written


class BookHTMLBuilder(StandaloneHTMLBuilder):
    """The HTML builder with the source folder stripped from every address."""

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return super().get_target_uri(docname.removeprefix(SOURCE_FOLDER), typ)

    def get_outfilename(self, pagename: str) -> str:
        return super().get_outfilename(pagename.removeprefix(SOURCE_FOLDER))

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        super().write_doc(docname, doctree)
        self.app.emit(WRITTEN, docname)


def page_address(docname: str) -> str:
    """Return a document's address from the book's root, such as ``case/tobacco-a.html``."""
    return docname.removeprefix(SOURCE_FOLDER) + ".html"


def to_root(docname: str) -> str:
    """Return the relative way from a document's page to the book's root."""
    return "../" * (len(Path(page_address(docname)).parts) - 1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_event(WRITTEN)
    app.add_builder(BookHTMLBuilder, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
