"""The real data: what the checks of a build do not look at."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import frictionless
import pytest

from casebook.joining import HEDGE_WORDS
from casebook.ledger import PLACEHOLDER, Ledger, ledger
from casebook.sphinx.facts import anchor
from casebook.sphinx.loose_numbers import loose_numbers
from casebook.tables import DATA, DESCRIPTOR, ROOT, Row, read_tables
from tests.spoilers import spoilers_in

PACKAGE = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
# Columns in which the book speaks to its reader.
SPOKEN = ("label", "note", "assumption", "event", "ask", "why")
AFTER_THE_VOTE = "tobacco"


@pytest.fixture(scope="module")
def book() -> Ledger:
    """Return the ledger of the real data."""
    return ledger()


def rows() -> list[Row]:
    """Return every row of every table that has something to say of a topic."""
    return [row for table in read_tables().values() for row in table]


def spoken(row: Row) -> dict[str, str]:
    """Return a row's texts in the book's own voice, by column."""
    return {column: row[column] for column in SPOKEN if row.cells.get(column)}


def test_the_description_of_the_tables_is_valid() -> None:
    assert list(frictionless.Package.metadata_validate(PACKAGE)) == []


def test_every_table_is_described() -> None:
    assert sorted(each["path"] for each in PACKAGE["resources"]) == sorted(p.name for p in DATA.glob("*.csv"))


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda each: each["name"])
def test_every_column_is_described_in_its_order(resource: dict[str, object]) -> None:
    fields = resource["schema"]["fields"]  # type: ignore[index]
    with (DATA / str(resource["path"])).open(encoding="utf-8", newline="") as stream:
        heads = next(csv.reader(stream))
    assert [field["name"] for field in fields] == heads
    assert [field["name"] for field in fields if not field.get("title") or not field.get("description")] == []


def test_every_topic_has_one_ledger_page(book: Ledger) -> None:
    pages = (ROOT / "book" / "evidence" / "ledger").glob("*.md")
    shown = [topic for page in pages for topic in re.findall(r"\{ledger\} (\S+)", page.read_text("utf-8"))]
    assert sorted(shown) == sorted(book.topics)


def test_no_row_before_the_vote_names_a_later_tobacco_figure(book: Ledger) -> None:
    found = {
        f"{row['id']} {column}": spoilers_in(text)
        for row in rows()
        if row.cells.get("topic", AFTER_THE_VOTE) != AFTER_THE_VOTE
        for column, text in spoken(row).items()
    }
    assert {place: named for place, named in found.items() if named} == {}


def test_the_check_for_spoilers_finds_them() -> None:
    assert spoilers_in("见{tobacco.area_2021:value}")
    assert spoilers_in("共1300亩，年收入570万元")
    assert spoilers_in("每年460余人，人均4348元")
    assert not spoilers_in("2000年{tobacco.area_2000}，合13000亩")


def test_labels_and_notes_have_their_numbers_by_placeholder() -> None:
    found = {
        f"{row['id']} {column}": [match[0] for match in loose_numbers(PLACEHOLDER.sub("", text))]
        for row in rows()
        for column, text in spoken(row).items()
        if not row.file.endswith("sources.csv")
    }
    assert {place: numbers for place, numbers in found.items() if numbers} == {}


def test_every_hedge_word_has_a_direction_or_no_number(book: Ledger) -> None:
    words = {each.quantity.hedge_word for each in book.figures.values()} - {""}
    assert words <= set(HEDGE_WORDS)


def test_every_figure_says_what_the_report_leaves_open(book: Ledger) -> None:
    assert [each.id for each in book.figures.values() if not each.note] == []


def test_every_id_has_an_anchor_of_its_own(book: Ledger) -> None:
    ids = [*book.figures, *book.claims, *book.milestones]
    assert len({anchor(each) for each in ids}) == len(ids)


def test_every_source_is_used(book: Ledger) -> None:
    used = {source for each in book.figures.values() for source in each.sources}
    used |= {each.source for each in [*book.claims.values(), *book.milestones.values()]}
    assert used == set(book.sources)


@pytest.mark.parametrize("path", sorted(path for path in DATA.rglob("*") if path.is_file()), ids=lambda path: path.name)
def test_files_have_unix_lines_and_a_last_one(path: Path) -> None:
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n") and not content.endswith(b"\n\n")
