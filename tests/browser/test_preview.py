"""The preview in a browser: an edit is seen, a fault stands where it is and goes when mended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sphinx.small_book import SmallBook, cell

PATIENCE = 120_000  # milliseconds before a test that waits in vain gives up
LONG = "\n\n".join(f"这是第{number}段，写来占地方。" for number in range(1, 60))
FIRST = f"""\
# 第一章

{LONG}

这里写一句话。

{cell("from book.charts import tobacco")}
{cell("tobacco.area()", "两根横条，上短下长。")}

末尾一段。
"""
SENTENCE = "这里写一句话。"
CHAPTER = SmallBook.chapter("first")
FAULT, PANEL, BLOCK = ".preview-fault", ".preview-panel", ".preview-block"
AT_REST = """() => new Promise((done) => {
  const news = new EventSource("/_preview/news");
  news.onmessage = (event) => { if (JSON.parse(event.data).building === false) { news.close(); done(); } };
})"""


@dataclass
class Preview:
    """A preview that runs."""

    book: SmallBook
    process: subprocess.Popen[str]
    address: str


def start(book: SmallBook, *arguments: str) -> subprocess.Popen[str]:
    """Start the command on a copy of the project."""
    return subprocess.Popen(
        [sys.executable, "-m", "casebook", "preview", "--port", "0", *arguments],
        cwd=book.root, env=os.environ | {"PYTHONPATH": str(book.root), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return a preview of a small book, which has been built once."""
    book = SmallBook.make(tmp_path_factory.mktemp("preview"), {"first": FIRST})
    with start(book) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            address = re.search(r"http://\S+/", told)
            assert address, told
            assert process.stdout.readline().startswith("排好了")
            yield Preview(book, process, address[0])
        finally:
            process.kill()


@pytest.fixture
def page(preview: Preview, browser: Browser) -> Iterator[Page]:
    """Return the chapter, open, when nothing is being built."""
    opened = browser.new_page()
    opened.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    opened.goto(f"{preview.address}_preview/page.css")  # which is not opened again by a build
    opened.evaluate(AT_REST)
    opened.goto(f"{preview.address}case/first.html")
    yield opened
    opened.close()


def test_an_edit_is_seen_where_one_was_reading(preview: Preview, page: Page) -> None:
    page.evaluate("window.scrollTo({ top: 900, behavior: 'instant' })")
    with preview.book.changed({CHAPTER: (SENTENCE, "这里写另一句话。")}):
        expect(page.locator("article")).to_contain_text("这里写另一句话。")
        expect(page.locator(BLOCK)).to_have_count(0)
        page.wait_for_function("() => Math.abs(window.scrollY - 900) < 3")
    expect(page.locator("article")).not_to_contain_text("这里写另一句话。")
    expect(page.locator(BLOCK)).to_have_count(0)
    page.wait_for_function("() => Math.abs(window.scrollY - 900) < 3")


def test_an_edited_block_is_shown_before_its_page_is_built(preview: Preview, page: Page) -> None:
    page.evaluate(
        """() => new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
             if (node.classList?.contains("preview-block")) { sessionStorage.setItem("shown", node.textContent); }
           }))).observe(document.body, { childList: true, subtree: true })"""
    )
    with preview.book.changed({CHAPTER: (SENTENCE, "这里写{term}`党小组`的一句话。")}):
        page.wait_for_function("() => !document.querySelector('.preview-block') && sessionStorage.getItem('shown')")
        assert page.evaluate("sessionStorage.getItem('shown')") == "这里写党小组的一句话。"
        expect(page.locator("article")).to_contain_text("这里写党小组的一句话。")
    expect(page.locator("article")).to_contain_text(SENTENCE)


def test_what_is_saved_while_the_page_is_being_built_is_not_lost(preview: Preview, page: Page) -> None:
    with preview.book.changed({CHAPTER: (SENTENCE, "这里写第一稿。")}):
        expect(page.locator("article")).to_contain_text("这里写第一稿。")
    expect(page.locator("article")).not_to_contain_text("这里写第一稿。")


def test_a_fault_stands_at_its_paragraph_and_goes_when_mended(preview: Preview, page: Page) -> None:
    with preview.book.changed({CHAPTER: (SENTENCE, "这里有八百户。")}):
        expect(page.locator(FAULT)).to_contain_text("正文里直接写了数字“八百”")
        before = page.locator(FAULT).evaluate("box => box.previousElementSibling.textContent")
        assert "这里有八百户。" in before
        expect(page.locator(PANEL)).to_have_count(0)
    expect(page.locator(FAULT)).to_have_count(0)


def test_a_cell_that_fails_is_told_at_the_cell_and_goes_when_mended(preview: Preview, page: Page) -> None:
    edit = {CHAPTER: ("tobacco.area()", "tobacco.area(1 / 0)")}
    with preview.book.changed(edit):
        expect(page.locator(FAULT)).to_contain_text("ZeroDivisionError")
    expect(page.locator(FAULT)).to_have_count(0)
    expect(page.locator(".chart-drawing")).to_have_count(1)


def test_a_row_that_is_wrong_is_told_on_top_and_the_last_book_stays(preview: Preview, page: Page) -> None:
    with preview.book.changed({"data/facts.csv": (",7858,亩,exact", ",七千,亩,exact")}):
        expect(page.locator(PANEL)).to_contain_text("写的是“七千”")
        expect(page.locator("article")).to_contain_text(SENTENCE)
    expect(page.locator(PANEL)).to_have_count(0)


def test_a_changed_row_and_a_changed_chart_are_seen(preview: Preview, page: Page) -> None:
    with preview.book.changed({CHAPTER: (SENTENCE, "耕地{fact}`village.farmland`。")}):
        expect(page.locator("article")).to_contain_text("7858亩")
        with preview.book.changed({"data/facts.csv": (",7858,亩,exact", ",7857,亩,exact")}):
            expect(page.locator("article")).to_contain_text("7857亩")
    source = (preview.book.root / "book/charts/tobacco.py").read_text(encoding="utf-8")
    title = re.search(r'title="([^"]+)"', source)
    assert title
    with preview.book.changed({"book/charts/tobacco.py": (title[0], 'title="换了的图题"')}):
        expect(page.locator(".chart-title")).to_contain_text("换了的图题")


def test_the_built_pages_hold_nothing_of_the_preview(preview: Preview, page: Page) -> None:
    html = (preview.book.root / "_build/preview/html/case/first.html").read_text(encoding="utf-8")
    assert "_preview/" not in html and "_preview/" in page.content()


def test_a_second_preview_is_refused_in_words(preview: Preview) -> None:
    second = start(preview.book)
    out, _ = second.communicate()
    assert second.returncode == 1
    assert "另一个窗口正在预览" in out


def test_ctrl_c_ends_it_with_all_that_it_started(preview: Preview) -> None:
    preview.process.send_signal(signal.SIGINT)
    assert preview.process.stdout is not None
    rest = preview.process.stdout.read()  # ends when no process of its holds it open any more
    assert preview.process.wait() == 0
    assert rest.rstrip().endswith("预览停了。") and "Traceback" not in rest
