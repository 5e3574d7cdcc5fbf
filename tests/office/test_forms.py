"""Forms as contributors write them: what is read, and what is told of each fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook.findings import CasebookError, Finding
from casebook.office.forms import PAPERS, Form, forms

GOOD = """\
title: 试表
paper: portrait
fields: [村]
columns:
  - head: 日期
    width: 30
    kind: date
  - head: 姓名
    width: 30
  - head: 分
    width: 20
    kind: whole
    least: 0
    most: 10
  - head: 核对
    width: 20
    kind: differs
    of: [姓名]
rows:
  - ["", 甲某]
blank: 2
summary: {title: 合计, by: 姓名, date: 日期, value: 分, people: 3}
"""


def read(tmp_path: Path, text: str) -> Form:
    """Read a form from a folder of its own."""
    folder = tmp_path / "data" / "forms"
    folder.mkdir(parents=True)
    (folder / "trial.yaml").write_text(text, encoding="utf-8")
    return forms(folder)["trial"]


def test_a_form_is_read_whole(tmp_path: Path) -> None:
    form = read(tmp_path, GOOD)
    assert form.heads == ("日期", "姓名", "分", "核对")
    assert form.grid == (("", "甲某", "", ""), ("",) * 4, ("",) * 4)
    assert form.columns[2].most == 10 and form.columns[3].of == ("姓名",)
    assert form.summary is not None and form.summary.people == 3


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("title: 试表\n", "", 1, "少了“title”"),
        ("title: 试表", "titel: 试表", 1, "不认识“titel”"),
        ("title: 试表", "title:", 1, "一段文字"),
        ("paper: portrait", "paper: A3", 2, "portrait、landscape"),
        ("fields: [村]", "fields: 村", 3, "方括号"),
        ("    width: 30\n    kind: date", "    width: 三\n    kind: date", 6, "一个整数"),
        ("    width: 30\n    kind: date", "    width: 130\n    kind: date", 5, "200毫米"),
        ("kind: date", "kind: day", 7, "text、date"),
        ("head: 姓名", "head: 日期", 5, "重复"),
        ("most: 10", "most: 0", 10, "比 least 大"),
        ("of: [姓名]", "of: [名字]", 15, "名字"),
        ("of: [姓名]", "of: [姓名, 分]", 15, "至多1个"),
        ('["", 甲某]', '["", 甲某, "", "", 多]', 20, "5格"),
        ("blank: 2", "blank: 900", 5, "200行"),
        ("by: 姓名", "by: 名字", 22, "名字"),
        ("fields: [村]", "fields: [村", 4, "读不懂"),
        ("    kind: date", "    kind: choice", 5, "少了“choices”"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    findings = faults(tmp_path, GOOD.replace(old, new, 1))
    told = [each for each in findings if each.row == line and words in str(each)]
    assert told, "\n".join(map(str, findings))
    assert all(each.file == "data/forms/trial.yaml" for each in findings)


def faults(tmp_path: Path, text: str) -> tuple[Finding, ...]:
    """Read a form that is not to be read; return what is told."""
    with pytest.raises(CasebookError) as raised:
        read(tmp_path, text)
    return raised.value.findings


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "forms"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("title: 甲\ncolour: 红\n", encoding="utf-8")
    (folder / "b.yaml").write_bytes("title: 乙\n".encode("gbk"))
    with pytest.raises(CasebookError) as raised:
        forms(folder)
    told = {(each.file, each.found) for each in raised.value.findings}
    assert {file for file, _ in told} == {"data/forms/a.yaml", "data/forms/b.yaml"}
    assert ("data/forms/a.yaml", "不认识“colour”") in told and ("data/forms/a.yaml", "少了“columns”") in told


@pytest.mark.parametrize("text", ["", "- 甲\n", "甲\n", "columns: {}\ntitle: 甲\npaper: portrait\n"])
def test_what_is_no_form_is_told(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)


def test_the_books_forms_are_the_five_of_the_toolbox() -> None:
    assert {form.title for form in forms().values()} == {
        "岗位职责表", "积分台账", "年终测评表", "值班表", "党务村务公开清单（含财务）",
    }  # fmt: skip
    assert all(form.paper in PAPERS and form.fields and form.notes for form in forms().values())


def test_every_column_says_how_to_fill_it_in_with_an_example() -> None:
    poor = [f"{form.id}: {column.head}" for form in forms().values() for column in form.columns
            if not (column.prompt and column.example)]  # fmt: skip
    assert poor == []


def test_the_points_are_blank() -> None:
    points = forms()["points"]
    assert points.rows == ()
    assert not any(character.isdigit() for character in points.columns[points.heads.index("记分")].example)


def test_what_is_printed_is_one_of_the_choices() -> None:
    for form in forms().values():
        for row in form.rows:
            for column, text in zip(form.columns, row, strict=False):
                assert not text or column.kind != "choice" or text in column.choices, f"{form.id}: {text}"
