"""The page itself: seen, printed, enlarged, in the dark, by keyboard, without scripts; its weight."""

from __future__ import annotations

import gzip
import io
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from casebook.tables import ROOT
from tests import pages
from tests.browser.test_pages import DESK, PHONE, Complaints, opened

CHAPTER = "case/tobacco-b.html"
PICTURED = [
    "index.html", "case/members.html", "case/tobacco-b.html", "case/services.html", "evidence/limits.html",
    "evidence/ledger/party.html",
]  # fmt: skip
PICTURES = ROOT / "_build" / "pictures"
LIGHTEST = 200 * 1024  # bytes of a chapter's first view, compressed
ZOOMED = {"width": 640, "height": 450}  # 1280 by 900 at 200%


# ---------- accessibility ----------


def faults(page: Page) -> list[tuple[str, str, int]]:
    """Return what axe-core finds on a page, best practices included."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:120], len(each["nodes"])) for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(book: Path, browser: Browser, server: str, scheme: str) -> None:
    found = {}
    with opened(browser, viewport=DESK, color_scheme=scheme, bypass_csp=True) as page:
        for address in pages.addresses(book):
            page.goto(f"{server}/{address}", wait_until="load")
            found[address] = faults(page)
    assert {address: each for address, each in found.items() if each} == {}


def test_axe_finds_nothing_on_a_phone_with_the_contents_open(browser: Browser, server: str) -> None:
    with opened(browser, viewport=PHONE, has_touch=True, is_mobile=True, bypass_csp=True) as page:
        page.goto(f"{server}/{CHAPTER}")
        page.locator(".primary-toggle").tap()
        expect(page.locator("#pst-primary-sidebar-modal")).to_be_visible()
        assert faults(page) == []


def test_axe_would_find_a_fault(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK, bypass_csp=True) as page:
        page.goto(f"{server}/{CHAPTER}")
        page.evaluate(
            """document.querySelector('article').insertAdjacentHTML('beforeend',
            '<p><img src=x></p><p style="color: #ddd; background: #fff">灰色的字</p>')"""
        )
        assert {each[0] for each in faults(page)} >= {"image-alt", "color-contrast"}


# ---------- the keyboard ----------

FOCUS = """() => {
  const element = document.activeElement;
  const seen = element.matches('.bd-links summary') ? element.firstElementChild
    : element.matches('.sd-stretched-link') ? element.closest('.sd-card') : element;
  const style = getComputedStyle(seen);
  const box = seen.getBoundingClientRect();
  return {
    what: element.outerHTML.slice(0, 90), body: element === document.body,
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    shown: box.width > 0 && box.height > 0 && style.visibility === 'visible',
  };
}"""


def tab_stops(page: Page, most: int = 400) -> Iterator[dict[str, Any]]:
    """Go through a page with the Tab key until the focus leaves it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["body"]:
            return
        yield stop
    raise AssertionError(f"after {most} stops the page has not ended: {stop}")


@pytest.mark.parametrize("address", ["index.html", "case/members.html", "evidence/ledger/party.html"])
def test_the_tab_key_reaches_every_stop_visibly_and_leaves_the_page(
    browser: Browser, server: str, address: str
) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{address}")
        stops = list(tab_stops(page))
    assert len(stops) > 20
    assert [stop["what"] for stop in stops if not stop["shown"] or stop["outline"] < 1] == []


def test_the_skip_link_comes_first_and_leads_to_the_text(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{CHAPTER}")
        page.keyboard.press("Tab")
        link = page.locator(".skip-link a")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_contents_on_a_phone_keep_the_focus_and_give_it_back(browser: Browser, server: str) -> None:
    with opened(browser, viewport=PHONE) as page:
        page.goto(f"{server}/{CHAPTER}")
        toggle = page.locator(".primary-toggle")
        toggle.focus()
        page.keyboard.press("Enter")
        dialog = page.locator("#pst-primary-sidebar-modal")
        expect(dialog).to_be_visible()
        inside = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate(inside)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(toggle).to_be_focused()


def test_nothing_moves_where_the_reader_wants_no_movement(browser: Browser, server: str) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter(each => {
      const style = getComputedStyle(each);
      return [style.transitionDuration, style.animationDuration].some(times => times.split(',').some(
        time => parseFloat(time) > 0.01));
    }).length"""
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{CHAPTER}")
        assert page.evaluate(moving) > 0
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(moving) == 0


# ---------- light and dark, enlarged ----------


def test_a_page_is_dark_before_anything_is_drawn(book: Path, browser: Browser, server: str) -> None:
    for address in pages.addresses(book):
        head = pages.page(book / address).head
        assert head is not None
        styles = head.find_all("link", rel="stylesheet")
        colours = head.find("script", src=False)
        assert not styles or (colours is not None and colours.sourceline < styles[0].sourceline), address
    with opened(browser, viewport=DESK, color_scheme="dark") as page:
        page.add_init_script("""new MutationObserver((_, observer) => {
          if (!document.body) return;
          window.firstTheme = document.documentElement.dataset.theme;
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });""")
        page.goto(f"{server}/{CHAPTER}")
        assert page.evaluate("window.firstTheme") == "dark"


def test_the_button_turns_the_page_dark_and_the_next_page_remembers(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK, color_scheme="light") as page:
        page.goto(f"{server}/index.html")
        button = page.locator(".theme-switch-button").first
        for _ in range(3):
            button.click()
            if page.locator("html").get_attribute("data-mode") == "dark":
                break
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.goto(f"{server}/{CHAPTER}")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_no_page_scrolls_sideways_at_twice_its_size(book: Path, browser: Browser, server: str) -> None:
    wide = {}
    with opened(browser, viewport=ZOOMED, device_scale_factor=2) as page:
        for address in pages.addresses(book):
            page.goto(f"{server}/{address}", wait_until="load")
            wide[address] = page.evaluate("document.documentElement.scrollWidth")
    assert {address: width for address, width in wide.items() if width > ZOOMED["width"]} == {}


# Blocks of the text that stand out of the window, boxes that scroll by themselves excepted.
CUT = """width => [...document.querySelectorAll('article *')].filter(each => {
  const box = each.getBoundingClientRect();
  if (!box.width || (box.left >= -1 && box.right <= width + 1)) return false;
  for (let parent = each.parentElement; parent; parent = parent.parentElement)
    if (/auto|scroll/.test(getComputedStyle(parent).overflowX)) return false;
  return !each.closest('.chart-said, thead, svg, [hidden], .fact-cards, .visually-hidden');
}).map(each => each.outerHTML.slice(0, 100))"""


def test_nothing_is_cut_on_a_phone(book: Path, browser: Browser, server: str) -> None:
    cut = {}
    with opened(browser, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        for address in pages.addresses(book):
            page.goto(f"{server}/{address}", wait_until="load")
            cut[address] = page.evaluate(CUT, PHONE["width"])
    assert {address: found for address, found in cut.items() if found} == {}


# ---------- print ----------


def printed(page: Page) -> str:
    """Return the text of a page on paper, without breaks; extraction gives radicals for some characters."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return unicodedata.normalize("NFKC", "".join("".join(sheet.extract_text().split()) for sheet in sheets))


def test_print_has_title_charts_and_folded_tables_and_no_navigation(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK, color_scheme="dark") as page:
        page.goto(f"{server}/{CHAPTER}")
        table = page.locator("details.folded table").first.locator("td").all_text_contents()
        text = printed(page)
        assert page.locator("figure.chart details[open]").count() == 0, "the tables are folded again"
    assert text.startswith("烟叶(B)")
    assert all(unicodedata.normalize("NFKC", words).replace(" ", "") in text for words in table)
    assert "资料:李明" in text
    assert [words for words in ("上一页", "下一页", "本页目录", "查找", "案例正文") if words in text] == []


def test_print_spells_out_addresses_outside_the_book(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{CHAPTER}")
        page.evaluate("""document.querySelector('article p').innerHTML =
          '<a class="reference external" href="https://a.org/x">外</a>' +
          '<a class="reference internal" href="y.html">内</a>'""")
        text = printed(page)
    assert "外(https://a.org/x)内" in text
    assert "y.html" not in text


# ---------- without scripts ----------


def test_without_scripts_a_phone_has_the_contents_and_no_dead_button(browser: Browser, server: str) -> None:
    with opened(browser, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"{server}/{CHAPTER}")
        expect(page.locator("article h1")).to_be_in_viewport()
        expect(page.locator(".pst-js-only").locator("visible=true")).to_have_count(0)
        page.locator(".bd-sidebar-primary a", has_text="帮扶与安置").first.click()
        expect(page.locator("article h1")).to_contain_text("帮扶与安置")


# ---------- weight ----------


@cache
def compressed(file: Path) -> int:
    """Return the size of a file as a server sends it, in bytes."""
    return len(gzip.compress(file.read_bytes(), 6))


def test_the_first_view_of_a_chapter_is_light_and_stands_still(book: Path, browser: Browser, server: str) -> None:
    heavy, shifting = {}, {}
    for address in pages.in_reading_order():
        fetched: list[str] = []
        with opened(browser, viewport=DESK) as page:
            page.on("request", lambda request, fetched=fetched: fetched.append(request.url))
            page.goto(f"{server}/{address}", wait_until="load")
            shifting[address] = page.evaluate("""() => new Promise(resolve => new PerformanceObserver(list => resolve(
              list.getEntries().reduce((sum, each) => sum + each.value, 0))).observe(
              { type: 'layout-shift', buffered: true }) || setTimeout(() => resolve(0), 200))""")
        files = [book / unquote(urlsplit(url).path).lstrip("/") for url in fetched if url.startswith("http")]
        heavy[address] = sum(map(compressed, files))
    assert max(heavy.values()) > 20 * 1024, "nothing was counted"
    assert {address: size for address, size in heavy.items() if size > LIGHTEST} == {}
    assert {address: shift for address, shift in shifting.items() if shift > 0.001} == {}


def test_no_script_blocks(book: Path) -> None:
    blocking = [
        (address, str(script))
        for address in pages.addresses(book)
        for script in pages.page(book / address).find_all("script", src=True)
        if not script.has_attr("defer")
    ]
    assert blocking == []


# ---------- the policy ----------


def test_the_policy_refuses_a_script_that_it_does_not_name(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{CHAPTER}")
        complaints = Complaints(page, urlsplit(server).netloc)
        page.evaluate("""() => {
          const script = document.createElement('script');
          script.textContent = 'window.broken = true';
          document.body.append(script);
          document.body.insertAdjacentHTML('beforeend', '<img src="https://a.org/x.png">');
        }""")
        page.wait_for_timeout(200)
        assert page.evaluate("window.broken") is None
        assert any("Content Security Policy" in each and "script-src" in each for each in complaints.found)
        assert any("Content Security Policy" in each and "img-src" in each for each in complaints.found)


# ---------- pictures ----------


@pytest.mark.parametrize("mode", ["desk", "phone", "dark", "print"])
def test_pictures_of_six_pages_are_kept(browser: Browser, server: str, mode: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"viewport": PHONE if mode == "phone" else DESK}
    options["color_scheme"] = "dark" if mode == "dark" else "light"
    for address in PICTURED:
        picture = PICTURES / f"{address.removesuffix('.html').replace('/', '-')}-{mode}.png"
        with opened(browser, **options) as page:
            page.goto(f"{server}/{address}")
            if mode == "print":
                page.emulate_media(media="print")
            page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 10_000
