"""The data to take along: CSV with its schema as a package, and one Excel workbook."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from casebook.ledger import Ledger, ledger
from casebook.tables import DATA, DESCRIPTOR, read_tables

FOLDER = "downloads"
PACKAGE = "jiuzhuang-data.zip"
WORKBOOK = "jiuzhuang-data.xlsx"
FILES = {
    WORKBOOK: "全部数据（Excel，每张表一页，推算的数带结果）",
    PACKAGE: "数据包（CSV 与表结构说明，Frictionless Data Package）",
    "facts.csv": "数据表（CSV，报道与统计所载）",
    "indicators.csv": "推算表（CSV，公式）",
    "claims.csv": "文字说法（CSV）",
    "sources.csv": "来源（CSV）",
}
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def write(outdir: Path) -> None:
    """Write every file of `FILES` to the downloads folder under `outdir`."""
    folder = outdir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    names = _package_files()
    for name in names:
        (folder / name).write_bytes((DATA / name).read_bytes())
    with zipfile.ZipFile(folder / PACKAGE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), (DATA / name).read_bytes())
    _workbook(ledger()).save(folder / WORKBOOK)


def _package_files() -> list[str]:
    package = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    return [DESCRIPTOR, *(resource["path"] for resource in package["resources"])]


def _workbook(book: Ledger) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.active or workbook.create_sheet())
    for name, rows in read_tables().items():
        heads = list(rows[0].cells) if rows else []
        results = name == "indicators"
        sheet: Worksheet = workbook.create_sheet(name)
        sheet.append(heads + (["result", "grade"] if results else []))
        for row in rows:
            figure = book.figures[row["id"]] if results else None
            extra = [str(figure.quantity), figure.grade] if figure else []
            sheet.append([_cell(head, row[head]) for head in heads] + extra)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
    return workbook


def _cell(head: str, text: str) -> str | float:
    """Return a cell as a number where the column holds numbers."""
    return float(text) if head == "value" else text
