"""The schemes that the report describes: each has its section, and what is practised with it."""

from __future__ import annotations

from pathlib import Path

from bs4 import Tag

from casebook.ledger import ledger
from tests import pages


def labels_around(line: Tag) -> set[str]:
    """Return the labels of the sections that a line stands in."""
    sections = line.find_parents("section")
    spans = [span for section in sections for span in section.find_all("span", id=True, recursive=False)]
    return {str(each.get("id")) for each in [*sections, *spans]}


def test_every_scheme_has_a_section_that_names_its_practice(book: Path) -> None:
    told = [
        line for address in pages.in_reading_order() for line in pages.article(book, address).select(".scheme-practice")
    ]
    for scheme in ledger().schemes.values():
        (line,) = [line for line in told if scheme.practice in line.get_text()]
        assert scheme.chapter in labels_around(line), scheme.id


def test_every_figure_of_a_scheme_is_shown_on_its_page(book: Path) -> None:
    figures = ledger().figures
    missing = []
    for scheme in ledger().schemes.values():
        (address,) = [each for each in pages.in_reading_order() if scheme.chapter in pages.ids(book, each)]
        soup = pages.page(book / address)
        shown = {str(link["data-fact"]) for link in soup.select("a.fact")}
        missing += [f"{scheme.id}: {each}" for each in scheme.records if each in figures and each not in shown]
    assert missing == []
