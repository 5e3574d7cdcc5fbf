"""A long topic of the ledger: further pages, found by every link, and gone when the rows are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook import parts
from tests import pages, search_index
from tests.sphinx.small_book import SmallBook

LONG, ROWS = "country", 430
PAGE = "evidence/ledger/country.html"
HEADS = ("id", "topic", "label", "value", "unit", "hedge", "source", "locator", "grade")


def row(number: int) -> dict[str, str]:
    cells = (f"many.n{number}", LONG, "一项", str(number), "户", "exact", "report", "产业部分", "reported")
    return dict(zip(HEADS, cells, strict=True))


def lengthen(facts: Path) -> None:
    """Add rows to a topic."""
    with facts.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows, heads = list(reader), list(reader.fieldnames or ())
    with facts.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, heads, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *map(row, range(ROWS))])


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallBook]:
    """Build a book with a long topic and a chapter that uses a row far down in it."""
    chapters = {"one": "# 一\n\n这里有{fact}`many.n400`。\n", "two": "# 二\n\n那里有{fact}`village.groups`。\n"}
    book = SmallBook.make(tmp_path_factory.mktemp("long"), chapters)
    lengthen(book.root / "data/facts.csv")
    outcome = book.build()
    assert outcome.code == 0, outcome.err
    yield book


def further(book: SmallBook) -> list[str]:
    return sorted(path.name for path in (book.html / "evidence/ledger").glob("country-[0-9].html"))


def test_all_rows_stand_once_on_pages_of_their_number(long: SmallBook) -> None:
    names = ["country.html", *further(long)]
    assert names == ["country.html", "country-2.html", "country-3.html"]
    shown = [[str(each["id"]) for each in pages.page(long.html / "evidence/ledger" / name).select(".ledger-row")]
             for name in names]  # fmt: skip
    assert [len(each) for each in shown[:2]] == [parts.ROWS, parts.ROWS] and len(shown[2]) <= parts.ROWS
    flat = [each for part in shown for each in part]
    assert len(flat) == len(set(flat)) and {f"row-many-n{number}" for number in range(ROWS)} < set(flat)


def test_every_link_finds_its_row(long: SmallBook) -> None:
    chapter = pages.page(long.html / "case/one.html")
    (link,) = chapter.select("a.fact")
    assert str(link["href"]) == "../evidence/ledger/country-3.html#row-many-n400"
    third = pages.page(long.html / "evidence/ledger/country-3.html")
    back = third.select_one("#row-many-n400 dd a")
    assert back and str(back["href"]) == f"../../case/one.html#{link['id']}"
    for name in ("country.html", *further(long)):
        for each in pages.page(long.html / "evidence/ledger" / name).select("article a[href], .page-toc a[href]"):
            path, _, fragment = str(each["href"]).partition("#")
            target = long.html / "evidence/ledger" / (path or name)
            assert target.is_file()
            assert not fragment or pages.page(target).find(id=fragment), (name, each["href"])


def test_a_further_part_is_a_page_like_any_other(long: SmallBook) -> None:
    first, second = (pages.page(long.html / "evidence/ledger" / name) for name in ("country.html", "country-2.html"))
    assert second.title and "第2页，共3页" in second.title.get_text()
    described = second.select_one('meta[name="description"]')
    assert described and "第2页" in str(described["content"])
    for selector in (
        "script[src]",
        "link[rel=stylesheet]",
        'meta[http-equiv="Content-Security-Policy"]',
        "nav.bd-links",
    ):
        assert list(map(str, second.select(selector))) == list(map(str, first.select(selector)))
    ways = [(str(each["rel"][0]), str(each["href"])) for each in second.select("article .ledger-ways a")]
    assert ways == [("prev", "country.html"), ("next", "country-3.html")] * 2
    assert len(first.select("details.ledger-parts li a")) == 3


def test_search_knows_the_further_parts(long: SmallBook) -> None:
    found = [
        text for address, _, _, text in search_index.sections(long.html) if address == "evidence/ledger/country-3.html"
    ]
    assert any("many.n400" in text for text in found)


def test_what_is_written_again_is_what_has_changed(long: SmallBook) -> None:
    made = long.root / "_build/.work/learner/_build/html"

    def dates() -> dict[str, int]:
        found = [*made.glob("case/*.html"), *made.glob("evidence/ledger/*.html"), *made.glob("downloads/*.*")]
        return {path.relative_to(made).as_posix(): path.stat().st_mtime_ns for path in found}

    before = dates()
    with long.changed({"book/case/two.md": ("那里有", "那里共有")}):
        assert long.build().code == 0
        assert {each for each, date in dates().items() if date != before[each]} == {"case/two.html"}
    before = dates()
    with long.changed({"book/case/one.md": ("这里有", "先说{fact}`many.n399`，又有")}):
        assert long.build().code == 0
        written = {each for each, date in dates().items() if date != before[each]}
        long_topic = {PAGE, "evidence/ledger/country-2.html", "evidence/ledger/country-3.html"}
        assert written == {"case/one.html", "case/two.html", *long_topic}  # two is as it was before


def test_parts_that_there_are_no_more_go(long: SmallBook) -> None:
    facts = long.root / "data/facts.csv"
    lines = facts.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(index for index, line in enumerate(lines) if line.startswith("many.n100,"))
    long.write("data/facts.csv", "".join(lines[:number]))
    with long.changed({"book/case/one.md": ("many.n400", "many.n50")}):
        assert long.build().code == 0
    assert further(long) == []
    assert "many.n100," not in (long.html / "downloads/facts.csv").read_text(encoding="utf-8")
    assert "ledger-ways" not in (long.html / PAGE).read_text(encoding="utf-8")
