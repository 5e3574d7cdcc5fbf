"""我村对照表: typed, kept, taken along and brought back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from casebook import own
from casebook.ledger import ledger
from tests import pages
from tests.browser.playing import COMPARE, functions, play, summary
from tests.browser.test_pages import Visit

ROWS = list(ledger().comparisons)
MEMBERS, FARMLAND = "party.members", "village.farmland"
MINE = {MEMBERS: ("余", "60", "2024-06", "党员名册"), FARMLAND: ("约", "3000", "", "=问会计，\"第1页\"")}  # fmt: skip


def row(page: Page, figure_id: str) -> Locator:
    """Return a figure's row."""
    return play(page, "comparison").locator(".play-paper tbody tr").nth(ROWS.index(figure_id))


def fill(page: Page, figure_id: str, hedge: str, value: str, period: str, place: str) -> None:
    """Type one's own figure."""
    line = row(page, figure_id)
    line.locator("select").select_option(label=hedge)
    line.locator("input[inputmode]").fill(value)
    line.get_by_label("时间").fill(period)
    line.get_by_label("出处").fill(place)


def fill_all(page: Page) -> None:
    """Type two figures."""
    for figure_id, cells in MINE.items():
        fill(page, figure_id, *cells)


def exported(page: Page, folder: Path) -> Path:
    """Export, and return the file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 CSV").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def bring(page: Page, content: bytes) -> None:
    """Import a file."""
    chooser = page.get_by_label("要导入的 CSV 文件")
    chooser.set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": content})


def told(page: Page) -> Locator:
    """Return what is said of an export or an import."""
    return play(page, "comparison").locator(".play-told")


# ---------- the table ----------


def test_the_village_s_figures_stand_there_linked_with_their_hedges(desk: Page, visit: Visit) -> None:
    visit(desk, COMPARE)
    for figure_id in ROWS:
        fact = row(desk, figure_id).locator("a.fact").first
        assert fact.get_attribute("data-fact") == figure_id
        expect(fact).to_contain_text(str(ledger()[figure_id].quantity))
        expect(row(desk, figure_id).locator("td").nth(2)).to_contain_text(ledger().comparisons[figure_id].why)


def test_a_row_is_typed_by_keyboard_alone(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{COMPARE}")
    row(desk, MEMBERS).locator("select").focus()
    desk.keyboard.press("ArrowDown")
    for text in ("60", "2024-06", "党员名册"):
        desk.keyboard.press("Tab")
        desk.keyboard.type(text)
    expect(summary(desk, "comparison")).to_contain_text(f"填了1行，共{len(ROWS)}行。都写全了")


def test_a_row_is_typed_with_a_finger(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{COMPARE}")
    row(phone, MEMBERS).locator("input[inputmode]").tap()
    phone.keyboard.type("60")
    expect(summary(phone, "comparison")).to_contain_text("还要补或改的：党员")


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [("我村的党员", "约60", "只写数字"), ("时间", "去年", "写成 2024"), ("时间", "2024-13", "写成")],
)
def test_a_bad_entry_gets_a_word_at_its_field(desk: Page, server: str, label: str, text: str, said: str) -> None:
    desk.goto(f"{server}/{COMPARE}")
    field = row(desk, MEMBERS).get_by_label(label, exact=True)
    field.fill(text)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(row(desk, MEMBERS)).to_contain_text(said)


def test_a_number_without_its_source_is_not_taken_along(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{COMPARE}")
    row(desk, MEMBERS).locator("input[inputmode]").fill("60")
    desk.get_by_role("button", name="导出 CSV").click()
    expect(told(desk)).to_contain_text("先把这几行的数、时间和出处写好")
    expect(row(desk, MEMBERS).get_by_label("出处")).to_be_focused()


def test_what_was_typed_is_there_again_until_it_is_emptied(desk: Page, visit: Visit) -> None:
    visit(desk, COMPARE)
    fill_all(desk)
    desk.reload()
    expect(row(desk, MEMBERS).locator("input[inputmode]")).to_have_value("60")
    play(desk, "comparison").get_by_role("button", name="清空").click()
    desk.reload()
    expect(row(desk, MEMBERS).locator("input[inputmode]")).to_have_value("")


# ---------- taken along ----------


def test_an_export_passes_the_book_s_own_check(desk: Page, visit: Visit, tmp_path: Path) -> None:
    visit(desk, COMPARE)
    fill_all(desk)
    path = exported(desk, tmp_path)
    assert own.check(path) == len(MINE)
    assert path.read_bytes().startswith(own.BOM)
    rows = {each["id"]: each for each in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))}
    members, farmland = rows[f"own.{MEMBERS}"], rows[f"own.{FARMLAND}"]
    assert (members["value"], members["hedge"], members["hedge_word"]) == ("60", "at_least", "余")
    assert (farmland["value"], farmland["hedge"], farmland["period"]) == ("3000", "about", "")
    assert farmland["locator"] == '\'=问会计，"第1页"'


def test_an_export_can_be_brought_back(desk: Page, visit: Visit, tmp_path: Path) -> None:
    visit(desk, COMPARE)
    fill_all(desk)
    path = exported(desk, tmp_path)
    play(desk, "comparison").get_by_role("button", name="清空").click()
    bring(desk, path.read_bytes())
    expect(play(desk, "comparison")).to_contain_text("已导入2行")
    for figure_id, (hedge, value, period, place) in MINE.items():
        line = row(desk, figure_id)
        expect(line.locator("select option:checked")).to_have_text(hedge)
        expect(line.locator("input[inputmode]")).to_have_value(value)
        expect(line.get_by_label("时间")).to_have_value(period)
        expect(line.get_by_label("出处")).to_have_value(place)


def test_a_file_that_chinese_excel_saved_is_read(desk: Page, server: str, tmp_path: Path) -> None:
    desk.goto(f"{server}/{COMPARE}")
    fill_all(desk)
    text = exported(desk, tmp_path).read_text(encoding="utf-8-sig")
    bring(desk, text.encode("gb18030"))
    expect(play(desk, "comparison")).to_contain_text("已导入2行")


def test_an_import_can_be_taken_back(desk: Page, server: str, tmp_path: Path) -> None:
    desk.goto(f"{server}/{COMPARE}")
    fill_all(desk)
    content = exported(desk, tmp_path).read_bytes()
    row(desk, MEMBERS).locator("input[inputmode]").fill("99")
    bring(desk, content)
    expect(row(desk, MEMBERS).locator("input[inputmode]")).to_have_value("60")
    play(desk, "comparison").get_by_role("button", name="恢复").click()
    expect(row(desk, MEMBERS).locator("input[inputmode]")).to_have_value("99")


BREAK: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "number": (lambda text: text.replace(",60,", ",六十,"), ["第2行，“value”列", "“六十”", "应为", "改法"]),
    "empty": (lambda text: "", ["文件是空的"]),
    "column": (lambda text: text.replace("hedge_word", "word"), ["第1行，“hedge_word”列", "“word”"]),
    "column gone": (lambda text: text.replace(",note", "", 1), ["少了“note”列"]),
    "short": (lambda text: text.replace(",reported,,", ",reported,", 1), ["第2行", "少了一格"]),
    "long": (lambda text: text.replace("党员名册", "党员,名册"), ["第2行", "多了一格"]),
    "quote": (lambda text: text.replace("党员名册", '"党员名册'), ["双引号没有合上"]),
    "id": (lambda text: text.replace("own.party.members", "own.party.nobody"), ["第2行，“id”列", "对照表"]),
    "twice": (lambda text: text + text.splitlines()[1] + "\r\n", ["第4行，“id”列", "重复"]),
    "unit": (lambda text: text.replace(",名,", ",户,"), ["第2行，“unit”列", "应为：下列之一：名"]),
    "hedge": (lambda text: text.replace("at_least,余", "at_most,余"), ["第2行，“hedge”列", "方向是 at_least"]),
    "word": (lambda text: text.replace("at_least,余", "at_least,不少于"), ["第2行，“hedge_word”列", "“不少于”"]),
    "period": (lambda text: text.replace("2024-06", "Jun-24"), ["第2行，“period”列", "“Jun-24”"]),
    "place": (lambda text: text.replace("党员名册", ""), ["第2行，“locator”列", "空的"]),
}


@pytest.fixture(scope="module")
def good(browser: Browser, server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the text of an export, members first."""
    page = browser.new_page()
    page.goto(f"{server}/{COMPARE}")
    fill_all(page)
    lines = exported(page, tmp_path_factory.mktemp("own")).read_text(encoding="utf-8-sig").splitlines()
    page.close()
    return "\r\n".join([lines[0], *sorted(lines[1:]), ""])


def test_a_broken_file_is_told_of_in_words_and_changes_nothing(desk: Page, server: str, good: str) -> None:
    desk.goto(f"{server}/{COMPARE}")
    fill(desk, MEMBERS, "正好", "7", "2024", "点名")
    for name, (spoil, words) in BREAK.items():
        spoilt = spoil(good)
        assert spoilt != good, name
        bring(desk, spoilt.encode())
        for word in ["没有导入，表里的数没有动", *words]:
            expect(told(desk), name).to_contain_text(word)
        expect(row(desk, MEMBERS).locator("input[inputmode]")).to_have_value("7")


def test_bytes_that_are_no_text_are_told_of(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{COMPARE}")
    bring(desk, b"\xff\xff\xff\x00\xff")
    expect(told(desk)).to_contain_text("没有导入")


def test_the_text_to_copy_is_the_export(desk: Page, server: str, tmp_path: Path) -> None:
    desk.goto(f"{server}/{COMPARE}")
    fill_all(desk)
    copied = desk.get_by_label("导出的 CSV 文字").input_value()
    assert copied.lstrip("\ufeff").splitlines() == exported(desk, tmp_path).read_text("utf-8-sig").splitlines()


def test_printing_the_blank_table_prints_it_blank(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{COMPARE}")
    fill_all(desk)
    desk.evaluate(
        "window.print = () => { window.printed = document.querySelector('.play').hasAttribute('data-filled'); }"
    )
    desk.get_by_role("button", name="打印空白表").click()
    assert desk.evaluate("window.printed") is False
    expect(play(desk, "comparison")).to_have_attribute("data-filled", "")


# ---------- the functions ----------


@pytest.fixture(scope="module")
def tools(browser: Browser) -> Iterator[Page]:
    """Return an empty page with the functions for files."""
    with functions(browser, "play.js", "csv.js", "comparison.js") as page:
        yield page


@pytest.fixture(scope="module")
def data(book: Path) -> dict[str, Any]:
    """Return the data that the page gives to its script."""
    script = BeautifulSoup((book / COMPARE).read_text("utf-8"), "html.parser").select_one(".play script")
    assert script is not None
    return dict(json.loads(script.get_text()))


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\",\n\t=+-@'"), max_size=12
)


@settings(max_examples=150)
@given(rows=st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=4))
def test_what_is_written_is_read_the_same(tools: Page, rows: list[list[str]]) -> None:
    written = tools.evaluate("rows => casebookCsv.write(rows)", rows)
    assert list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))) == rows
    assert [each["cells"] for each in tools.evaluate("text => casebookCsv.parse(text).rows", written)] == rows


places = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from('",=+-@'), min_size=1, max_size=20
)


@settings(max_examples=15)
@given(st.data())
def test_whatever_is_typed_the_export_passes_the_check_and_comes_back(
    tools: Page, data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject
) -> None:
    own_rows = draw.draw(st.dictionaries(st.sampled_from([each["id"] for each in data["rows"]]), st.fixed_dictionaries({
        "value": st.decimals(-(10**9), 10**9, places=9).map(lambda number: format(number, "f")),
        "hedge": st.integers(0, len(data["hedges"]) - 1),
        "period": st.sampled_from(["", "2024", "2024-06", "2024-06-30", "2023/2024", "发表时"]),
        "locator": places,
    }), min_size=1))  # fmt: skip
    text = tools.evaluate(
        "([own, data]) => casebookComparison.toText({ ...casebookComparison.blank(data), ...own }, data)",
        [own_rows, data],
    )
    path = tmp_path_factory.mktemp("own") / "own.csv"
    path.write_bytes(text.encode())
    assert own.check(path) == len(own_rows)
    back = tools.evaluate("([text, data]) => casebookComparison.fromText(text, data)", [text, data])["state"]
    assert {each: {**cells, "value": float(cells["value"])} for each, cells in back.items()} == {
        each: {**cells, "value": float(cells["value"])} for each, cells in own_rows.items()
    }
    dangerous = [
        line for line in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) if line[9][:1] in "=+-@"
    ]
    assert dangerous == []


def test_the_page_says_that_nothing_leaves_the_browser(book: Path) -> None:
    assert "不上传" in pages.article(book, COMPARE).get_text()
