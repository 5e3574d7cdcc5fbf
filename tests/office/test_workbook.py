"""The forms' workbooks: what stands in them, what Excel checks, what they print and add up."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from casebook.ledger import ledger
from casebook.office.forms import CALCULATED, Column, Form, forms
from casebook.office.workbook import FIRST, GUIDE, HEAD_ROW, LAST, write
from tests.office.libreoffice import A4, Printed, convert, printed

BOOK = "试书"
FORMS = list(forms().values())
by_id = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every form's workbook."""
    path = tmp_path_factory.mktemp("forms")
    for form in FORMS:
        write(form, path / f"{form.id}.xlsx", BOOK)
    return path


@pytest.fixture(scope="module")
def prints(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    """Return every workbook printed."""
    return printed(sorted(folder.glob("*.xlsx")), tmp_path_factory.mktemp("printed"))


def opened(folder: Path, form: Form) -> Workbook:
    return load_workbook(folder / f"{form.id}.xlsx")


def first_sheet(folder: Path, form: Form) -> Worksheet:
    return opened(folder, form).worksheets[0]


def checks(sheet: Worksheet) -> dict[str, DataValidation]:
    """Return the check of each column by the column's head."""
    found = {}
    for check in sheet.data_validations.dataValidation:
        (area,) = check.sqref.ranges
        assert (area.min_row, area.max_row) == (FIRST, LAST)
        found[str(sheet.cell(HEAD_ROW, area.min_col).value)] = check
    return found


# ---------- what stands in them ----------


@by_id
def test_the_sheet_is_the_form(folder: Path, form: Form) -> None:
    sheet = first_sheet(folder, form)
    assert sheet["A1"].value == form.title
    assert "不是九庄村" in str(sheet["A2"].value)
    assert all(field in str(sheet["A3"].value) for field in form.fields)
    assert tuple(cell.value for cell in sheet[HEAD_ROW]) == form.heads
    assert sheet.max_row == HEAD_ROW + len(form.grid)
    filled = [tuple(cell.value or "" for cell in row) for row in sheet.iter_rows(min_row=FIRST)]
    for cells, row in zip(filled, form.grid, strict=True):
        for column, found, text in zip(form.columns, cells, row, strict=True):
            assert str(found).startswith("=IF(") if column.kind in CALCULATED else found == text


@by_id
def test_the_last_sheet_tells_how_to_fill_it_in(folder: Path, form: Form) -> None:
    sheet = opened(folder, form)[GUIDE]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    fill = ledger().fill
    assert "虚构" in text and "{" not in text
    for column in form.columns:
        assert fill(column.prompt) in text and fill(column.example) in text
    assert all(fill(note) in text for note in form.notes)


@by_id
def test_the_file_holds_no_macro_no_lock_and_no_clock(folder: Path, form: Form) -> None:
    with zipfile.ZipFile(folder / f"{form.id}.xlsx") as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    workbook = opened(folder, form)
    assert workbook.security is None or not workbook.security.lockStructure
    assert not any(sheet.protection.sheet for sheet in workbook.worksheets)


def test_the_same_form_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for form in FORMS:
        write(form, tmp_path / "again.xlsx", BOOK)
        assert (tmp_path / "again.xlsx").read_bytes() == (folder / f"{form.id}.xlsx").read_bytes()


@by_id
def test_every_cell_is_set_in_a_chinese_face(folder: Path, form: Form) -> None:
    for sheet in opened(folder, form).worksheets:
        faces = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert faces <= {"宋体", "黑体"}
        assert all(cell.alignment.wrap_text for cell in sheet[HEAD_ROW])


# ---------- what Excel checks ----------


@by_id
def test_every_column_that_is_filled_in_prompts_in_chinese(folder: Path, form: Form) -> None:
    found = checks(first_sheet(folder, form))
    assert set(found) == {column.head for column in form.columns if column.kind not in CALCULATED}
    for column in form.columns:
        if column.kind not in CALCULATED:
            check = found[column.head]
            assert check.prompt == ledger().fill(column.prompt) and check.showInputMessage


@by_id
def test_every_checked_column_refuses_what_is_wrong(folder: Path, form: Form) -> None:
    found = checks(first_sheet(folder, form))
    for column in form.columns:
        if column.kind in (*CALCULATED, "text"):
            continue
        check = found[column.head]
        assert check.showErrorMessage and check.error and check.errorTitle
        assert (check.type, *_limits(check)) == _expected(column, form), column.head


def _limits(check: DataValidation) -> tuple[str | None, str | None]:
    return check.formula1, check.formula2


def _expected(column: Column, form: Form) -> tuple[str, str | None, str | None]:
    def cell(head: str, row: int = FIRST) -> str:
        return f"{'ABCDEFGHIJ'[form.heads.index(head)]}{row}"

    match column.kind:
        case "choice":
            return "list", f'"{",".join(column.choices)}"', None
        case "whole":
            return "whole", str(column.least), str(column.most)
        case "date":
            days = [(datetime.date(*day) - datetime.date(1899, 12, 30)).days for day in ((1990, 1, 1), (2099, 12, 31))]
            return "date", str(days[0]), str(days[1])
        case "turn":
            return "custom", f"{cell(column.head)}<>{cell(column.head, FIRST - 1)}", None
        case _:
            return "custom", f"{cell(column.head)}<>{cell(column.of[0])}", None


def test_two_turns_in_a_row_are_a_warning_and_no_more(folder: Path) -> None:
    check = checks(first_sheet(folder, forms()["duty"]))["值班人"]
    assert check.errorStyle == "warning"


# ---------- what they print ----------


@by_id
def test_a_form_prints_on_one_page_of_a4(prints: dict[str, Printed], form: Form) -> None:
    found = prints[form.id]
    assert len(found.pages) == (3 if form.summary else 2)
    short, long = A4
    assert found.sizes[0] == ((long, short) if form.paper == "landscape" else (short, long))
    assert form.title in found.pages[0]
    text = found.pages[0].replace("\n", "")
    assert all(head in text for head in form.heads)
    assert all(BOOK in page and "CC BY 4.0" in page for page in found.pages)


@by_id
def test_a_form_that_grows_repeats_its_heads(folder: Path, form: Form) -> None:
    sheet = first_sheet(folder, form)
    assert sheet.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW}"
    assert sheet.freeze_panes == f"B{FIRST}"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


# ---------- what they calculate ----------


def fill(sheet: Worksheet, row: int, **cells: object) -> None:
    """Fill cells of a row in by the heads of their columns."""
    heads = [cell.value for cell in sheet[HEAD_ROW]]
    for head, value in cells.items():
        sheet.cell(row, heads.index(head) + 1).value = value  # type: ignore[assignment]


def points(workbook: Workbook) -> None:
    """Write down points of two people in two years; the first row and the last differ from the rest."""
    entries, sums = workbook.worksheets[:2]
    given = [((2026, 3, 1), "甲某", 5), ((2026, 3, 31), "甲某", -2), ((2026, 12, 31), "甲某", 7),
             ((2025, 3, 5), "甲某", 90), ((2026, 3, 9), "乙某", 4)]  # fmt: skip
    for row, (day, name, value) in enumerate(given, start=FIRST + 1):
        fill(entries, row, 日期=datetime.date(*day), 姓名=name, 记分=value)
    fill(entries, LAST, 日期=datetime.date(2026, 3, 10), 姓名="乙某", 记分=1)
    sums["B3"], sums["A5"], sums["A6"] = 2026, "甲某", "乙某"


def reviews(workbook: Workbook) -> None:
    """Give one person three of the four marks."""
    fill(workbook.worksheets[0], FIRST, 自评=80, 党员互评=76, 支部评=78)


def days(workbook: Workbook) -> None:
    """Give two days."""
    fill(workbook.worksheets[0], FIRST, 日期=datetime.date(2026, 3, 2))
    fill(workbook.worksheets[0], FIRST + 1, 日期=datetime.date(2026, 3, 8))


FILLED: dict[str, tuple[str, Callable[[Workbook], None]]] = {
    "points": ("points", points),
    "points-blank": ("points", lambda workbook: None),
    "review": ("review", reviews),
    "duty": ("duty", days),
}


@pytest.fixture(scope="module")
def results(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """Return the filled workbooks as LibreOffice calculates them."""
    filled = tmp_path_factory.mktemp("filled")
    for name, (form_id, fill_in) in FILLED.items():
        workbook = opened(folder, forms()[form_id])
        fill_in(workbook)
        workbook.save(filled / f"{name}.xlsx")
    out = tmp_path_factory.mktemp("calculated")
    converted = convert(sorted(filled.glob("*.xlsx")), out, "xlsx")
    return {name: load_workbook(path, data_only=True) for name, path in converted.items()}


def test_points_add_up_by_person_and_month(results: dict[str, Workbook]) -> None:
    sheet = results["points"].worksheets[1]
    heads = [cell.value for cell in sheet[HEAD_ROW]]
    march, december, year = (heads.index(head) + 1 for head in ("3月", "12月", "全年"))
    assert [sheet.cell(5, column).value for column in (march, december, year)] == [3, 7, 10]
    assert [sheet.cell(6, column).value for column in (march, december, year)] == [5, 0, 5]
    assert [sheet.cell(sheet.max_row, column).value for column in (march, year)] == [8, 15]
    assert sheet.cell(7, march).value in ("", None)


def test_points_are_blank_as_long_as_no_year_is_given(results: dict[str, Workbook]) -> None:
    sheet = results["points-blank"].worksheets[1]
    assert {cell.value for row in sheet.iter_rows(min_row=FIRST, min_col=2) for cell in row} <= {"", None}


def test_the_review_is_the_average_of_what_is_given(results: dict[str, Workbook]) -> None:
    sheet = results["review"].worksheets[0]
    column = [cell.value for cell in sheet[HEAD_ROW]].index("平均") + 1
    assert sheet.cell(FIRST, column).value == 78
    assert sheet.cell(FIRST + 1, column).value in ("", None)


def test_the_weekday_follows_the_date(results: dict[str, Workbook]) -> None:
    sheet = results["duty"].worksheets[0]
    assert [sheet.cell(row, 2).value for row in (FIRST, FIRST + 1)] == ["周一", "周日"]
