"""The contents made once a folder are those that the theme would make for each page."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from sphinx import addnodes

from casebook.sphinx import sidebar
from tests import pages

TREE = """<ul class="nav bd-sidenav">
<li class="toctree-l1"><a class="reference internal" href="one.html">一</a></li>
<li class="toctree-l1 has-children"><a class="reference internal" href="two.html">二</a><details><summary></summary><ul>
<li class="toctree-l2"><a class="reference internal" href="three.html">三</a></li>
</ul>
</details></li>
</ul>"""


@pytest.mark.parametrize("file", ["one.html", "two.html", "three.html"])
def test_marks_are_taken_away_as_they_were_put(file: str) -> None:
    marked = sidebar.marked(TREE, file)
    assert marked and marked.count(sidebar.CURRENT_LINK) == 1 and marked.count(" current active") >= 1
    assert sidebar.unmarked(marked, file) == TREE


def test_all_above_the_page_is_current_and_open_and_nothing_else() -> None:
    marked = sidebar.marked(TREE, "three.html")
    assert marked == (
        TREE.replace('"nav', '"current nav')
        .replace("l1 has", "l1 current active has")
        .replace("<details>", '<details open="open">')
        .replace("<ul>", '<ul class="current">')
        .replace('l2"', 'l2 current active"')
        .replace('<a class="reference internal" href="three.html">', sidebar.CURRENT_LINK)
    )


def test_a_page_that_is_not_listed_is_left_to_the_theme() -> None:
    assert sidebar.marked(TREE, "search.html") is None


def test_every_page_of_the_book_marks_itself_and_opens_the_way_to_itself(book: Path) -> None:
    found = [(each, pages.page(book / each).select_one("nav.bd-links .bd-toc-item")) for each in pages.addresses(book)]
    with_contents = [(address, contents) for address, contents in found if contents]  # slides have none
    assert len(with_contents) > len(pages.addresses(book)) / 2
    for address, contents in with_contents:
        current = contents.select("a.current")
        assert len(current) <= 1
        way = [each for link in current for each in link.parents if each.name in ("li", "details")]
        opened = contents.select("li.current, details[open]")
        below = [each for link in current if link.parent for each in link.parent.find_all("details", recursive=False)]
        assert {id(each) for each in opened} == {id(each) for each in [*way, *below]} - {id(contents)}, address


def book_of(titles: dict[str, str], listed: list[str]) -> Any:
    """Return what stands for an environment whose first page lists some others."""
    toctree = addnodes.toctree(caption="案例", entries=[(None, each) for each in listed])
    return SimpleNamespace(
        titles={name: nodes.title("", text) for name, text in titles.items()},
        tocs={"index": nodes.bullet_list("", toctree), **{each: nodes.bullet_list() for each in listed}},
        found_docs=set(titles),
    )


@pytest.mark.parametrize(
    ("titles", "listed", "again"),
    [({"index": "书", "one": "一", "two": "二"}, ["one", "two"], []),
     ({"index": "书", "one": "壹", "two": "二"}, ["one", "two"], ["index", "one", "two"]),
     ({"index": "书", "one": "一", "two": "二"}, ["two", "one"], ["index", "one", "two"]),
     ({"index": "书", "one": "一"}, ["one"], ["index", "one"])],
)  # fmt: skip
def test_all_pages_are_written_again_when_what_they_list_changes(
    titles: dict[str, str], listed: list[str], again: list[str]
) -> None:
    env = book_of({"index": "书", "one": "一", "two": "二"}, ["one", "two"])
    app: Any = None
    assert sidebar.rewrite_when_contents_change(app, env) == []  # a first build writes all by itself
    now = book_of(titles, listed)
    now.casebook_listed = env.casebook_listed
    assert sidebar.rewrite_when_contents_change(app, now) == again
