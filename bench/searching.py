"""Search of each tool: what its first use costs, and how much of a set of Chinese queries it finds.

The queries are those of this book's own tests (``tests/browser/queries.csv``): words, phrases,
figures with units, full-width and traditional forms, and some that must find nothing.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import Browser, Page, TimeoutError

from bench.loading import PATIENCE, settle, slow_page
from bench.peers import EDITED, OWN, Tool
from bench.serving import Servers
from casebook.tables import ROOT

QUERIES = ROOT / "tests" / "browser" / "queries.csv"
FIRST_QUERY = "党员"
STILL, AT_MOST = 0.35, 4.0  # seconds without a change after which results are read, and when at the latest
FIRST = 10  # results that a reader looks at


@dataclass(frozen=True)
class Search:
    """How a tool is searched: `ask` starts a query on an open page; `results` selects the links it answers with.

    Some list the rest when the element that `scrolled` selects is scrolled down.
    """

    ask: Callable[[Page, str], None]
    results: str
    scrolled: str = ""


def _in_dialog(key: str, field: str) -> Callable[[Page, str], None]:
    def ask(page: Page, query: str) -> None:
        if not page.locator(field).is_visible():
            page.keyboard.press(key)
        page.locator(field).fill(query)

    return ask


def _on_a_page(page: Page, query: str) -> None:
    page.goto(f"{_root(page)}search.html?q={quote(query)}", wait_until="load")


def _root(page: Page) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}/"


def _material(page: Page, query: str) -> None:
    page.evaluate("document.querySelector('#__search').checked = true")
    page.locator(".md-search__input").fill(query)
    page.locator(".md-search__input").dispatch_event("keyup")


def _observable(page: Page, query: str) -> None:
    page.locator("#observablehq-search input").evaluate("field => field.focus()")
    page.locator("#observablehq-search input").evaluate(
        "(field, query) => { field.value = query; field.dispatchEvent(new InputEvent('input', {bubbles: true})); }",
        query,
    )


SEARCHES = {
    OWN: Search(
        _in_dialog("Control+k", "#pst-search-dialog input[role=combobox]"), "#pst-search-dialog a.search-result"
    ),
    "plain": Search(_on_a_page, "#search-results ul.search li a[href]"),
    "mkdocs": Search(_material, ".md-search-result__item a.md-search-result__link", ".md-search__scrollwrap"),
    "observable": Search(_observable, "#observablehq-search-results a[href]"),
    "vitepress": Search(_in_dialog("Control+k", ".VPLocalSearchBox input"), ".VPLocalSearchBox a.result"),
}


def queries() -> list[dict[str, str]]:
    """Return the queries; an empty `page` says that nothing must be found."""
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def first_search(browser: Browser, servers: Servers, tool: Tool) -> dict[str, Any]:
    """Search for the first time on an open page, on the slow line; return its bytes and ms to a result."""
    search = SEARCHES[tool.key]
    with slow_page(browser) as (page, _):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(servers.addresses[tool.key] + tool.address(EDITED), wait_until="load")
        settle(page, servers)
        servers.sent()
        begun = time.perf_counter()
        search.ask(page, FIRST_QUERY)
        found = True
        try:
            page.locator(search.results).first.wait_for(state="attached", timeout=20_000)
        except TimeoutError:  # it finds nothing for so common a word: what it cost is still told
            found = False
        seconds = time.perf_counter() - begun
        settle(page, servers)
        sent = servers.sent()
    return {"bytes": sent.bytes, "requests": sent.requests, "ms": seconds * 1000 if found else None}


def recall(browser: Browser, servers: Servers, tools: Sequence[Tool]) -> dict[str, dict[str, Any]]:
    """Ask every query of every tool; return for each what it found, missed and found wrongly."""
    rows = queries()
    context = browser.new_context(viewport={"width": 1280, "height": 800}, ignore_https_errors=True)
    pages = {tool.key: context.new_page() for tool in tools}
    for tool in tools:
        pages[tool.key].set_default_timeout(PATIENCE * 1000)
        pages[tool.key].goto(servers.addresses[tool.key] + tool.address("index"), wait_until="load")
    answers: dict[str, dict[str, list[str]]] = {tool.key: {} for tool in tools}
    for row in rows:
        for tool in tools:
            SEARCHES[tool.key].ask(pages[tool.key], row["query"])
        for key, found in _settled(pages).items():
            answers[key][row["query"]] = found
    context.close()
    return {tool.key: count(rows, answers[tool.key]) for tool in tools}


def count(rows: Sequence[Mapping[str, str]], answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Count what was found: the wanted page at all, among the first results, as the first; nothing where nothing is."""
    wanted = [row for row in rows if row["page"]]
    others = [row["query"] for row in rows if not row["page"]]
    places = [list(answers[row["query"]]).index(row["page"]) if row["page"] in answers[row["query"]] else None
              for row in wanted]  # fmt: skip
    found = [place for place in places if place is not None]
    return {
        "wanted": len(wanted),
        "found": len(found),
        "among_first": sum(place < FIRST for place in found),
        "first": found.count(0),
        "others": len(others),
        "rightly_nothing": sum(not answers[each] for each in others),
        "missed": [row["query"] for row, place in zip(wanted, places, strict=True) if place is None],
        "wrongly_found": [each for each in others if answers[each]],
    }


def _settled(pages: Mapping[str, Page]) -> dict[str, list[str]]:
    """Return what each tool has found when nothing changes any more: pages, each once, as this book names them."""
    seen: dict[str, list[str]] = {}
    begun = since = time.monotonic()
    while time.monotonic() - since < STILL and time.monotonic() - begun < AT_MOST:
        time.sleep(0.05)
        now = {key: _links(page, SEARCHES[key]) for key, page in pages.items()}
        if now != seen:
            seen, since = now, time.monotonic()
    return {key: list(dict.fromkeys(_page_of(each) for each in found)) for key, found in seen.items()}


def _links(page: Page, search: Search) -> list[str]:
    if search.scrolled:
        page.locator(search.scrolled).evaluate("each => { each.scrollTop = each.scrollHeight; }")
    found: list[str] = page.locator(search.results).evaluate_all("links => links.map(each => each.href)")
    return found


def _page_of(url: str) -> str:
    path = unquote(urlsplit(url).path).lstrip("/")
    if path.endswith("/") or not path:
        path += "index"
    return path if path.endswith(".html") else f"{path}.html"
