"""Works cited and exercises: in Chinese form, numbered, and with nothing of anybody else's style."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from pybtex.database import Entry, Person, parse_file

from casebook.sphinx.bibliography import WORKS, description, person_name
from casebook.tables import ROOT
from tests import pages
from tests.sphinx.small_book import SmallBook

ENGLISH = re.compile(r"\b(?:and|In|in Proceedings|editors?|pages|volume)\b")


def page(teaching: SmallBook, address: str) -> BeautifulSoup:
    """Return a page of the small book."""
    return BeautifulSoup((teaching.html / address).read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("{费孝通}", "费孝通"),
        ("{中共中央}", "中共中央"),
        ("Ostrom, Elinor", "OSTROM E"),
        ("Putnam, Robert D.", "PUTNAM R D"),
    ],
)
def test_names(name: str, printed: str) -> None:
    assert person_name(Person(name)) == printed


def test_a_work_is_described_as_the_standard_has_it() -> None:
    authors = {"author": [Person("Putnam, Robert D."), Person("Leonardi, Robert")]}
    book = Entry("book", {"title": "书名", "address": "北京", "publisher": "某社", "year": "1993"}, authors)
    assert description(book) == "PUTNAM R D, LEONARDI R. 书名[M]. 北京: 某社, 1993."
    rules = Entry("misc", {"title": "条例", "note": "2018年印发"}, {"author": [Person("{某机关}")]})
    assert description(rules) == "某机关. 条例[Z]. 2018年印发."


def test_every_work_of_the_book_can_be_described() -> None:
    works = parse_file(str(ROOT / WORKS)).entries
    assert {
        "olson1965",
        "ostrom1990",
        "putnam1993",
        "lipsky1980",
        "fei1948",
        "cpc2018rural",
        "npc2018villagers",
    } <= set(works)
    for key, entry in works.items():
        text = description(entry)
        assert "{" not in text and ".." not in text, key
        assert entry.persons["author"] and entry.fields["title"], key


def test_works_are_numbered_as_they_are_cited(teaching: SmallBook) -> None:
    works = page(teaching, "appendix/works.html").select("div.citation")
    keys = [str(each["id"]).removeprefix("cite-") for each in works]
    assert keys[:3] == ["olson1965", "ostrom1990", "fei1948"]
    assert len(keys) == len(set(keys)) == 7
    assert "费孝通. 乡土中国[M]. 上海: 观察社, 1948." in works[2].get_text()


def test_a_citation_leads_to_its_work(teaching: SmallBook) -> None:
    links = page(teaching, "case/two.html").select(".bibtex-citation a")
    goals = [pages.target("case/two.html", str(link["href"])) for link in links]
    assert [link.get_text() for link in links] == ["1", "2", "3"]
    assert goals == [("appendix/works.html", f"cite-{key}") for key in ("olson1965", "ostrom1990", "fei1948")]


def test_no_english_word_joins_what_is_printed(teaching: SmallBook) -> None:
    titles = {entry.fields["title"] for entry in parse_file(str(ROOT / WORKS)).entries.values()}
    for work in page(teaching, "appendix/works.html").select("div.citation"):
        text = work.get_text()
        for title in titles:
            text = text.replace(title, "")
        assert not ENGLISH.search(text), text


def test_exercises_are_numbered_in_chinese(teaching: SmallBook) -> None:
    soup = page(teaching, "case/two.html")
    titles = [" ".join(title.get_text().split()) for title in soup.select(".exercise > .admonition-title")]
    assert titles == ["练习 1 除一除", "练习 2"]
    link = soup.select_one('a[href="#ex-divide"]')
    assert link is not None and link.get_text() == "练习 1"


def test_the_exercises_package_brings_no_style_and_no_id_twice(teaching: SmallBook) -> None:
    soup = page(teaching, "case/two.html")
    styles = [str(link["href"]) for link in soup.select("link[rel=stylesheet]")]
    assert [each for each in styles if "exercise.css" in each] == []
    assert [each for each in styles if "exercises.css" in each]
    assert not (teaching.html / "_static" / "exercise.css").exists()
    ids = [str(each["id"]) for each in soup.find_all(id=True)]
    assert sorted({each for each in ids if ids.count(each) > 1}) == []
