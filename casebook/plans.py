"""Teaching plans: the stages of ``data/plans.csv`` with the clock, and what their chapters ask.

The minutes stand in that table alone; a chapter's questions and key points in its front matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from casebook.findings import Finding
from casebook.frontmatter import front_matter
from casebook.ledger import ledger
from casebook.records import Stage
from casebook.tables import ROOT, Row

BOOK = ROOT / "book"
LENGTHS = (45, 90, 120)  # minutes
STANDARD = 90  # the plan whose minutes a chapter names as its own


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a chapter brings to a plan; texts may hold placeholders.

    Attributes:
        page: its page, from ``book/`` and without suffix.
    """

    page: str
    questions: tuple[str, ...]
    keypoints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A lesson of so many minutes."""

    minutes: int
    stages: tuple[Stage, ...]

    @property
    def clock(self) -> list[tuple[int, int]]:
        """When each stage begins and ends, in minutes from the lesson's start."""
        ends = list(accumulate(stage.minutes for stage in self.stages))
        return list(zip([0, *ends], ends, strict=False))

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages used, in the order of use."""
        return tuple(dict.fromkeys(page for stage in self.stages for page in stage.pages))

    @property
    def materials(self) -> tuple[str, ...]:
        """What is to be printed, in the order of use."""
        return tuple(dict.fromkeys(each for stage in self.stages for each in stage.materials))


def plan(minutes: int) -> Plan:
    """Return the plan of a length; it has no stages where the table has none for it."""
    return Plan(minutes, tuple(stage for stage in ledger().stages.values() if stage.plan == minutes))


def chapter(page: str) -> Chapter:
    """Read what a chapter brings; nothing where its page is not there."""
    path = source(page)
    matter = front_matter(path) if path.exists() else {}
    return Chapter(page, *(tuple(matter.get(key) or ()) for key in ("questions", "keypoints")))


def source(page: str) -> Path:
    """Return the file of a page's text."""
    return BOOK / f"{page}.md"


def minutes_in_class(page: str) -> int:
    """Return the minutes of the standard plan's stages that use a page; 0 where none does."""
    return sum(stage.minutes for stage in plan(STANDARD).stages if page in stage.pages)


def clock(minutes: int) -> str:
    """Return minutes from the start as a clock shows them: ``1:05``."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def missing_pages(rows: list[Row], book: Path) -> Iterator[Finding]:
    """Find pages of the plans that are not in the book."""
    for row in rows:
        for page in row["pages"].split():
            if not (book / f"{page}.md").exists():
                yield row.finding("pages", "plan-page", page=page)
