"""What a page says of itself: description, picture, address; the map, the icon, the page for 404."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from docutils import nodes

from casebook.sphinx.addresses import page_address
from casebook.sphinx.metadata import CARD, CARD_SIZE, DESCRIPTION_LENGTH, ICON, ICON_SIZE, description
from tests import pages
from tests.sphinx.small_book import SmallBook

ADDRESS = "https://example.org/jiuzhuang"


def meta(book: Path, address: str, name: str) -> list[str]:
    """Return the contents of a page's meta elements of a name or property."""
    found = pages.page(book / address).select(f'meta[name="{name}"], meta[property="{name}"]')
    return [str(each["content"]) for each in found]


def test_every_page_has_a_title_and_a_description_of_its_own(book: Path) -> None:
    addresses = pages.in_reading_order()
    titles = [meta(book, each, "og:title") for each in addresses]
    descriptions = {each: meta(book, each, "description") for each in addresses}
    assert all(len(title) == 1 and title[0] for title in titles)
    ledger = {each for each in addresses if each.startswith(pages.LEDGER)}  # rows alone, no paragraphs
    assert {each for each, found in descriptions.items() if len(found) != 1} <= ledger
    said = [found[0] for found in descriptions.values() if found]
    assert len(set(said)) == len(said) >= 10
    assert all(
        len(text) <= 2 * DESCRIPTION_LENGTH + 2 and not re.search(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]", text)
        for text in said
    )
    assert all(meta(book, each, "og:description") == found for each, found in descriptions.items() if found)
    assert {tuple(meta(book, each, "og:site_name")) for each in addresses} == {("九庄村案例：党员、产业与服务",)}


def test_no_page_before_the_vote_describes_what_comes_after(book: Path) -> None:
    after = meta(book, "case/tobacco-b.html", "description")[0]
    figures = set(re.findall(r"\d{3,}", after)) - {"2000", "2021"}
    assert figures
    for address in pages.before_the_vote():
        text = "".join(meta(book, address, "description"))
        assert not figures & set(re.findall(r"\d{3,}", text)), address


@pytest.mark.parametrize(("path", "size"), [(CARD, CARD_SIZE), (ICON, (ICON_SIZE, ICON_SIZE))])
def test_the_pictures_are_drawn(book: Path, path: str, size: tuple[int, int]) -> None:
    picture = (book / path).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == size
    assert len(picture) > 4_000


def test_without_a_public_address_the_book_names_none(book: Path) -> None:
    assert not (book / "sitemap.xml").exists()
    assert [each for each in pages.addresses(book) if pages.page(book / each).select("link[rel=canonical]")] == []


def test_with_a_public_address_pages_say_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_ADDRESS", ADDRESS)
    small = SmallBook.make(tmp_path, {"a": "(a)=\n# 甲章\n\n一段话。\n"})
    outcome = small.build()
    assert outcome.code == 0, outcome.err
    address = page_address(small.chapter("a").removesuffix(".md"))
    canonical = pages.page(small.html / address).select_one("link[rel=canonical]")
    assert canonical is not None and canonical["href"] == f"{ADDRESS}/{address}"
    assert meta(small.html, address, "og:url") == [f"{ADDRESS}/{address}"]
    assert meta(small.html, address, "og:image") == [f"{ADDRESS}/{CARD}"]
    assert meta(small.html, address, "og:description") == ["一段话。"]
    root = ElementTree.parse(small.html / "sitemap.xml").getroot()
    listed = {str(each.text) for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert f"{ADDRESS}/{address}" in listed
    assert {each.removeprefix(f"{ADDRESS}/") for each in listed} <= set(pages.addresses(small.html))
    # A server shows this page at any address, so its links begin at the book's root.
    lost = pages.page(small.html / "404.html")
    assert {str(each["href"]) for each in lost.find_all("a")} == {"/jiuzhuang/index.html"}


def test_the_page_for_404_leads_back_and_is_not_listed(book: Path) -> None:
    lost = pages.page(book / "404.html")
    assert [each["href"] for each in lost.find_all("a")] == ["/index.html"]
    assert lost.select_one("form[action='/search.html'] input[name=q]")
    assert meta(book, "404.html", "robots") == ["noindex"]


def test_a_description_ends_with_a_sentence_and_leaves_out_boxes() -> None:
    document = nodes.document("", None)  # type: ignore[arg-type]
    document += nodes.note("", nodes.paragraph("", "框里的话。"))
    document += nodes.paragraph("", "头一句。" + "长" * DESCRIPTION_LENGTH + "。")
    assert description(document) == "头一句。"
