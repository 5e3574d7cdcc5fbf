"""The book in a browser: over http and from the disk, with a mouse, keys and a finger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from casebook.sphinx.facts import anchor
from tests import pages

WITH_CHART = "case/tobacco-b.html"
WITH_FACTS = "case/tobacco-a.html"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

Visit = Callable[[Page, str], None]


@pytest.fixture(params=["http", "file"])
def visit(request: pytest.FixtureRequest, book: Path, server: str) -> Visit:
    """Return how to open an address of the book: from a server, or from the disk."""
    root = server if request.param == "http" else book.as_uri()

    def go(page: Page, address: str) -> None:
        page.goto(f"{root}/{address}", wait_until="load")

    return go


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Return a page with a mouse."""
    with opened(browser, viewport=DESK) as page:
        yield page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Return a page under a finger."""
    with opened(browser, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


@contextmanager
def opened(browser: Browser, **options: object) -> Iterator[Page]:
    """Open a page in a context of its own; what is waited for comes within ten seconds."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


class Complaints:
    """What a page complains of, and what it asks for elsewhere."""

    def __init__(self, page: Page, host: str) -> None:
        self.found: list[str] = []
        self.host = host
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)
        page.on("response", self._response)

    def _failed(self, request: Request) -> None:
        # Leaving a page breaks off what it was still fetching, such as its icon.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.found.append(f"foreign: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"{response.status}: {response.url}")


# ---------- every page ----------


def test_every_page_opens_without_a_complaint_or_a_foreign_request(
    book: Path, desk: Page, visit: Visit, server: str, request: pytest.FixtureRequest
) -> None:
    over_http = request.node.callspec.params["visit"] == "http"
    complaints = Complaints(desk, urlsplit(server).netloc if over_http else "")
    told = {}
    for address in pages.addresses(book):
        visit(desk, address)
        told[address], complaints.found = complaints.found, []
    assert {address: found for address, found in told.items() if found} == {}


def test_a_complaint_would_be_heard(browser: Browser, server: str) -> None:
    # The pages' policy would stop the foreign request before it is made.
    with opened(browser, viewport=DESK, bypass_csp=True) as page:
        complaints = Complaints(page, urlsplit(server).netloc)
        page.goto(f"{server}/index.html")
        page.evaluate("console.error('x'); fetch('/missing.txt'); setTimeout(() => { throw new Error('y'); })")
        page.wait_for_event("console", lambda message: "404" in message.text)
        page.evaluate("fetch('http://localhost:9/').catch(() => 0)")
        kinds = {each.partition(":")[0] for each in complaints.found}
    assert {"error", "404", "foreign", "failed"} <= kinds


def test_no_page_scrolls_sideways_on_a_phone(book: Path, phone: Page, server: str) -> None:
    wide = {}
    for address in pages.addresses(book):
        phone.goto(f"{server}/{address}", wait_until="load")
        wide[address] = phone.evaluate("document.documentElement.scrollWidth")
    assert {address: width for address, width in wide.items() if width > PHONE["width"]} == {}


def test_without_javascript_text_figures_and_charts_are_there(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{server}/{WITH_CHART}")
        expect(page.locator("article h1")).to_be_visible()
        expect(page.locator("article p").first).to_be_visible()
        expect(page.locator(".chart-drawing svg text:visible").first).to_be_visible()
        expect(page.locator(".chart-wide svg").first).to_contain_text("1300亩")
        page.locator("article a.fact").first.click()
        expect(page.locator(".ledger-row:target")).to_be_visible()


# ---------- cards ----------


def first_fact(page: Page) -> Locator:
    """Return the first figure in the text, brought into view."""
    fact = page.locator("article a.fact").first
    fact.scroll_into_view_if_needed()
    return fact


def card(page: Page) -> Locator:
    """Return the card that is shown."""
    return page.locator(".fact-card:visible")


def test_a_card_shows_on_hover_and_goes_with_the_pointer(desk: Page, visit: Visit) -> None:
    visit(desk, WITH_FACTS)
    expect(card(desk)).to_have_count(0)
    first_fact(desk).hover()
    expect(card(desk)).to_have_count(1)
    expect(card(desk)).to_contain_text("出处")
    desk.mouse.move(0, 0)
    expect(card(desk)).to_have_count(0)


def test_a_card_stays_while_the_pointer_is_on_it(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{WITH_FACTS}")
    first_fact(desk).hover()
    card(desk).hover()
    desk.wait_for_timeout(600)
    expect(card(desk)).to_have_count(1)


def test_a_card_shows_on_focus_describes_its_figure_and_escape_closes_it(desk: Page, visit: Visit) -> None:
    visit(desk, WITH_FACTS)
    fact = first_fact(desk)
    fact.focus()
    expect(card(desk)).to_have_count(1)
    assert fact.get_attribute("aria-describedby") == card(desk).get_attribute("id")
    desk.keyboard.press("Escape")
    expect(card(desk)).to_have_count(0)
    assert fact.get_attribute("aria-describedby") is None
    assert fact.evaluate("each => each === document.activeElement")


def test_the_card_s_link_can_be_reached_and_leads_to_the_row(desk: Page, visit: Visit) -> None:
    visit(desk, WITH_FACTS)
    fact = first_fact(desk)
    row = anchor(str(fact.get_attribute("data-fact")))
    fact.hover()
    card(desk).locator("a.fact-card-link").click()
    expect(desk.locator(f"#{row}:target")).to_be_in_viewport()
    assert urlsplit(desk.url).path.endswith("/evidence/ledger/tobacco-a.html")


def test_a_tap_shows_the_card_and_stays_on_the_page(phone: Page, visit: Visit) -> None:
    visit(phone, WITH_FACTS)
    before = phone.url
    first_fact(phone).tap()
    expect(card(phone)).to_have_count(1)
    assert phone.url == before
    phone.keyboard.press("Escape")
    expect(card(phone)).to_have_count(0)


def test_a_tap_elsewhere_closes_the_card_and_its_link_leads_to_the_row(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{WITH_FACTS}")
    fact = first_fact(phone)
    fact.tap()
    expect(card(phone)).to_have_count(1)
    phone.locator("article h1").tap()
    expect(card(phone)).to_have_count(0)
    fact.tap()
    card(phone).locator("a.fact-card-link").tap()
    expect(phone.locator(".ledger-row:target")).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_card_stands_within_the_window(browser: Browser, server: str, size: dict[str, int]) -> None:
    with opened(browser, viewport=size) as page:
        page.goto(f"{server}/{WITH_CHART}")
        for fact in page.locator("article a.fact:visible").all()[:12]:
            fact.focus()
            box = card(page).bounding_box()
            assert box is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
            page.keyboard.press("Escape")


# ---------- charts ----------

DRAWING = ".chart-drawing"
LIVE = ".chart-drawing svg:not([data-first]):visible"
MARKS = "[aria-roledescription=bar]"
TOOLTIP = "#vg-tooltip-element.visible"


def hover(drawing: Locator) -> None:
    """Turn to a chart with the mouse."""
    drawing.hover(position={"x": 5, "y": 5})


def focus(drawing: Locator) -> None:
    """Turn to a chart with the keyboard."""
    drawing.focus()


def mark_first_drawings(page: Page) -> None:
    """Mark the drawings that the build made, so that a live one can be told from them."""
    page.evaluate("document.querySelectorAll('.chart-drawing svg').forEach(svg => svg.dataset.first = '')")


@pytest.mark.parametrize("turn_to", [hover, focus])
def test_a_chart_comes_alive_and_explains_its_marks(
    desk: Page, visit: Visit, turn_to: Callable[[Locator], None]
) -> None:
    visit(desk, WITH_CHART)
    mark_first_drawings(desk)
    drawing = desk.locator(DRAWING).first
    drawing.scroll_into_view_if_needed()
    before = drawing.bounding_box()
    turn_to(drawing)
    expect(desk.locator(LIVE)).to_have_count(1)
    assert drawing.bounding_box() == before
    desk.locator(LIVE).locator(MARKS).first.hover()
    expect(desk.locator(TOOLTIP)).to_contain_text("80亩")


def test_a_touch_brings_a_chart_to_life(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{WITH_CHART}")
    mark_first_drawings(phone)
    drawing = phone.locator(DRAWING).first
    drawing.scroll_into_view_if_needed()
    drawing.tap(position={"x": 5, "y": 5})
    expect(phone.locator(LIVE)).to_have_count(1)


def with_charts(book: Path) -> list[str]:
    """Return the addresses of the pages that have a chart."""
    return [each for each in pages.in_reading_order() if pages.page(book / each).select_one(DRAWING)]


def test_every_chart_comes_alive_with_all_its_text_and_without_a_complaint(book: Path, desk: Page, server: str) -> None:
    complaints = Complaints(desk, urlsplit(server).netloc)
    for address in with_charts(book):
        desk.goto(f"{server}/{address}", wait_until="load")
        for drawing in desk.locator(DRAWING).all():
            mark_first_drawings(desk)
            view = drawing.locator("> div:visible")
            before = view.locator("svg text").all_text_contents()
            drawing.focus()
            expect(view.locator("svg:not([data-first])")).to_have_count(1)
            assert sorted(view.locator("svg text").all_text_contents()) == sorted(before), address
    assert complaints.found == []


# For each text of a drawing: its words, its size as seen, and its box and its figure's.
TEXTS = """figures => figures.flatMap(figure => {
  const edge = figure.getBoundingClientRect();
  return [...figure.querySelectorAll('svg text')].filter(each => each.getClientRects().length).map(each => {
    const svg = each.closest('svg');
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const box = each.getBoundingClientRect();
    return {
      chart: figure.id, words: each.textContent, size: parseFloat(getComputedStyle(each).fontSize) * scale,
      left: box.left, right: box.right, top: box.top, bottom: box.bottom,
      inside: box.left >= edge.left - 1 && box.right <= edge.right + 1,
    };
  });
})"""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_chart_text_can_be_read(book: Path, browser: Browser, server: str, size: dict[str, int]) -> None:
    texts = []
    with opened(browser, viewport=size) as page:
        for address in with_charts(book):
            page.goto(f"{server}/{address}", wait_until="load")
            texts += page.locator("figure.chart").evaluate_all(TEXTS)
    assert len(texts) > 20
    assert [(each["chart"], each["words"], each["size"]) for each in texts if each["size"] < 11] == []
    assert [(each["chart"], each["words"]) for each in texts if not each["inside"]] == []
    overlaps = [(a["chart"], a["words"], b["words"]) for a, b in combinations(texts, 2) if overlap(a, b)]
    assert overlaps == []


def overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    """Whether two texts of a chart cover each other; the room above and below letters may meet."""
    across = min(a["right"], b["right"]) - max(a["left"], b["left"])
    down = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
    return a["chart"] == b["chart"] and across > 1 and down > 0.35 * min(a["bottom"] - a["top"], b["bottom"] - b["top"])


# The colours that a drawing has on screen, where they are still those it was drawn with.
UNCHANGED = """drawings => drawings.flatMap(drawing => [...drawing.querySelectorAll('svg *')].flatMap(each =>
  ['fill', 'stroke'].filter(name => /^#/.test(each.getAttribute(name) || '')).filter(name => {
    const probe = document.createElement('i');
    probe.style.color = each.getAttribute(name);
    document.body.append(probe);
    const drawn = getComputedStyle(probe).color;
    probe.remove();
    return getComputedStyle(each)[name] === drawn;
  }).map(name => `${each.tagName} ${name} ${each.getAttribute(name)}`)))"""


def test_a_dark_page_recolours_every_chart(book: Path, browser: Browser, server: str) -> None:
    light = {}
    with opened(browser, viewport=DESK, color_scheme="dark") as page:
        for address in with_charts(book):
            page.goto(f"{server}/{address}", wait_until="load")
            expect(page.locator("html")).to_have_attribute("data-theme", "dark")
            light[address] = set(page.locator(DRAWING).evaluate_all(UNCHANGED))
    assert {address: found for address, found in light.items() if found} == {}


def test_print_keeps_charts_light(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK, color_scheme="dark") as page:
        page.goto(f"{server}/{WITH_CHART}", wait_until="load")
        painted = page.locator(f"{DRAWING} svg :is([fill^='#'], [stroke^='#'])")
        assert page.locator(DRAWING).evaluate_all(UNCHANGED) == []
        page.emulate_media(media="print", color_scheme="dark")
        assert len(page.locator(DRAWING).evaluate_all(UNCHANGED)) >= painted.count() > 0
