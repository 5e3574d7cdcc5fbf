"""What a page says of itself to browsers, search engines and chats: description, picture, map.

The book's public address is ``html.baseurl`` in ``_config.yml``, or CASEBOOK_ADDRESS where a
publisher sets it. Without one the book names no address, and has no map of the site.
"""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape as escape_xml

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from casebook.sphinx.addresses import page_address
from casebook.sphinx.ledger_parts import PART, Part, all_further_parts
from casebook.tables import ROOT

ADDRESS_VARIABLE = "CASEBOOK_ADDRESS"
RINGS = ROOT / "book" / "_images" / "rings.svg"
# Not in _images, where a chapter may have a picture of the same name.
CARD = "_share/card.png"  # what a chat shows beside a link to the book
CARD_SIZE = (1200, 630)
ICON = "_share/rings-180.png"  # for browsers that take no SVG
ICON_SIZE = 180
DESCRIPTION_LENGTH = 110
SENTENCE = re.compile(r"[^。？！]*[。？！]?")
NOT_PROSE = (nodes.admonition, nodes.Admonition, nodes.container, nodes.figure, nodes.table, nodes.footnote)
SITEMAP = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</urlset>\n'


def set_address(app: Sphinx, config: Config) -> None:
    """Take the public address from the environment where it is set; it ends with a slash."""
    address = os.environ.get(ADDRESS_VARIABLE) or config.html_baseurl
    config.html_baseurl = address.rstrip("/") + "/" if address else ""
    config.html_additional_pages = {**config.html_additional_pages, "404": "404.html"}
    config.html_use_index = False


def description(doctree: nodes.document) -> str:
    """Return a page's first paragraphs of prose, cut at the end of a sentence."""
    text = ""
    for paragraph in doctree.findall(nodes.paragraph):
        # A paragraph of a class says something about the page: its slides, its files.
        if len(text) < DESCRIPTION_LENGTH and not paragraph["classes"] and not _framed(paragraph):
            text += paragraph.astext().replace("\n", "")
    return _whole_sentences(text)


def _framed(paragraph: nodes.Node) -> bool:
    """Whether a paragraph stands in a box, a table or a chart; sphinx-design's grids are no boxes."""
    parent = paragraph.parent
    while parent is not None:
        in_grid = isinstance(parent, nodes.container) and str(parent.get("design_component", "")).startswith("grid")
        if isinstance(parent, (*NOT_PROSE, nodes.General)) and not in_grid and not isinstance(parent, nodes.section):
            return True
        parent = parent.parent
    return False


def _whole_sentences(text: str) -> str:
    kept = ""
    for sentence in SENTENCE.findall(text):
        if kept and len(kept) + len(sentence) > DESCRIPTION_LENGTH:
            break
        kept += sentence
    return kept if len(kept) <= DESCRIPTION_LENGTH * 2 else kept[:DESCRIPTION_LENGTH] + "……"


def add_metadata(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add description, Open Graph and canonical address to a page's head."""
    address = app.config.html_baseurl
    context["root"] = urlsplit(address).path or "/"
    if doctree is None:
        context["pageurl"] = None
        return
    part: Part | None = context.get(PART)
    title = part.title if part else app.env.titles[pagename].astext()
    text = part.description if part else str((context.get("meta") or {}).get("description") or description(doctree))
    page = part.address if part else page_address(pagename)
    context["pageurl"] = urljoin(address, page) if address else None
    properties = {
        "og:type": "article",
        "og:site_name": app.config.html_title,
        "og:locale": "zh_CN",
        "og:title": title,
        "og:description": text,
        "og:image": urljoin(address, CARD) if address else context["pathto"](CARD, True),
        "og:image:width": str(CARD_SIZE[0]),
        "og:image:height": str(CARD_SIZE[1]),
        "og:image:alt": f"{app.config.html_title}，封面图：几道不闭合的同心圆",
    }
    if address:
        properties["og:url"] = context["pageurl"]
    tags = [f'<meta name="description" content="{escape(text)}" />'] if text else []
    tags += [f'<meta property="{name}" content="{escape(value)}" />' for name, value in properties.items() if value]
    context["metatags"] = "".join(f"\n    {tag}" for tag in tags)


def draw_pictures(app: Sphinx, error: Exception | None) -> None:
    """Draw the card and the icon from the rings."""
    if error or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    import vl_convert

    import casebook.charts.theme  # noqa: F401  # which registers the Chinese fonts

    rings = re.sub(r"<svg[^>]*>|</svg>|<title>.*?</title>", "", RINGS.read_text(encoding="utf-8"))
    for name, svg in {CARD: _card(rings, app.config.html_title), ICON: _icon(rings)}.items():
        target = Path(app.outdir, name)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(vl_convert.svg_to_png(svg))


def _card(rings: str, title: str) -> str:
    width, height = CARD_SIZE
    lines = re.split(r"(?<=：)", title)
    words = "".join(
        f'<text x="600" y="{290 + 92 * index}" font-size="{64 if index == 0 else 48}">{escape_xml(line)}</text>'
        for index, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#FBF9F4"/>'
        f'<g transform="translate(80 95) scale(1.1)">{rings}</g>'
        f'<g font-family="Noto Serif SC" fill="#2B2B2B">{words}</g></svg>'
    )


def _icon(rings: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{ICON_SIZE}" height="{ICON_SIZE}" viewBox="0 0 400 400">'
        f'<rect width="400" height="400" fill="#FBF9F4"/>{rings}</svg>'
    )


def write_sitemap(app: Sphinx, error: Exception | None) -> None:
    """List every page for search engines, where the book has a public address."""
    address = app.config.html_baseurl
    if error or not address or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    parts = (part.address for part in all_further_parts(app.env))
    pages = sorted([*map(page_address, app.env.found_docs), *parts])
    entries = "".join(f"  <url><loc>{escape_xml(urljoin(address, page))}</loc></url>\n" for page in pages)
    Path(app.outdir, "sitemap.xml").write_text(SITEMAP.format(entries), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", set_address, priority=900)
    app.connect("html-page-context", add_metadata)
    app.connect("build-finished", draw_pictures)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
