"""The pictures of 参与编写: each that the script takes stands in the chapter, small and told in words."""

from __future__ import annotations

import re

import pytest

from casebook.tables import ROOT
from tools import pictures

CHAPTER = ROOT / "book" / "appendix" / "contributing.md"
SHOWN = re.compile(r"```\{figure\} \.\./_images/guide-(\w+)\.png\n:alt: (.+)\n")
MOST = 60  # kilobytes


def test_every_picture_is_shown_and_told_in_words() -> None:
    shown = dict(SHOWN.findall(CHAPTER.read_text(encoding="utf-8")))
    assert shown.keys() == pictures.PICTURES.keys()
    assert all(len(words) > 20 for words in shown.values())


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_is_small(name: str) -> None:
    path = pictures.FOLDER / f"guide-{name}.png"
    assert path.stat().st_size <= MOST * 1024


def test_what_is_planted_for_the_pictures_still_stands_in_the_page() -> None:
    page = (ROOT / pictures.PAGE).read_text(encoding="utf-8")
    assert all(whole in page for whole, _ in (pictures.TYPED, pictures.SLIP))
