"""Search in a browser: what is found, how it is shown, and how a reader gets there and back."""

# ruff: noqa: F401, F811  # fixtures are imported

from __future__ import annotations

import csv
import functools
import os
import random
import re
import shutil
import threading
import unicodedata
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from casebook.sphinx.search import FOLDER, ON_DEMAND, put
from casebook.sphinx.search_parts import TRADITIONAL, fold, simplified
from tests import pages, search_index
from tests.browser.test_pages import (
    DESK,
    PHONE,
    Complaints,
    Visit,
    desk,
    opened,
    phone,
    visit,
)
from tests.conftest import QuietHandler
from tests.spoilers import spoilers_in

MEMBERS = "case/members.html"
BEFORE_THE_VOTE = "case/tobacco-a.html"
AFTER_THE_VOTE = "case/tobacco-b.html"
DIALOG = "#pst-search-dialog"
RESULT = "a.search-result"
SETTLED = ".search-list[aria-busy=false]"
MARKED = "[...(CSS.highlights.get('search-hit') || [])].map(String)"
FIRST_AT_LEAST = 0.9


def queries() -> list[dict[str, str]]:
    """Return the table of queries: what is asked, and the page that is wanted, if any."""
    with Path(__file__).with_name("queries.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def dialog(page: Page) -> Locator:
    """Return the dialog, opened and ready."""
    if not page.locator(f"{DIALOG}[open]").count():
        page.keyboard.press("Control+k")
    expect(page.locator(f"{DIALOG} input[role=combobox]")).to_be_focused()
    return page.locator(DIALOG)


def ask(page: Page, query: str) -> list[str]:
    """Type a query into the dialog; return the addresses of the results, in order."""
    dialog(page).locator("input").fill(query)
    expect(page.locator(f"{DIALOG} {SETTLED}")).to_have_count(1)
    links = page.locator(f"{DIALOG} {RESULT}")
    return [address_of(page, str(href)) for href in links.evaluate_all("links => links.map(each => each.href)")]


def address_of(page: Page, url: str) -> str:
    """Return an address of the book, as the index has it."""
    root = str(page.evaluate("new URL(document.documentElement.dataset.content_root || './', location.href).pathname"))
    return unquote(urlsplit(url).path.removeprefix(root))


# ---------- what is found ----------


def test_the_table_asks_enough() -> None:
    rows = queries()
    assert len({row["query"] for row in rows}) == len(rows) >= 70
    assert sum(not row["page"] for row in rows) >= 12


def test_every_query_finds_its_page_or_nothing_and_mostly_first(desk: Page, visit: Visit) -> None:
    visit(desk, "index.html")
    wrong, later, wanted = {}, {}, 0
    for row in queries():
        found = ask(desk, row["query"])
        wanted += bool(row["page"])
        if bool(found) != bool(row["page"]) or (row["page"] and row["page"] not in found):
            wrong[row["query"]] = found
        elif found and found[0] != row["page"]:
            later[row["query"]] = found[0]
    assert wrong == {}
    assert len(later) <= (1 - FIRST_AT_LEAST) * wanted, later


# The lines of an article as they are seen, folded tables open; each word of a drawing apart. What scripts
# put in the place of a paper form, and lists of files that are filled in when they stand, are no text of the book.
LINES = """() => {
  const article = document.querySelector('article');
  article.querySelectorAll('details').forEach(each => { each.open = true; });
  article.querySelectorAll('.headerlink, .footnote-reference, .fact-cards, script').forEach(each => each.remove());
  article.querySelectorAll('.play, .shelf, .quiz-act, .quiz-said, .quiz-letter').forEach(each => each.remove());
  const drawn = [...article.querySelectorAll('svg text')].map(each => each.textContent);
  article.querySelectorAll('svg').forEach(each => each.remove());
  return [...article.innerText.split(/[\\n\\t]+/), ...drawn];
}"""
MISSED = """async ([runs, page]) => {
  const missed = [];
  for (const run of runs) {
    const { found } = await casebookSearch.look(run);
    if (!found.some(each => each.address === page)) missed.push(run);
  }
  return missed;
}"""
RUNS_A_PAGE = 150
LONGEST_RUN = 24
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def runs(lines: list[str], seed: str) -> list[str]:
    """Return runs of characters that stand in these lines; whole numbers are not cut."""
    dice = random.Random(seed)
    full = [line.strip() for line in lines if line.strip()]
    chosen = []
    for line in dice.choices(full, weights=[len(line) for line in full], k=RUNS_A_PAGE):
        start = dice.randrange(len(line))
        end = min(len(line), start + dice.randint(1, LONGEST_RUN))
        for number in NUMBER.finditer(line):
            if number.start() < start < number.end():
                start = number.start()
            if number.start() < end < number.end():
                end = number.end()
        chosen.append(line[start:end].strip() or line)
    return chosen


def test_any_run_of_characters_of_a_page_is_found_on_it(book: Path, desk: Page, server: str) -> None:
    missed = {}
    for address in pages.in_reading_order():
        desk.goto(f"{server}/{address}", wait_until="load")
        dialog(desk)
        sample = runs(desk.evaluate(LINES), address)
        assert len(sample) == RUNS_A_PAGE
        missed[address] = desk.evaluate(MISSED, [sample, address])
    assert {address: found for address, found in missed.items() if found} == {}


def test_forms_of_writing_fold_as_unicode_and_opencc_have_it(desk: Page, server: str) -> None:
    desk.goto(f"{server}/index.html")
    dialog(desk)
    table = (resources.files("opencc") / TRADITIONAL).read_text(encoding="utf-8")
    pairs = dict(line.split("\t") for line in table.splitlines() if "\t" in line)
    known = set(desk.evaluate("casebookIndex.traditional"))
    assert len(known) > 300 and known <= set(pairs)
    forms = [chr(code) for code in range(0xFF10, 0xFF5B)] + [chr(code) for code in range(0x41, 0x7B)]
    letters = [each for each in forms if each.isalnum()] + ["㎡", "％", "①", "Ⅲ", "ﬁ"]
    expected = {each: unicodedata.normalize("NFKC", each).lower() for each in letters}
    expected |= {each: pairs[each].split()[0] for each in known}
    folded = desk.evaluate("chars => chars.map(each => casebookSearch.fold(each).text)", list(expected))
    assert dict(zip(expected, folded, strict=True)) == expected


# ---------- how it is shown ----------


def test_the_index_is_fetched_when_search_is_first_used(desk: Page, visit: Visit) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(urlsplit(request.url).path))
    visit(desk, MEMBERS)
    assert [each for each in asked if f"/{FOLDER}/" in each or "searchindex" in each] == []
    dialog(desk)
    names = sorted(re.sub(r"\.[0-9a-f]{12}", "", each.rpartition("/")[2]) for each in asked if f"/{FOLDER}/" in each)
    assert names == ["find.js", "index.js", "list.js", "marks.js", "part.js", "parts.js", "search.css"]


def test_a_result_has_heading_chapter_and_a_line_with_the_hit_marked(desk: Page, visit: Visit) -> None:
    visit(desk, "index.html")
    ask(desk, "先锋牌")
    first = desk.locator(f"{DIALOG} {RESULT}").first
    expect(first.locator(".search-heading")).to_have_text("挂牌亮户")
    expect(first.locator(".search-chapter")).to_have_text("党员")
    expect(first.locator(".search-context mark")).to_have_text("先锋牌")
    expect(desk.locator(f"{DIALOG} [role=status]")).to_contain_text("节里找到")


def test_nothing_found_is_said_with_what_to_try(desk: Page, server: str) -> None:
    desk.goto(f"{server}/index.html")
    assert ask(desk, "挂牌亮沪") == []
    expect(desk.locator(f"{DIALOG} [role=status]")).to_have_text("没有找到“挂牌亮沪”。")
    desk.locator(f"{DIALOG} button", has_text="挂牌亮户").click()
    expect(desk.locator(f"{DIALOG} {RESULT}").first).to_contain_text("挂牌亮户")
    assert ask(desk, "烤房 广场舞") == []
    expect(desk.locator(f"{DIALOG} .search-try")).to_have_text(["烤房", "广场舞"])


def test_the_middle_of_a_composition_is_not_searched(desk: Page, server: str) -> None:
    desk.goto(f"{server}/index.html")
    field = dialog(desk).locator("input")
    field.evaluate("""field => {
      field.dispatchEvent(new CompositionEvent('compositionstart'));
      field.value = 'dang yuan';
      field.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }));
    }""")
    expect(desk.locator(f"{DIALOG} [role=status]")).to_be_empty()
    field.evaluate("field => { field.value = '党员'; field.dispatchEvent(new CompositionEvent('compositionend')); }")
    expect(desk.locator(f"{DIALOG} {RESULT}").first).to_contain_text("党员")


@pytest.mark.parametrize("query", ["烟", "烟田", "亩", "万元", "大户", "余", "年", "1300亩", "至多", "收入", "2021年"])
def test_no_result_tells_the_outcome_before_the_vote(desk: Page, server: str, query: str) -> None:
    for address in ("index.html", BEFORE_THE_VOTE, "evidence/ledger/party.html", "search.html"):
        desk.goto(f"{server}/{address}")
        place = desk.locator(".search-page") if address == "search.html" else dialog(desk)
        place.locator("input").fill(query)
        expect(place.locator(SETTLED)).to_have_count(1)
        expect(place.locator(RESULT).first).to_be_visible()
        listed = place.locator(".search-list, .search-help").all_inner_texts()
        assert spoilers_in("\n".join(listed)) == [], address


def test_results_are_told_in_full_after_the_vote(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{BEFORE_THE_VOTE}")
    ask(desk, "高稳产")
    expect(desk.locator(f"{DIALOG} .search-veil").first).to_be_visible()
    desk.goto(f"{server}/{AFTER_THE_VOTE}")
    ask(desk, "高稳产")
    expect(desk.locator(f"{DIALOG} .search-veil")).to_have_count(0)
    expect(desk.locator(f"{DIALOG} .search-context mark").first).to_have_text("高稳产")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "党员", "拖拉机 党员"])
def test_axe_finds_nothing_in_the_dialog(browser: Browser, server: str, scheme: str, query: str) -> None:
    with opened(browser, viewport=DESK, color_scheme=scheme) as page:
        page.goto(f"{server}/{MEMBERS}")
        ask(page, query)
        found = Axe().run(page, context=DIALOG).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


# ---------- keys ----------


def test_slash_opens_the_dialog_but_is_a_character_in_a_field(desk: Page, visit: Visit) -> None:
    visit(desk, MEMBERS)
    desk.keyboard.press("/")
    field = dialog(desk).locator("input")
    expect(field).to_have_value("")
    desk.keyboard.type("亩/年")
    expect(field).to_have_value("亩/年")


def test_arrows_choose_and_enter_opens_the_section_with_its_hits_marked(desk: Page, visit: Visit) -> None:
    visit(desk, "index.html")
    found = ask(desk, "甄选")
    rows = desk.locator(f"{DIALOG} {RESULT}")
    field = dialog(desk).locator("input")
    expect(field).to_have_attribute("aria-expanded", "true")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(rows.nth(1).get_attribute("id")))
    goal = urlsplit(str(rows.nth(1).evaluate("each => each.href")))
    desk.keyboard.press("Enter")
    desk.wait_for_url(lambda url: urlsplit(url).path == goal.path)
    assert urlsplit(desk.url).fragment == goal.fragment
    assert address_of(desk, desk.url) == found[1]
    desk.wait_for_selector(".search-marks")
    assert set(desk.evaluate(MARKED)) == {"甄选"}


def test_enter_opens_the_first_result(desk: Page, server: str) -> None:
    desk.goto(f"{server}/index.html")
    ask(desk, "挂牌亮户")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/case/members.html?**#members-plaques")
    expect(desk.locator("#members-plaques")).to_be_in_viewport()


def test_escape_closes_the_dialog_and_gives_the_focus_back(desk: Page, visit: Visit) -> None:
    visit(desk, MEMBERS)
    fact = desk.locator("article a.fact").first
    fact.focus()
    ask(desk, "党员")
    desk.keyboard.press("Escape")
    expect(desk.locator(f"{DIALOG}[open]")).to_have_count(0)
    assert fact.evaluate("each => each === document.activeElement")


def test_tab_stays_in_the_dialog(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{MEMBERS}")
    ask(desk, "党员")
    for key in ("Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"):
        desk.keyboard.press(key)
        # Between its last control and its first, the focus passes by the browser's own.
        assert not desk.evaluate("document.activeElement.matches('main *, nav *, header *')")


# ---------- marks ----------


def looked_for(url: str) -> str:
    """Return the query that an address carries."""
    return "".join(parse_qs(urlsplit(url).query).get("find", []))


def test_escape_takes_the_marks_off_and_the_query_out_of_the_address(desk: Page, visit: Visit) -> None:
    complaints = Complaints(desk, "")
    visit(desk, f"{MEMBERS}?find=134名#members-plaques")
    bar = desk.locator(".search-marks")
    expect(bar).to_contain_text("134名")
    assert set(desk.evaluate(MARKED)) == {"134名"}
    desk.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    assert desk.evaluate(MARKED) == []
    assert looked_for(desk.url) == "" and urlsplit(desk.url).fragment == "members-plaques"
    assert [each for each in complaints.found if not each.startswith("foreign")] == []


def test_a_hit_on_the_same_page_is_gone_to_and_marked(desk: Page, visit: Visit) -> None:
    visit(desk, MEMBERS)
    ask(desk, "党员先锋牌")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"{DIALOG}[open]")).to_have_count(0)
    expect(desk.locator("#members-plaques h2")).to_be_in_viewport()
    assert desk.evaluate(MARKED) == ["党员先锋牌"]
    assert looked_for(desk.url) == "党员先锋牌"
    ask(desk, "积分")
    desk.keyboard.press("Enter")
    expect(desk.locator(".search-marks")).to_have_count(1)
    assert set(desk.evaluate(MARKED)) == {"积分"}


def test_the_hit_is_brought_into_view_in_a_long_section(desk: Page, visit: Visit) -> None:
    visit(desk, "case/tobacco-a.html?find=固定资产账#tobacco-a-decision")
    expect(desk.locator("td", has_text="固定资产账")).to_be_in_viewport()


def test_a_hit_in_a_folded_table_opens_it(desk: Page, visit: Visit) -> None:
    visit(desk, f"{MEMBERS}?find=党员（N）#members-chain")
    folded = desk.locator("details", has=desk.locator("td", has_text="党员（N）"))
    expect(folded).to_have_attribute("open", "")
    assert desk.locator("details[open]").count() == 1
    expect(desk.locator("td", has_text="党员（N）")).to_be_in_viewport()


def test_hits_that_cross_markup_are_marked_without_the_highlight_api_too(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{BEFORE_THE_VOTE}")
        before = page.locator("article").inner_html()
        page.add_init_script("delete window.Highlight;")
        page.goto(f"{server}/{BEFORE_THE_VOTE}?find=扩大：再找地 烟叶#tobacco-a-decision")
        expect(page.locator(".search-marks")).to_be_visible()
        marks = page.locator("article mark.search-hit").all_text_contents()
        assert "扩大" in marks and "：再找地" in marks and marks.count("烟叶") > 5
        page.keyboard.press("Escape")
        expect(page.locator("mark")).to_have_count(0)
        assert page.locator("article").inner_html() == before


# ---------- phones, the page of search, no scripts ----------


def test_a_finger_opens_search_chooses_and_takes_the_marks_off(phone: Page, visit: Visit) -> None:
    visit(phone, "index.html")
    phone.locator(".article-header-buttons .search-button__button").tap()
    place = phone.locator(DIALOG)
    expect(place.locator("input[role=combobox]")).to_be_focused()
    place.locator("input").fill("坐班值守")
    box = place.bounding_box()
    assert box is not None and box["x"] == 0 and box["width"] == PHONE["width"]
    row = place.locator(RESULT).first
    expect(place.locator(SETTLED)).to_have_count(1)
    size = row.bounding_box()
    assert size is not None and size["height"] >= 44
    row.tap()
    phone.wait_for_url("**/case/services.html?**#services-duty")
    expect(phone.locator(".search-marks")).to_be_visible()
    phone.locator(".search-marks button").tap()
    expect(phone.locator(".search-marks")).to_have_count(0)


def test_the_dialog_fits_a_page_zoomed_to_200_percent(browser: Browser, server: str) -> None:
    size = {"width": DESK["width"] // 2, "height": DESK["height"] // 2}
    with opened(browser, viewport=size) as page:
        page.goto(f"{server}/{MEMBERS}")
        ask(page, "党员")
        box = page.locator(DIALOG).bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] + box["height"] <= size["height"]
        page.keyboard.press("ArrowUp")
        expect(page.locator(f"{DIALOG} {RESULT}").last).to_be_in_viewport()


def test_the_page_of_search_answers_a_form(desk: Page, visit: Visit) -> None:
    visit(desk, "search.html?q=先锋牌")
    field = desk.locator(".search-page input")
    expect(field).to_have_value("先锋牌")
    expect(desk.locator(f".search-page {RESULT}").first).to_contain_text("挂牌亮户")
    field.fill("拖拉机")
    expect(desk.locator(".search-page [role=status]")).to_contain_text("没有找到")


def test_the_missing_page_s_form_leads_to_the_page_of_search(desk: Page, server: str) -> None:
    desk.goto(f"{server}/404.html")
    desk.locator("input[name=q]").fill("先锋牌")
    desk.keyboard.press("Enter")
    expect(desk.locator(f".search-page {RESULT}").first).to_contain_text("挂牌亮户")


def test_without_scripts_search_says_so_and_lists_the_chapters(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{server}/{MEMBERS}")
        for button in page.locator(".search-button__button").all():
            expect(button).to_be_hidden()
        page.goto(f"{server}/search.html?q=党员")
        assert "脚本关着" in page.locator("article").inner_text()
        expect(page.locator("article input")).to_be_hidden()
        page.locator("article nav a", has_text="帮扶与安置").first.click()
        expect(page.locator("article h1")).to_contain_text("帮扶与安置")


# ---------- the index in parts ----------

PART = 8 * 1024  # bytes of text, so that this book has many parts
ANSWERS = """async queries => {
  const answers = [];
  for (const query of queries) {
    const { found, failed } = await casebookSearch.look(query);
    const near = found.length || failed ? '' : await casebookSearch.near(casebookSearch.words(query)[0], true);
    answers.push([failed, near, found.map(each => [each.address, each.anchor, each.heading])]);
  }
  return answers;
}"""


def with_parts(book: Path, html: Path, limit: int) -> Path:
    """Make a copy of the book whose index is in parts of another size."""
    shutil.copytree(book, html, copy_function=os.link, ignore=shutil.ignore_patterns(FOLDER))
    scripts = {path.name: path.read_text(encoding="utf-8") for path in ON_DEMAND.iterdir()}
    put(html / FOLDER, scripts | search_index.index(book).files(limit))
    return html


@pytest.fixture(scope="module")
def divided(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Return a copy of the book whose index is in many small parts, and where it is served."""
    html = with_parts(book, tmp_path_factory.mktemp("divided") / "html", PART)
    handler = functools.partial(QuietHandler, directory=str(html))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield html, f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


def parts_asked(page: Page) -> list[str]:
    """Return a list that fills with the names of the parts and slices which a page asks for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.rpartition("/")[2]))
    return asked


def names(html: Path, kind: str) -> list[str]:
    """Return the names of a book's parts, or of its slices."""
    manifest, _ = search_index.from_files(search_index.shipped(html))
    return [str(name) for name in manifest[kind]]


def test_many_parts_give_the_answers_of_one_from_the_disk_too(
    browser: Browser, book: Path, divided: tuple[Path, str], tmp_path: Path
) -> None:
    asked = [row["query"] for row in queries()]
    asked += ["的", "1", "2021年", "黨員", "1,300亩", "，", "ａ", "党员 党员", "烤房 广场舞"]
    asked += ["挂牌亮沪", "挂排亮户", "先峰牌", "三先锋"]
    whole = with_parts(book, tmp_path / "html", 1 << 24)
    answers = []
    for root in (whole.as_uri(), divided[0].as_uri(), divided[1]):
        with opened(browser, viewport=DESK) as page:
            complaints = Complaints(page, urlsplit(root).netloc)
            page.goto(f"{root}/index.html")
            dialog(page)
            answers.append(page.evaluate(ANSWERS, asked))
            assert complaints.found == []
    assert len(names(whole, "parts")) == 1 and len(names(divided[0], "parts")) > 20
    assert answers[1] == answers[0] and answers[2] == answers[0]
    assert sum(bool(near) for _, near, _ in answers[0]) >= 4


def test_each_query_loads_the_parts_that_hold_it_and_few_others(browser: Browser, divided: tuple[Path, str]) -> None:
    html, root = divided
    scripts = search_index.shipped(html)
    every = set(names(html, "parts"))
    for query in ("先锋牌", "广场舞", "甄选", "高稳产"):
        holding = {name for name in every if query in scripts[name]}
        with opened(browser, viewport=DESK) as page:
            asked = parts_asked(page)
            page.goto(f"{root}/index.html")
            found = ask(page, query)
            loaded = [name for name in asked if name.startswith("part.")]
            assert found and holding <= set(loaded) and len(set(loaded)) == len(loaded)
            assert len(loaded) - len(holding) <= len(every - holding) / 3, query
            assert len([name for name in asked if name.startswith("filter.")]) <= 3
            before = len(asked)
            ask(page, "")
            assert ask(page, query) == found
            assert len(asked) == before


def test_a_book_of_one_part_brings_it_before_it_is_asked(browser: Browser, book: Path, tmp_path: Path) -> None:
    whole = with_parts(book, tmp_path / "html", 1 << 24)
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{whole.as_uri()}/index.html")
        with page.expect_request("**/part.*.js"):
            dialog(page)
        assert ask(page, "先锋牌") == [MEMBERS]


def test_a_page_opened_from_the_results_marks_without_any_part(desk: Page, divided: tuple[Path, str]) -> None:
    asked = parts_asked(desk)
    desk.goto(f"{divided[1]}/{MEMBERS}?find=134名#members-plaques")
    expect(desk.locator(".search-marks")).to_contain_text("134名")
    assert [name for name in asked if name.startswith(("part.", "filter."))] == []


def test_who_types_on_asks_for_no_part_on_the_way(desk: Page, divided: tuple[Path, str]) -> None:
    asked = parts_asked(desk)
    desk.goto(f"{divided[1]}/index.html")
    field = dialog(desk).locator("input")
    field.evaluate("""field => ['的', '的1', ''].forEach(value => {
      field.value = value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    })""")
    expect(desk.locator(f"{DIALOG} {SETTLED}")).to_have_count(1)
    desk.wait_for_timeout(300)
    assert [name for name in asked if name.startswith("part.")] == []


def test_enter_pressed_before_the_results_have_come_opens_the_first(desk: Page, divided: tuple[Path, str]) -> None:
    desk.goto(f"{divided[1]}/index.html")
    dialog(desk).locator("input").evaluate("""field => {
      field.value = '挂牌亮户';
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      field.form.requestSubmit();
    }""")
    desk.wait_for_url("**/case/members.html?**#members-plaques")


class Gate:
    """Holds back what a page asks for, until it is let through."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.held: list[Route] = []
        self.open = False
        page.route(pattern, self._meet)

    def _meet(self, route: Route) -> None:
        if self.open:
            route.continue_()
        else:
            self.held.append(route)

    def let(self, number: int) -> None:
        """Let through what was asked for first."""
        for route in self.held[:number]:
            route.continue_()
        del self.held[:number]

    def let_all(self) -> None:
        """Let everything through from now on."""
        self.open = True
        self.let(len(self.held))


@pytest.mark.parametrize("at_work", [False, True])
def test_what_has_come_is_listed_and_does_not_move_under_the_hand(
    desk: Page, divided: tuple[Path, str], at_work: bool
) -> None:
    desk.goto(f"{divided[1]}/index.html")
    rows = desk.locator(f"{DIALOG} {RESULT}")
    wanted = ask(desk, "党员")
    desk.goto(f"{divided[1]}/case/village.html")
    gate = Gate(desk, "**/part.*.js")
    dialog(desk).locator("input").fill("党员")
    expect(desk.locator(f"{DIALOG} [role=status]")).to_contain_text("还在查")
    expect(desk.locator(f"{DIALOG} .search-list")).to_have_attribute("aria-busy", "true")
    desk.wait_for_timeout(500)
    gate.let(6)  # a few come, and then nothing for a while
    expect(rows.first).to_be_visible()
    early = rows.first.get_attribute("href")
    count = rows.count()
    if at_work:
        desk.keyboard.press("ArrowDown")
    gate.let_all()
    expect(desk.locator(f"{DIALOG} {SETTLED}")).to_have_count(1)
    again = desk.locator(f"{DIALOG} .search-help button", has_text="按次序重排")
    if at_work:
        assert rows.count() > count and rows.first.get_attribute("href") == early
        expect(rows.first).to_have_attribute("aria-selected", "true")
        expect(again).to_be_in_viewport()
        again.click()
        expect(again).to_have_count(0)
    links = rows.evaluate_all("links => links.map(each => each.href)")
    assert [address_of(desk, str(href)) for href in links] == wanted


@pytest.mark.parametrize("kind", ["part", "filter"])
def test_a_part_that_cannot_be_loaded_is_told_and_tried_again(desk: Page, divided: tuple[Path, str], kind: str) -> None:
    desk.route(f"**/{kind}.*.js", lambda route: route.abort())
    desk.goto(f"{divided[1]}/index.html")
    assert ask(desk, "挂牌亮户") == []
    status = desk.locator(f"{DIALOG} [role=status]")
    expect(status).to_contain_text("没有打开")
    expect(status).not_to_contain_text("没有找到")
    desk.unroute_all()
    desk.locator(f"{DIALOG} button", has_text="再试一次").click()
    expect(desk.locator(f"{DIALOG} {RESULT}").first).to_contain_text("挂牌亮户")
    expect(status).to_contain_text("节里找到")


def test_a_part_that_says_nothing_is_a_part_that_cannot_be_loaded(desk: Page, divided: tuple[Path, str]) -> None:
    desk.route("**/part.*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    desk.goto(f"{divided[1]}/index.html")
    ask(desk, "挂牌亮户")
    expect(desk.locator(f"{DIALOG} [role=status]")).to_contain_text("没有打开")


def test_the_filters_fold_and_hash_as_the_browser_does(desk: Page, divided: tuple[Path, str]) -> None:
    desk.goto(f"{divided[1]}/index.html")
    dialog(desk)
    sections = search_index.sections(divided[0])
    texts = [text for *_, text in sections]
    table = set(desk.evaluate("casebookIndex.traditional"))
    known = [chr(code) for code in range(0x21, 0x10000) if unicodedata.category(chr(code)) not in ("Cs", "Cn", "Co")]
    foreign = simplified().keys() - table  # what this book does not need is left as it is there
    plain = [each for each in known if not each.isspace() and not foreign & set(unicodedata.normalize("NFKC", each))]
    squeezed = "text => casebookSearch.fold(text).text.replace(/[ ,]/g, '').replace(/\\t/g, '\\n')"
    asked = [*texts, *plain]
    told = desk.evaluate(f"texts => texts.map({squeezed})", asked)
    assert {text: theirs for text, theirs in zip(asked, told, strict=True) if fold(text) != theirs} == {}


def test_search_that_cannot_be_fetched_says_so(desk: Page, server: str) -> None:
    desk.route(f"**/{FOLDER}/index.js", lambda route: route.abort())
    desk.goto(f"{server}/{MEMBERS}")
    desk.keyboard.press("Control+k")
    expect(desk.locator(f"{DIALOG} input")).to_have_attribute("placeholder", re.compile("没有打开"))
    expect(desk.locator(DIALOG)).to_have_css("opacity", "1")
