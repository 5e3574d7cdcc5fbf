"""The files to take along."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from casebook import downloads
from casebook.ledger import ledger
from casebook.tables import DATA, DESCRIPTOR, read_tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the downloads; return their folder."""
    out = tmp_path_factory.mktemp("out")
    downloads.write(out)
    return out / downloads.FOLDER


@pytest.fixture(scope="module")
def later(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the downloads again when the clock has moved on, which archives count in two seconds."""
    time.sleep(2.1)
    out = tmp_path_factory.mktemp("later")
    downloads.write(out)
    return out / downloads.FOLDER


def test_everything_offered_is_written(folder: Path) -> None:
    assert set(downloads.files()) <= {each.name for each in folder.iterdir()}


def test_tables_are_copied_as_they_are(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        assert path.read_bytes() == (DATA / path.name).read_bytes()


def test_the_package_holds_every_table_and_their_description(folder: Path) -> None:
    expected = {DESCRIPTOR, *(path.name for path in DATA.glob("*.csv"))}
    with zipfile.ZipFile(folder / downloads.package_name()) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == expected
        assert all(archive.read(name) == (DATA / name).read_bytes() for name in expected)


def test_the_workbook_has_a_sheet_a_table_with_every_row(folder: Path) -> None:
    workbook = load_workbook(folder / downloads.workbook_name())
    tables = read_tables()
    assert workbook.sheetnames == list(tables)
    assert {sheet.title: sheet.max_row - 1 for sheet in workbook} == {name: len(rows) for name, rows in tables.items()}


def test_values_are_numbers_in_the_workbook(folder: Path) -> None:
    sheet = load_workbook(folder / downloads.workbook_name())["facts"]
    heads = [cell.value for cell in sheet[1]]
    values = [row[heads.index("value")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert values == [float(row["value"]) for row in read_tables()["facts"]]


def test_derived_figures_have_their_result_in_the_workbook(folder: Path) -> None:
    sheet = load_workbook(folder / downloads.workbook_name())["indicators"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert {row["id"]: (row["result"], row["grade"]) for row in rows} == {
        each.id: (str(each.quantity), each.grade) for each in ledger().figures.values() if each.derived
    }


@pytest.mark.parametrize("name", sorted(downloads.files()))
def test_a_later_build_gives_the_same_bytes(folder: Path, later: Path, name: str) -> None:
    assert (later / name).read_bytes() == (folder / name).read_bytes()
