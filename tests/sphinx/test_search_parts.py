"""The parts of the index: how the book is divided, and that no filter denies what a part holds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.sphinx.search import Index
from casebook.sphinx.search_parts import GAP, Filters, Pages, divide, files, fold, mixed, runs
from tests import search_index

LIMIT = 1024
TEXT = st.text(st.sampled_from("党员烟田亩的一二三黨員〇𬭎abcAB12，, 。\n\t“”－①㎡\u200b"), max_size=60)
ROWS = st.lists(st.tuples(st.just("a"), st.just(0), TEXT), max_size=6)
BOOKS = st.lists(ROWS, max_size=12).map(lambda book: [(f"{i}.html", rows) for i, rows in enumerate(book)])


def made_up(pages: int, seed: str = "") -> Pages:
    """Return a book of pages of a few sections, different from each other."""
    dice = random.Random(seed)
    return [
        (f"case/{seed}{page}.html", [
            (f"s{row}", 0, "".join(chr(dice.randint(0x4E00, 0x9000)) for _ in range(dice.randint(5, 60))))
            for row in range(dice.randint(1, 6))
        ])
        for page in range(pages)
    ]  # fmt: skip


def unrolled(pages: Pages) -> list[tuple[str, tuple[str, int, str]]]:
    """Return the sections of some pages, each with its address."""
    return [(address, row) for address, rows in pages for row in rows]


# ---------- parts ----------


@given(BOOKS)
def test_parts_hold_the_book_in_its_order_and_within_their_bounds(book: Pages) -> None:
    parts = divide(book, 256)
    assert unrolled([page for part in parts for page in part]) == unrolled(book)
    for part in parts:
        sizes = [len(text.encode()) for _, (_, _, text) in unrolled(part)]
        assert sizes and (sum(sizes) <= 256 or len(sizes) == 1)


def test_a_page_is_not_cut_if_it_need_not_be_and_a_long_one_is() -> None:
    short, long = made_up(30), [("ledger.html", [(f"row-{row}", 0, "字" * 50) for row in range(40)])]
    assert [address for part in divide(short, LIMIT) for address, _ in part] == [address for address, _ in short]
    assert len(divide(long, LIMIT)) == 7


def test_a_change_leaves_the_other_parts_as_they_were() -> None:
    book = made_up(300)
    before = files(book, {}, LIMIT)
    longer = [
        (address, [*rows, ("new", 0, "新" * 40)] if number == 40 else rows)
        for number, (address, rows) in enumerate(book)
    ]
    inserted = [*book[:40], *made_up(2, "new"), *book[40:]]
    for changed in (longer, inserted, book[:40] + book[41:]):
        after = files(changed, {}, LIMIT)
        parts = [name for name in after if name.startswith("part")]
        new = [name for name in parts if name not in before]
        assert 0 < len(new) <= 6 < len(parts) / 10


def test_a_book_of_one_part_has_no_filter_and_an_empty_one_no_part() -> None:
    assert sorted(name.partition(".")[0] for name in files(made_up(2), {})) == ["index", "part"]
    assert list(files([], {})) == list(files([("a.html", [])], {})) == ["index.js"]


def test_the_files_hold_the_book_and_are_the_same_each_time() -> None:
    book = made_up(40)
    found = files(book, {"reveal": 3}, LIMIT)
    manifest, parts = search_index.from_files(found)
    assert manifest["reveal"] == 3 and set(found) == {"index.js", *manifest["parts"], *manifest["slices"]}
    assert [(address, tuple(row)) for part in parts for address, rows in part for row in rows] == unrolled(book)
    assert found == Index({"reveal": 3}, made_up(40)).files(LIMIT)


# ---------- filters ----------


@given(st.lists(TEXT, min_size=2, max_size=5), st.data())
def test_a_filter_never_denies_a_run_that_stands_in_a_part(texts: list[str], data: st.DataObject) -> None:
    filters = Filters([runs(text) for text in texts], LIMIT)
    part = data.draw(st.integers(0, len(texts) - 1))
    line = data.draw(st.sampled_from([squeezed(each) for each in texts[part].replace("\t", "\n").split("\n")]))
    for i in range(len(line)):
        asked = [line[i : i + 1], line[i : i + 2], (*line[i : i + 1], GAP, *line[i + 2 : i + 3])]
        for run in asked[: min(3, len(line) - i)]:
            assert filters.may_hold(part, run)


def squeezed(line: str) -> tuple[int, ...]:
    """Return the code points of a line that count."""
    return tuple(ord(each) for char in line for each in fold(char))


def test_a_filter_denies_most_of_what_a_part_does_not_hold() -> None:
    parts = [set().union(*(runs(text) for _, (_, _, text) in unrolled(made_up(8, str(part))))) for part in range(4)]
    filters = Filters(parts, 8 * LIMIT)
    asked = [(part, run) for part in range(4) for other in range(4) for run in parts[other] - parts[part]]
    denied = sum(not filters.may_hold(part, run) for part, run in asked)
    assert len(asked) > 10_000 and denied > 0.4 * len(asked)


@pytest.mark.parametrize(
    ("char", "folded"),
    [
        ("Ａ", "a"),
        ("黨", "党"),
        ("著", "著"),
        ("㎡", "m2"),
        ("—", "-"),
        ("，", ""),
        ("　", ""),
        ("\u200b", ""),
        ("煙", "烟"),
    ],
)
def test_a_character_is_folded_as_a_query_is(char: str, folded: str) -> None:
    assert fold(char) == folded


def test_what_a_slice_ships_is_what_the_filters_say() -> None:
    filters = Filters([runs("党员"), runs("烟田")], LIMIT)
    assert len(filters.shipped()) == filters.slices
    assert filters.slices * filters.width * 8 == filters.bits
    assert filters.may_hold(0, (ord("党"), ord("员"))) and not filters.may_hold(1, (ord("党"), ord("员")))


def test_the_hash_is_the_one_that_the_browser_computes() -> None:
    assert [mixed((0x515A,)), mixed((0x515A, GAP, 0x5458))] == [755077945, 2081977655]
