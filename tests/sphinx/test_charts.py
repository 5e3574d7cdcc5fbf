"""Charts in the page: the drawing without a script, its words, and the live chart beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import Tag

from casebook.charts import theme
from tests import pages
from tests.charts.discovery import CHARTS


def figures(book: Path) -> Iterator[tuple[str, Tag]]:
    """Yield every chart of the book with its page's address."""
    for address in pages.in_reading_order():
        for figure in pages.article(book, address).select("figure.chart"):
            yield address, figure


def test_every_chart_function_is_shown_once(book: Path) -> None:
    shown = [str(figure["id"]).removeprefix("chart-") for _, figure in figures(book)]
    assert sorted(shown) == sorted(make().name for make in CHARTS.values())


def test_every_chart_has_title_source_alternative_text_and_table(book: Path) -> None:
    for address, figure in figures(book):
        drawing = figure.select_one(".chart-drawing")
        assert drawing is not None and drawing["role"] == "img", address
        assert len(str(drawing["aria-label"])) > 20, address
        for part in (".chart-title", ".chart-subtitle", ".chart-source", "details table tbody tr"):
            found = figure.select_one(part)
            assert found is not None and found.get_text(strip=True), (address, part)


def test_an_alternative_text_is_no_copy_of_the_title(book: Path) -> None:
    for address, figure in figures(book):
        title, drawing = figure.select_one(".chart-title"), figure.select_one(".chart-drawing")
        assert title is not None and drawing is not None
        assert str(drawing["aria-label"]) != title.get_text(), address


def test_no_placeholder_is_left_in_an_alternative_text(book: Path) -> None:
    texts = [str(figure.select(".chart-drawing")[0]["aria-label"]) for _, figure in figures(book)]
    assert [text for text in texts if re.search(r"[{}]", text)] == []


def test_both_widths_are_drawn_each_with_its_specification(book: Path) -> None:
    for address, figure in figures(book):
        for size, width in (("wide", theme.WIDE), ("narrow", theme.NARROW)):
            (view,) = figure.select(f".chart-{size}")
            assert view.svg is not None and str(view.svg["viewbox"]).split()[2] == str(width), address
            assert view.script is not None
            assert json.loads(view.script.get_text())["width"] == width, address


def test_the_sources_figures_link_to_their_rows(book: Path) -> None:
    for address, figure in figures(book):
        links = figure.select(".chart-source a.row-link")
        assert links, address
        goals = [pages.target(address, str(link.get("href", ""))) for link in links]
        assert all(goal and goal[1] in pages.ids(book, goal[0]) for goal in goals), address


def test_the_library_of_live_charts_is_shipped_and_loaded_by_no_page_at_once(book: Path) -> None:
    for address, figure in figures(book):
        goal = pages.target(address, str(figure.select(".chart-drawing")[0]["data-vega"]))
        assert goal is not None and (book / goal[0]).stat().st_size > 100_000
    for address in pages.addresses(book):
        loaded = [str(tag["src"]) for tag in pages.page(book / address).find_all("script", src=True)]
        assert not any("vega" in src for src in loaded), address
