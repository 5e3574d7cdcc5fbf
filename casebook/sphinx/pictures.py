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
    begun = len(translator.body)
    type(translator).visit_image(translator, node)
    if any(isinstance(each, nodes.figure) for each in (node.parent, node.parent.parent)):  # a link may be between
        attributes = "".join(f'{name}="{value}" ' for name, value in _size(translator.builder.srcdir, node).items())
        written = "".join(translator.body[begun:]).replace("<img ", f'<img loading="lazy" {attributes}', 1)
        translator.body[begun:] = [written]


def _size(root: str, node: nodes.image) -> dict[str, int]:
    """Return a picture's width and height in pixels; nothing where they are not known."""
    candidates: dict[str, str] = node.get("candidates", {})  # type: ignore[call-overload]
    size = imagesize.get(Path(root, candidates["*"])) if "*" in candidates else (-1, -1)
    return {"width": size[0], "height": size[1]} if min(size) > 0 else {}


def depart_image_html(translator: Any, node: nodes.image) -> None:
    """A picture is written whole on the way in."""


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(PictureLines)
    app.add_transform(PictureTexts)
    app.add_node(nodes.image, override=True, html=(visit_image_html, depart_image_html))
    assets.attach(app, nodes.figure, "pictures.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
