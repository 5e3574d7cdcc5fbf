"""What a check and a build say of figures that are still to be filled."""

from __future__ import annotations

import pytest

from casebook.checks import awaited
from casebook.cli import check
from casebook.tables import Row, read_tables
from tests.data_folder import DataFolder


@pytest.fixture
def to_fill(tables: DataFolder, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.setattr(awaited, "read_tables", lambda: read_tables(tables.path))
    return tables


def found(tables: DataFolder, *facts: str) -> list[Row]:
    tables.leave_to_fill(*facts)
    return awaited.rows()


def test_it_names_the_first_few_with_file_and_line(to_fill: DataFolder) -> None:
    rows = found(to_fill, "village.farmland", "village.forest", "village.water", "party.members")
    first = to_fill.line("facts", "village.farmland")
    named = "、".join(
        f"第{first + number}行“{label}”" for number, label in enumerate(("耕地面积", "山林面积", "水面面积"))
    )
    assert awaited.in_words(rows) == f"还有 4 个数待填：data/facts.csv {named}等。"


def test_one_row_is_named_and_no_more_hinted_at(to_fill: DataFolder) -> None:
    assert awaited.in_words(found(to_fill, "village.farmland")).endswith("行“耕地面积”。")


def test_nothing_is_said_where_nothing_is_to_be_filled_or_tables_cannot_be_read(
    to_fill: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    check.tell_awaited()
    to_fill.file("facts").write_text("", encoding="utf-8")
    check.tell_awaited()
    assert capsys.readouterr().out == ""


def test_github_is_given_a_notice_at_each_of_the_first_few(
    to_fill: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    found(to_fill, "village.farmland", "village.forest", "village.water", "party.members")
    check.tell_awaited(check.GITHUB)
    summary, *notices = capsys.readouterr().out.splitlines()
    assert summary.startswith("还有 4 个数待填：")
    assert len(notices) == awaited.FEW
    line = to_fill.line("facts", "village.farmland")
    assert notices[0] == f"::notice file=data/facts.csv,line={line},title=待填：耕地面积::数是多少，问村会计。（亩）"
