"""The data to take along: CSV with its schema as a package, and one Excel workbook."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casebook.ledger import Ledger, ledger
from casebook.reproducible import settle_office, write_zip
from casebook.settings import settings
from casebook.tables import DATA, DESCRIPTOR, Row, read_tables

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FOLDER = "downloads"
NUMERIC = {"value", "plan", "order", "minutes"}  # columns of numbers; a minus there is a number's
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def package_name() -> str:
    """Return the name of the data package."""
    return f"{settings().files}-data.zip"


def workbook_name() -> str:
    """Return the name of the workbook."""
    return f"{settings().files}-data.xlsx"


def files() -> dict[str, str]:
    """Return the names of what the ledger's page offers, with what each is."""
    return {
        workbook_name(): "全部数据（Excel，每张表一页，推算的数带结果）",
        package_name(): "数据包（CSV 与表结构说明，Frictionless Data Package）",
        "facts.csv": "数据表（CSV，报道与统计所载）",
        "indicators.csv": "推算表（CSV，公式）",
        "claims.csv": "文字说法（CSV）",
        "sources.csv": "来源（CSV）",
    }


def write(outdir: Path) -> None:
    """Write every file of `files` to the downloads folder under `outdir`."""
    folder = outdir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    tables = read_tables()
    members = {DESCRIPTOR: (DATA / DESCRIPTOR).read_bytes()}
    members |= {_schema(name)["path"]: _csv(name, rows) for name, rows in tables.items()}
    for name, content in members.items():
        (folder / name).write_bytes(content)
    write_zip(folder / package_name(), members)
    workbook = folder / workbook_name()
    _workbook(tables, ledger()).save(workbook)
    settle_office(workbook)


def _schema(table: str) -> dict[str, Any]:
    package = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    return next(dict(each) for each in package["resources"] if each["name"] == table)


def _columns(table: str) -> list[str]:
    return [field["name"] for field in _schema(table)["schema"]["fields"]]


def harmless(column: str, text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: text gets a ' before its sign."""
    return f"'{text}" if column not in NUMERIC and text.startswith(FORMULA_STARTS) else text


def _csv(table: str, rows: list[Row]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_columns(table))
    writer.writerows([harmless(column, text) for column, text in row.cells.items()] for row in rows)
    return stream.getvalue().encode()


def _workbook(tables: dict[str, list[Row]], book: Ledger) -> Workbook:
    # It is slow to import, and a check of the pages writes no workbook.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    workbook.remove(workbook.active or workbook.create_sheet())
    for name, rows in tables.items():
        sheet: Worksheet = workbook.create_sheet(name)
        results = ("result", "grade") if name == "indicators" else ()
        sheet.append([*_columns(name), *results])
        for number, row in enumerate(rows, start=2):
            figure = book.figures[row["id"]] if results else None
            extra = {"result": str(figure.quantity), "grade": figure.grade} if figure else {}
            for index, (column, text) in enumerate((row.cells | extra).items(), start=1):
                _fill(sheet.cell(number, index), column, text)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
    return workbook


def _fill(cell: Any, column: str, text: str) -> None:
    """Write a cell as a number or as text, never as a formula."""
    if column in NUMERIC:
        cell.value = float(text) if text else None
        return
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_STARTS)
