"""Everything that reacts in a page, by what all of it has in common."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from casebook.hedge import Hedge, invert, multiply
from casebook.quantity import format_number
from tests.browser.playing import AREA, COMPARE, LIVE, OUTCOME, SERVICES, functions, play, violations, without_storage
from tests.browser.test_pages import DESK, PHONE, Complaints, Visit, opened

PAGES = pytest.mark.parametrize("address", LIVE)


@PAGES
def test_it_is_live_from_a_server_and_from_the_disk_without_a_complaint(
    desk: Page, visit: Visit, server: str, address: str, request: pytest.FixtureRequest
) -> None:
    over_http = request.node.callspec.params["visit"] == "http"
    complaints = Complaints(desk, urlsplit(server).netloc if over_http else "")
    visit(desk, address)
    for kind in LIVE[address]:
        expect(play(desk, kind).locator(".play-live")).to_be_visible()
    assert complaints.found == []


@PAGES
@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, server: str, address: str, look: str) -> None:
    with opened(browser, viewport=DESK, color_scheme=look) as page:
        page.goto(f"{server}/{address}")
        for kind in LIVE[address]:
            play(page, kind)
        assert violations(page) == []


@PAGES
def test_without_a_script_the_paper_form_stands_there(browser: Browser, server: str, address: str) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{server}/{address}")
        forms = page.locator(".play")
        expect(forms).to_have_count(len(LIVE[address]))
        for form in forms.all():
            expect(form.locator(".play-paper table").first).to_be_visible()
            expect(form.locator(":is(input, button, select)")).to_have_count(0)


@PAGES
def test_print_has_the_blank_form(desk: Page, server: str, address: str) -> None:
    desk.goto(f"{server}/{address}")
    desk.emulate_media(media="print")
    for kind in LIVE[address]:
        form = play(desk, kind)
        expect(form.locator(".play-paper table").first).to_be_visible()
        expect(form.locator(":is(input, button, select):visible")).to_have_count(0)


TOUCHED = ":is(input[type=text], select, button, .play-choice label, .play-tick):not(.play-unseen):visible"


@PAGES
def test_everything_to_touch_is_large_enough_on_a_phone_and_nothing_is_cut_off(
    phone: Page, server: str, address: str
) -> None:
    phone.goto(f"{server}/{address}")
    for kind in LIVE[address]:
        found = play(phone, kind).locator(TOUCHED)
        boxes = found.evaluate_all("all => all.map(each => each.getBoundingClientRect().toJSON())")
        assert boxes
        assert [box for box in boxes if box["height"] < 40 or box["width"] < 32] == []
        assert [box for box in boxes if box["left"] < 0 or box["right"] > PHONE["width"]] == []


@PAGES
def test_everything_to_type_in_has_a_name(desk: Page, server: str, address: str) -> None:
    desk.goto(f"{server}/{address}")
    entries = desk.locator(".play[data-live] :is(input, select, textarea)")
    unnamed = entries.evaluate_all(
        "all => all.filter(each => !each.labels?.length && !each.ariaLabel).map(each => each.outerHTML)"
    )
    assert entries.count() and unnamed == []


KEEPING = [(AREA, "forecast"), (OUTCOME, "guesses"), (SERVICES, "allocation"), (COMPARE, "comparison")]


@pytest.mark.parametrize(("address", "kind"), KEEPING)
def test_a_browser_that_keeps_nothing_is_told_of_and_works(desk: Page, server: str, address: str, kind: str) -> None:
    without_storage(desk)
    desk.goto(f"{server}/{address}")
    form = play(desk, kind)
    expect(form.locator(".play-note")).to_contain_text("关掉这一页就没有了")
    form.locator("input[inputmode]").first.fill("12")
    expect(form).to_have_attribute("data-filled", "")
    form.get_by_role("button", name="清空").click()
    expect(form).not_to_have_attribute("data-filled", "")


def test_scripts_come_only_to_pages_that_use_them(book: Path) -> None:
    for address in sorted(path.relative_to(book).as_posix() for path in book.rglob("*.html")):
        text = (book / address).read_text(encoding="utf-8")
        assert ("play.js" in text) == ('class="play"' in text), address


# ---------- numbers: as the book prints and hedges them ----------


@pytest.fixture(scope="module")
def tools(browser: Browser) -> Page:
    """Return a page with the shared functions and the calculator's."""
    with functions(browser, "play.js", "area.js") as page:
        yield page


@given(thousandths=st.integers(-(10**9), 10**9), towards=st.sampled_from([0, -1, 1]))
def test_numbers_are_printed_as_the_book_prints_them(tools: Page, thousandths: int, towards: int) -> None:
    value = Fraction(thousandths, 1000)
    hedge = {0: Hedge.EXACT, -1: Hedge.AT_LEAST, 1: Hedge.AT_MOST}[towards]
    said = tools.evaluate(f"casebookPlay.number({thousandths} / 1000, {towards})")
    assert said == format_number(value, hedge)


def test_products_and_quotients_are_hedged_as_the_ledger_hedges_them(tools: Page) -> None:
    pairs = list(product(Hedge, Hedge))
    said = tools.evaluate(
        "pairs => pairs.map(pair => casebookArea.multiplied(...pair))", [[a.value, b.value] for a, b in pairs]
    )
    assert said == [multiply(Fraction(3), a, Fraction(2), b).value for a, b in pairs]
    inverses = tools.evaluate("all => all.map(casebookArea.inverted)", [each.value for each in Hedge])
    assert inverses == [invert(Fraction(3), each).value for each in Hedge]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" １２．５ ", 12.5),
        ("1,234", 1234),
        ("1，234", 1234),
        ("0.5", 0.5),
        (".5", 0.5),
        ("7.", 7),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_type_them(tools: Page, text: str, value: float | None) -> None:
    assert tools.evaluate("text => casebookPlay.readNumber(text)", text) == {"value": value}


@pytest.mark.parametrize("text", ["约3000", "三千", "1e3", "12亩", "1,23", "0x10", "--1", "NaN", "Infinity", "1.2.3"])
def test_what_is_no_number_is_told_in_words(tools: Page, text: str) -> None:
    read = tools.evaluate("text => casebookPlay.readNumber(text)", text)
    assert read["value"] is None
    assert text in read["problem"] and "只写数字" in read["problem"]


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [("-1", {}, "不能小于0"), ("11", {"max": 10}, "不能超过10"), ("1.5", {"whole": True}, "整数")],
)
def test_a_number_out_of_bounds_is_told_in_words(tools: Page, text: str, rule: dict[str, object], said: str) -> None:
    assert said in tools.evaluate("pair => casebookPlay.readNumber(...pair)", [text, rule])["problem"]
