"""The offline packages, unzipped to a stick and opened with the network off."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from casebook import bundle
from casebook.editions import Edition
from casebook.slides.decks import decks
from tests import pages
from tests.browser.playing import play, summary
from tests.browser.test_pages import DESK, DRAWING, LIVE, WITH_CHART, Complaints, mark_first_drawings, opened

BROKEN = "book/case/village.html"
LOST = "book/search.html"


@pytest.fixture(scope="module")
def sticks(packages: Mapping[Edition, Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[Edition, Path]:
    """Return the folder of each unzipped package, whose path has a space and Chinese characters."""
    root = tmp_path_factory.mktemp("U 盘")
    folders = {edition: root / f"党课 {edition.label}" for edition in Edition}
    for edition, folder in folders.items():
        with zipfile.ZipFile(packages[edition]) as archive:
            archive.extractall(folder)
    return folders


@contextmanager
def without_network(browser: Browser, **options: object) -> Iterator[tuple[Page, Complaints]]:
    """Open a page whose every request to a network is refused; nothing may complain by the end."""
    with opened(browser, viewport=DESK, offline=True, **options) as page:
        refused: list[str] = []

        def refuse(route: Route) -> None:
            refused.append(route.request.url)
            route.abort()

        page.context.route(lambda url: not url.startswith(("file:", "data:", "blob:", "about:")), refuse)
        complaints = Complaints(page, "")
        yield page, complaints
        assert complaints.found == [] and refused == []


@pytest.fixture
def stick(browser: Browser, sticks: Mapping[Edition, Path]) -> Iterator[tuple[Page, str]]:
    """Return a page without a network, and the address of the learner's package."""
    with without_network(browser) as (page, _):
        yield page, sticks[Edition.LEARNER].as_uri()


# ---------- every page ----------


@pytest.mark.parametrize("edition", list(Edition))
def test_every_page_and_every_deck_opens(browser: Browser, sticks: Mapping[Edition, Path], edition: Edition) -> None:
    folder = sticks[edition]
    addresses = [each.relative_to(folder).as_posix() for each in folder.rglob("*.html") if pages.is_page(each)]
    assert {bundle.START, bundle.TWIN, bundle.CHECK, "book/index.html"} <= set(addresses)
    assert {f"book/{deck.page}" for deck in decks()} <= set(addresses)
    with without_network(browser) as (page, complaints):
        for address in addresses:
            page.goto((folder / address).as_uri(), wait_until="load")
            assert complaints.found == [], address
            assert page.title(), address


def test_the_first_page_leads_into_the_book_and_to_the_slides(stick: tuple[Page, str]) -> None:
    page, root = stick
    page.goto(f"{root}/{bundle.START}")
    page.get_by_role("link", name="打开书").click()
    expect(page.locator("article h1")).to_contain_text("九庄村案例：党员、产业与服务")
    page.go_back()
    page.get_by_role("link", name="打开课件").click()
    expect(page.get_by_role("link", name="烟叶").first).to_be_visible()
    assert page.url.endswith("/book/slides/index.html")


# ---------- what pages do ----------


def test_the_book_is_searched(stick: tuple[Page, str]) -> None:
    page, root = stick
    page.goto(f"{root}/book/index.html")
    page.keyboard.press("/")
    page.keyboard.type("挂牌亮户")
    first = page.locator("dialog [role=option]").first
    expect(first).to_contain_text("挂牌亮户")
    first.click()
    expect(page.locator("article h1")).to_contain_text("党员")


def test_a_chart_comes_alive(stick: tuple[Page, str]) -> None:
    page, root = stick
    page.goto(f"{root}/book/{WITH_CHART}")
    mark_first_drawings(page)
    page.locator(DRAWING).first.focus()
    expect(page.locator(LIVE)).to_have_count(1)


def test_a_question_is_answered(stick: tuple[Page, str]) -> None:
    page, root = stick
    page.goto(f"{root}/book/teaching/selftest.html")
    quiz = page.locator("form.quiz").first
    right = str(quiz.get_attribute("data-right"))
    for letter in right:
        quiz.locator(f'input[value="{letter}"]').check()
    quiz.locator(".quiz-check").click()
    expect(quiz.locator(".quiz-verdict")).to_have_text("答对了。")


def test_a_slider_moves_the_results(stick: tuple[Page, str]) -> None:
    page, root = stick
    page.goto(f"{root}/book/teaching/scenarios.html")
    told = summary(page, "area")
    expect(told).to_contain_text("与起点相同")
    slider = play(page, "area").locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("比起点多")


def test_files_can_be_taken_from_the_front_page(stick: tuple[Page, str]) -> None:
    page, root = stick
    page.goto(f"{root}/book/index.html")
    hrefs = page.locator(".shelf a").evaluate_all("links => links.map(link => link.href.split('#')[0])")
    assert len(hrefs) > 15
    assert [each for each in hrefs if not Path(unquote(each.removeprefix("file://"))).is_file()] == []


def test_the_speakers_window_shows_the_notes(browser: Browser, sticks: Mapping[Edition, Path]) -> None:
    with without_network(browser) as (page, _):
        page.goto(f"{sticks[Edition.TRAINER].as_uri()}/book/slides/tobacco.html")
        expect(page.locator(".reveal.ready")).to_have_count(1)
        page.keyboard.press("PageDown")
        with page.context.expect_page() as waiting:
            page.keyboard.press("s")
        window = waiting.value
        expect(window.locator(".speaker-controls-notes")).to_contain_text("90分钟的课")
        page.keyboard.press("PageDown")
        expect(window.locator(".speaker-controls-notes")).to_contain_text("这一页")


# ---------- the page that checks ----------


@pytest.fixture
def copied(sticks: Mapping[Edition, Path], tmp_path: Path) -> Path:
    """Return a copy of the learner's unzipped package, for a test to damage."""
    return Path(shutil.copytree(sticks[Edition.LEARNER], tmp_path / "拷贝 一"))


def told(page: Page, package: Path, picked: Path | None = None) -> str:
    """Have a package's own page check a folder; return what it says."""
    page.goto((package / bundle.CHECK).as_uri())
    page.set_input_files("#folder", picked or package)
    expect(page.locator("#told")).not_to_contain_text("正在核对", timeout=60_000)
    return page.locator("#told").inner_text()


def test_a_whole_copy_is_whole(browser: Browser, copied: Path) -> None:
    count = len((copied / bundle.MANIFEST).read_text("utf-8").splitlines())
    (copied / "Thumbs.db").write_bytes(b"x")
    (copied / "book" / ".DS_Store").write_bytes(b"x")
    with without_network(browser) as (page, _):
        assert told(page, copied).strip() == f"{count} 个文件都在，都和原来一样。"
        assert told(page, copied, copied.parent).startswith(f"{count} 个文件都在")


def test_missing_changed_and_extra_files_are_named(browser: Browser, copied: Path) -> None:
    content = bytearray((copied / BROKEN).read_bytes())
    content[len(content) // 2] ^= 1  # one bit
    (copied / BROKEN).write_bytes(content)
    (copied / LOST).unlink()
    (copied / "备注.txt").write_text("x", encoding="utf-8")
    with without_network(browser) as (page, _):
        said = told(page, copied)
    assert "缺 1 个，变了 1 个" in said and "都和原来一样" not in said
    places = [said.index(each) for each in ("缺少（1 个）", LOST, "变了（1 个）", BROKEN, "多出（1 个）", "备注.txt")]
    assert places == sorted(places)


def test_a_garbled_first_page_is_no_reason_to_copy_again(browser: Browser, copied: Path) -> None:
    (copied / bundle.START).rename(copied / "╫╩╩╝.html")
    with without_network(browser) as (page, _):
        said = told(page, copied)
    assert "打开 start.html 也一样" in said and "重新解压" not in said


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"\xff\n")])
def test_without_a_manifest_it_says_which_folder_to_pick(
    browser: Browser, copied: Path, damage: Callable[[Path], object]
) -> None:
    damage(copied / bundle.MANIFEST)
    with without_network(browser) as (page, _):
        said = told(page, copied)
    assert bundle.MANIFEST in said and ("要选离线包解压出来的那个文件夹" in said or "读不出来" in said)


def test_its_sums_are_those_of_the_standard_at_every_length(browser: Browser, copied: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sums"
    folder.mkdir()
    names = {f"{length}.bin": bytes(index * 7 % 256 for index in range(length)) for length in [*range(130), 70_001]}
    lines = "".join(f"{hashlib.sha256(each).hexdigest()}  {name}\n" for name, each in names.items())
    for name, each in names.items():
        (folder / name).write_bytes(each)
    (folder / bundle.MANIFEST).write_text(lines, encoding="utf-8")
    with without_network(browser) as (page, _):
        assert told(page, copied, folder).strip() == f"{len(names)} 个文件都在，都和原来一样。"


def test_every_request_to_a_network_would_be_noticed(browser: Browser, sticks: Mapping[Edition, Path]) -> None:
    with (
        pytest.raises(AssertionError, match=r"example\.org"),
        without_network(browser, bypass_csp=True) as (page, _),
    ):
        page.goto(f"{sticks[Edition.LEARNER].as_uri()}/{bundle.CHECK}")
        page.evaluate("fetch('http://example.org/').catch(() => 0)")
