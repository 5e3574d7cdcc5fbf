"""Figures that are still to be filled, wherever a book shows figures: in pages, PDF, decks and downloads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from casebook.sphinx.ledger_pages import AWAITED_MEANING
from tests import awaiting_book, pages, search_index
from tests.awaiting_book import DECK, DERIVED, SHEET, TO_FILL
from tests.sphinx.small_book import SmallBook

LAND = "耕地面积（village.farmland）"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    small = awaiting_book.make(tmp_path_factory.mktemp("awaiting"))
    outcome = small.build(pdf=True)
    assert outcome.code == 0, outcome.err
    assert "还有 3 个数待填：data/facts.csv 第4行“耕地面积”、" in outcome.out
    return small


@pytest.fixture(scope="module")
def page(book: SmallBook) -> BeautifulSoup:
    return pages.page(book.html / "case/land.html")


@pytest.fixture(scope="module")
def printed(book: SmallBook) -> str:
    (path,) = (book.root / "_build/pdf").glob("jiuzhuang-casebook.pdf")
    return "".join("".join(each.extract_text() for each in pypdf.PdfReader(path).pages).split())


def boxes(place: Tag | BeautifulSoup) -> list[str]:
    return [each.get_text("", strip=True) for each in place.select(".awaited-box")]


def test_the_role_prints_it_in_every_form_and_links_to_its_row(page: BeautifulSoup) -> None:
    first = page.select("article p a.fact")[:3]
    assert [each.get_text() for each in first] == ["待填"] * 3
    assert {each["href"] for each in first} == {"../evidence/ledger/village.html#row-village-farmland"}
    assert all("awaited" in each["class"] for each in first)
    given = page.select_one('a[data-fact="village.forest"]')
    assert given is not None and "awaited" not in given["class"]


def test_the_card_says_what_is_to_be_filled_or_what_is_missing(page: BeautifulSoup) -> None:
    said = {each["data-fact"]: each.get_text(" ") for each in page.select(".fact-card")}
    assert TO_FILL["village.farmland"] in said["village.farmland"] and "单位 亩" in said["village.farmland"]
    assert "时间" not in said["village.farmland"] and "等级" not in said["village.farmland"]
    assert f"还缺 {LAND}" in said[DERIVED]


def test_a_chart_that_cannot_be_drawn_is_a_box_with_title_note_source_and_table(page: BeautifulSoup) -> None:
    chart = page.select_one("#chart-trial-land")
    assert chart is not None
    assert boxes(chart) == [f"待填下面的数填上以后，才画得出这张图：{LAND}"]
    for css, said in (
        (".chart-title", "耕地待填，山林11850亩"),
        (".chart-subtitle", "面积，单位：亩"),
        (".chart-note", "报道没有写哪一年量的。"),
        (".chart-source", "数据：耕地面积、山林面积。"),
    ):
        line = chart.select_one(css)
        assert line is not None and line.get_text().endswith(said)
    assert [each.get_text() for each in chart.select("tbody tr:first-child td")][1] == "待填"
    assert not chart.select("svg, .chart-drawing")


def test_a_chart_that_names_it_in_its_words_alone_is_drawn(page: BeautifulSoup) -> None:
    drawn = page.select_one("#chart-trial-forest .chart-drawing")
    assert drawn is not None and drawn.find("svg")
    assert drawn["aria-label"] == "一条是山林，11850亩；耕地是待填。"


def test_a_cell_that_asks_for_its_value_says_so_and_the_cells_after_it_run(page: BeautifulSoup) -> None:
    assert f"待填下面的数填上以后，这里才有内容：{LAND}" in boxes(page)
    cells = [each.get_text() for each in page.select("table td")]
    assert cells[cells.index("人均耕地（由本书推算）") + 1] == "待填"


def test_things_to_do_are_boxes_where_they_have_nothing_to_start_from(page: BeautifulSoup) -> None:
    here = [each for each in boxes(page) if "才用得了这一件" in each]
    assert [each.rpartition("：")[2] for each in here] == [
        "每日值守时长（duty.hours）",
        "烟叶示范种植面积（tobacco.area_2000）",
    ]
    assert [each["data-play"] for each in page.select("[data-play]")] == ["area", "allocation", "comparison"]
    comparison = page.select_one('[data-play="comparison"]')
    assert comparison is not None and "待填" in comparison.get_text()


def test_a_question_s_options_and_answers_say_it(page: BeautifulSoup) -> None:
    quiz = page.select_one(".quiz")
    assert quiz is not None and "11850亩，待填" in quiz.get_text() and "耕地待填。" in quiz.get_text()


def test_the_ledger_lists_it_marked_with_what_is_to_be_filled_and_where_it_is_used(book: SmallBook) -> None:
    ledger = pages.page(book.html / "evidence/ledger/village.html")
    section = ledger.select_one("#village-awaited")
    assert section is not None and [each["id"] for each in section.select(".ledger-row")] == ["row-village-farmland"]
    row = section.get_text(" ", strip=True)
    assert TO_FILL["village.farmland"] in row and "一章（ 处1" in row
    assert [each.get_text() for each in ledger.select("#village-awaited .ledger-value.awaited")] == ["待填"]
    derived = ledger.select_one("#village-derived #row-village-farmland-per-person")
    assert derived is not None and f"还缺:{LAND}" in derived.get_text("", strip=True)


def test_every_link_to_a_use_leads_to_one(book: SmallBook, page: BeautifulSoup) -> None:
    ids = {each["id"] for each in page.select("[id]")}
    for file in (book.html / "evidence/ledger").glob("*.html"):
        links = [str(each["href"]) for each in pages.page(file).select('a[href*="case/land.html#use"]')]
        assert {each.partition("#")[2] for each in links} <= ids


def test_the_topics_say_how_many_are_to_be_filled(book: SmallBook) -> None:
    topics = pages.page(book.html / "index.html").select("ul.generated li")
    assert any("个待填）" in each.get_text() for each in topics)


def test_pages_without_one_load_no_style_for_it(book: SmallBook) -> None:
    assert "awaited.css" in (book.html / "case/land.html").read_text("utf-8")
    assert "awaited.css" not in (book.html / "evidence/ledger/country.html").read_text("utf-8")


def test_search_finds_it_and_veils_no_section_for_it(book: SmallBook) -> None:
    assert any("待填" in said and not veiled for *_, veiled, said in search_index.sections(book.html))


def test_the_downloads_hold_the_row_with_an_empty_value(book: SmallBook) -> None:
    folder = book.html / "downloads"
    assert f"village.farmland,village,耕地面积,,亩,,,,,,awaited,village.area,{TO_FILL['village.farmland']}" in (
        folder / "facts.csv"
    ).read_text("utf-8")
    workbook = load_workbook(folder / "jiuzhuang-data.xlsx")
    facts = {row[0]: row for row in workbook["facts"].iter_rows(values_only=True)}
    assert (facts["village.farmland"][3], facts["village.farmland"][10]) == (None, "awaited")
    results = {row[0]: row[-2:] for row in workbook["indicators"].iter_rows(values_only=True)}
    assert results[DERIVED] == ("待填", "awaited")
    with zipfile.ZipFile(folder / "jiuzhuang-data.zip") as package:
        assert b"village.farmland,village,\xe8\x80" in package.read("facts.csv")


def test_a_document_prints_it(book: SmallBook) -> None:
    document = Document(str(book.html / f"downloads/materials/{Path(SHEET).stem}.docx"))
    assert "耕地待填，山林11850亩。" in [each.text for each in document.paragraphs]


def test_the_pdf_says_it_in_text_chart_table_and_ledger(printed: str) -> None:
    for said in (
        "耕地待填，合待填，待填；山林11850亩；人均待填。",
        f"待填下面的数填上以后，才画得出这张图：●{LAND}",
        "图1–1耕地待填，山林11850亩",
        "耕地面积待填耕地共多少亩，查土地确权登记。",
        "才用得了这一件：●烟叶示范种植面积（tobacco.area_2000）",
        f"待填的数{AWAITED_MEANING}耕地面积待填village.farmland",
    ):
        assert said in printed, said


@pytest.fixture(scope="module")
def decks(book: SmallBook) -> Path:
    """Build a deck of the book; return the folder of what was made."""
    book.write("book/slides/conf.py", awaiting_book.DECK_SETTINGS.read_text("utf-8"))
    book.write("book/slides/index.md", "# 课件\n\n```{decks}\n```\n")
    book.write("book/slides/tobacco.md", DECK)
    made = book.root / "decks"
    command = [sys.executable, "-m", "sphinx", "-b", "revealjs", "-q", str(book.root / "book/slides"), str(made)]
    environment = os.environ | {"PYTHONPATH": str(book.root)}
    run = subprocess.run(command, cwd=book.root, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    shutil.rmtree(book.root / "book/slides")  # the book itself has no lesson for it
    return made


def test_slides_say_it(decks: Path) -> None:
    slides = pages.page(decks / "tobacco.html")
    assert boxes(slides) == [f"待填下面的数填上以后，才画得出这张图：{LAND}"]
    fact = slides.select_one("a.fact.awaited")
    assert fact is not None and TO_FILL["village.farmland"] in fact["title"]


def test_editable_slides_say_it(decks: Path) -> None:
    (path,) = decks.glob("_pptx/*tobacco.pptx")
    said = [
        "".join(shape.text_frame.text for shape in each.shapes if shape.has_text_frame)
        for each in Presentation(str(path)).slides
    ]
    assert any("耕地待填" in each and LAND in each for each in said)


def test_the_check_notes_it_as_no_fault(book: SmallBook) -> None:
    outcome = book.check("--format", "github")
    assert outcome.code == 0
    assert "没有问题：0 处。\n还有 3 个数待填：data/facts.csv 第4行“耕地面积”、" in outcome.out
    assert (
        f"::notice file=data/facts.csv,line=4,title=待填：耕地面积::{TO_FILL['village.farmland']}（亩）" in outcome.out
    )


def test_once_it_is_filled_everything_that_waited_is_there(book: SmallBook) -> None:
    """The last test, since it changes the book."""
    old = f"village.farmland,village,耕地面积,,亩,,,,,,awaited,village.area,{TO_FILL['village.farmland']}"
    new = "village.farmland,village,耕地面积,7858,亩,exact,,发表时,report,开头一段,reported,village.area,没有分列。"
    with book.changed({"data/facts.csv": (old, new)}):
        outcome = book.build()
    assert outcome.code == 0, outcome.err
    assert "还有 2 个数待填：" in outcome.out
    filled = BeautifulSoup((book.html / "case/land.html").read_text("utf-8"), "html.parser")  # no page read before
    assert filled.select("#chart-trial-land svg") and not filled.select("#chart-trial-land .awaited")
    assert all("耕地" not in each for each in boxes(filled))
    assert "3929" in filled.get_text()  # the half of it
