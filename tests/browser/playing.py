"""What the tests of everything that reacts have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from casebook.sphinx.pages import STATIC
from tests.browser.test_pages import DESK, opened

AREA = "case/tobacco-a.html"
OUTCOME = "case/tobacco-b.html"
SERVICES = "case/services.html"
SCENARIOS = "teaching/scenarios.html"
COMPARE = "teaching/compare.html"
LIVE = {
    AREA: ("forecast",),
    OUTCOME: ("guesses",),
    SERVICES: ("allocation",),
    SCENARIOS: ("area", "points", "duty"),
    COMPARE: ("comparison",),
}


def play(page: Page, kind: str) -> Locator:
    """Return what is played, once its script has made it live."""
    found = page.locator(f'.play[data-play="{kind}"]')
    expect(found).to_have_attribute("data-live", "")
    return found


def summary(page: Page, kind: str) -> Locator:
    """Return the summary in words, which is spoken."""
    found = play(page, kind).locator(".play-summary")
    expect(found).to_have_attribute("aria-live", "polite")
    return found


def violations(page: Page) -> list[str]:
    """Return what axe finds against what is played on a page."""
    response = Axe().run(page, context=".play").response
    return [f"{each['id']}: {node['html'][:160]}" for each in response["violations"] for node in each["nodes"]]


@contextmanager
def functions(browser: Browser, *scripts: str) -> Iterator[Page]:
    """Open an empty page with scripts of the book, for their pure functions."""
    with opened(browser, viewport=DESK) as page:
        page.set_content("<!DOCTYPE html><title>x</title>")
        for script in scripts:
            page.add_script_tag(path=STATIC / script)
        yield page


def without_storage(page: Page) -> None:
    """Have the page's storage refuse everything, as a private window may."""
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
