"""A soft line break between two Han characters is no space."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

HAN = r"[\u2e80-\u2fdf\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]"
BREAK = re.compile(rf"(?<={HAN})\n(?={HAN})")


def join_lines(text: str) -> str:
    """Join lines that break between Han characters or their punctuation."""
    return BREAK.sub("", text)


class HanLineBreaks(SphinxTransform):
    """Join the source lines of a Chinese paragraph, for every builder alike."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:
        for text in list(self.document.findall(nodes.Text)):
            if "\n" in text and not isinstance(text.parent, (nodes.literal_block, nodes.raw)):
                joined = join_lines(text.astext())
                if joined != text.astext():
                    text.parent.replace(text, nodes.Text(joined))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(HanLineBreaks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
