"""The book's chapters as plain Markdown and charts, for peers to build.

What a reader sees on a built page of the learner's edition is what a peer gets: the figures
as they are printed, each directive as the words it came to, each chart with its Vega-Lite
specification. What only this book has (cards of figures, live games) is left out, and what
stands on paper in its place is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

# Marks, scripts and controls; and this book's own files, which peers do not have.
DROPPED = (
    "script, noscript, svg, button, .headerlink, .fact-cards, .shelf, .shelf-group, .deck-line, .office-file, "
    ".quiz-act, .quiz-said, .quiz-letter, .chart-said, .toctree-wrapper, input"
)
PLAIN_LINKS = {"fact", "term", "row-link", "footnote-reference"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
INLINE = {"a", "span", "strong", "em", "code", "br", "b", "i", "sup", "sub", "abbr", "math", "img"}
ITEMS = {"ul", "ol"}
STARTS = re.compile(r"^(?=[-+#>=]|\d+[.)])")
ESCAPED = str.maketrans(
    {**{each: f"\\{each}" for each in "\\`*_[]"},
     "&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;", "$": "&#36;", "|": "&#124;", "~": "&#126;"}
)  # fmt: skip
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Chart:
    """A chart; `spec` is its Vega-Lite specification as drawn for a wide column."""

    name: str
    spec: dict[str, Any]


@dataclass(frozen=True)
class Chapter:
    """A page; `address` has no suffix, `blocks` are Markdown or charts in reading order."""

    address: str
    title: str
    part: str
    blocks: tuple[str | Chart, ...]

    @property
    def charts(self) -> list[Chart]:
        return [each for each in self.blocks if isinstance(each, Chart)]

    @property
    def words(self) -> str:
        """Its Markdown without the charts."""
        return "\n\n".join(each for each in self.blocks if isinstance(each, str))

    @property
    def han(self) -> int:
        """The number of Chinese characters."""
        return len(HAN.findall(self.words))


def chapters(html: Path, contents: list[tuple[str, str]]) -> list[Chapter]:
    """Read the chapters of a built book; `contents` are (part, address without suffix), in order.

    Pages that the edition does not have are passed by.
    """
    return [chapter(html, address, part) for part, address in contents if (html / f"{address}.html").exists()]


def table_of_contents(toc: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (caption of the part, address) of each page that ``_toc.yml`` lists, in its order."""
    found = [("", _address(toc["root"]))]
    for part in toc["parts"]:
        found += [(part["caption"], each) for entry in part["chapters"] for each in _entries(entry)]
    return found


def _entries(entry: dict[str, Any]) -> Iterator[str]:
    yield _address(entry["file"])
    for section in entry.get("sections", ()):
        yield from _entries(section)


def _address(file: str) -> str:
    return file.removeprefix("book/")


def chapter(html: Path, address: str, part: str = "") -> Chapter:
    """Read one page."""
    page = BeautifulSoup((html / f"{address}.html").read_text(encoding="utf-8"), "lxml")
    article = page.find("article")
    assert isinstance(article, Tag), address
    charts = {figure["id"]: _chart(figure) for figure in article.select("figure.chart")}
    _keep_on_paper(article)
    blocks: list[str | Chart] = []
    for block in _blocks(article, address):
        blocks.append(charts[block[1:]] if block.startswith("\0") else block)
    title = article.find("h1")
    return Chapter(address, title.get_text() if title else address, part, tuple(blocks))


def _keep_on_paper(article: Tag) -> None:
    """Drop what a plain page cannot have; of a live game keep what is printed in its place."""
    for game in article.select(".play"):
        paper = [each.extract() for each in game.select(".play-paper")]
        game.clear()
        game.extend(paper)
    for each in article.select(DROPPED):
        each.decompose()


def _chart(figure: Tag) -> Chart:
    script = figure.select_one(".chart-wide script")
    assert script is not None and script.string is not None
    return Chart(str(figure["id"]).removeprefix("chart-"), json.loads(script.string))


# ---------- blocks ----------


def _blocks(parent: Tag, address: str) -> Iterator[str]:
    """Yield the blocks in an element; a chart as NUL and its id."""
    run = ""  # text and inline elements between blocks
    for child in parent.children:
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and child.name in INLINE):
            run += _inline(child, address)
            continue
        if run.strip():
            yield _paragraph(run)
        run = ""
        if isinstance(child, Tag):
            yield from _block(child, address)
    if run.strip():
        yield _paragraph(run)


def _block(tag: Tag, address: str) -> Iterator[str]:
    if tag.name in HEADINGS:
        yield f"{'#' * HEADINGS[tag.name]} {_text(tag, address)}"
    elif tag.name in ITEMS:
        yield _list(tag, address)
    elif tag.name == "table":
        yield from _table(tag, address)
    elif tag.name == "pre":
        yield f"```text\n{tag.get_text().rstrip()}\n```"
    elif tag.name == "hr":
        yield "---"
    elif tag.name == "blockquote":
        yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(tag, address)).splitlines())
    elif tag.name in ("dt", "summary", "legend", "caption") and (words := _text(tag, address)):
        yield f"**{words}**"
    elif "chart-drawing" in tag.get_attribute_list("class"):
        figure = tag.find_parent("figure")
        assert figure is not None
        yield f"\0{figure['id']}"
    else:
        yield from _blocks(tag, address)


def _paragraph(text: str) -> str:
    return STARTS.sub(r"\\" if not text.strip()[0].isdigit() else "", re.sub(r"\s+", " ", text).strip())


def _list(tag: Tag, address: str) -> str:
    items = []
    for number, item in enumerate(tag.find_all("li", recursive=False), 1):
        mark = "- " if tag.name == "ul" else f"{number}. "
        body = "\n\n".join(_blocks(item, address)).split("\n")
        items.append("\n".join([mark + body[0], *(f"    {line}" if line else "" for line in body[1:])]))
    return "\n".join(items)


def _table(tag: Tag, address: str) -> Iterator[str]:
    if (caption := tag.find("caption")) is not None and (words := _text(caption, address)):
        yield f"**{words}**"
    rows = [
        [_text(cell, address) for cell in row.find_all(["th", "td"], recursive=False)] for row in tag.find_all("tr")
    ]
    width = max(len(row) for row in rows)
    if tag.find("thead") is None:
        rows.insert(0, [])
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


# ---------- inlines ----------


def _text(tag: Tag, address: str) -> str:
    """Return an element as one line of Markdown."""
    return re.sub(r"\s+", " ", "".join(_inline(child, address) for child in tag.children)).strip()


def _inline(node: Any, address: str) -> str:
    if isinstance(node, NavigableString):
        return str(node).translate(ESCAPED) if type(node) is NavigableString else ""
    if node.name == "code":
        return f"`{node.get_text()}`"
    if node.name == "br":
        return " "
    words = _text(node, address)
    if node.name in ("strong", "b", "em", "i") and words and not node.find(["strong", "b", "em", "i"]):
        return f"**{words}**" if node.name in ("strong", "b") else f"*{words}*"
    if node.name == "a" and words and not PLAIN_LINKS & set(node.get_attribute_list("class")):
        return _link(node, words)
    # Blocks in a cell of a table follow each other on its line.
    return words if node.name in INLINE else f"{words} "


def _link(node: Tag, words: str) -> str:
    """Return a link to a chapter or a foreign address; only the words of any other."""
    target = urlsplit(str(node.get("href", "")))
    if target.scheme:
        return f"[{words}]({target.geturl()})"
    outside = ("slides/", "downloads/", "_")
    if target.path.endswith(".html") and not re.sub(r"^(\.\./)+", "", target.path).startswith(outside):
        return f"[{words}]({target.path.removesuffix('.html')}.md)"
    return words
