"""The decks as they are built: the lesson's minutes, what the class sees and when, links, policy."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import Tag

from casebook import plans
from casebook.editions import Edition
from casebook.settings import settings
from casebook.slides.checks import HAN, MOST_HAN
from casebook.slides.decks import SOURCE, deck, decks
from casebook.slides.page import policy
from tests import pages
from tests.slides import built
from tests.spoilers import spoilers_in

NOTES = re.compile(r"^:::\{notes\} (\S+)$", re.MULTILINE)
BEFORE_THE_VOTE = ("intro", "members")
WITHOUT_COUNT = ".notes, .chart, .quiz-key, .quiz-said, .slide-mark, .quiz-title, .slide-edition, button"


def minutes(name: str) -> list[float]:
    return [float(each) for each in NOTES.findall((SOURCE / f"{name}.md").read_text(encoding="utf-8"))]


def test_there_are_the_five_decks_that_the_plans_name() -> None:
    named = {stage.deck for length in plans.LENGTHS for stage in plans.plan(length).stages if stage.deck}
    assert [each.name for each in decks()] == list(settings().decks) and named == set(settings().decks)


def test_the_slides_minutes_make_up_the_lesson() -> None:
    for name in settings().decks:
        stages = [stage.minutes for stage in plans.plan(plans.STANDARD).stages if stage.deck == name]
        assert sum(minutes(name)) == sum(stages) == deck(name).minutes
    assert sum(sum(minutes(name)) for name in settings().decks) == plans.STANDARD


@pytest.mark.parametrize("name", built.DECKS)
def test_the_speaker_is_told_when_each_slide_is_shown_and_for_how_long(name: str) -> None:
    slides = built.slides(Edition.TRAINER, name)
    times = [re.search(r"(\d+:\d\d)–(\d+:\d\d)，这一页", slide.select_one(".notes").get_text()) for slide in slides]  # type: ignore[union-attr]
    assert all(times)
    for before, after in pairwise(times):
        assert before is not None and after is not None and before[2] <= after[1]
    start = deck(name).stages[0][1]
    assert times[0] is not None and times[0][1] == plans.clock(start)
    assert [float(str(slide["data-timing"])) / 60 for slide in slides] == minutes(name)


@pytest.mark.parametrize("name", built.DECKS)
def test_learners_see_the_same_slides_without_the_notes(name: str) -> None:
    learners, trainers = (built.slides(edition, name) for edition in Edition)
    assert [built.title(each) for each in learners] == [built.title(each) for each in trainers]
    assert all(slide.select_one(".notes") for slide in trainers)
    assert not any(slide.select_one("aside") or slide.has_attr("data-timing") for slide in learners)


def test_no_speaker_s_word_is_in_any_file_of_the_learners_decks() -> None:
    said = {
        re.sub(r"\s", "", text)[:12]
        for name in built.DECKS
        for slide in built.slides(Edition.TRAINER, name)
        for text in slide.select_one(".notes").stripped_strings  # type: ignore[union-attr]
        if len(re.sub(r"\s", "", text)) >= 12
    }
    assert len(said) > 60
    for file in (built.book_of(Edition.LEARNER) / "slides").rglob("*.*"):
        text = re.sub(r"\s", "", file.read_text(encoding="utf-8"))
        assert not [each for each in said if each in text], file


@pytest.mark.parametrize("name", built.DECKS)
def test_a_slide_has_few_words_and_one_chart(name: str) -> None:
    for slide in built.slides(Edition.TRAINER, name):
        assert len(slide.select(".chart")) <= 1
        copy = pages.BeautifulSoup(str(slide), "html.parser")
        for silent in copy.select(WITHOUT_COUNT):
            silent.decompose()
        assert len(HAN.findall(copy.get_text())) <= MOST_HAN, built.title(slide)


@pytest.mark.parametrize("edition", Edition)
def test_nothing_of_the_outcome_is_shown_before_the_vote(edition: Edition) -> None:
    early = [slide for name in BEFORE_THE_VOTE for slide in built.slides(edition, name)]
    deck_slides = built.slides(edition, "tobacco")
    before = list(takewhile(lambda slide: slide["data-kind"] != "reveal", deck_slides))
    kinds = [str(slide["data-kind"]) for slide in deck_slides]
    assert kinds.index("vote") < kinds.index("stop") < kinds.index("reveal")
    assert set(kinds[kinds.index("reveal") :]) == {"reveal"}
    for slide in [*early, *before]:
        assert not spoilers_in(str(slide)), built.title(slide)
    assert spoilers_in(built.shown(deck_slides[len(before)]))


def leads_to(element: Tag, links: str, address: str) -> set[tuple[str, str] | None]:
    """Return where the links lead that stand on a page of this address."""
    return {pages.target(address, str(link["href"])) for link in element.select(links)}


def test_a_chapter_leads_to_its_deck_and_the_deck_back() -> None:
    book = built.book_of(Edition.LEARNER)
    for each in decks():
        assert each.chapters
        back = {
            pages.target(each.page, str(link["href"]))
            for link in built.page(Edition.LEARNER, each.name).select(".deck-bar a")
        }
        for chapter in each.chapters:
            address = f"{chapter}.html"
            links = {
                pages.target(address, str(link["href"]))
                for link in pages.article(book, address).find_all("a", href=True)
            }
            assert {(each.page, ""), (each.file, "")} <= links
            assert (address, "") in back


@pytest.mark.parametrize("edition", Edition)
def test_every_link_and_file_of_a_deck_is_there(edition: Edition) -> None:
    book = built.book_of(edition)
    for name in ("index", *built.DECKS):
        address = f"slides/{name}.html"
        for element in built.page(edition, name).find_all(["a", "link", "script", "img"]):
            href = str(element.get("href") or element.get("src") or "")
            found = pages.target(address, href)
            assert found is not None, f"{address}: {href} leads out of the book"
            assert (book / found[0]).exists(), f"{address}: {href}"
            if found[1] and element.name == "a" and found[0] != address:
                assert found[1] in pages.ids(book, found[0]), f"{address}: {href}"


def test_a_deck_ships_what_it_uses_and_no_more() -> None:
    for edition in Edition:
        static = built.book_of(edition) / "slides" / "_static"
        used = {
            str(element.get("href") or element.get("src"))
            for name in ("index", *built.DECKS)
            for element in built.page(edition, name).find_all(["link", "script", "img"])
        }
        there = {f"_static/{path.relative_to(static).as_posix()}" for path in static.rglob("*") if path.is_file()}
        assert there - used == {"_static/revealjs/LICENSE"}


@pytest.mark.parametrize("edition", Edition)
def test_the_policy_stands_first_and_lets_in_no_more_than_the_speaker_needs(edition: Edition) -> None:
    for name in ("index", *built.DECKS):
        page = built.page(edition, name)
        metas = page.find_all("meta")
        assert metas[1]["content"] == policy(edition)
        assert page.find_all("script", src=False) == []
    assert "'unsafe-inline'" not in policy(Edition.LEARNER).split("style-src")[0]
    assert "frame-src" not in policy(Edition.LEARNER)


def test_no_style_of_a_deck_asks_for_anything_elsewhere() -> None:
    for path in (built.book_of(Edition.TRAINER) / "slides").rglob("*.css"):
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", path.read_text(encoding="utf-8")):
            assert urlsplit(address).scheme in ("", "data"), f"{path}: {address}"
        assert "@import" not in path.read_text(encoding="utf-8")


def test_figures_lead_to_the_ledger_and_name_their_source() -> None:
    facts = [fact for name in built.DECKS for fact in built.page(Edition.LEARNER, name).select("a.fact")]
    assert len(facts) > 15
    for fact in facts:
        assert "evidence/ledger/" in str(fact["href"]) and "出处：" in str(fact["title"])


def test_every_drawing_has_an_alternative_text() -> None:
    drawings = [each for name in built.DECKS for each in built.page(Edition.LEARNER, name).select(".chart-drawing")]
    assert len(drawings) >= 7
    assert all(len(str(each["aria-label"])) > 20 and each.find("svg") for each in drawings)


def test_the_decks_were_built_where_the_book_stands() -> None:
    assert not list(Path(built.book_of(Edition.LEARNER), "slides").rglob(".*"))
    assert not (built.book_of(Edition.LEARNER) / "slides" / "_pptx").exists()
