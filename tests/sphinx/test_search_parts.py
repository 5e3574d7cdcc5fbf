"""The parts of the index: how the book is divided, and that no filter denies what a part holds."""

from __future__ import annotations

import base64
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.sphinx.search import Index
from casebook.sphinx.search_parts import GAP, Filters, Pages, divide, files, fold, runs
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


def numbers(*points: int) -> tuple[np.ndarray, ...]:
    """Return one run as the filters take it."""
    return tuple(np.array([point], dtype=np.uint32) for point in points)


@given(st.lists(TEXT, min_size=2, max_size=5))
def test_a_filter_never_denies_a_run_that_stands_in_a_part(texts: list[str]) -> None:
    folded = [fold(text) for text in texts]
    filters = Filters(folded, LIMIT)
    for part, text in enumerate(folded):
        for line in text.split("\n"):
            points = list(map(ord, line))
            asked = [numbers(*points[i : i + size]) for size in (1, 2) for i in range(len(points) + 1 - size)]
            asked += [numbers(points[i], GAP, points[i + 2]) for i in range(len(points) - 2)]
            assert all(filters.may_hold(part, run).all() for run in asked)


def test_a_run_does_not_go_from_one_line_or_cell_to_the_next() -> None:
    (single,), pairs, skips = runs(fold("甲乙\n丙\t丁，戊"))
    assert "".join(map(chr, single)) == "甲乙丙丁戊"
    assert [tuple(map(chr, pair)) for pair in zip(*pairs, strict=True)] == [("甲", "乙"), ("丁", "戊")]
    assert all(len(each) == 0 for each in skips)
    assert [len(each) for kind in runs("") for each in kind] == [0] * 6


def test_a_filter_denies_most_of_what_a_part_does_not_hold() -> None:
    texts = [fold("\n".join(text for _, (_, _, text) in unrolled(made_up(24, str(part))))) for part in range(4)]
    filters = Filters(texts, 32 * LIMIT)
    pairs = runs("".join(chr(code) for code in range(0x4E00, 0x8E00)))[1]  # hardly any of them stands in a text
    denied = sum(int((~filters.may_hold(part, pairs)).sum()) for part in range(4))
    assert denied > 0.6 * 4 * len(pairs[0])


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
    filters = Filters([fold("党员"), fold("水库")], LIMIT)
    assert filters.slices * filters.width * 8 == filters.bits
    pair = numbers(ord("党"), ord("员"))
    number, bit = divmod(int(filters.places(pair)[0]), 8 * filters.width)
    told = base64.b64decode(filters.shipped()[number])
    assert len(filters.shipped()) == filters.slices and len(told) == 2 * filters.width
    assert [told[part * filters.width + bit // 8] >> bit % 8 & 1 for part in (0, 1)] == [1, 0]
    assert [bool(filters.may_hold(part, pair)) for part in (0, 1)] == [True, False]
