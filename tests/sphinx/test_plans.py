"""Lessons on one page: minutes that add up, compiled from one table and the chapters' front matter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from docutils import nodes

from casebook import plans
from casebook.ledger import ledger
from casebook.sphinx.chapters import reading_minutes
from casebook.sphinx.charts import chart
from casebook.tables import ROOT, read_tables
from tests import pages
from tests.data_folder import DataFolder
from tests.sphinx.small_book import SmallBook

# The stages that the case's design lays down.
STAGES = {
    45: {"开场": 2, "读": 5, "决策": 13, "专题": 15, "复盘": 8, "评估": 2},
    90: {"开场": 5, "读": 10, "决策": 25, "角色": 25, "汇报": 15, "复盘": 8, "评估": 2},
    120: {"开场": 5, "读": 10, "决策": 25, "休息": 10, "角色": 35, "汇报": 20, "复盘": 10, "评估": 5},
}  # fmt: skip
ADDRESS = "teaching/plans.html"
SPAN = re.compile(r"(\d+):(\d\d)–(\d+):(\d\d)")


def sheet(path: Path, minutes: int) -> Tag:
    """Return a lesson of a built page."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    (found,) = soup.select(f"#plan-{minutes}")
    return found


def rows(lesson: Tag) -> list[list[str]]:
    """Return the cells of a lesson's table."""
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in lesson.select("tbody tr")]


@pytest.mark.parametrize("minutes", plans.LENGTHS)
def test_the_stages_are_those_of_the_design_and_add_up(minutes: int) -> None:
    plan = plans.plan(minutes)
    assert {stage.stage: stage.minutes for stage in plan.stages} == STAGES[minutes]
    assert [stage.stage for stage in plan.stages] == list(STAGES[minutes])
    assert sum(stage.minutes for stage in plan.stages) == minutes
    assert plan.clock[0][0] == 0 and plan.clock[-1][1] == minutes


@pytest.mark.parametrize("minutes", plans.LENGTHS)
def test_the_page_shows_every_stage_with_its_clock(book: Path, minutes: int) -> None:
    table = rows(sheet(book / ADDRESS, minutes))
    assert [row[2].split()[0] for row in table] == list(STAGES[minutes])
    spans = [SPAN.fullmatch(row[0]) for row in table]
    times = [(int(m[1]) * 60 + int(m[2]), int(m[3]) * 60 + int(m[4])) for m in spans if m]
    assert [end - start for start, end in times] == list(STAGES[minutes].values())
    assert [start for start, _ in times] == [0, *[end for _, end in times[:-1]]]
    assert [row[1] for row in table] == [""] * len(table)


@pytest.mark.parametrize("minutes", plans.LENGTHS)
def test_the_questions_and_key_points_are_those_of_the_chapters(book: Path, minutes: int) -> None:
    lesson = sheet(book / ADDRESS, minutes)
    expected = []
    for page in plans.plan(minutes).pages:
        matter = yaml.safe_load((ROOT / "book" / f"{page}.md").read_text(encoding="utf-8").split("---\n")[1])
        expected += [ledger().fill(text) for key in ("questions", "keypoints") for text in matter[key]]
    assert [item.get_text(strip=True) for item in lesson.select(".plan-chapter li")] == expected


def test_every_page_and_every_material_of_a_plan_is_named_and_linked(book: Path) -> None:
    for minutes in plans.LENGTHS:
        lesson, plan = sheet(book / ADDRESS, minutes), plans.plan(minutes)
        goals = {pages.target(ADDRESS, str(link["href"])) for link in lesson.select("a")}
        assert goals == {(f"{page}.html", "") for page in plan.pages}
        assert all(each in lesson.get_text() for each in plan.materials)


def test_a_chapter_says_how_long_it_takes_by_the_standard_plan(book: Path) -> None:
    standard = plans.plan(plans.STANDARD)
    for address in [each for each in pages.in_reading_order() if each.startswith("case/")]:
        page = address.removesuffix(".html")
        (line,) = pages.article(book, address).select(".chapter-opening .chapter-time")
        minutes = sum(stage.minutes for stage in standard.stages if page in stage.pages)
        found = re.fullmatch(r"阅读约(\d+)分钟(?: · 课堂(\d+)分钟)?", line.get_text())
        assert found is not None and int(found[1]) >= 1
        assert int(found[2] or 0) == minutes, address


def test_reading_minutes_count_han_characters_and_words_but_no_chart_and_no_front_matter() -> None:
    def document(*children: nodes.Node) -> nodes.document:
        made = nodes.document(None, None)  # type: ignore[arg-type]
        made += list(children)
        return made

    assert reading_minutes(document()) == 1
    assert reading_minutes(document(nodes.paragraph("", "字" * 2000))) == 5
    assert reading_minutes(document(nodes.paragraph("", "word " * 2000))) == 5
    hidden = [chart("", nodes.paragraph("", "字" * 2000)), nodes.docinfo("", nodes.paragraph("", "字" * 2000))]
    cell = nodes.container("", nodes.paragraph("", "字" * 2000), nb_element="cell_code")
    assert reading_minutes(document(*hidden, cell)) == 1


# ---------- a changed row ----------


def test_a_changed_row_changes_the_plan_and_the_chapter(teaching: SmallBook) -> None:
    page = teaching.html / "case/one.html"
    before = sheet(teaching.html / ADDRESS, 90)
    assert rows(before)[1][0] == "0:20–1:30" and "课堂90分钟" in page.read_text(encoding="utf-8")
    edits = {
        "data/plans.csv": (
            "90,1,开场,20,case/one,,先看。,\n90,2,角色,70,case/one",
            "90,1,开场,30,case/one,,先看。,\n90,2,角色,60,case/two",
        )
    }
    with teaching.changed(edits):
        assert teaching.build().code == 0
        after = sheet(teaching.html / ADDRESS, 90)
        assert rows(after)[1][0] == "0:30–1:30"
        assert "课堂30分钟" in page.read_text(encoding="utf-8")
    assert teaching.build().code == 0


def test_a_changed_question_and_a_changed_figure_change_the_plan(teaching: SmallBook) -> None:
    assert "耕地有多少，7858亩从哪里来？" in sheet(teaching.html / ADDRESS, 45).get_text()
    edits = {"book/case/one.md": ("耕地有多少，", "耕地几何，"), "data/facts.csv": ("耕地面积,7858,", "耕地面积,7859,")}
    with teaching.changed(edits):
        outcome = teaching.build()
        assert outcome.code == 0, outcome.err
        lesson = sheet(teaching.html / ADDRESS, 45).get_text()
    assert "耕地几何，7859亩从哪里来？" in lesson and "先看7859亩。" in lesson
    assert teaching.build().code == 0


# ---------- faults in the table ----------


def change(tables: DataFolder, line: int, column: str, text: str) -> None:
    """Replace a cell of the plans, by the line an editor shows."""
    table = tables.rows("plans")
    table[line - 2][column] = text
    tables.write("plans", table)


@pytest.mark.parametrize(
    ("line", "column", "text", "said"),
    [
        (2, "minutes", "3", "加起来是46分钟"),
        (2, "minutes", "2.5", "整数"),
        (2, "minutes", "0", "“0”"),
        (2, "minutes", "-2", "“-2”"),
        (3, "order", "3", "第2个环节"),
        (2, "deck", "opening", "“opening”"),
        (2, "plan", "60", "“60”"),
        (2, "stage", "", "空的"),
        (2, "task", "先看{village.nobody}。", "village.nobody"),
        (2, "task", "村里有效组织。", "有效"),
        (2, "pages", "case/village.md", "case/village.md"),
    ],
)
def test_a_fault_in_the_table_is_refused_with_its_line(
    tables: DataFolder, line: int, column: str, text: str, said: str
) -> None:
    change(tables, line, column, text)
    findings = tables.findings()
    assert any(said in str(each) and each.file == "data/plans.csv" and each.row for each in findings), findings


def test_a_page_that_is_not_in_the_book_is_refused(tables: DataFolder) -> None:
    assert list(plans.missing_pages(read_tables()["plans"], ROOT / "book")) == []
    change(tables, 2, "pages", "case/nowhere")
    (found,) = plans.missing_pages(read_tables(tables.path)["plans"], ROOT / "book")
    assert found.row == 2 and "case/nowhere" in str(found)


def test_an_unknown_length_is_refused(teaching: SmallBook) -> None:
    with teaching.changed({"book/teaching/plans.md": ("{plan} 90", "{plan} 60")}):
        outcome = teaching.build()
    assert outcome.code == 1 and "没有“60”分钟的课" in outcome.err
