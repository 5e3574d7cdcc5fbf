"""Addresses without the source folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook.sphinx.addresses import page_address, to_root
from tests import pages


@pytest.mark.parametrize(
    ("docname", "address", "root"),
    [
        ("book/index", "index.html", ""),
        ("book/case/tobacco-a", "case/tobacco-a.html", "../"),
        ("book/evidence/ledger/party", "evidence/ledger/party.html", "../../"),
        ("search", "search.html", ""),
    ],
)
def test_addresses(docname: str, address: str, root: str) -> None:
    assert page_address(docname) == address
    assert to_root(docname) == root


def test_every_chapter_stands_at_its_address(book: Path) -> None:
    built = set(pages.addresses(book))
    assert [each for each in pages.in_reading_order() if each not in built] == []
    assert not (book / "book").exists()


def test_the_front_page_is_no_redirect(book: Path) -> None:
    assert pages.page(book / "index.html").find("meta", attrs={"http-equiv": "refresh"}) is None
    assert pages.article(book, "index.html").find("h1") is not None


def test_every_inner_link_leads_to_a_page_and_an_id(book: Path) -> None:
    ids = {address: set(pages.ids(book, address)) for address in pages.addresses(book)}
    broken = []
    for address in ids:
        for link in pages.page(book / address).find_all("a", href=True):
            goal = pages.target(address, str(link["href"]))
            if goal and not _leads_somewhere(book, ids, *goal):
                broken.append(f"{address}: {link['href']}")
    assert broken == []


def _leads_somewhere(book: Path, ids: dict[str, set[str]], path: str, fragment: str) -> bool:
    if path not in ids:
        return not fragment and (book / path).is_file()
    return not fragment or fragment in ids[path]


def test_ids_are_unique_on_each_page(book: Path) -> None:
    doubled = {}
    for address in pages.addresses(book):
        ids = pages.ids(book, address)
        doubled[address] = {each for each in ids if ids.count(each) > 1}
    assert {address: found for address, found in doubled.items() if found} == {}
