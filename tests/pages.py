"""The built book as tests read it: pages, their text, their links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from casebook.editions import is_trainers
from casebook.sphinx.addresses import page_address
from casebook.tables import ROOT

LEDGER = "evidence/ledger/"
SLIDES = "slides"  # a folder of decks, which are no pages of the book
# Links of the site itself, which name every page and so also those after the vote.
NAVIGATION = "#pst-primary-sidebar, .prev-next-area, .bd-header, .bd-header-article, head > link"
# Where no text is meant to be read as Chinese prose.
SILENT = {"script", "style", "pre", "code", "svg", "kbd"}
INLINE = {
    "a", "abbr", "b", "bdi", "cite", "em", "i", "kbd", "label", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "u",
}  # fmt: skip


@cache
def page(path: Path) -> BeautifulSoup:
    """Parse a page, once."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def addresses(book: Path) -> list[str]:
    """Return the address of every page from the book's root."""
    found = (path.relative_to(book) for path in book.rglob("*.html") if is_page(path))
    return sorted(path.as_posix() for path in found if path.parts[0] != SLIDES)


def is_page(path: Path) -> bool:
    """Whether an HTML file is a page, not a fragment among the theme's own files."""
    return "_static" not in path.parts


def article(book: Path, address: str) -> Tag:
    """Return what a page has to say, without what surrounds it."""
    found = page(book / address).find("article")
    assert isinstance(found, Tag), f"{address} has no article"
    return found


def in_reading_order() -> list[str]:
    """Return the addresses of the learners' pages in the order of the table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [page_address(docname) for docname in _docnames(toc) if not is_trainers(ROOT / f"{docname}.md")]


def _docnames(entry: dict[str, object]) -> Iterator[str]:
    for key in ("root", "file"):
        if key in entry:
            yield str(entry[key])
    for key in ("parts", "chapters", "sections"):
        for each in entry.get(key, []):  # type: ignore[attr-defined]
            yield from _docnames(each)


def before_the_vote() -> list[str]:
    """Return the pages that a reader passes before the page with the outcome."""
    order = in_reading_order()
    return order[: order.index("case/tobacco-b.html")]


def without_navigation(book: Path, address: str) -> BeautifulSoup:
    """Return a page without the site's own navigation."""
    copy = BeautifulSoup(str(page(book / address)), "html.parser")
    for element in copy.select(NAVIGATION):
        element.decompose()
    return copy


def running_text(element: Tag) -> str:
    """Return an element's text as it is written, a mark at each block's edge, without the cards."""
    return "".join(_pieces(element))


def _pieces(element: Tag) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Tag):
            edge = "" if child.name in INLINE else "\u2029"
            yield edge
            if child.name not in SILENT and "fact-cards" not in child.get_attribute_list("class"):
                yield from _pieces(child)
            yield edge
        elif isinstance(child, NavigableString) and not isinstance(child, Comment):
            yield str(child)


def ids(book: Path, address: str) -> list[str]:
    """Return every id of a page."""
    return [str(element["id"]) for element in page(book / address).find_all(id=True)]


def target(address: str, href: str) -> tuple[str, str] | None:
    """Return the page and the id that a link on a page leads to; None if it leaves the book."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    here = posixpath.dirname(address)
    goal = posixpath.normpath(posixpath.join(here, path)).lstrip("/") if path else address
    return goal, unquote(parts.fragment)


FOREIGN = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
