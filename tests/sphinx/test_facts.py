"""Figures in the text: their links, their cards, and what no reader may meet before the vote."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import Tag

from casebook.ledger import ledger
from casebook.sphinx.facts import anchor, card_rows
from casebook.tables import ROOT
from tests import pages, spoilers

VOUCHED = {"时间", "出处", "等级"}


def facts(book: Path) -> dict[str, list[Tag]]:
    """Return the figures in the text of each page."""
    return {each: pages.page(book / each).select("a.fact") for each in pages.addresses(book)}


@pytest.mark.parametrize(
    ("record_id", "expected"),
    [("party.members", "row-party-members"), ("tobacco.area_2021", "row-tobacco-area-2021")],
)
def test_anchor(record_id: str, expected: str) -> None:
    assert anchor(record_id) == expected


def test_a_card_says_what_vouches_for_a_figure() -> None:
    reported = dict(card_rows(ledger()["tobacco.jobs"]))
    assert reported["时间"] == "时间未载"
    assert reported["出处"].endswith("，产业部分")
    assert reported["等级"] == "报道所述"
    derived = dict(card_rows(ledger()["tobacco.pay_per_worker"]))
    assert derived["算法"] == "年劳动力支出 ÷ 每年吸收的劳动力"
    assert derived["前提"] and derived["说明"]
    assert derived["等级"].startswith("由本书推算")


def test_every_figure_in_the_text_leads_to_its_row(book: Path) -> None:
    wrong = []
    for address, links in facts(book).items():
        for link in links:
            goal = pages.target(address, str(link.get("href", "")))
            row = anchor(str(link["data-fact"]))
            if goal is None or not goal[0].startswith(pages.LEDGER) or goal[1] != row:
                wrong.append(f"{address}: {link}")
            elif row not in pages.ids(book, goal[0]):
                wrong.append(f"{address}: {goal} is missing")
    assert wrong == []


def test_every_figure_in_the_text_prints_as_the_ledger_has_it(book: Path) -> None:
    book_of_figures = ledger()
    wrong = [
        f"{address}: {link['data-fact']} as {link.get_text()}"
        for address, links in facts(book).items()
        for link in links
        if book_of_figures.figures[str(link["data-fact"])].quantity.number not in link.get_text()
    ]
    assert wrong == []


def test_every_figure_in_the_text_has_a_card_on_its_page(book: Path) -> None:
    for address, links in facts(book).items():
        cards = [str(card["data-fact"]) for card in pages.page(book / address).select(".fact-card[data-fact]")]
        assert sorted(cards) == sorted({str(link["data-fact"]) for link in links}), address


def test_every_card_carries_date_source_grade_and_the_way_to_its_row(book: Path) -> None:
    poor = []
    for address in pages.addresses(book):
        for card in pages.page(book / address).select(".fact-card[data-fact]"):
            values = [dd.get_text(strip=True) for dd in card.find_all("dd")]
            told = dict(zip([dt.get_text() for dt in card.find_all("dt")], values, strict=True))
            link = card.select_one("a.fact-card-link")
            goal = pages.target(address, str(link["href"])) if link else None
            whole = all(told.get(name) for name in VOUCHED) and all(told.values())
            if not whole or goal is None or goal[1] != anchor(str(card["data-fact"])):
                poor.append(f"{address}: {card['data-fact']}")
    assert poor == []


def test_figures_are_used(book: Path) -> None:
    used = {str(link["data-fact"]) for links in facts(book).values() for link in links}
    assert len(used) > 20


def test_no_placeholder_or_role_is_left_in_a_page(book: Path) -> None:
    texts = {each: pages.running_text(pages.article(book, each)) for each in pages.in_reading_order()}
    assert [address for address, text in texts.items() if "{" in text or "}" in text] == []


# ---------- the vote ----------


def test_the_pages_before_the_vote_are_known() -> None:
    before = pages.before_the_vote()
    assert {"index.html", "case/tobacco-a.html"} <= set(before)
    assert "case/tobacco-b.html" not in before


@pytest.mark.parametrize("address", pages.before_the_vote())
def test_no_later_tobacco_figure_stands_before_the_vote(book: Path, address: str) -> None:
    # The page's whole source: text, cards, drawings, their data, alternative texts.
    assert spoilers.spoilers_in(str(pages.without_navigation(book, address))) == []


@pytest.mark.parametrize("address", pages.before_the_vote())
def test_no_link_before_the_vote_opens_the_later_tobacco_ledger(book: Path, address: str) -> None:
    links = pages.without_navigation(book, address).find_all("a", href=True)
    goals = [pages.target(address, str(link["href"])) for link in links]
    assert [goal for goal in goals if goal and goal[0] == spoilers.PAGE] == []


@pytest.mark.parametrize("address", pages.before_the_vote())
def test_no_ledger_page_that_is_linked_before_the_vote_tells_the_outcome(book: Path, address: str) -> None:
    links = pages.without_navigation(book, address).select("a.fact, a.row-link, a.fact-card-link")
    goals = {goal[0] for link in links if (goal := pages.target(address, str(link["href"])))}
    told = {goal: spoilers.spoilers_in(str(pages.without_navigation(book, goal))) for goal in goals}
    assert {goal: found for goal, found in told.items() if found} == {}


def test_the_page_with_the_outcome_would_be_found(book: Path) -> None:
    assert spoilers.spoilers_in(str(pages.without_navigation(book, "case/tobacco-b.html")))
    assert (ROOT / "book" / "case" / "tobacco-b.md").exists()
