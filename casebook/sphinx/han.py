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
        for block in list(self.document.findall(nodes.TextElement)):
            if not isinstance(block, (nodes.Inline, nodes.FixedTextElement)):
                self._join(block)

    def _join(self, block: nodes.TextElement) -> None:
        """Join a block's text as one run, since markup may stand on either side of a break."""
        texts = list(block.findall(nodes.Text))
        lengths = [len(text) for text in texts]
        whole = "".join(texts)
        dropped = {match.start() for match in BREAK.finditer(whole)}
        start = 0
        for text, length in zip(texts, lengths, strict=True):
            kept = "".join(whole[i] for i in range(start, start + length) if i not in dropped)
            if kept != text and text.parent is not None:
                text.parent.replace(text, nodes.Text(kept))
            start += length


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(HanLineBreaks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
