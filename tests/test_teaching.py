"""The teaching half keeps its promises: questions, quizzes, exercises and cards; no spoiler is handed out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casebook.tables import ROOT
from tests.spoilers import spoilers_in

TEACHING = ROOT / "book" / "teaching"
CHAPTERS = ("village", "members", "tobacco-a", "tobacco-b", "support", "services", "results")
ROLES = (
    "书记", "片区长", "小组长", "无职党员", "烟叶大户", "种粮户", "脱贫户", "外出务工户", "村务监督委员会主任",
)  # fmt: skip
ANSWER = re.compile(r"^\*\*第[一二三四五]题\*\*。.*$", re.MULTILINE)


def text(name: str) -> str:
    return (TEACHING / name).read_text(encoding="utf-8")


def section(page: str, label: str) -> str:
    """Return what stands between a label and the next one."""
    return re.split(r"^\([a-z-]+\)=$", page.partition(f"({label})=")[2], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_has_two_to_five_questions_each_with_its_analysis(chapter: str) -> None:
    found = section(text("questions.md"), f"questions-{chapter}")
    questions = re.findall(r"^\d\. ", found, re.MULTILINE)
    assert 2 <= len(questions) <= 5
    assert len(ANSWER.findall(found.partition("{trainer}")[2])) == len(questions)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_analysis_names_a_figure(chapter: str) -> None:
    answers = ANSWER.findall(section(text("questions.md"), f"questions-{chapter}"))
    assert [answer for answer in answers if "{fact}`" not in answer] == []


@pytest.mark.parametrize("chapter", [*CHAPTERS, "limits", "country"])
def test_each_chapter_has_two_quizzes(chapter: str) -> None:
    found = section(text("selftest.md"), f"selftest-{chapter}")
    assert re.findall(r"\{quiz\} (\S+)", found) == [f"{chapter}-1", f"{chapter}-2"]


def test_six_exercises_each_have_a_solution() -> None:
    page = text("selftest.md")
    exercises = re.findall(r"^:label: (exercise-\S+)", page, re.MULTILINE)
    assert len(exercises) == 6
    assert re.findall(r"\{solution\} (\S+)", page) == exercises


def test_the_nine_roles_have_a_card_with_three_lines_and_are_called_invented() -> None:
    cards = re.findall(r"\{grid-item-card\} (\S+)\n(.*?)^:::::$", text("materials/roles.md"), re.MULTILINE | re.DOTALL)
    lines = ("**在意什么**：", "**知道什么**：", "**要问什么**：")
    assert [name for name, body in cards if "虚构" in body and all(line in body for line in lines)] == list(ROLES)


@pytest.mark.parametrize("page", sorted(TEACHING.glob("materials/*.md")), ids=lambda page: page.stem)
def test_what_is_handed_out_tells_nothing_of_2021(page: Path) -> None:
    assert spoilers_in(page.read_text(encoding="utf-8")) == []


def test_the_board_tells_2021_only_under_its_cover() -> None:
    before, cover, after = text("board.md").partition("以下用纸盖住")
    assert cover
    assert spoilers_in(before) == []
    assert spoilers_in(after) == ["tobacco.area_2021"]
