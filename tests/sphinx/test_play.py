"""What is played in the page: its data from the ledger, its form on paper, its faults told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag

from casebook import own
from casebook.ledger import ledger
from casebook.settings import settings
from casebook.sphinx.pages import STATIC
from casebook.sphinx.play.node import SCRIPTS
from casebook.week import DAYS
from tests import pages
from tests.browser.playing import AREA, COMPARE, LIVE, OUTCOME, SCENARIOS, SERVICES
from tests.sphinx.small_book import SmallBook
from tests.spoilers import spoilers_in

assert settings().area is not None
AREA_FIGURES = settings().area


def form(book: Path, address: str, kind: str) -> Tag:
    """Return what is played on a page."""
    (found,) = pages.page(book / address).select(f'.play[data-play="{kind}"]')
    return found


def data(book: Path, address: str, kind: str) -> dict[str, Any]:
    """Return the data that its script gets."""
    script = form(book, address, kind).select_one("script[type='application/json']")
    assert script is not None
    return dict(json.loads(script.get_text()))


def paper(book: Path, address: str, kind: str) -> Tag:
    """Return its form on paper."""
    found = form(book, address, kind).select_one(".play-paper")
    assert found is not None
    return found


def rows(book: Path, address: str, kind: str) -> list[list[str]]:
    """Return the cells of the paper form's tables, row by row."""
    lines = paper(book, address, kind).select("tbody tr")
    return [[cell.get_text(strip=True) for cell in line.select("td")] for line in lines]


def test_everything_that_is_played_has_its_place(book: Path) -> None:
    found = {
        address: tuple(each["data-play"] for each in pages.page(book / address).select(".play"))
        for address in pages.in_reading_order()
    }
    assert {address: kinds for address, kinds in found.items() if kinds} == LIVE


def test_every_script_is_there_and_loaded_on_its_page(book: Path) -> None:
    for address, kinds in LIVE.items():
        sources = [str(tag["src"]) for tag in pages.page(book / address).select("script[src]")]
        loaded = [Path(each.partition("?")[0]).name for each in sources]
        needed = ["play.js", *(file for kind in kinds for file in SCRIPTS[kind])]
        assert [each for each in loaded if each in needed] == list(dict.fromkeys(needed))
        assert all((STATIC / each).is_file() for each in needed)


def test_the_vote_s_form_has_every_choice_and_room_to_write(book: Path) -> None:
    cells = rows(book, AREA, "forecast")
    assert [row[0] for row in cells[:3]] == data(book, AREA, "forecast")["choices"] == ["扩大", "维持", "停种"]
    assert [row[0] for row in cells[3:]] == data(book, AREA, "forecast")["groups"]
    assert {row[1] for row in cells} == {""}


def test_the_vote_s_data_say_nothing_of_the_outcome(book: Path) -> None:
    assert spoilers_in(str(form(book, AREA, "forecast"))) == []
    assert "marks" not in data(book, AREA, "forecast")


def test_the_guesses_stand_beside_the_ledger_s_figures(book: Path) -> None:
    marks = data(book, OUTCOME, "guesses")["marks"]
    figures = [ledger()[each] for each in ("tobacco.area_2000", "tobacco.area_2021")]
    assert [(each["value"], each["text"]) for each in marks] == [
        (float(each.quantity.value), str(each.quantity)) for each in figures
    ]


def test_the_sum_and_its_uses_are_rows_of_data_and_assumed(book: Path) -> None:
    given = data(book, SERVICES, "allocation")
    assert given["sum"] == float(ledger()["exercise.fund"].quantity.value)
    assert [each["label"] for each in given["uses"]] == [use.label for use in ledger().uses.values()]
    assert [row[:2] for row in rows(book, SERVICES, "allocation")[:-1]] == [
        [use.label, use.ask] for use in ledger().uses.values()
    ]
    assert {use.grade for use in ledger().uses.values()} == {"assumed"}


def test_the_calculator_starts_from_the_ledger(book: Path) -> None:
    given = data(book, SCENARIOS, "area")
    for entry in given["inputs"]:
        figure = ledger()[AREA_FIGURES.inputs[entry["key"]]]
        assert (entry["value"], entry["hedge"]) == (float(figure.quantity.value), figure.quantity.hedge)
        assert entry["text"] == str(figure.quantity)
        assert ("由本书推算" in entry["origin"]) == figure.derived
        assert "{" not in entry["assumption"] and bool(entry["assumption"]) == figure.derived
        assert entry["most"] >= 2 * entry["value"]
    assert given["caution"] == AREA_FIGURES.caution
    for key, figure_id in AREA_FIGURES.results.items():
        assert given["results"][key]["text"] == str(ledger()[figure_id].quantity)


def test_the_calculator_s_start_is_linked_to_its_rows(book: Path) -> None:
    shown = {str(link["data-fact"]) for link in pages.page(book / SCENARIOS).select("article a.fact")}
    assert {*AREA_FIGURES.inputs.values(), *AREA_FIGURES.results.values()} <= shown


def test_the_points_form_is_blank(book: Path) -> None:
    assert {cell for row in rows(book, SCENARIOS, "points") for cell in row[1:]} == {""}


def test_the_duty_rule_comes_from_the_ledger(book: Path) -> None:
    given = data(book, SCENARIOS, "duty")
    assert given["cadres"] == ledger()["party.cadres"].quantity.value
    assert given["hours"] == ledger()["duty.hours"].quantity.value
    assert given["rule"]["text"] == str(ledger()["duty.hours_per_cadre"].quantity)
    assert tuple(given["days"]) == DAYS


def test_the_comparison_has_a_row_for_each_row_of_data(book: Path) -> None:
    given = data(book, COMPARE, "comparison")
    assert [each["id"] for each in given["rows"]] == [own.PREFIX + each for each in ledger().comparisons]
    lines = paper(book, COMPARE, "comparison").select("tbody tr")
    for line, comparison in zip(lines, ledger().comparisons.values(), strict=True):
        facts = [str(link["data-fact"]) for link in line.select("a.fact")]
        assert facts == [comparison.id, *filter(None, [comparison.country])]
        assert comparison.why in line.get_text()


def test_what_a_scheme_says_is_compared_can_be(book: Path) -> None:
    figures = ledger().figures
    for scheme in ledger().schemes.values():
        if scheme.practice.startswith("我村对照表"):
            missing = [each for each in scheme.records if each in figures and each not in ledger().comparisons]
            assert missing == [], scheme.id


@pytest.mark.parametrize("address", LIVE)
def test_no_figure_s_link_is_hidden_with_the_paper_form(book: Path, address: str) -> None:
    for kind in LIVE[address]:
        if kind != "comparison":  # whose table stays
            assert paper(book, address, kind).select("a.fact") == []


def test_unknown_figures_are_told_of_with_their_places(tmp_path: Path) -> None:
    faults = {
        "first": "# 甲\n\n```{forecast} tobacco.area_200\n:choices: 甲 乙\n:asks: 多少\n```\n",
        "second": "# 乙\n\n```{guesses} tobacco.area_2000 tobacco.nothing\n:choices: 甲 乙\n:asks: 多少\n```\n",
        "third": "# 丙\n\n```{allocation} exercise.nothing\n```\n",
    }
    outcome = SmallBook.make(tmp_path, faults).build()
    assert outcome.code == 1
    for name, figure in (("first", "tobacco.area_200"), ("second", "tobacco.nothing"), ("third", "exercise.nothing")):
        assert any(SmallBook.chapter(name) in line and f"“{figure}”" in line for line in outcome.err.splitlines())
