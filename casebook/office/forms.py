"""The toolbox's forms, each read from one file of ``data/forms/`` that a contributor can edit.

A form is heads, widths and what may stand in a cell; the web page, the workbook and the printed
sheet are made from it. Texts may hold placeholders, for `Ledger.fill` or as roles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from casebook.findings import CasebookError, Finding, finding
from casebook.tables import DATA

FORMS = DATA / "forms"
# What may stand in a cell; the last five look at other cells.
KINDS = ("text", "date", "whole", "choice", "turn", "differs", "weekday", "mean")
CALCULATED = ("weekday", "mean")
# How many columns `of` names: differs from one, the mean of at least two.
INPUTS: Mapping[str, tuple[int, int]] = {"differs": (1, 1), "weekday": (1, 1), "mean": (2, 99)}
PAPERS = {"portrait": 180, "landscape": 267}  # millimetres of A4 between margins of 15
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form.

    Attributes:
        width: millimetres on the printed page.
        kind: one of `KINDS`; ``turn`` is a name that may not stand in the row above as well,
            ``differs`` one that may not stand in the column `of` of the same row.
        choices: what a ``choice`` offers.
        least, most: the range of a ``whole`` number.
        of: heads of the columns that a calculated or compared cell looks at.
    """

    head: str
    width: int
    kind: str = "text"
    prompt: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A second sheet that adds up: heads of the columns of names, dates and numbers.

    `people` is how many rows it has for names.
    """

    title: str
    by: str
    date: str
    value: str
    people: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form to print or to fill in.

    Attributes:
        id: the stem of its file.
        paper: a key of `PAPERS`.
        fields: what is filled in above the table, such as 村 and 年月.
        notes: what to know before filling it in.
        rows: rows with something printed in their first cells.
        blank: number of empty rows after them.
    """

    id: str
    title: str
    paper: str
    columns: tuple[Column, ...]
    fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    blank: int = 0
    summary: Summary | None = None

    @property
    def heads(self) -> tuple[str, ...]:
        """The column heads."""
        return tuple(column.head for column in self.columns)

    @property
    def grid(self) -> tuple[tuple[str, ...], ...]:
        """All rows of the table, each with a cell for every column, most of them empty."""
        width = len(self.columns)
        printed = tuple(row + ("",) * (width - len(row)) for row in self.rows)
        return printed + (("",) * width,) * self.blank


def form_file(form_id: str, folder: Path = FORMS) -> Path:
    """Return the file that a form is read from."""
    return folder / f"{form_id}.yaml"


@cache
def forms(folder: Path = FORMS) -> dict[str, Form]:
    """Return every form by id, in the order of the files' names.

    Raises:
        CasebookError: with everything that is wrong in the files.
    """
    readers = [_Reader(path) for path in sorted(folder.glob("*.yaml"))]
    found = [reader.form() for reader in readers]
    if findings := [each for reader in readers for each in reader.findings]:
        raise CasebookError(findings)
    return {form.id: form for form in found if form}


class _Reader:
    """Reads one file and notes all that is wrong in it, with its line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
        self.findings: list[Finding] = []

    def form(self) -> Form | None:
        """Return the form; None where something is wrong."""
        try:
            node = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except UnicodeDecodeError as error:
            line = self.path.read_bytes()[: error.start].count(b"\n") + 1
            self.findings.append(finding("file-encoding", self.name, line))
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.findings.append(finding("form-syntax", self.name, mark.line + 1 if mark else None))
            return None
        values = self._mapping(node, FORM_KEYS, ("title", "paper", "columns"))
        if self.findings:
            return None
        form = Form(id=self.path.stem, **values)
        self.findings += self._disagreements(form, node)
        return None if self.findings else form

    def _mapping(self, node: Any, keys: Keys, required: tuple[str, ...]) -> dict[str, Any]:
        """Read a mapping whose keys and the readers of their values are `keys`."""
        if not isinstance(node, yaml.MappingNode):
            self._note("form-mapping", node, keys="、".join(required))
            return {}
        values: dict[str, Any] = {}
        for key, value in node.value:
            if key.value not in keys:
                self._note("form-key", key, name=key.value, keys="、".join(keys))
            else:
                values[key.value] = keys[key.value](self, value, key.value)
        for key in required:
            if key not in values:
                self._note("form-missing", node, name=key)
        return values

    def _note(self, key: str, node: Any, **values: object) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.findings.append(finding(key, self.name, line, "", **values))

    def text(self, node: Any, key: str) -> str:
        """Read a text; an empty one counts as missing."""
        if isinstance(node, yaml.ScalarNode) and node.value.strip():
            return str(node.value).strip()
        self._note("form-value", node, name=key, expected="一段文字，不能空着")
        return ""

    def texts(self, node: Any, key: str) -> tuple[str, ...]:
        """Read a list of texts, empty ones included."""
        if isinstance(node, yaml.SequenceNode) and all(isinstance(each, yaml.ScalarNode) for each in node.value):
            return tuple(str(each.value).strip() for each in node.value)
        self._note("form-value", node, name=key, expected="用方括号括起、逗号隔开的几段文字，或每行以“- ”开头")
        return ()

    def whole(self, node: Any, key: str) -> int:
        """Read a whole number."""
        try:
            return int(node.value)
        except (TypeError, ValueError):
            self._note("form-value", node, name=key, expected="一个整数")
            return 0

    def rows(self, node: Any, key: str) -> tuple[tuple[str, ...], ...]:
        """Read a list of rows."""
        return tuple(self.texts(each, key) for each in self._items(node, key))

    def columns(self, node: Any, key: str) -> tuple[Column, ...]:
        """Read the columns."""
        read = [self._mapping(each, COLUMN_KEYS, ("head", "width")) for each in self._items(node, key)]
        return () if self.findings else tuple(Column(**values) for values in read)

    def summary(self, node: Any, key: str) -> Summary | None:
        """Read what the second sheet adds up."""
        values = self._mapping(node, SUMMARY_KEYS, tuple(SUMMARY_KEYS))
        return None if self.findings else Summary(**values)

    def _items(self, node: Any, key: str) -> list[Any]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self._note("form-value", node, name=key, expected="几项，每项以“- ”开头")
        return []

    def _disagreements(self, form: Form, node: Any) -> Iterator[Finding]:
        """Find what is readable and yet does not fit together."""
        places = {key.value: value for key, value in node.value}
        nodes = places["columns"].value
        lines = [each.start_mark.line + 1 for each in nodes]
        for column, line in zip(form.columns, lines, strict=True):
            yield from (finding(key, self.name, line, "", **values) for key, values in _column_faults(column, form))
        total, room = sum(column.width for column in form.columns), PAPERS[form.paper]
        if total > room:
            yield finding("form-wide", self.name, lines[0], total=total, room=room)
        for row, place in zip(form.rows, getattr(places.get("rows"), "value", ()), strict=True):
            if len(row) > len(form.columns):
                line = place.start_mark.line + 1
                yield finding("form-row", self.name, line, cells=len(row), columns=len(form.columns))
        if not 0 < len(form.grid) <= MOST_ROWS:
            yield finding("form-rows", self.name, lines[0], most=MOST_ROWS)
        if form.summary:
            line = places["summary"].start_mark.line + 1
            for head in (form.summary.by, form.summary.date, form.summary.value):
                if head not in form.heads:
                    yield finding("form-head", self.name, line, head=head, heads="、".join(form.heads))


Fault = tuple[str, dict[str, object]]


def _column_faults(column: Column, form: Form) -> Iterator[Fault]:
    if form.heads.count(column.head) > 1:
        yield "form-twice", {"head": column.head}
    if column.kind == "choice" and not column.choices:
        yield "form-missing", {"name": "choices"}
    if any("," in choice or not choice for choice in column.choices) or len(",".join(column.choices)) > 250:
        yield "form-value", {"name": "choices", "expected": "几个词，各不为空，不带半角逗号，合起来不超过250字"}
    if column.kind == "whole" and column.least >= column.most:
        yield "form-value", {"name": "most", "expected": "比 least 大的整数"}
    fewest, most = INPUTS.get(column.kind, (0, 0))
    if not fewest <= len(column.of) <= most:
        yield "form-value", {"name": "of", "expected": f"{column.kind} 要看的列名，至少{fewest}个，至多{most}个"}
    for head in column.of:
        if head not in form.heads or head == column.head:
            yield "form-head", {"head": head, "heads": "、".join(each for each in form.heads if each != column.head)}


ValueReader = Callable[[_Reader, Any, str], Any]
Keys = Mapping[str, ValueReader]


def _one_of(choices: tuple[str, ...]) -> ValueReader:
    def read(reader: _Reader, node: Any, key: str) -> str:
        value = reader.text(node, key)
        if value and value not in choices:
            reader._note("form-value", node, name=key, expected=f"下列之一：{'、'.join(choices)}")
        return value

    return read


FORM_KEYS: Keys = {
    "title": _Reader.text,
    "paper": _one_of(tuple(PAPERS)),
    "fields": _Reader.texts,
    "notes": _Reader.texts,
    "columns": _Reader.columns,
    "rows": _Reader.rows,
    "blank": _Reader.whole,
    "summary": _Reader.summary,
}
COLUMN_KEYS: Keys = {
    "head": _Reader.text,
    "width": _Reader.whole,
    "kind": _one_of(KINDS),
    "prompt": _Reader.text,
    "example": _Reader.text,
    "choices": _Reader.texts,
    "least": _Reader.whole,
    "most": _Reader.whole,
    "of": _Reader.texts,
}
SUMMARY_KEYS: Keys = {
    "title": _Reader.text,
    "by": _Reader.text,
    "date": _Reader.text,
    "value": _Reader.text,
    "people": _Reader.whole,
}
