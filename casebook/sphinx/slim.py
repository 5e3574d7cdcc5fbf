"""What the themes put beside the pages and no page of this book asks for is taken out.

It would be megabytes on a USB stick and, in the theme's style, a third of the first view.
"""

from __future__ import annotations

import re
import shutil
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

UNUSED = (
    "scripts/bootstrap.*", "scripts/fontawesome.*", "scripts/*.map", "styles/*.map", "styles/theme.css", "vendor",
    "images", "locales", "*webpack-macros.html", "mystnb.*.css", "file.png", "minus.png", "plus.png",
    "documentation_options.js", "translations.js", "sphinx_highlight.js", "doctools.js", "searchtools.js",
    "language_data.js",
)  # fmt: skip
THEME_STYLE = "styles/pydata-sphinx-theme.css"
# Font Awesome's faces and icons; casebook.css draws the few that the book has.
FONT_FACE = re.compile(r"@font-face\{[^{}]*\}")
ICONS = re.compile(r"(?<=[{};/])(?:\.(?:fa|fa[srb]|fa-[\w-]+)(?::{1,2}[\w-]+)?,?)+\{[^{}]*\}")


def drop_unused(app: Sphinx, error: Exception | None) -> None:
    """Remove the themes' files that no page asks for, and the icons from the theme's style."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    for pattern in UNUSED:
        for path in static.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    style = static / THEME_STYLE
    style.write_text(slimmed(style.read_text(encoding="utf-8")), encoding="utf-8")


def slimmed(style: str) -> str:
    """Return a minified style sheet without Font Awesome's faces and icons; one without them as it is."""
    return ICONS.sub("", FONT_FACE.sub("", style))


def add_versions(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Let the page's template put versions to the styles that it names itself, as Sphinx does to the others.

    A server lets a browser keep for ever what has a version in its address.
    """

    def version(name: str) -> str:
        path = Path(app.outdir, "_static", name)
        return _version(path, path.stat().st_mtime_ns)

    context["style_version"] = version


@cache
def _version(path: Path, time: int) -> str:
    """Return a digest of a style as it is when the build has ended."""
    return f"{zlib.crc32(slimmed(path.read_text(encoding='utf-8')).encode()):08x}"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_versions)
    app.connect("build-finished", drop_unused)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
