"""The parts of a topic's page: a long list of rows is so many pages, each of them no longer than the next.

Where a row stands follows from the ledger's order alone, so every link finds it.
"""

from __future__ import annotations

from casebook.ledger import Record, ledger

ROWS = 200  # on a part
PRINTED = 1000  # a longer topic is not printed whole


def count(topic: str) -> int:
    """Return the number of a topic's rows."""
    return sum(map(len, ledger().rows(topic).values()))


def number_of(topic: str) -> int:
    """Return the number of a topic's parts, at least one."""
    return max(1, -(-count(topic) // ROWS))


def part_of(record_id: str) -> int:
    """Return the number of the part, from 1, on which a record's row stands."""
    return ledger().place(record_id) // ROWS + 1


def rows(topic: str, begin: int, end: int) -> dict[str, list[Record]]:
    """Return the groups of a topic's rows from one place up to another, those left empty out."""
    found: dict[str, list[Record]] = {}
    passed = 0
    for key, records in ledger().rows(topic).items():
        if kept := records[max(0, begin - passed) : max(0, end - passed)]:
            found[key] = kept
        passed += len(records)
    return found


def rows_of_part(topic: str, part: int) -> dict[str, list[Record]]:
    """Return the groups of rows on a part."""
    return rows(topic, (part - 1) * ROWS, part * ROWS)


def printed(topic: str) -> int:
    """Return how many of a topic's rows, from the first on, are printed and kept with its page's text."""
    total = count(topic)
    return total if total <= PRINTED else ROWS


def is_printed(record_id: str, topic: str) -> bool:
    """Whether a record's row is printed."""
    return ledger().place(record_id) < printed(topic)


def address(page: str, topic: str, part: int) -> str:
    """Return a part's address beside the topic's page, which is the first part: ``evidence/ledger/party-2.html``."""
    if part == 1:
        return page
    folder = page.rpartition("/")[0]
    name = f"{topic.replace('_', '-')}-{part}.html"
    return f"{folder}/{name}" if folder else name


def address_of(record: Record, page: str) -> str:
    """Return the address of the part on which a record's row stands; `page` is that of its topic's page."""
    return address(page, record.topic, part_of(record.id))
