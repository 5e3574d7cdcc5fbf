"""Pictures: each has an alternative text, written by hand; one in a figure is loaded when it is scrolled to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import imagesize
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


def visit_image_html(translator: Any, node: nodes.image) -> None:
    """Write a picture; one in a figure says its size, so that the page stands still when it comes."""
    type(translator).visit_image(translator, node)
    source = node.get("candidates", {}).get("*", "")
    size = imagesize.get(translator.builder.env.srcdir / source) if source else (-1, -1)
    if isinstance(node.parent, nodes.figure) and min(size) > 0:
        attributes = f'width="{size[0]}" height="{size[1]}" loading="lazy"'
        translator.body[-1] = translator.body[-1].replace("<img ", f"<img {attributes} ", 1)


def depart_image_html(translator: Any, node: nodes.image) -> None:
    """A picture is written whole on the way in."""


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(PictureLines)
    app.add_transform(PictureTexts)
    app.add_node(nodes.image, override=True, html=(visit_image_html, depart_image_html))
    assets.attach(app, nodes.figure, "pictures.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
