"""Pictures: each has an alternative text, written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from casebook.sphinx import assets
from casebook.sphinx.warn import warn


class PictureLines(SphinxTransform):
    """Let each picture know its line, which MyST gives to the block around it."""

    default_priority = 11  # when Sphinx has taken the lines away (ApplySourceWorkaround)

    def apply(self, **kwargs: Any) -> None:
        for picture in self.document.findall(nodes.image):
            block: nodes.Element | None = picture.parent
            while not picture.line and block is not None:
                picture.source, picture.line = block.source or picture.source, block.line
                block = block.parent


class PictureTexts(SphinxTransform):
    """Warn of a picture that says nothing to who cannot see it."""

    default_priority = 852

    def apply(self, **kwargs: Any) -> None:
        for picture in self.document.findall(nodes.image):
            if not str(picture.get("alt", "")).strip():
                warn("image-alt", picture, path=Path(picture["uri"]).name)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(PictureLines)
    app.add_transform(PictureTexts)
    assets.attach(app, nodes.figure, "pictures.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
