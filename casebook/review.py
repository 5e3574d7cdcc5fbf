"""Dates by which something is to be looked at again: ``review_by`` of a page or of a source.

Once the date is past, the book says so at the place. `GRACE` days later it is an error. What
“today” is a build takes from the commit (`casebook.reproducible`), so that the same commit makes
the same bytes; `casebook check` takes it from the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from casebook.findings import Finding
from casebook.reproducible import source_date
from casebook.tables import Row

FIELD = "review_by"
GRACE = 90  # days


def parsed(value: object) -> date | None:
    """Return a date of front matter or a table; None where there is none, or no such date."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


def days_past(review_by: date | None) -> int:
    """Return how many days ago the date was; 0 where it is not past, or there is none."""
    return max(0, (source_date().date() - review_by).days) if review_by else 0


def in_words(day: date) -> str:
    """Return ``2027年6月30日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def late(review_by: date | None) -> dict[str, object] | None:
    """Return what fills in the saying ``review-late``; None within the days of grace."""
    days = days_past(review_by)
    if review_by is None or days <= GRACE:
        return None
    return {"date": in_words(review_by), "days": days, "grace": GRACE}


def late_sources(rows: Iterable[Row]) -> Iterator[Finding]:
    """Find sources that should have been looked at again long ago."""
    for row in rows:
        cell = row[FIELD]
        if cell and parsed(cell) is None:
            yield row.finding(FIELD, "review-form", cell=cell)
        elif values := late(parsed(cell)):
            yield row.finding(FIELD, "review-late", **values)
