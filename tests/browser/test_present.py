"""For the classroom: larger type, high contrast, everything unfolded, a chart on the whole screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.playing import without_storage
from tests.browser.test_pages import DESK, PHONE, TOOLTIP, WITH_CHART, Visit, opened

MANY_CHARTS = "case/members.html"
SIZES = (16, 18.4, 20.8, 24, 28, 32)  # pixels of one rem at each step
FULL = "html:fullscreen"
BACK_ROW = 28  # pixels of running text that the last row reads, at 1280 by 720


@pytest.fixture
def lesson(desk: Page, server: str) -> Iterator[Page]:
    """Return a chapter with a chart, on the screen of the desk."""
    desk.goto(f"{server}/{WITH_CHART}")
    yield desk


def button(page: Page) -> Locator:
    """Return the button that opens the panel."""
    return page.get_by_role("button", name="讲课", exact=True)


def panel(page: Page) -> Locator:
    """Return the panel."""
    return page.locator("#present-panel")


def choose(page: Page, label: str) -> None:
    """Press a button of the panel, which is opened where it is shut."""
    if not panel(page).is_visible():
        button(page).click()
    panel(page).get_by_role("button", name=label).click()


def rem(page: Page) -> float:
    """Return the size of the page's type."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))


# ---------- type ----------


def test_a_key_makes_all_type_larger_and_another_smaller(desk: Page, visit: Visit) -> None:
    visit(desk, WITH_CHART)
    for size in SIZES[1:]:
        desk.keyboard.press("]")
        assert rem(desk) == pytest.approx(size)
    desk.keyboard.press("]")
    assert rem(desk) == pytest.approx(SIZES[-1])
    for size in reversed(SIZES[:-1]):
        desk.keyboard.press("[")
        assert rem(desk) == pytest.approx(size)
    desk.keyboard.press("[")
    assert rem(desk) == pytest.approx(SIZES[0])


def test_the_last_row_reads_the_text_and_the_page_does_not_scroll_sideways(lesson: Page) -> None:
    for _ in SIZES[1:]:
        lesson.keyboard.press("]")
        assert lesson.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    size = lesson.locator("article p").first.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert size >= BACK_ROW


def test_a_phone_has_room_for_the_largest_type(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{WITH_CHART}")
    button(phone).tap()
    for _ in SIZES[1:]:
        panel(phone).get_by_role("button", name="放大字").tap()
    expect(panel(phone).get_by_role("button", name="放大字")).to_be_disabled()
    expect(panel(phone).locator(".present-said")).to_have_text("字号：大5级，最大5级")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = panel(phone).bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


# ---------- what is remembered ----------


def test_type_and_contrast_are_there_on_the_next_page_before_its_text(lesson: Page, server: str) -> None:
    lesson.keyboard.press("]")
    lesson.keyboard.press("c")
    # Set by the script in the head: without the deferred ones it is there all the same.
    lesson.route("**/present.js*", lambda route: route.abort())
    lesson.goto(f"{server}/{MANY_CHARTS}")
    expect(lesson.locator("html")).to_have_attribute("data-size", "1")
    expect(lesson.locator("html")).to_have_attribute("data-contrast", "high")


def test_a_browser_that_remembers_nothing_still_enlarges(desk: Page, server: str) -> None:
    without_storage(desk)
    desk.goto(f"{server}/{WITH_CHART}")
    desk.keyboard.press("]")
    desk.keyboard.press("c")
    assert rem(desk) == pytest.approx(SIZES[1])
    expect(desk.locator("html")).to_have_attribute("data-contrast", "high")


@pytest.mark.parametrize("stored", ["null", "7", "{", '{"size": "x"}', "[]"])
def test_what_is_stored_by_others_does_no_harm(lesson: Page, stored: str) -> None:
    errors: list[object] = []
    lesson.on("pageerror", lambda error: errors.append(error))
    lesson.evaluate("text => localStorage.setItem('present', text)", stored)
    lesson.reload()
    assert rem(lesson) == SIZES[0]
    lesson.keyboard.press("]")
    assert rem(lesson) == pytest.approx(SIZES[1]) and errors == []


# ---------- contrast ----------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_is_black_on_white_or_white_on_black(browser: Browser, server: str, scheme: str) -> None:
    with opened(browser, viewport=DESK, color_scheme=scheme, bypass_csp=True) as page:
        page.goto(f"{server}/{MANY_CHARTS}")
        choose(page, "高对比")
        expect(panel(page).get_by_role("button", name="高对比")).to_have_attribute("aria-pressed", "true")
        ink, paper = page.locator("article p").first.evaluate(
            "each => [getComputedStyle(each).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert {ink, paper} == {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}
        label = page.locator(".chart-drawing svg text:visible").first
        assert label.evaluate("each => getComputedStyle(each).fill") == ink
        # Seven to one, as the strictest level asks.
        rules = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]},
                 "rules": {"color-contrast-enhanced": {"enabled": True}}}  # fmt: skip
        found = Axe().run(page, context="article", options=rules).response["violations"]
        assert [node["html"][:160] for each in found for node in each["nodes"]] == []


def test_pale_marks_of_charts_have_an_edge(lesson: Page, server: str) -> None:
    lesson.goto(f"{server}/{MANY_CHARTS}")
    pale = lesson.locator('.chart-drawing svg [fill="#E9C4C4"]:visible').first
    before = pale.evaluate("each => getComputedStyle(each).stroke")
    lesson.keyboard.press("c")
    assert pale.evaluate("each => getComputedStyle(each).stroke") == "rgb(0, 0, 0)" != before


# ---------- folds ----------


def test_everything_unfolds_and_folds_but_answers_stay_hidden(lesson: Page, server: str) -> None:
    lesson.goto(f"{server}/{MANY_CHARTS}")
    folds, open_ones = lesson.locator("article details.folded"), lesson.locator("article details.folded[open]")
    assert folds.count() > 1
    folds.first.evaluate("each => { each.open = true; }")
    lesson.keyboard.press("e")
    expect(open_ones).to_have_count(folds.count())
    assert lesson.locator(".quiz-key[open]").count() == 0
    button(lesson).click()
    expect(panel(lesson).get_by_role("button", name="收起全部")).to_be_visible()
    choose(lesson, "收起全部")
    expect(open_ones).to_have_count(0)
    expect(panel(lesson).get_by_role("button", name="展开全部")).to_be_visible()


# ---------- a chart on the whole screen ----------


def fills(page: Page) -> bool:
    """Whether the chart that is shown whole covers the window, in front of all else."""
    return bool(
        page.evaluate(
            """() => {
              const figure = document.querySelector('figure.chart.is-whole');
              const box = figure.getBoundingClientRect();
              const spots = [[5, 5], [innerWidth - 5, 5], [5, innerHeight - 5], [innerWidth - 5, innerHeight - 5]];
              return box.left <= 0 && box.top <= 0 && box.right >= innerWidth && box.bottom >= innerHeight
                && spots.every(spot => figure.contains(document.elementFromPoint(...spot)));
            }"""
        )
    )


def live_drawing(page: Page) -> Locator:
    """Return the drawing of the chart on the whole screen, once the live one has taken the first one's place."""
    found = page.locator(".is-whole [data-state=live] svg:visible")
    expect(found).to_have_count(1)
    return found


def test_f_puts_the_chart_in_focus_on_the_whole_screen_and_back(desk: Page, visit: Visit) -> None:
    visit(desk, WITH_CHART)
    drawing = desk.locator(".chart-drawing").first
    drawing.focus()
    before = drawing.bounding_box()
    desk.keyboard.press("f")
    whole = desk.get_by_role("dialog", name="2000年80亩")
    expect(whole).to_be_visible()
    expect(desk.locator(FULL)).to_have_count(1)
    assert fills(desk)
    larger = live_drawing(desk).bounding_box()
    assert before is not None and larger is not None and larger["width"] > 1.5 * before["width"]
    desk.keyboard.press("f")
    expect(whole).to_have_count(0)
    expect(desk.locator(FULL)).to_have_count(0)
    expect(drawing).to_be_focused()
    assert drawing.bounding_box() == before


def test_a_live_chart_tells_of_its_marks_on_the_whole_screen(lesson: Page) -> None:
    figure = lesson.locator("figure.chart").first
    figure.get_by_role("button", name="全屏看图").click()
    drawing = live_drawing(lesson)
    assert fills(lesson)
    drawing.locator("[aria-roledescription=bar]").first.hover()
    expect(lesson.locator(TOOLTIP)).to_contain_text("80亩")
    top = lesson.evaluate(
        """() => {
          const tip = document.querySelector('#vg-tooltip-element');
          tip.style.pointerEvents = 'auto';
          const box = tip.getBoundingClientRect();
          return tip.contains(document.elementFromPoint(box.x + 5, box.y + 5));
        }"""
    )
    assert top


def test_where_the_screen_is_refused_the_chart_fills_the_window(lesson: Page) -> None:
    lesson.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('refused')); }")
    errors: list[object] = []
    lesson.on("pageerror", lambda error: errors.append(error))
    opener = lesson.get_by_role("button", name="全屏看图").first
    opener.click()
    assert fills(lesson) and not lesson.evaluate("!!document.fullscreenElement")
    lesson.keyboard.press("Escape")
    expect(lesson.locator(".is-whole")).to_have_count(0)
    assert errors == []


def test_tab_stays_with_the_chart(lesson: Page) -> None:
    lesson.locator(".chart-drawing").first.focus()
    lesson.keyboard.press("f")
    seen = set()
    for _ in range(8):
        lesson.keyboard.press("Tab")
        assert lesson.evaluate("document.querySelector('.is-whole').contains(document.activeElement)")
        seen.add(lesson.evaluate("document.activeElement.outerHTML.slice(0, 40)"))
    assert len(seen) > 2


def test_a_page_that_fills_the_screen_does_so_after_a_chart(lesson: Page) -> None:
    lesson.keyboard.press("f")
    expect(lesson.locator(FULL)).to_have_count(1)
    lesson.locator(".chart-drawing").first.focus()
    lesson.keyboard.press("f")
    expect(lesson.locator(".is-whole")).to_have_count(1)
    lesson.keyboard.press("f")
    expect(lesson.locator(".is-whole")).to_have_count(0)
    assert lesson.evaluate("!!document.fullscreenElement")


def test_a_chart_shows_whole_on_a_phone(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{MANY_CHARTS}")
    opener = phone.get_by_role("button", name="全屏看图").first
    box = opener.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    opener.tap()
    assert fills(phone)
    drawn = live_drawing(phone).bounding_box()
    assert drawn is not None and drawn["height"] > 100 and drawn["width"] <= PHONE["width"]


# ---------- keys and the panel ----------


def test_keys_are_characters_in_a_field_and_shortcuts_with_a_modifier_are_the_browser_s(lesson: Page) -> None:
    lesson.keyboard.press("/")
    field = lesson.locator("dialog input[role=combobox]")
    lesson.keyboard.type("]cef[")
    expect(field).to_have_value("]cef[")
    lesson.keyboard.press("Escape")
    lesson.keyboard.press("Control+]")
    lesson.keyboard.press("Alt+c")
    assert rem(lesson) == SIZES[0]
    assert lesson.locator("html").get_attribute("data-contrast") is None


def test_single_keys_can_be_turned_off_and_stay_off(lesson: Page) -> None:
    choose(lesson, "单键快捷")
    lesson.reload()
    lesson.keyboard.press("]")
    lesson.keyboard.press("c")
    assert rem(lesson) == SIZES[0]
    choose(lesson, "单键快捷")
    lesson.keyboard.press("]")
    assert rem(lesson) == pytest.approx(SIZES[1])


def test_the_panel_opens_and_shuts_by_keyboard_and_moves_nothing(lesson: Page) -> None:
    before = lesson.locator("article h1").bounding_box()
    button(lesson).focus()
    lesson.keyboard.press("Enter")
    expect(panel(lesson)).to_be_visible()
    expect(button(lesson)).to_have_attribute("aria-expanded", "true")
    assert lesson.locator("article h1").bounding_box() == before
    lesson.keyboard.press("Tab")
    expect(panel(lesson).get_by_role("button", name="放大字")).to_be_focused()
    lesson.keyboard.press("Escape")
    expect(panel(lesson)).to_be_hidden()
    expect(button(lesson)).to_be_focused()
    button(lesson).click()
    lesson.locator("article h1").click()
    expect(panel(lesson)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_panel_and_on_the_whole_screen(browser: Browser, server: str, scheme: str) -> None:
    with opened(browser, viewport=DESK, color_scheme=scheme, bypass_csp=True) as page:
        page.goto(f"{server}/{WITH_CHART}")
        button(page).click()
        found = Axe().run(page).response["violations"]
        page.keyboard.press("Escape")
        page.get_by_role("button", name="全屏看图").first.click()
        found += Axe().run(page, context=".is-whole").response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_nothing_of_it_is_printed_nor_larger_nor_in_strong_colours(lesson: Page) -> None:
    lesson.emulate_media(media="print")
    plain = lesson.evaluate(
        "[getComputedStyle(document.documentElement).fontSize, getComputedStyle(document.body).color]"
    )
    lesson.emulate_media(media="screen")
    lesson.keyboard.press("]")
    lesson.keyboard.press("c")
    button(lesson).click()
    lesson.emulate_media(media="print")
    assert plain == lesson.evaluate(
        "[getComputedStyle(document.documentElement).fontSize, getComputedStyle(document.body).color]"
    )
    expect(panel(lesson)).to_be_hidden()
    expect(lesson.locator(".chart-whole:visible")).to_have_count(0)


def test_without_scripts_no_button_promises_what_it_cannot_do(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{server}/{WITH_CHART}")
        expect(page.locator(".present-button")).to_be_hidden()
        expect(page.locator(".chart-whole")).to_have_count(0)
