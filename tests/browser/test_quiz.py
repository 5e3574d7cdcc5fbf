"""Questions and terms in a browser: with a mouse, keys alone, a finger, without a script, from the disk, in print."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_pages import DESK, PHONE, opened
from tests.conftest import QuietHandler
from tests.sphinx.small_book import SmallBook

PAGE = "case/one.html"
RADIO, BOXES = "#quiz-one-right", "#quiz-several-right"

Visit = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def served(teaching: SmallBook) -> Iterator[str]:
    """Serve the small book; return its address."""
    handler = functools.partial(QuietHandler, directory=str(teaching.html))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


@pytest.fixture(params=["http", "file"])
def visit(request: pytest.FixtureRequest, teaching: SmallBook, served: str) -> Visit:
    """Return how to open a page: from a server, or from the disk."""
    root = served if request.param == "http" else teaching.html.as_uri()
    return lambda page, address: page.goto(f"{root}/{address}", wait_until="load") and None


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Return a page with a mouse, which must not complain."""
    with opened(browser, viewport=DESK) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        assert errors == []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Return a page under a finger."""
    with opened(browser, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


def said(page: Page, question: str) -> Locator:
    """Return what a question says after it is marked."""
    return page.locator(f"{question} .quiz-said")


def option(page: Page, question: str, letter: str) -> Locator:
    """Return an option's input."""
    return page.locator(f'{question} input[value="{letter}"]')


# ---------- questions ----------


def test_a_wrong_choice_hears_why_and_what_is_right(desk: Page, visit: Visit) -> None:
    visit(desk, PAGE)
    expect(said(desk, RADIO)).to_be_empty()
    desk.locator(f"{RADIO} label").nth(2).click()
    desk.locator(f"{RADIO} .quiz-check").click()
    expect(said(desk, RADIO)).to_contain_text("没有答对。对的是B。")
    expect(said(desk, RADIO).locator("li")).to_have_text(["B　对。报道写的是7858亩。", "C　不对。写了，在村情一章。"])
    expect(desk.locator(f"{RADIO} .is-right")).to_contain_text("7858亩")
    expect(desk.locator(f"{RADIO} .is-wrong")).to_contain_text("报道没有写")


def test_a_right_choice_hears_so_and_a_new_choice_clears_it(desk: Page, visit: Visit) -> None:
    visit(desk, PAGE)
    desk.locator(f"{RADIO} label").nth(1).click()
    desk.locator(f"{RADIO} .quiz-check").click()
    expect(said(desk, RADIO)).to_contain_text("答对了。")
    expect(said(desk, RADIO).locator("li")).to_have_count(1)
    desk.locator(f"{RADIO} label").nth(0).click()
    expect(said(desk, RADIO)).to_be_empty()
    expect(desk.locator(f"{RADIO} .is-right")).to_have_count(0)


@pytest.mark.parametrize(
    ("letters", "verdict"),
    [("", "还没有选"), ("A", "答对了一部分。对的是A、C。"), ("B", "没有答对。对的是A、C。"), ("AC", "答对了。")],
)
def test_several_right_options_are_marked_together(desk: Page, served: str, letters: str, verdict: str) -> None:
    desk.goto(f"{served}/{PAGE}")
    for letter in letters:
        option(desk, BOXES, letter).check()
    desk.locator(f"{BOXES} .quiz-check").click()
    expect(said(desk, BOXES)).to_contain_text(verdict)


def test_a_question_is_answered_with_keys_alone(desk: Page, visit: Visit) -> None:
    visit(desk, PAGE)
    option(desk, RADIO, "A").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    expect(option(desk, RADIO, "B")).to_be_checked()
    desk.keyboard.press("Tab")
    expect(desk.locator(f"{RADIO} .quiz-check")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(said(desk, RADIO)).to_contain_text("答对了。")
    desk.keyboard.press("Tab")
    expect(said(desk, RADIO).locator("a")).to_be_focused()  # the figure in the feedback
    desk.keyboard.press("Tab")
    expect(option(desk, BOXES, "A")).to_be_focused()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    expect(said(desk, BOXES)).to_contain_text("答对了一部分")
    assert desk.url.endswith(PAGE)


def test_a_screen_reader_is_told_question_options_and_verdict(desk: Page, served: str) -> None:
    desk.goto(f"{served}/{PAGE}")
    expect(desk.get_by_role("group", name="耕地是多少")).to_have_count(1)
    expect(desk.get_by_role("radio", name="报道没有写")).to_have_count(1)
    desk.get_by_role("radio", name="报道没有写").check()
    desk.locator(RADIO).get_by_role("button", name="看答案").click()
    expect(desk.locator(RADIO).get_by_role("status")).to_contain_text("没有答对")


def test_figures_in_the_feedback_show_their_cards(desk: Page, visit: Visit) -> None:
    visit(desk, PAGE)
    desk.locator(f"{RADIO} label").nth(1).click()
    desk.locator(f"{RADIO} .quiz-check").click()
    said(desk, RADIO).locator("a.fact").hover()
    expect(desk.locator(".fact-card:visible")).to_contain_text("耕地面积")


def test_a_question_fits_a_phone_and_a_finger(phone: Page, visit: Visit) -> None:
    visit(phone, PAGE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for label in phone.locator(f"{RADIO} label, {RADIO} .quiz-check").all():
        box = label.bounding_box()
        assert box is not None and box["height"] >= 40
    phone.locator(f"{RADIO} label").nth(1).tap()
    phone.locator(f"{RADIO} .quiz-check").tap()
    expect(said(phone, RADIO)).to_contain_text("答对了。")


def test_without_a_script_the_answers_unfold_at_the_question(browser: Browser, served: str) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{served}/{PAGE}")
        expect(page.locator(f"{RADIO} .quiz-check")).to_be_hidden()
        expect(page.locator(f"{RADIO} .quiz-key li").first).to_be_hidden()
        page.locator(f"{RADIO} .quiz-key summary").click()
        expect(page.locator(f"{RADIO} .quiz-key")).to_contain_text("答案：B")
        expect(page.locator(f"{RADIO} .quiz-key li").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_print_gathers_the_answers_at_the_end(browser: Browser, served: str, scripts: bool) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=scripts) as page:
        page.goto(f"{served}/{PAGE}")
        expect(page.locator(".quiz-answers")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator(".quiz-answers")).to_be_visible()
        expect(page.locator(".quiz-answers")).to_contain_text("自测2　答案：A、C")
        for hidden in (".quiz-check", ".quiz-key", ".quiz-said"):
            expect(page.locator(f"{RADIO} {hidden}")).to_be_hidden()
        expect(page.locator(f"{RADIO} label").first).to_be_visible()


# ---------- terms ----------


def test_a_term_is_explained_on_hover_and_on_focus(desk: Page, visit: Visit) -> None:
    visit(desk, PAGE)
    term = desk.locator("article a.term", has_text="五保户")
    term.hover()
    expect(desk.locator(".term-card:visible")).to_contain_text("旧称，现在叫特困供养对象。")
    desk.mouse.move(0, 0)
    expect(desk.locator(".term-card:visible")).to_have_count(0)
    term.focus()
    card = desk.locator(".term-card:visible")
    expect(card).to_have_count(1)
    assert term.get_attribute("aria-describedby") == card.get_attribute("id")
    desk.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_a_term_is_explained_on_tap_and_its_card_leads_to_the_glossary(phone: Page, visit: Visit) -> None:
    visit(phone, PAGE)
    before = phone.url
    phone.locator("article a.term", has_text="无职党员").tap()
    expect(phone.locator(".term-card:visible")).to_contain_text("不担任职务的党员。")
    assert phone.url == before
    phone.locator(".term-card:visible a").tap()
    expect(phone.locator("dt:target")).to_contain_text("无职党员")


def test_without_a_script_a_term_is_a_link_to_its_entry(browser: Browser, served: str) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{served}/{PAGE}")
        page.locator("article a.term").first.click()
        expect(page.locator("dt:target")).to_contain_text("村“两委”")


# ---------- axe ----------


@pytest.mark.parametrize("address", [PAGE, "case/two.html", "teaching/plans.html", "appendix/glossary.html"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_text(desk: Page, served: str, address: str, theme: str) -> None:
    desk.goto(f"{served}/{address}")
    desk.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    if address == PAGE:
        desk.locator(f"{RADIO} label").nth(2).click()
        desk.locator(f"{RADIO} .quiz-check").click()
    # The page around the text is looked at elsewhere.
    found = Axe().run(desk, context="article").response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
