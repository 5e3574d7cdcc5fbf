"""Dates of review: when they are past, and when too long."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casebook import review
from casebook.findings import Finding
from casebook.reproducible import EPOCH_VARIABLE
from casebook.tables import read_tables
from tests.data_folder import DataFolder

DAY = date(2027, 6, 30)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Have it be `DAY`."""
    noon = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)
    monkeypatch.setenv(EPOCH_VARIABLE, str(int(noon.timestamp())))
    return DAY


def late_sources(tables: DataFolder) -> list[Finding]:
    """Return what is wrong with the dates of the sources."""
    return list(review.late_sources(read_tables(tables.path)["sources"]))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (DAY, DAY),
        ("2027-06-30", DAY),
        (" 2027-06-30 ", DAY),
        ("2027-6-30", None),
        ("明年", None),
        (None, None),
        (3, None),
    ],
)
def test_a_date_is_read_from_what_yaml_and_tables_hold(value: object, day: date | None) -> None:
    assert review.parsed(value) == day


@pytest.mark.parametrize(
    ("review_by", "days"), [("2027-07-01", 0), ("2027-06-30", 0), ("2027-06-29", 1), ("2026-06-30", 365), ("", 0)]
)
def test_days_past_are_counted(today: date, review_by: str, days: int) -> None:
    assert review.days_past(review.parsed(review_by)) == days


@pytest.mark.parametrize(("review_by", "late"), [("2027-04-01", False), ("2027-03-31", True), ("", False)])
def test_it_is_late_after_the_days_of_grace(today: date, review_by: str, late: bool) -> None:
    assert bool(review.late(review.parsed(review_by))) is late


def test_a_source_that_is_late_is_found_in_its_row(tables: DataFolder, today: date) -> None:
    tables.edit("sources", "cpc_2021", "review_by", "2020-01-01")
    (found,) = late_sources(tables)
    assert (found.file, found.row, found.column) == (
        "data/sources.csv",
        tables.line("sources", "cpc_2021"),
        "review_by",
    )


def test_a_source_within_the_days_of_grace_is_none(tables: DataFolder, today: date) -> None:
    tables.edit("sources", "cpc_2021", "review_by", "2027-06-01")
    assert late_sources(tables) == []


def test_a_day_that_is_not_in_the_calendar_is_told(tables: DataFolder, today: date) -> None:
    tables.edit("sources", "cpc_2021", "review_by", "2027-02-30")
    assert [each.key for each in late_sources(tables)] == ["review-form"]
