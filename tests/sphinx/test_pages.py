"""The page around the text: nothing from elsewhere, and the source named on every page."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from casebook.ledger import ledger
from tests import pages

RESOURCES = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "embed": "src",
             "object": "data", "use": "href", "image": "href"}  # fmt: skip
LINKED = ("stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest")
IN_CSS = re.compile(r"(?:url\(|@import)\s*[\"']?\s*(?:https?:)?//[^)\"']*", re.IGNORECASE)
IN_JS = re.compile(r"\b(?:src|href)\s*[=:]\s*[\"'`](?:https?:)?//[^\"'`]*", re.IGNORECASE)
HOSTS = ("cdn.jsdelivr.net", "unpkg.com", "cdnjs.cloudflare.com", "fonts.googleapis.com", "use.fontawesome.com")


def foreign_resources(soup: BeautifulSoup) -> list[str]:
    """Return what a page would fetch from elsewhere."""
    named = [str(tag.get(name, "")) for tag_name, name in RESOURCES.items() for tag in soup.find_all(tag_name)]
    named += [str(tag["href"]) for tag in soup.find_all("link", href=True) if set(tag["rel"]) & set(LINKED)]
    styles = [style.get_text() for style in soup.find_all("style")]
    styles += [str(tag["style"]) for tag in soup.find_all(style=True)]
    return [each for each in named if pages.FOREIGN.match(each)] + [
        each for style in styles for each in IN_CSS.findall(style)
    ]


def test_no_page_takes_anything_from_elsewhere(book: Path) -> None:
    found = {address: foreign_resources(pages.page(book / address)) for address in pages.addresses(book)}
    assert {address: each for address, each in found.items() if each} == {}


@pytest.mark.parametrize(
    ("markup", "count"),
    [
        ('<script src="https://a.org/x.js"></script>', 1),
        ('<img src="//a.org/x.png"><link rel="stylesheet" href="http://a.org/x.css">', 2),
        ('<style>@import "https://a.org/x.css"; p { background: url(//a.org/x.png) }</style>', 2),
        ('<p style="background: url(https://a.org/x.png)"></p>', 1),
        ('<a href="https://a.org/">x</a><img src="x.png"><link rel="next" href="https://a.org/">', 0),
    ],
)
def test_what_a_page_takes_from_elsewhere_is_found(markup: str, count: int) -> None:
    assert len(foreign_resources(BeautifulSoup(markup, "html.parser"))) == count


def test_no_page_names_a_host_of_libraries(book: Path) -> None:
    texts = {each: (book / each).read_text(encoding="utf-8") for each in pages.addresses(book)}
    assert [(each, host) for each, text in texts.items() for host in HOSTS if host in text] == []


def test_every_page_names_its_icon(book: Path) -> None:
    """Where none is named, browsers ask for one that is not there, a little later."""
    assert [each for each in book.rglob("*.html") if not pages.page(each).find("link", rel="icon")] == []


def test_the_address_of_a_style_or_a_script_changes_with_it(book: Path) -> None:
    named = {(address, each) for address in pages.addresses(book) for each in loaded(pages.page(book / address))}
    assert len({each for _, each in named}) > 20
    for address, each in named:
        name, _, version = each.partition("?v=")
        folder = book if name.startswith("/") else (book / address).parent
        content = (folder / name.removeprefix("/")).read_bytes()
        assert version == f"{zlib.crc32(content):08x}", (address, each)


def loaded(soup: BeautifulSoup) -> list[str]:
    """Return the styles and the scripts that a page asks for at once."""
    scripts = [str(tag["src"]) for tag in soup.find_all("script", src=True)]
    return scripts + [str(tag["href"]) for tag in soup.find_all("link", href=True) if "stylesheet" in tag["rel"]]


def test_no_style_sheet_takes_anything_from_elsewhere(book: Path) -> None:
    found = {path.name: IN_CSS.findall(path.read_text("utf-8", errors="replace")) for path in book.rglob("*.css")}
    assert found
    assert {name: each for name, each in found.items() if each} == {}


def test_no_script_of_a_page_takes_anything_from_elsewhere(book: Path) -> None:
    found = {path.name: IN_JS.findall(path.read_text(encoding="utf-8")) for path in scripts(book)}
    assert found
    assert {name: each for name, each in found.items() if each} == {}


def scripts(book: Path) -> set[Path]:
    """Return every script that a page loads."""
    return {
        book / goal[0]
        for address in pages.addresses(book)
        for script in pages.page(book / address).find_all("script", src=True)
        if (goal := pages.target(address, str(script["src"])))
    }


def test_every_script_style_and_image_of_a_page_is_there(book: Path) -> None:
    missing = []
    for address in pages.addresses(book):
        soup = pages.page(book / address)
        names = [str(tag["src"]) for tag in soup.select("script[src], img[src]")]
        names += [str(tag["href"]) for tag in soup.select("link[rel=stylesheet]")]
        goals = [pages.target(address, name) for name in names]
        missing += [f"{address}: {goal[0]}" for goal in goals if goal and not (book / goal[0]).is_file()]
    assert missing == []


@pytest.mark.parametrize(("script", "needs"), [("cards.js", "a.fact, a.term"), ("charts.js", ".chart-drawing")])
def test_a_script_is_loaded_where_it_has_something_to_do(book: Path, script: str, needs: str) -> None:
    for address in pages.in_reading_order():
        soup = pages.page(book / address)
        loaded = any(script in str(tag["src"]) for tag in soup.find_all("script", src=True))
        assert loaded == bool(soup.select_one(needs)), address


def test_the_source_and_the_licence_are_named_at_every_foot(book: Path) -> None:
    article = next(iter(ledger().sources.values()))
    for address in pages.in_reading_order():
        foot = pages.page(book / address).select_one("footer.bd-footer-content")
        assert foot is not None, address
        text = foot.get_text()
        assert all(each in text for each in (article.author, article.title, article.publisher, "CC BY")), address


def test_pages_are_marked_as_chinese_and_titled(book: Path) -> None:
    for address in pages.addresses(book):
        soup = pages.page(book / address)
        assert soup.html is not None and soup.html["lang"] == "zh-CN", address
        assert soup.title is not None and soup.title.get_text(strip=True), address


def test_the_source_text_of_pages_is_not_shipped(book: Path) -> None:
    assert not (book / "_sources").exists()
    assert [path.name for path in book.rglob("*.md")] == []
