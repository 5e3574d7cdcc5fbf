"""The ledger in the book: every record once, linked to and fro, and the files to take along."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

from bs4 import Tag
from openpyxl import load_workbook

from casebook import downloads
from casebook.ledger import ledger
from casebook.sphinx.facts import anchor
from tests import pages


def ledger_pages(book: Path) -> list[str]:
    """Return the addresses of the topics' pages."""
    return [each for each in pages.addresses(book) if each.startswith(pages.LEDGER)]


def rows(book: Path) -> dict[str, tuple[str, Tag]]:
    """Return each row of the ledger by its anchor, with its page's address."""
    return {
        str(row["id"]): (address, row)
        for address in ledger_pages(book)
        for row in pages.page(book / address).select(".ledger-row")
    }


def test_every_record_stands_on_exactly_one_ledger_page(book: Path) -> None:
    data = ledger()
    records = [anchor(each) for each in [*data.figures, *data.claims, *data.milestones]]
    shown = Counter(
        str(row["id"]) for address in ledger_pages(book) for row in pages.page(book / address).select(".ledger-row")
    )
    assert shown == Counter(records)


def test_a_row_shows_the_figure_and_all_that_vouches_for_it(book: Path) -> None:
    shown = rows(book)
    for figure in ledger().figures.values():
        _, row = shown[anchor(figure.id)]
        text = row.get_text()
        told = {dt.get_text(strip=True).rstrip(":：") for dt in row.find_all("dt")}
        assert figure.label in text and str(figure.quantity) in text and figure.id in text
        assert figure.grade_label in text and figure.when in text
        assert {"时间", "出处", "等级", "用于"} <= told, figure.id


def test_rows_link_back_to_every_use_and_to_nothing_else(book: Path) -> None:
    used = {
        (str(link["data-fact"]), (address, str(link["id"])))
        for address in pages.addresses(book)
        for link in pages.page(book / address).select("a.fact")
    }
    linked = set()
    for figure in ledger().figures.values():
        address, row = rows(book)[anchor(figure.id)]
        for link in _uses(row).find_all("a", href=True):
            linked.add((figure.id, pages.target(address, str(link["href"]))))
    # In the options of a question a figure is words, with its place and no link.
    worded = {
        (address, str(words["id"]))
        for address in pages.addresses(book)
        for words in pages.page(book / address).select(".quiz-option [id]")
    }
    assert {use for use in linked if use[1] not in worded} == used
    assert worded <= {place for _, place in linked}


def _uses(row: Tag) -> Tag:
    (term,) = [dt for dt in row.find_all("dt") if dt.get_text(strip=True).rstrip(":：") == "用于"]
    description = term.find_next("dd")
    assert isinstance(description, Tag)
    return description


def test_a_figure_that_no_page_uses_says_so(book: Path) -> None:
    silent = [row for _, row in rows(book).values() if row.find("dt", string="用于") and not _uses(row).find("a")]
    assert all("未用" in _uses(row).get_text() for row in silent)


def test_the_list_of_topics_links_to_each_page(book: Path) -> None:
    index = "evidence/ledger.html"
    goals = {pages.target(index, str(link["href"])) for link in pages.article(book, index).find_all("a", href=True)}
    linked = {goal[0] for goal in goals if goal}
    assert set(ledger_pages(book)) <= linked


def test_every_source_is_shown_with_its_rights(book: Path) -> None:
    text = pages.article(book, "evidence/ledger.html").get_text()
    for source in ledger().sources.values():
        assert source.title in text and source.rights in text


def test_downloads_are_offered_and_open(book: Path) -> None:
    links = pages.article(book, "evidence/ledger.html").select("a[download]")
    offered = {pages.target("evidence/ledger.html", str(link["href"])) for link in links}
    assert offered == {(f"{downloads.FOLDER}/{name}", "") for name in downloads.files()}
    folder = book / downloads.FOLDER
    with zipfile.ZipFile(folder / downloads.package_name()) as archive:
        assert archive.testzip() is None
    assert "facts" in load_workbook(folder / downloads.workbook_name()).sheetnames
    for name in downloads.files():
        assert (folder / name).stat().st_size > 0
