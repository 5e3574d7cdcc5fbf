"""A form as an Excel workbook: to print blank, or to fill in with Excel's own checks.

The first sheet is the form, a second adds up where the form says so, and the last tells how to
fill it in. There are no macros, and nothing is protected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from casebook.ledger import ledger
from casebook.office.forms import Column, Form, Summary
from casebook.reproducible import settle_office
from casebook.settings import settings
from casebook.week import DAYS

BODY, HEADING = "宋体", "黑体"
THIN = Side(style="thin", color="808080")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD_FILL = PatternFill("solid", start_color="EFEBE1")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
TO_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
A4 = 9  # Excel's number of the paper
MARGIN = 15 / 25.4  # inches
CHARACTERS_PER_MM = 0.44  # Excel measures widths in digits of the body's type
HEAD_ROW = 4
FIRST = HEAD_ROW + 1
LAST = 1000  # how far down checks and sums look, for forms that grow
LINE_HEIGHT = 15  # points
HAN_WIDTH = 3.9  # millimetres of a character in a cell
HEIGHTS = {1: 30, 2: 20, 3: 26, HEAD_ROW: 34}  # points
PAGE_HEIGHTS = {"portrait": 740, "landscape": 485}  # points between margins and footer
ROW_HEIGHTS = (20, 34)  # points, least and most
DATES = (date(1990, 1, 1), date(2099, 12, 31))
YEARS = (1990, 2099)
EXCEL_DAY_0 = date(1899, 12, 30)
GUIDE = "填表说明"
SEE_GUIDE = f"怎样填，见“{GUIDE}”一页。"
FICTIONAL = "例（虚构）"
FORMATS = {"date": "yyyy-mm-dd", "whole": "0", "mean": "0.0"}


def write(form: Form, path: Path, book: str) -> None:
    """Write a form's workbook to `path`; `book` is the title of the book."""
    workbook(form, book).save(path)
    settle_office(path)


def workbook(form: Form, book: str) -> Workbook:
    """Return a form as a workbook, with the title of the book in every sheet's footer."""
    result = Workbook()
    result.properties.title = form.title
    result.properties.creator = book
    result.properties.language = "zh-CN"
    result._named_styles["Normal"].font = Font(name=BODY, size=11)  # type: ignore[attr-defined]
    assert result.active is not None
    result.remove(result.active)
    _form_sheet(result.create_sheet(_sheet_name(form.title)), form)
    if form.summary:
        _summary_sheet(result.create_sheet(_sheet_name(form.summary.title)), form, form.summary)
    _guide_sheet(result.create_sheet(GUIDE), form)
    for sheet in result.worksheets:
        _page(sheet, book)
    return result


def _sheet_name(title: str) -> str:
    """Return a title as a sheet's name: without what stands in brackets, as far as Excel takes it."""
    return title.partition("（")[0][:31]


# ---------- the form ----------


def _form_sheet(sheet: Worksheet, form: Form) -> None:
    width = len(form.columns)
    _banner(sheet, 1, width, form.title, Font(name=HEADING, size=18), CENTRED)
    _banner(sheet, 2, width, settings().not_the_villages + SEE_GUIDE, Font(name=BODY, size=9, color="595959"), CENTRED)
    fields = "　".join(f"{field}：{'　' * 8}" for field in form.fields)
    _banner(sheet, 3, width, fields, Font(name=BODY, size=11), TO_LEFT)
    _heads(sheet, HEAD_ROW, form.heads)
    for number, cells in enumerate(form.grid, start=FIRST):
        for index, (column, text) in enumerate(zip(form.columns, cells, strict=True), start=1):
            _cell(sheet, number, index, column, form).value = text or _formula(column, number, form) or None
        sheet.row_dimensions[number].height = max(_row_height(form), LINE_HEIGHT * _lines(form, cells))
    for index, column in enumerate(form.columns, start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width * CHARACTERS_PER_MM
        if check := _validation(column, letter, form):
            check.add(f"{letter}{FIRST}:{letter}{LAST}")
            sheet.add_data_validation(check)
    sheet.freeze_panes = f"B{FIRST}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation = "landscape" if form.paper == "landscape" else "portrait"


def _banner(sheet: Worksheet, row: int, width: int, text: str, font: Font, alignment: Alignment) -> None:
    """Write a line over the whole width of the table."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = font, alignment
    sheet.row_dimensions[row].height = HEIGHTS[row]


def _heads(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    for index, head in enumerate(heads, start=1):
        cell = sheet.cell(row, index, head)
        cell.font = Font(name=HEADING, size=11)
        cell.alignment, cell.border, cell.fill = CENTRED, GRID, HEAD_FILL
    sheet.row_dimensions[row].height = HEIGHTS[HEAD_ROW]


def _cell(sheet: Worksheet, row: int, index: int, column: Column, form: Form) -> Any:
    cell = sheet.cell(row, index)
    cell.font = Font(name=BODY, size=10.5)
    cell.alignment = TO_LEFT if column.kind == "text" else CENTRED
    cell.border = GRID
    cell.number_format = FORMATS.get(column.kind, "General")
    return cell


def _row_height(form: Form) -> float:
    """Return the height of a row with which the form fills a page, if it can."""
    room = PAGE_HEIGHTS[form.paper] - sum(HEIGHTS.values())
    least, most = ROW_HEIGHTS
    return max(least, min(most, room // len(form.grid)))


def _lines(form: Form, cells: Sequence[str]) -> int:
    """Return how many lines the printed cells of a row take."""
    per_line = [(column.width - 3) // HAN_WIDTH for column in form.columns]
    return max(int(-(-len(text) // room)) for text, room in zip(cells, per_line, strict=True))


def _letter(form: Form, head: str) -> str:
    return get_column_letter(form.heads.index(head) + 1)


def _formula(column: Column, row: int, form: Form) -> str:
    """Return the formula of a calculated cell; empty for one that is filled in."""
    inputs = [f"{_letter(form, head)}{row}" for head in column.of]
    if column.kind == "weekday":
        days = ",".join(f'"{day}"' for day in DAYS)
        return f'=IF({inputs[0]}="","",CHOOSE(WEEKDAY({inputs[0]},2),{days}))'
    if column.kind == "mean":
        given = ",".join(inputs)
        return f'=IF(COUNT({given})=0,"",AVERAGE({given}))'
    return ""


# ---------- checks in the cells ----------


def _validation(column: Column, letter: str, form: Form) -> DataValidation | None:
    """Return what Excel checks in a column and says of it; None where a formula fills it."""
    rule = _rule(column, letter, form)
    if rule is None:
        return None
    options, message = rule
    check = DataValidation(allow_blank=True, **options)
    check.promptTitle = column.head[:32]
    check.prompt = ledger().fill(column.prompt)[:255]
    check.showInputMessage = bool(column.prompt)
    check.errorTitle = f"{column.head}：请看一下"[:32]
    check.error = message
    check.showErrorMessage = bool(message)
    return check


Rule = tuple[dict[str, Any], str]  # Excel's options, and what it says when they are not met


def _rule(column: Column, letter: str, form: Form) -> Rule | None:
    first = f"{letter}{FIRST}"
    match column.kind:
        case "date":
            low, high = (str((each - EXCEL_DAY_0).days) for each in DATES)
            between = {"type": "date", "operator": "between", "formula1": low, "formula2": high}
            return between, "请写成日期，例如 2026-03-01。"
        case "whole":
            low, high = str(column.least), str(column.most)
            between = {"type": "whole", "operator": "between", "formula1": low, "formula2": high}
            return between, f"请填{low}到{high}的整数。"
        case "choice":
            listed = {"type": "list", "formula1": f'"{",".join(column.choices)}"'}
            return listed, f"请从下拉的几项里选：{'、'.join(column.choices)}。"
        case "turn":
            differs = {"type": "custom", "formula1": f"{first}<>{letter}{FIRST - 1}", "errorStyle": "warning"}
            return differs, "与上一行是同一个人。确实这样排的，选“是”；要改的，选“否”。"
        case "differs":
            other = f"{_letter(form, column.of[0])}{FIRST}"
            differs = {"type": "custom", "formula1": f"{first}<>{other}"}
            return differs, f"不能与“{column.of[0]}”相同。"
        case "text":
            return {"type": None}, ""
    return None


# ---------- the sums ----------


def _summary_sheet(sheet: Worksheet, form: Form, summary: Summary) -> None:
    """Add up numbers by person and month, for the year that is written above the table."""
    months = range(1, 13)
    heads = [summary.by, *(f"{month}月" for month in months), "全年"]
    width = len(heads)
    _banner(sheet, 1, width, summary.title, Font(name=HEADING, size=18), CENTRED)
    how = f"填上年份和姓名，各格自动从“{form.title}”一页加出来；姓名的写法要与那一页相同。"
    _banner(sheet, 2, width, how, Font(name=BODY, size=9, color="595959"), CENTRED)
    _year(sheet)
    _heads(sheet, HEAD_ROW, heads)
    last = FIRST + summary.people - 1
    for row in range(FIRST, last + 1):
        sums = [_sum_of_month(form, summary, row, month) for month in months]
        total = f'=IF(OR($B$3="",$A{row}=""),"",SUM(B{row}:M{row}))'
        _summary_row(sheet, row, ["", *sums, total])
    columns = [get_column_letter(index) for index in range(2, width + 1)]
    all_people = [f'=IF($B$3="","",SUM({each}{FIRST}:{each}{last}))' for each in columns]
    _summary_row(sheet, last + 1, ["每月合计", *all_people])
    for index in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 16 if index == 1 else 8.5
    sheet.freeze_panes = f"B{FIRST}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"


def _year(sheet: Worksheet) -> None:
    label, year = sheet.cell(3, 1, "年份"), sheet.cell(3, 2)
    label.font, label.alignment = Font(name=HEADING, size=11), CENTRED
    year.border, year.alignment = GRID, CENTRED
    sheet.row_dimensions[3].height = HEIGHTS[3]
    low, high = map(str, YEARS)
    check = DataValidation("whole", operator="between", formula1=low, formula2=high, allow_blank=True)
    check.promptTitle, check.prompt, check.showInputMessage = "年份", "写四位数的年份", True
    check.errorTitle, check.error, check.showErrorMessage = "年份：请看一下", f"请填{low}到{high}的整数。", True
    check.add("B3")
    sheet.add_data_validation(check)


def _sum_of_month(form: Form, summary: Summary, row: int, month: int) -> str:
    names, dates, numbers = (
        f"'{_sheet_name(form.title)}'!${letter}${FIRST}:${letter}${LAST}"
        for letter in (_letter(form, head) for head in (summary.by, summary.date, summary.value))
    )
    start, end = f'">="&DATE($B$3,{month},1)', f'"<"&DATE($B$3,{month + 1},1)'
    return f'=IF(OR($B$3="",$A{row}=""),"",SUMIFS({numbers},{names},$A{row},{dates},{start},{dates},{end}))'


def _summary_row(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    for index, text in enumerate(texts, start=1):
        cell = sheet.cell(row, index, text or None)
        cell.font, cell.border, cell.alignment = Font(name=BODY, size=10.5), GRID, CENTRED
    sheet.row_dimensions[row].height = ROW_HEIGHTS[0]


# ---------- how to fill it in, and the page ----------


def _guide_sheet(sheet: Worksheet, form: Form) -> None:
    fill = ledger().fill
    _banner(sheet, 1, 3, f"{form.title}：怎样填", Font(name=HEADING, size=16), CENTRED)
    rows = [(column.head, fill(column.prompt), fill(column.example)) for column in form.columns]
    _heads(sheet, 2, ("列", "怎样填", FICTIONAL))
    for number, texts in enumerate(rows, start=3):
        for index, text in enumerate(texts, start=1):
            cell = sheet.cell(number, index, text or None)
            cell.data_type = "s"
            cell.font, cell.border, cell.alignment = Font(name=BODY, size=10.5), GRID, TO_LEFT
        sheet.row_dimensions[number].height = 32
    for number, note in enumerate([settings().not_the_villages, *map(fill, form.notes)], start=len(rows) + 4):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=3)
        cell = sheet.cell(number, 1, f"· {note}")
        cell.font, cell.alignment = Font(name=BODY, size=10.5), TO_LEFT
        sheet.row_dimensions[number].height = 16 * (1 + len(note) // 38)
    for letter, width in zip("ABC", (16, 36, 32), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "portrait"


def _page(sheet: Worksheet, book: str) -> None:
    """Set a sheet up for A4, one page wide, with the book and its licence at the foot."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = MARGIN
    margins.bottom, margins.header, margins.footer = MARGIN + 0.15, 0.3, 0.35
    sheet.print_options.horizontalCentered = True
    foot: Any = sheet.oddFooter
    left, right = foot.left, foot.right
    left.text, right.text = f"{book}，按 {settings().licence} 许可使用", "第 &P 页，共 &N 页"
    left.size = right.size = 9
