"""The decks of ``book/slides/``: which there are, what they serve, and where their files stand.

A deck is a page of that folder, named as the plans name it. Its front matter says which
chapters it serves and which colour it bears.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casebook import plans
from casebook.frontmatter import front_matter
from casebook.records import Stage
from casebook.settings import settings
from casebook.tables import ROOT

SOURCE = ROOT / "book" / "slides"
SLIDES_VARIABLE = "CASEBOOK_SLIDES"  # set where a book is built with its slides beside it
PAGES = "slides"  # the folder of the web decks, from the book's root
DOWNLOADS = "downloads/slides"  # the folder of the editable files, from the book's root


@dataclass(frozen=True, slots=True)
class Deck:
    """A lesson's slides.

    Attributes:
        name: the page's name, as ``plans.csv`` has it.
        label: the name in Chinese.
        colour: one of the book's colours, see `casebook.charts.theme.COLOURS`.
        chapters: the pages it serves, from ``book/`` and without suffix.
        after: those of them that are to be opened after the vote alone.
    """

    name: str
    label: str
    colour: str
    chapters: tuple[str, ...]
    after: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The web deck's address, from the book's root."""
        return f"{PAGES}/{self.name}.html"

    @property
    def file(self) -> str:
        """The editable file's address, from the book's root."""
        return f"{DOWNLOADS}/{settings().files}-{self.name}.pptx"

    @property
    def stages(self) -> list[tuple[Stage, int, int]]:
        """The standard plan's stages that use the deck, with the minutes when each begins and ends."""
        plan = plans.plan(plans.STANDARD)
        timed = zip(plan.stages, plan.clock, strict=True)
        return [(stage, start, end) for stage, (start, end) in timed if stage.deck == self.name]

    @property
    def minutes(self) -> int:
        """The minutes that the standard plan gives the deck."""
        return sum(stage.minutes for stage, _, _ in self.stages)


def deck(name: str) -> Deck:
    """Read a deck's front matter."""
    matter = front_matter(SOURCE / f"{name}.md")
    before, after = (tuple(matter.get(key) or ()) for key in ("chapters", "after"))
    return Deck(name, settings().decks[name], matter.get("colour") or "ink", (*before, *after), after)


def decks() -> list[Deck]:
    """Return the decks that are there, in the order of a lesson."""
    return [deck(name) for name in settings().decks if (SOURCE / f"{name}.md").exists()]


def chapter_title(page: str) -> str:
    """Return a chapter's title as its text has it; its name where it has none."""
    path: Path = plans.source(page)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if line.startswith("# "):
            return line[2:].strip()
    return page
