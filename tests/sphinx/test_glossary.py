"""Terms: marked where a page's running prose uses them first, explained on a card, listed with their uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from casebook.sphinx.glossary import listed_terms
from tests import pages
from tests.sphinx.small_book import SmallBook


def article(teaching: SmallBook, address: str) -> Tag:
    """Return a page's article."""
    soup = BeautifulSoup((teaching.html / address).read_text(encoding="utf-8"), "html.parser")
    found = soup.select_one("article")
    assert found is not None
    return found


def marked(teaching: SmallBook, address: str) -> list[str]:
    """Return the words of the marked terms of a page, in their order."""
    return [term.get_text() for term in article(teaching, address).select("a.term")]


def test_a_term_is_marked_once_where_running_prose_uses_it_first(teaching: SmallBook) -> None:
    assert marked(teaching, "case/one.html") == ["村“两委”", "无职党员", "五保户"]


def test_headings_links_tables_code_and_quotations_are_left_alone(teaching: SmallBook) -> None:
    terms = article(teaching, "case/one.html").select("a.term")
    assert [term for term in terms if term.find_parent(["h1", "h2", "table", "code"])] == []
    first = terms[1].find_parent("p")
    assert first is not None and first.get_text().startswith("无职党员来了")


def test_a_mark_by_hand_is_the_first_use(teaching: SmallBook) -> None:
    assert marked(teaching, "case/two.html") == ["没有职务的党员", "五保"]


def test_words_of_one_meaning_are_one_term(teaching: SmallBook) -> None:
    # 五保 came first, so 五保户 later in the same paragraph is left alone.
    assert "五保户" not in marked(teaching, "case/two.html")


def test_a_marked_term_leads_to_its_entry_and_has_its_card(teaching: SmallBook) -> None:
    page = article(teaching, "case/one.html")
    entries = article(teaching, "appendix/glossary.html")
    for term in page.select("a.term"):
        goal = pages.target("case/one.html", str(term["href"]))
        assert goal is not None and goal[0] == "appendix/glossary.html"
        entry = entries.find(id=goal[1])
        assert isinstance(entry, Tag) and entry.name == "dt" and entry.get_text().startswith(term.get_text())
        card = page.find(id=term["data-card"])
        assert isinstance(card, Tag) and "term-card" in card["class"]
        assert term.get_text() in card.get_text()


def test_a_card_says_the_meaning(teaching: SmallBook) -> None:
    card = article(teaching, "case/two.html").select_one(".term-card")
    assert card is not None
    assert "不担任职务的党员。有的地方另有叫法。" in card.get_text()


def test_an_entry_says_where_it_is_used(teaching: SmallBook) -> None:
    entries = article(teaching, "appendix/glossary.html")
    meanings = entries.select("dl.glossary > dd")
    terms = [str(dd.find_previous("dt").get_text()).rstrip("#") for dd in meanings]  # type: ignore[union-attr]
    places = dict(zip(terms, [dd.select(".term-places a") for dd in meanings], strict=True))
    assert {term: [link.get_text() for link in links] for term, links in places.items()} == {
        "村“两委”": ["第一章"], "无职党员": ["第一章", "第二章"], "五保": ["第一章", "第二章"], "没人用的词": [],
    }  # fmt: skip
    for link in (link for links in places.values() for link in links):
        goal = pages.target("appendix/glossary.html", str(link["href"]))
        assert goal is not None and article(teaching, goal[0]).find(id=goal[1]) is not None


def test_an_unknown_term_is_told_with_its_place(teaching: SmallBook) -> None:
    path = "book/case/two.md"
    with teaching.changed({path: ("<无职党员>", "<无名党员>")}):
        outcome = teaching.build()
        lines = (teaching.root / path).read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, start=1) if "无名党员" in line]
    assert outcome.code == 1
    assert f"{path}:{number}:" in outcome.err and "名词解释里没有“无名党员”" in outcome.err


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("```{glossary}\n甲\n  一。\n\n乙\n丙\n  二。\n  三。\n```\n", {"甲": "甲", "乙": "乙", "丙": "乙"}),
        (":::{glossary}\n:sorted:\n\n甲\n  一。\n:::\n\n乙\n  不是。\n", {"甲": "甲"}),
        ("没有。\n", {}),
    ],
)
def test_the_terms_of_a_glossary_are_found(text: str, terms: dict[str, str]) -> None:
    assert listed_terms(text) == terms


def test_the_book_marks_terms_and_every_entry_is_explained(book: Path) -> None:
    soup = pages.page(book / "appendix/glossary.html")
    entries = soup.select("dl.glossary > dd")
    assert entries and all(entry.get_text(strip=True) for entry in entries)
    assert sum(len(pages.article(book, address).select("a.term")) for address in pages.in_reading_order()) > 5
