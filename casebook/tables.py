"""The tables in ``data/``, read as text and held to ``datapackage.json``.

Types, constraints and references between tables are Frictionless's work; its errors are
turned into our findings here. What a cell means is the ledger's business.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casebook.findings import CasebookError, Finding

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells as text, and where it stands."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def finding(self, column: str, found: str, expected: str, mend: str) -> Finding:
        """Report something wrong in this row."""
        return Finding(self.file, found, expected, mend, self.line, column)


Tables = dict[str, list[Row]]


def read_tables(data: Path = DATA) -> Tables:
    """Read every table that ``datapackage.json`` names, by resource name.

    Raises:
        CasebookError: with all that Frictionless finds wrong, file by file.
    """
    resources = _resources(data)
    findings = [finding for path in resources.values() for finding in _unreadable(data, path)]
    if not findings:
        findings = list(_schema_findings(data))
    if findings:
        raise CasebookError(findings)
    return {name: list(_rows(data, path)) for name, path in resources.items()}


def file_name(data: Path, path: str) -> str:
    """Return a table's name as messages give it: ``data/facts.csv``."""
    return f"{data.name}/{path}"


def _resources(data: Path) -> dict[str, str]:
    name = file_name(data, DESCRIPTOR)
    try:
        package = json.loads((data / DESCRIPTOR).read_text(encoding="utf-8"))
        return {resource["name"]: resource["path"] for resource in package["resources"]}
    except FileNotFoundError:
        found = "文件不在"
    except (ValueError, KeyError, TypeError) as error:
        found = f"读不懂（{error}）"
    raise CasebookError([Finding(name, found, "描述各数据表的 JSON 文件", "从版本库恢复这个文件")])


def _unreadable(data: Path, path: str) -> Iterator[Finding]:
    """Find what keeps a file from being read as a table at all."""
    name = file_name(data, path)
    try:
        content = (data / path).read_bytes()
        text = content.decode("utf-8")
    except OSError:
        yield Finding(name, "文件不在或打不开", "一个 CSV 文件", "从版本库恢复这个文件")
        return
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        yield Finding(
            name,
            f"第 {line} 行起不是 UTF-8 编码",
            "UTF-8 编码的文本",
            "用编辑器另存为 UTF-8（Excel 选“CSV UTF-8”）",
            line,
        )
        return
    if text.startswith("\ufeff"):
        yield Finding(name, "文件开头有字节顺序标记（BOM）", "不带 BOM 的 UTF-8", "另存为“UTF-8（无 BOM）”")
    elif not text.strip():
        yield Finding(name, "文件是空的", "第 1 行是列名", "从版本库恢复这个文件")


def _rows(data: Path, path: str) -> Iterator[Row]:
    text = (data / path).read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    line = 2
    for cells in reader:
        yield Row(file_name(data, path), line, {key: value.strip() for key, value in cells.items()})
        line = reader.line_num + 1


def _schema_findings(data: Path) -> Iterator[Finding]:
    # Frictionless takes over a second to import, so only who validates pays for it.
    import frictionless

    report = frictionless.Package(str(data / DESCRIPTOR)).validate()
    for task in report.tasks:
        file = file_name(data, task.place)
        for error in task.errors:
            yield _translate(file, error)
    for error in report.errors:
        yield _translate(file_name(data, DESCRIPTOR), error)


def _translate(file: str, error: Any) -> Finding:
    """Say a Frictionless error in our words."""
    say = _SAYINGS.get(error.type, _say_unknown)
    found, expected, mend = say(error)
    row = getattr(error, "row_number", None) or (1 if "label" in error.type else None)
    column = getattr(error, "field_name", "") or getattr(error, "label", "")
    return Finding(file, found, expected, mend, row, column)


Saying = tuple[str, str, str]


def _say_unknown(error: Any) -> Saying:
    return (f"不合数据表的规定（{error.note}）", f"合乎 data/{DESCRIPTOR} 的规定", "对照规定改正")


def _say_constraint(error: Any) -> Saying:
    rule = error.note
    if "required" in rule:
        return ("格子是空的", "这一列必须填写", "填上这一格")
    if "enum" in rule:
        choices = rule[rule.find("[") + 1 : rule.rfind("]")].replace("'", "")
        return (f"写的是“{error.cell}”", f"下列之一：{choices}", "改成其中一个")
    return (f"写的是“{error.cell}”", f"这一列规定的写法（{rule}）", "照同列其他行的写法改")


_SAYINGS: dict[str, Callable[[Any], Saying]] = {
    "missing-label": lambda e: (
        f"少了“{e.field_name}”列", "列名与规定一致", f"在第 1 行补上“{e.field_name}”，并给每行补一格"),
    "extra-label": lambda e: (
        f"多了“{e.label}”列", "列名与规定一致", "删去这一列，或先在 datapackage.json 里加上它"),
    "incorrect-label": lambda e: (
        f"列名是“{e.label}”", f"列名“{e.field_name}”", "改回规定的列名，列的先后也要一致"),
    "duplicate-label": lambda e: ("列名重复", "每个列名只出现一次", "删去重复的一列"),
    "blank-label": lambda e: ("有一列没有列名", "每列都有列名", "补上列名，或删去多出的逗号"),
    "type-error": lambda e: (
        f"写的是“{e.cell}”", "这一列要求的类型（数就只写数字）", "改成数字，单位和“约”“余”写到各自的列里"),
    "constraint-error": _say_constraint,
    "unique-error": lambda e: ("与前面某行重复", "每行不同", "换一个没有用过的值"),
    "primary-key": lambda e: ("编号与前面某行重复", "每行的编号不同", "换一个没有用过的编号"),
    "foreign-key": lambda e: (
        f"“{'、'.join(map(str, e.cells))}”在“{e.reference_name or '本表'}”表里没有", "已经登记的编号",
        "改正编号，或先在那张表里加一行"),
    "missing-cell": lambda e: ("这一行少了一格", "每行的格数与列数相同", "补上缺的逗号"),
    "extra-cell": lambda e: (
        "这一行多了一格", "每行的格数与列数相同", "文字里有逗号时用英文双引号把整格括起来"),
    "blank-row": lambda e: ("空行", "每行一条数据", "删去空行"),
}  # fmt: skip
