"""The widths of a table's columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casebook.typst.tables import MARGIN, MEASURE, Columns, width

ROWS = st.integers(1, 6).flatmap(
    lambda count: st.lists(
        st.lists(st.text("村亩ab1", max_size=80), min_size=count, max_size=count), min_size=1, max_size=8
    )
)


def test_a_short_table_is_as_wide_as_its_text() -> None:
    columns = Columns.of([["年份", "面积"], ["2000年", "80亩"]])
    assert columns.code().count("em") == 2
    assert columns.widths == [width("2000年"), 2.12]


def test_a_long_column_gets_what_the_short_ones_leave() -> None:
    columns = Columns.of([["年份", "说明"], ["2000年", "很长" * 60]])
    assert columns.widths[0] == width("2000年")
    assert columns.code().count("fr") == 2
    assert columns.widths[1] > 30


def test_of_two_long_columns_the_longer_gets_more() -> None:
    first, second = Columns.of([["长" * 60, "长" * 240]]).widths
    assert first < second < 3 * first


@given(ROWS)
def test_columns_fit_the_page_and_none_is_a_slit(rows: list[list[str]]) -> None:
    columns = Columns.of(rows)
    widths = columns.widths
    assert len(widths) == len(rows[0])
    assert all(each >= min(longest, 3.9) for each, longest in zip(widths, columns.longest, strict=True))
    if sum(columns.longest) <= columns.room:
        assert sum(widths) + MARGIN * len(widths) <= MEASURE + 0.01
    assert columns.lines(rows) >= len(rows)
