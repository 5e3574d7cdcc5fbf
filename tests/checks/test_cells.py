"""Code cells read and not run."""

from __future__ import annotations

import pytest

from casebook.cells import Cell, cells, split_cell
from casebook.checks.cells import Notebook, metadata, returns_chart

IMPORT = "from book.charts import tobacco"


def faults(*codes: str) -> list[tuple[str, int]]:
    """Return the sayings and lines of what is wrong in the cells of a page, each from line 1 on."""
    notebook = Notebook()
    return [(key, line) for code in codes for key, line, _ in notebook.faults(Cell(0, "", code, 1))]


@pytest.mark.parametrize(
    "codes",
    [(IMPORT, "tobacco.area()"), ("from book.charts import tobacco as t", "t.area()"),
     ("from casebook.charts.table import working", 'working("village.groups_per_area", "小组")'),
     ("import casebook.hedge",), ("import json\njson.nothing",), ("from pathlib import Path\nPath.home()",), ("",),
     (IMPORT, "tobacco.theme"),
     ("# 只有一句话",)],
)  # fmt: skip
def test_cells_that_work_have_no_faults(codes: tuple[str, ...]) -> None:
    assert faults(*codes) == []


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (("1 +",), [("cell-syntax", 1)]),
        (("a = 1\nb = (\n",), [("cell-syntax", 2)]),
        (("from book.charts import nothing",), [("cell-name", 1)]),
        (("import casebook.nothing",), [("cell-module", 1)]),
        (("from casebook.nothing import x",), [("cell-module", 1)]),
        (("from casebook.charts.table import nothing",), [("cell-name", 1)]),
        ((IMPORT, "\ntobacco.nothing()"), [("cell-name", 2)]),
        ((IMPORT, "tobacco.area(tobacco.nothing)"), [("cell-name", 1)]),
    ],
)
def test_what_cannot_work_is_found(codes: tuple[str, ...], found: list[tuple[str, int]]) -> None:
    assert faults(*codes) == found


def test_the_nearest_names_are_told() -> None:
    notebook = Notebook()
    list(notebook.faults(Cell(0, "", IMPORT, 1)))
    ((_, _, values),) = notebook.faults(Cell(0, "", "tobacco.aera()", 1))
    assert "area" in str(values["near"])


@pytest.mark.parametrize(
    ("codes", "shown"),
    [((IMPORT, "tobacco.area()"), "area"), ((IMPORT + "\ntobacco.area()",), "area"),
     (("from book.charts.tobacco import area", "area()"), "area"),
     ((IMPORT, "tobacco.income_per_mu()"), ""), ((IMPORT, "x = tobacco.area()"), ""), ((IMPORT, "tobacco.area"), ""),
     ((IMPORT,), ""), (("1 +",), ""), (("print(1)",), "")],
)  # fmt: skip
def test_a_cell_that_shows_a_chart_is_known(codes: tuple[str, ...], shown: str) -> None:
    notebook = Notebook()
    for code in codes:
        list(notebook.faults(Cell(0, "", code, 1)))
    assert notebook.chart(Cell(0, "", codes[-1], 1)) == shown


def test_charts_are_told_from_tables_by_what_they_return() -> None:
    assert returns_chart("book.charts.members", "dots")
    assert not returns_chart("book.charts.members", "averages")
    assert not returns_chart("book.charts.members", "nothing")


@pytest.mark.parametrize(
    ("text", "read"), [("", {}), ("alt: 一句话\n", {"alt": "一句话"}), ("a: b: c\n", None), ("alt: [\n", None)]
)
def test_metadata_is_a_mapping_or_not_to_be_read(text: str, read: object) -> None:
    assert metadata(Cell(1, text, "", 2)) == read


def test_a_cell_knows_the_lines_of_its_code() -> None:
    page = "# 一\n\n```{code-cell} ipython3\n---\nalt: 二\n---\nx = 1\n```\n\n```{code-cell}\ny\n```\n"
    found = [(cell.line, cell.metadata, cell.code, cell.code_line) for cell in cells(page)]
    assert found == [(3, "alt: 二\n", "x = 1", 7), (10, "", "y", 11)]


def test_options_of_one_line_are_no_code() -> None:
    assert split_cell(":tags: [x]\n1 + 1\n", 1) == Cell(1, "tags: [x]\n", "1 + 1", 3)
