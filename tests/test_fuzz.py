"""Whatever is written into the data or the text, nothing but our own errors comes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casebook import joining
from casebook.charts.table import Table, to_roles
from casebook.findings import SAYINGS, CasebookError, say
from casebook.ledger import Ledger, UnknownFigureError, ledger, load, split_reference
from casebook.tables import Row, Tables, read_tables
from tests.data_folder import DataFolder

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENUMERATED = ("hedge", "grade")  # the schema lets nothing else past
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = [
    "__import__('os').system('touch /tmp/ran')",
    "{party.members.__class__}",
    "{party.members:__class__}",
    "{0.__class__}",
    "{plain:{party.members}}",
    "{{party.members}}",
    "{}",
    "{:}",
    "%s%n",
    "\x00",
    "\ud800",
    "<script>alert(1)</script>",
    "=1+1",
]
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))


@pytest.fixture(scope="module")
def real() -> Ledger:
    return ledger()


@pytest.fixture(scope="module")
def sound() -> Tables:
    return read_tables()


@QUICK
@given(text=TEXTS)
@example("{a.b:value}{plain:x}")
def test_filling_a_text_gives_text_or_our_error(real: Ledger, text: str) -> None:
    try:
        assert isinstance(real.fill(text), str)
    except (UnknownFigureError, ValueError) as error:
        assert "“" in str(error)


@QUICK
@given(text=TEXTS)
def test_a_reference_is_split_or_refused(text: str) -> None:
    try:
        split_reference(text)
    except ValueError as error:
        assert "不是写法" in str(error)


@QUICK
@given(text=TEXTS)
def test_roles_keep_what_is_no_placeholder(text: str) -> None:
    assert to_roles(to_roles(text)) == to_roles(text)


@QUICK
@given(cells=st.lists(TEXTS, min_size=3, max_size=3))
def test_any_cells_make_a_table(cells: list[str]) -> None:
    assert Table(("一", "二", "三"), [cells]).markdown().count("\n") >= 2


def _columns(sound: Tables) -> list[tuple[str, str]]:
    return [(table, column) for table, rows in sound.items() for column in rows[0].cells]


@QUICK
@given(data=st.data(), text=TEXTS)
def test_any_cell_is_joined_or_refused(sound: Tables, data: st.DataObject, text: str) -> None:
    """Past the schema's checks too: joining alone must not fail in any other way."""
    table, column = data.draw(st.sampled_from([each for each in _columns(sound) if each[1] not in ENUMERATED]))
    number = data.draw(st.integers(0, len(sound[table]) - 1))
    row = sound[table][number]
    changed = Row(row.file, row.line, row.cells | {column: text})
    rows = [*sound[table][:number], changed, *sound[table][number + 1 :]]
    refused(lambda: joining.join({**sound, table: rows}))


@SLOW
@given(
    content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")))
)
def test_any_bytes_for_a_table_are_refused_with_a_place(tables: DataFolder, content: bytes) -> None:
    tables.file("facts").write_bytes(content)
    with pytest.raises(CasebookError) as caught:
        load(tables.path)
    assert all(each.file.startswith("data/") and each.mend for each in caught.value.findings)


@SLOW
@given(row=st.lists(st.text(max_size=12), min_size=1, max_size=16))
def test_any_row_more_is_joined_or_refused(tables: DataFolder, row: list[str]) -> None:
    before = tables.file("facts").read_bytes()
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(row)
    try:
        tables.file("facts").write_bytes(before + stream.getvalue().encode("utf-8", "ignore"))
        refused(lambda: load(tables.path))
    finally:
        tables.file("facts").write_bytes(before)


def refused(make: Callable[[], Ledger]) -> None:
    """Let `make` work, or refuse its input with findings that can be read and mended."""
    try:
        make()
    except CasebookError as error:
        assert error.findings
        assert all(each.found and each.expected and each.mend for each in error.findings)


@pytest.mark.parametrize("key", SAYINGS)
def test_every_saying_can_be_said(key: str) -> None:
    saying = SAYINGS[key]
    words = saying.found + saying.expected + saying.mend
    fields = {name: spec for _, name, spec, _ in Formatter().parse(words) if name and name != "column"}
    sentence = say(key, **{name: 1 if spec else "甲" for name, spec in fields.items()})
    assert "应为：" in sentence and "改法：" in sentence
    assert ("{甲}" in sentence) == ("{{{" in words)


def test_nothing_ran() -> None:
    assert not Path("/tmp/ran").exists()
