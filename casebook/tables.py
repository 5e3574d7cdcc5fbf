"""The tables in ``data/``, read as text and held to ``datapackage.json``.

Types, constraints and references between tables are Frictionless's work; its errors are
turned into our findings here. What a cell means is the ledger's business.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casebook.findings import CasebookError, Finding, finding

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
DESCRIPTOR = "datapackage.json"
VALIDATED_VARIABLE = "CASEBOOK_VALIDATED"
LONGEST_TOLD = 200  # characters of a cell that a message repeats


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells as text, and where it stands."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def finding(self, column: str, key: str, **values: object) -> Finding:
        """Report something wrong in a cell of this row; `key` is of `findings.SAYINGS`."""
        return finding(key, self.file, self.line, column, **values)


Tables = dict[str, list[Row]]


def read_tables(data: Path = DATA) -> Tables:
    """Read every table that ``datapackage.json`` names, by resource name.

    The schema is enforced on every reading of bytes that have not yet passed it.

    Raises:
        CasebookError: with all that Frictionless finds wrong, file by file.
    """
    resources = _resources(data)
    findings = [each for path in resources.values() for each in _unreadable(data, path)]
    content = content_digest(data)
    if not findings and os.environ.get(VALIDATED_VARIABLE) != content:
        findings = list(_schema_findings(data))
    if findings:
        raise CasebookError(findings)
    # The kernels that this process starts need not validate the same bytes again.
    os.environ[VALIDATED_VARIABLE] = content
    return {name: list(_rows(data, path)) for name, path in resources.items()}


def skip_validation(data: Path = DATA) -> None:
    """Have these tables, as they are now, count as validated in this process and those it starts."""
    os.environ[VALIDATED_VARIABLE] = content_digest(data)


def rows_without(findings: Iterable[Finding], data: Path = DATA) -> tuple[Tables, dict[str, list[str]]] | None:
    """Return the rows that `findings` do not concern, and the ids of the others by table.

    None where a finding concerns a table as a whole.
    """
    lines: dict[str, set[int]] = {}
    for each in findings:
        if each.row is None or each.row == 1:
            return None
        lines.setdefault(each.file, set()).add(each.row)
    tables: Tables = {}
    dropped: dict[str, list[str]] = {}
    for name, path in _resources(data).items():
        tables[name], dropped[name] = [], []
        for line, cells in _records(data, path):
            if line in lines.get(file_name(data, path), ()):
                dropped[name].append((cells.get("id") or "").strip())
            else:
                tables[name].append(_row(data, path, line, cells))
    return tables, dropped


def in_project(path: Path) -> str:
    """Return a path as messages give it: from the project's folder where it is inside."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def content_digest(data: Path = DATA) -> str:
    """Return a hash of the tables and their descriptor as they are now."""
    files = [data / name for name in (DESCRIPTOR, *_resources(data).values())]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files if file.exists())).hexdigest()


def file_name(data: Path, path: str) -> str:
    """Return a table's name as messages give it: ``data/facts.csv``."""
    return f"{data.name}/{path}"


def _resources(data: Path) -> dict[str, str]:
    name = file_name(data, DESCRIPTOR)
    try:
        package = json.loads((data / DESCRIPTOR).read_text(encoding="utf-8"))
        return {resource["name"]: resource["path"] for resource in package["resources"]}
    except OSError:
        problem = finding("file-missing", name)
    except (ValueError, KeyError, TypeError) as error:
        problem = finding("file-unreadable", name, why=error)
    raise CasebookError([problem])


def _unreadable(data: Path, path: str) -> Iterator[Finding]:
    """Find what keeps a file from being read as a table at all."""
    name = file_name(data, path)
    try:
        content = (data / path).read_bytes()
        text = content.decode("utf-8")
    except OSError:
        yield finding("file-missing", name)
        return
    except UnicodeDecodeError as error:
        yield finding("file-encoding", name, content[: error.start].count(b"\n") + 1)
        return
    if text.startswith("\ufeff"):
        yield finding("file-bom", name, 1)
    elif not text.strip():
        yield finding("file-empty", name)


def _rows(data: Path, path: str) -> Iterator[Row]:
    for line, cells in _records(data, path):
        yield _row(data, path, line, cells)


def _row(data: Path, path: str, line: int, cells: dict[str, str]) -> Row:
    return Row(file_name(data, path), line, {key: value.strip() for key, value in cells.items()})


def _records(data: Path, path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row as it stands, with the line on which it starts."""
    text = (data / path).read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    line = 2
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _schema_findings(data: Path) -> Iterator[Finding]:
    # Frictionless takes over a second to import, so only who validates pays for it.
    import frictionless

    report = frictionless.Package(str(data / DESCRIPTOR)).validate()
    for error in report.errors:
        yield finding("schema", file_name(data, DESCRIPTOR), why=error.note)
    examples = _examples(data)
    for task in report.tasks:
        lines = _lines_of_rows(data / task.place) if task.errors else []
        for error in task.errors:
            number = getattr(error, "row_number", 0)
            line = lines[number - 1] if 0 < number <= len(lines) else 1 if "label" in error.type else None
            for column, key, values in _translate(error):
                values.setdefault("example", examples.get((task.place, column), ""))
                yield finding(key, file_name(data, task.place), line, column, **values)


def _examples(data: Path) -> dict[tuple[str, str], str]:
    """Return the descriptor's example of each column, by the table's path and the column."""
    package = json.loads((data / DESCRIPTOR).read_text(encoding="utf-8"))
    return {
        (resource["path"], field["name"]): str(field.get("example", ""))
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    }


def _lines_of_rows(path: Path) -> list[int]:
    """Return the line on which each row starts, since a quoted cell may hold several lines."""
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    lines = [1]
    lines += [reader.line_num + 1 for _ in reader]
    return lines


Translation = tuple[str, str, dict[str, object]]  # the column, the saying and what fills it in


def _translate(error: Any) -> Iterator[Translation]:
    """Say a Frictionless error by our sayings."""
    column = getattr(error, "field_name", "") or _short(getattr(error, "label", ""))
    cell = _short(getattr(error, "cell", ""))
    match error.type:
        case "constraint-error":
            yield column, *_constraint(error.note, cell)
        case "foreign-key":
            table = f"{error.reference_name}.csv" if error.reference_name else "本表"
            for name, value in zip(error.field_names, error.field_cells, strict=False):
                yield name, "cell-unknown", {"cell": _short(value), "table": table}
        case "primary-key":
            yield "id", "cell-twice", {"cell": _short(next(iter(error.cells), ""))}
        case "type-error" if "integer" in error.note:
            yield column, "cell-whole", {"cell": cell}
        case "incorrect-label":
            yield error.field_name, "column-name", {"label": _short(error.label)}
        case known if known in _KEYS:
            yield column, _KEYS[known], {"cell": cell}
        case _:
            yield column, "schema", {"why": error.note}


def _short(cell: object) -> str:
    """Return a cell as a message repeats it."""
    text = str(cell)
    return f"{text[:LONGEST_TOLD]}……" if len(text) > LONGEST_TOLD else text


_KEYS = {
    "missing-label": "column-missing",
    "extra-label": "column-extra",
    "duplicate-label": "column-twice",
    "blank-label": "column-blank",
    "blank-row": "row-blank",
    "missing-cell": "row-short",
    "extra-cell": "row-long",
    "type-error": "cell-number",
    "unique-error": "cell-twice",
}


def _constraint(rule: str, cell: str) -> tuple[str, dict[str, object]]:
    """Say which constraint a cell breaks; Frictionless tells it only in its English note."""
    if "required" in rule:
        return "cell-empty", {}
    if "enum" in rule:
        choices = rule[rule.find("[") + 1 : rule.rfind("]")].replace("'", "").replace(", ", "、")
        return "cell-choice", {"cell": cell, "choices": choices}
    return "cell-form", {"cell": cell}
