"""Where a row of a long topic stands follows from the ledger's order alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casebook import ledger as ledgers
from casebook import parts
from casebook.ledger import Ledger, ledger
from casebook.quantity import Quantity
from casebook.records import Figure, Topic

FACTS, DERIVED = 450, 40


def figure(number: int, topic: str = "long", formula: str = "") -> Figure:
    kind = "derived" if formula else "fact"
    return Figure(f"{topic}.{kind}{number}", topic, "数", Quantity.of("1", "户"), "reported", "", formula=formula)


@pytest.fixture(autouse=True)
def book() -> Iterator[Ledger]:
    """Have the ledger hold a long topic, whose indicators stand between its facts, and a short one."""
    figures = [figure(number) for number in range(FACTS)]
    figures[100:100] = [figure(number, formula="x") for number in range(DERIVED)]
    figures.append(figure(0, "short"))
    before = list(ledgers._given)
    ledgers.use(Ledger({
        "topics": {each: Topic(each, each, "ink") for each in ("long", "short", "none")},
        "figures": {each.id: each for each in figures}, "claims": {}, "milestones": {},
    }))  # fmt: skip
    yield ledger()
    ledgers._given[:] = before
    ledger.cache_clear()


def test_every_row_is_on_one_part_and_is_found_there() -> None:
    seen = []
    for part in range(1, parts.number_of("long") + 1):
        records = [each for group in parts.rows_of_part("long", part).values() for each in group]
        assert len(records) <= parts.ROWS
        assert {parts.part_of(each.id) for each in records} == {part}
        seen += [each.id for each in records]
    assert seen == [each.id for group in ledger().rows("long").values() for each in group]
    assert len(seen) == len(set(seen)) == FACTS + DERIVED


def test_a_group_may_go_on_over_parts_and_follow_another_on_one() -> None:
    found = [{key: len(group) for key, group in parts.rows_of_part("long", part).items()} for part in (1, 2, 3)]
    assert found == [{"reported": 200}, {"reported": 200}, {"reported": 50, "derived": DERIVED}]


def test_a_short_topic_is_its_page_alone() -> None:
    assert parts.number_of("short") == parts.number_of("none") == 1
    assert parts.address_of(ledger()["short.fact0"], "ledger/short.html") == "ledger/short.html"


def test_further_parts_stand_beside_the_page() -> None:
    record = ledger()[f"long.fact{FACTS - 1}"]
    assert parts.address_of(record, "evidence/ledger/any.html") == "evidence/ledger/long-3.html"
    assert parts.address("any.html", "two_words", 2) == "two-words-2.html"


def test_a_topic_that_is_too_long_is_printed_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parts.printed("long") == FACTS + DERIVED
    monkeypatch.setattr(parts, "PRINTED", FACTS)
    assert parts.printed("long") == parts.ROWS
    assert parts.is_printed("long.fact199", "long") and not parts.is_printed("long.fact200", "long")
