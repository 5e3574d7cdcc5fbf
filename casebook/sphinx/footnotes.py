"""Marks of footnotes that have no footnote, which MyST would print as they stand."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from casebook.sphinx.warn import warn

MARK = re.compile(r"\[\^([^\]\s]+)\]")


class FootnoteMarks(SphinxTransform):
    """Warn of each mark that is left in the text."""

    default_priority = 853

    def apply(self, **kwargs: Any) -> None:
        for text in self.document.findall(nodes.Text):
            if not isinstance(text.parent, (nodes.literal, nodes.literal_block, nodes.raw, nodes.comment)):
                for match in MARK.finditer(text):
                    warn("footnote-unknown", text.parent, label=match[1])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(FootnoteMarks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
