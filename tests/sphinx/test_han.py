"""Soft line breaks between Han characters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document

from casebook.sphinx.han import HanLineBreaks, join_lines
from casebook.tables import DATA
from casebook.wording import QUOTATIONS
from tests import pages

HAN = r"[\u3400-\u9fff、。，；：？！（）《》“”]"
STRAY = re.compile(rf".{{0,6}}(?<={HAN})[ \t\n\r]+(?={HAN}).{{0,6}}")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("前一行\n后一行", "前一行后一行"),
        ("一，\n二。\n三", "一，二。三"),
        ("他说\n“好”\n（完）", "他说“好”（完）"),
        ("word\nword", "word\nword"),
        ("汉字\nword\n汉字", "汉字\nword\n汉字"),
        ("没有断行", "没有断行"),
    ],
)
def test_lines_are_joined_between_han_characters_alone(text: str, joined: str) -> None:
    assert join_lines(text) == joined


def transformed(*children: nodes.Node) -> str:
    """Return the text of a paragraph after the transform."""
    document = new_document("test")
    document += nodes.paragraph("", "", *children)
    HanLineBreaks(document).apply()
    return document.astext()


def test_a_paragraph_s_lines_are_joined() -> None:
    assert transformed(nodes.Text("前一行\n后一行")) == "前一行后一行"


@pytest.mark.parametrize("markup", [nodes.strong, nodes.emphasis, nodes.inline, nodes.reference])
def test_markup_at_the_break_does_not_keep_it(markup: type[nodes.TextElement]) -> None:
    assert transformed(nodes.Text("前一行\n"), markup("", "后一行")) == "前一行后一行"
    assert transformed(markup("", "前一行"), nodes.Text("\n后一行")) == "前一行后一行"


def test_code_keeps_its_lines() -> None:
    document = new_document("test")
    document += nodes.literal_block("", "前\n后")
    HanLineBreaks(document).apply()
    assert document.astext() == "前\n后"


def test_no_page_has_a_stray_space_between_han_characters(book: Path) -> None:
    found = {address: STRAY.findall(prose(book, address)) for address in pages.in_reading_order()}
    assert {address: stray for address, stray in found.items() if stray} == {}


def prose(book: Path, address: str) -> str:
    """Return an article's text without what it quotes, which may have spaces of its own."""
    text = pages.running_text(pages.article(book, address)).replace("“ ”", "“”")  # the marks themselves
    for line in (DATA / QUOTATIONS).read_text(encoding="utf-8").splitlines():
        text = text.replace(line, "") if " " in line else text
    return text
