"""The decks in a browser: what the back row reads, the keys of the speaker, paper, the notes' window."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from casebook.editions import Edition
from tests.browser.test_pages import Complaints, opened
from tests.slides import built

SCREEN = {"width": 1280, "height": 720}
FEWEST_PIXELS = 28  # of the type that the class is to read
BOTTOM = 676  # above the line with number and links
# What the class reads; a chart's own words, its source and the marks of a kind are no body.
BODY = "h1, h2, section > p:not(.slide-mark), li, td, th, legend, .quiz-text, .quiz-said p, .chart-title"
DECKS = ("index", *built.DECKS)


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, book: Path, server: str) -> str:
    """Return where the learners' decks are: on a server, and on the disk."""
    return f"{server}/slides" if request.param == "http" else (book / "slides").as_uri()


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """Return a page as large as a slide."""
    with opened(browser, viewport=SCREEN) as page:
        yield page


@pytest.fixture
def trainers() -> str:
    """Return where the trainer's decks are."""
    return (built.book_of(Edition.TRAINER) / "slides").as_uri()


def open_deck(page: Page, root: str, name: str, place: str = "") -> None:
    page.goto(f"{root}/{name}.html{place}")
    ready(page)


def ready(page: Page) -> None:
    """Wait for a deck to have begun."""
    expect(page.locator(".reveal.ready")).to_be_attached()


def at(page: Page) -> int:
    """Return which slide is shown, from 1."""
    return int(page.evaluate("Reveal.getSlidePastCount() + 1"))


def total(page: Page) -> int:
    return int(page.evaluate("Reveal.getTotalSlides()"))


def show(page: Page, selector: str) -> None:
    """Go to the first slide that holds such an element."""
    page.evaluate(
        "selector => Reveal.slide([...document.querySelectorAll('.slides > section')]"
        ".findIndex(slide => slide.querySelector(selector)))",
        selector,
    )


def outside(page: Page) -> list[str]:
    """Return what of the present slide stands out of it, or under the line at the foot."""
    found: list[str] = page.evaluate(
        """bottom => {
            const slide = Reveal.getCurrentSlide();
            const scale = Reveal.getScale();
            const frame = slide.getBoundingClientRect();
            const own = [...slide.querySelectorAll("*")]
                .filter(each => each.getClientRects().length && !each.closest(".notes"));
            return own.filter(each => {
                const box = each.getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
                    || box.bottom > frame.top + bottom * scale;
            }).map(each => `${each.tagName} ${each.textContent.slice(0, 20)}`);
        }""",
        BOTTOM,
    )
    return found


def small(page: Page) -> list[str]:
    """Return the words on the present slide that are too small for the back row."""
    found: list[str] = page.evaluate(
        """([body, least]) => [...Reveal.getCurrentSlide().querySelectorAll(body)]
            .filter(each => each.getClientRects().length && !each.closest(".notes"))
            .filter(each => parseFloat(getComputedStyle(each).fontSize) < least)
            .map(each => each.textContent.slice(0, 20))""",
        [BODY, FEWEST_PIXELS],
    )
    return found


@pytest.mark.parametrize("name", DECKS)
def test_every_slide_opens_without_complaint_fits_and_reads_from_the_back_row(
    screen: Page, root: str, name: str
) -> None:
    complaints = Complaints(screen, urlsplit(root).netloc)
    open_deck(screen, root, name)
    for number in range(1, total(screen) + 1):
        assert at(screen) == number
        assert outside(screen) == [], number
        assert small(screen) == [], number
        expect(screen.locator(".slide-number")).to_have_text(f"第 {number} / {total(screen)} 页")
        screen.keyboard.press("PageDown")
    assert at(screen) == total(screen)
    assert complaints.found == []


def test_the_keys_of_a_speaker_move_through_the_slides(screen: Page, root: str) -> None:
    open_deck(screen, root, "tobacco")
    for key, place in (("ArrowRight", 2), ("Space", 3), ("PageDown", 4), ("ArrowLeft", 3), ("PageUp", 2)):
        screen.keyboard.press(key)
        assert at(screen) == place, key
    screen.keyboard.press("End")
    assert at(screen) == total(screen)
    screen.keyboard.press("Home")
    assert at(screen) == 1
    screen.keyboard.press("Escape")
    screen.keyboard.press("o")
    assert not screen.evaluate("Reveal.isOverview()"), "the overview would show the outcome"


@pytest.mark.parametrize("key", ["b", "."])
def test_the_screen_goes_black_and_comes_back(screen: Page, root: str, key: str) -> None:
    open_deck(screen, root, "tobacco")
    screen.keyboard.press(key)
    assert screen.evaluate("Reveal.isPaused()")
    expect(screen.locator(".pause-overlay")).to_be_visible()
    expect(screen.locator(".resume-button")).to_have_text("回到课件")
    screen.keyboard.press(key)
    expect(screen.locator(".pause-overlay")).to_be_hidden()


def test_the_question_mark_lists_the_keys_and_escape_brings_the_focus_back(screen: Page, root: str) -> None:
    open_deck(screen, root, "intro")
    opener = screen.get_by_role("button", name="按键")
    opener.focus()
    screen.keyboard.press("?")
    keys = screen.get_by_role("dialog", name="按键")
    expect(keys).to_be_visible()
    assert not screen.evaluate("Reveal.isPaused()")
    expect(keys.get_by_role("button", name="关闭")).to_be_focused()
    screen.keyboard.press("ArrowRight")
    assert at(screen) == 1
    for _ in range(4):
        screen.keyboard.press("Tab")
        assert keys.evaluate("keys => keys.contains(document.activeElement)")
    screen.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(opener).to_be_focused()
    opener.press("Enter")
    expect(keys).to_be_visible()
    keys.get_by_role("button", name="关闭").click()
    expect(keys).to_be_hidden()


def test_learners_have_no_window_for_the_speaker(screen: Page, root: str) -> None:
    open_deck(screen, root, "intro")
    expect(screen.locator(".keys")).not_to_contain_text("讲稿")
    screen.keyboard.press("s")
    assert len(screen.context.pages) == 1


def test_c_makes_ink_black_and_paper_white(screen: Page, root: str) -> None:
    open_deck(screen, root, "intro")
    screen.keyboard.press("c")
    colours = screen.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    screen.keyboard.press("c")
    assert screen.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 249, 244)"


@pytest.mark.parametrize("name", ["members", "tobacco", "services"])
def test_a_question_marks_itself_and_its_answer_fits(screen: Page, root: str, name: str) -> None:
    open_deck(screen, root, name)
    show(screen, "form.quiz")
    question = screen.locator("section.present form.quiz")
    wrong = next(letter for letter in "ABC" if letter not in str(question.get_attribute("data-right")))
    question.locator(f"label:has(input[value={wrong}])").click()
    question.get_by_role("button", name="看答案").click()
    expect(question.locator(".quiz-said")).to_contain_text("没有答对")
    assert outside(screen) == [] and small(screen) == []
    question.locator(f"label:has(input[value={question.get_attribute('data-right')}])").click()
    question.get_by_role("button", name="看答案").click()
    expect(question.locator(".quiz-said")).to_contain_text("答对了。")
    assert outside(screen) == []


def test_a_question_is_answered_by_keys_alone_and_the_deck_stays(screen: Page, root: str) -> None:
    open_deck(screen, root, "tobacco")
    show(screen, "form.quiz")
    here = at(screen)
    question = screen.locator("section.present form.quiz")
    question.locator("input").first.focus()
    screen.keyboard.press("Space")
    screen.keyboard.press("ArrowDown")
    screen.keyboard.press("Tab")
    expect(question.get_by_role("button", name="看答案")).to_be_focused()
    screen.keyboard.press("Space")
    expect(question.locator(".quiz-said")).to_contain_text("答对了。")
    assert at(screen) == here
    question.locator("input").first.focus()
    screen.keyboard.press("PageDown")  # a presenter's remote
    assert at(screen) == here + 1


def test_the_outcome_s_chapter_is_offered_when_the_outcome_has_been_shown(screen: Page, root: str) -> None:
    open_deck(screen, root, "tobacco")
    after = screen.locator(".deck-bar .after-vote")
    expect(after).to_be_hidden()
    while screen.evaluate("Reveal.getCurrentSlide().dataset.kind") != "reveal":
        expect(after).to_be_hidden()
        screen.keyboard.press("PageDown")
    expect(after).to_be_visible()
    after.click()
    expect(screen).to_have_title("烟叶（B）：2021年 — 九庄村案例：党员、产业与服务")


def test_the_list_of_decks_leads_to_each(screen: Page, root: str) -> None:
    open_deck(screen, root, "index")
    for number, name in enumerate(built.DECKS):
        screen.locator("tbody tr").nth(number).get_by_role("link").first.click()
        ready(screen)
        assert urlsplit(screen.url).path.endswith(f"/slides/{name}.html")
        screen.get_by_role("link", name="课件目录").click()
        ready(screen)


@pytest.mark.parametrize("name", built.DECKS)
def test_a_deck_is_printed_a_slide_a_page(screen: Page, trainers: str, name: str) -> None:
    open_deck(screen, trainers, name)
    slides = total(screen)
    titles = [built.title(each) for each in built.slides(Edition.TRAINER, name)]
    screen.goto(f"{trainers}/{name}.html?print-pdf")
    expect(screen.locator(".pdf-page")).to_have_count(slides)
    sheets = PdfReader(BytesIO(screen.pdf(prefer_css_page_size=True, print_background=True))).pages
    assert len(sheets) == slides
    for sheet, title in zip(sheets, titles, strict=True):
        assert (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == (960, 540)
        text = unicodedata.normalize("NFKC", sheet.extract_text())
        # Chromium's PDF has some characters as the radicals that look like them.
        lost = [char for char in unicodedata.normalize("NFKC", title) if char not in text]
        assert len(lost) <= 1, title
        assert "回到书" not in text and "讲稿" not in text
        left = min(box.bounding_box()["x"] for box in screen.locator(".pdf-page h2").all()[:1])  # type: ignore[index]
        assert left >= 60


def test_the_speaker_s_window_shows_notes_and_follows(browser: Browser, trainers: str) -> None:
    with opened(browser, viewport=SCREEN) as page:
        complaints = Complaints(page, "")
        open_deck(page, trainers, "tobacco")
        page.keyboard.press("PageDown")
        with page.context.expect_page() as waiting:
            page.keyboard.press("s")
        window = waiting.value
        said = window.locator(".speaker-controls-notes")
        expect(said).to_contain_text("90分钟的课，决策：0:15–0:17，这一页2分钟")
        expect(window.locator("body")).to_contain_text("下一页")
        page.keyboard.press("PageDown")
        expect(said).to_contain_text("0:17–0:19")
        expect(window.locator("body")).not_to_contain_text("Upcoming")
        assert complaints.found == []


def test_axe_finds_nothing_on_any_slide(browser: Browser, trainers: str) -> None:
    # Its script is put into the page, which the policy of the decks forbids.
    with opened(browser, viewport=SCREEN, bypass_csp=True) as page:
        for name in DECKS:
            open_deck(page, trainers, name)
            for number in range(1, total(page) + 1):
                found = Axe().run(page).response["violations"]
                assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (name, number)
                page.keyboard.press("PageDown")


def test_without_scripts_the_slides_stand_one_under_the_other(browser: Browser, root: str) -> None:
    with opened(browser, viewport=SCREEN, java_script_enabled=False) as page:
        page.goto(f"{root}/tobacco.html")
        slides = page.locator(".slides > section").all()
        tops = [slide.bounding_box()["y"] for slide in slides]  # type: ignore[index]
        assert tops == sorted(tops) and len(set(tops)) == len(tops)
        expect(page.locator("noscript p")).to_be_visible()
