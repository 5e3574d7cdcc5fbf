"""What frames a chapter: questions and objectives before it, key points after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import Tag

from casebook.ledger import ledger
from casebook.sphinx.chapters import CLOSING, OPENING
from casebook.tables import ROOT
from tests import pages

CHAPTERS = sorted((ROOT / "book" / "case").glob("*.md"))


def front_matter(chapter: Path) -> dict[str, Any]:
    """Return what stands before a chapter's text."""
    return dict(yaml.safe_load(chapter.read_text(encoding="utf-8").split("---\n")[1]))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_of_the_case_has_its_lists(chapter: Path) -> None:
    lists = front_matter(chapter)
    assert [key for key in (*OPENING, *CLOSING) if not lists.get(key)] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("kinds", "css_class"), [(OPENING, "chapter-opening"), (CLOSING, "chapter-closing")], ids=["opening", "closing"]
)
def test_the_lists_frame_the_chapter(book: Path, chapter: Path, kinds: dict[str, str], css_class: str) -> None:
    (box,) = pages.article(book, f"case/{chapter.stem}.html").select(f".{css_class}")
    lists = front_matter(chapter)
    expected = [ledger().fill(text) for key in kinds for text in lists[key]]
    assert [item.get_text(strip=True) for item in box.find_all("li")] == expected
    assert [title.get_text() for title in box.select(".box-title")] == list(kinds.values())


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_figures_in_the_lists_are_facts(book: Path, chapter: Path) -> None:
    lists = front_matter(chapter)
    texts = "".join(text for key in (*OPENING, *CLOSING) for text in lists[key])
    boxes = pages.article(book, f"case/{chapter.stem}.html").select(".chapter-opening, .chapter-closing")
    assert sum(len(box.select("a.fact")) for box in boxes) == texts.count("{") - texts.count("{plain:")


def test_the_opening_stands_after_the_title_and_the_closing_last(book: Path) -> None:
    for chapter in CHAPTERS:
        section = pages.article(book, f"case/{chapter.stem}.html").find("section")
        assert isinstance(section, Tag)
        children = [child for child in section.children if isinstance(child, Tag) and child.name != "span"]
        assert children[0].name == "h1"
        assert "chapter-opening" in children[1]["class"]
        assert "chapter-closing" in children[-1]["class"]


def test_the_front_matter_is_not_shown_as_such(book: Path) -> None:
    for chapter in CHAPTERS:
        text = pages.article(book, f"case/{chapter.stem}.html").get_text()
        assert "keypoints" not in text and "jupytext" not in text
