"""The built decks as tests read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from casebook.editions import Edition
from casebook.slides.decks import Deck, decks
from casebook.tables import ROOT
from tests import pages

DECKS = [deck.name for deck in decks()]


def book_of(edition: Edition) -> Path:
    """Return the folder of an edition's pages."""
    return ROOT / "_build" / edition.folder / "html"


def page(edition: Edition, name: str) -> BeautifulSoup:
    """Return a web deck."""
    return pages.page(book_of(edition) / "slides" / f"{name}.html")


def slides(edition: Edition, name: str) -> list[Tag]:
    """Return a web deck's slides."""
    return list(page(edition, name).select(".slides > section"))


def title(slide: Tag) -> str:
    """Return a slide's title."""
    heading = slide.find(["h1", "h2"])
    assert isinstance(heading, Tag)
    return heading.get_text()


def shown(slide: Tag) -> str:
    """Return what a slide shows to the class."""
    copy = BeautifulSoup(str(slide), "html.parser")
    for silent in copy.select(".notes"):
        silent.decompose()
    return copy.get_text()


def files(edition: Edition) -> Iterator[tuple[Deck, Path]]:
    """Yield each deck with its editable file."""
    for deck in decks():
        yield deck, book_of(edition) / deck.file
