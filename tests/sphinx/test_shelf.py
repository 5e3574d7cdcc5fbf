"""What the front page offers: what stands, with its size, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from casebook.editions import Edition
from casebook.settings import settings
from casebook.sphinx import shelf
from casebook.sphinx.office import size_in_words
from tests import pages
from tests.packages import built, small_book

BOOK = settings().document


def links(page: str) -> dict[str, str]:
    """Return each link of a page, with the text of the item it stands in."""
    items = BeautifulSoup(page, "html.parser").select(".shelf-item")
    return {str(item.a["href"]): item.get_text() for item in items if item.a}


def front(book: Path) -> str:
    """Return the front page's text."""
    return (book / shelf.PAGE).read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", list(Edition))
def test_the_book_offers_what_stands_and_tells_its_size(book: Path, edition: Edition) -> None:
    offered = links(front(built(edition)))
    for path, text in offered.items():
        target, _, part = path.partition("#")
        assert (built(edition) / target).is_file(), path
        if part:
            assert part in pages.ids(built(edition), target)
        elif path.startswith(shelf.OFFLINE):
            assert "B" not in text
        elif target.endswith((".pptx", ".docx", ".xlsx")):
            assert text.endswith(size_in_words(built(edition) / target))
        else:
            assert text.endswith(" MB") or text.endswith(" KB")


def test_every_file_of_the_class_is_offered(book: Path) -> None:
    offered = set(links(front(book)))
    for folder in ("slides", "materials", "forms", "pdf"):
        there = {f"downloads/{folder}/{path.name}" for path in (book / "downloads" / folder).glob("*.*")}
        assert there <= offered
    assert {"downloads/jiuzhuang-data.xlsx", "downloads/jiuzhuang-data.zip", shelf.CITING} <= offered
    assert sum(path.endswith(".pptx") for path in offered) == 5


def test_a_link_comes_with_its_file_and_goes_with_it(tmp_path: Path) -> None:
    book = small_book(tmp_path / "html")
    before = front(book)
    shelf.fill(book)
    assert links(front(book)) == {} and front(book) == before
    (book / shelf.PDF).mkdir()
    pdf = book / shelf.PDF / f"{BOOK}.pdf"
    pdf.write_bytes(b"x" * 3_000_000)
    shelf.fill(book)
    shelf.fill(book)
    assert list(links(front(book)).values()) == ["供打印和离线读 2.9 MB"]
    pdf.unlink()
    shelf.fill(book)
    assert front(book) == before


def test_small_files_are_told_in_kilobytes_rounded_up(tmp_path: Path) -> None:
    book = small_book(tmp_path / "html", **{"pdf/case-A.pdf": "x" * 1025})
    shelf.fill(book)
    assert list(links(front(book)).values()) == ["案例（A） 2 KB"]


def test_pdfs_are_taken_as_made_and_old_ones_go(tmp_path: Path) -> None:
    book = small_book(tmp_path / "html", **{"pdf/old.pdf": "old"})
    made = tmp_path / "made"
    made.mkdir()
    for name in ("case-A.pdf", "case-A.typ"):
        (made / name).write_text("x", encoding="utf-8")
    shelf.take_pdfs(made, book)
    assert [path.name for path in (book / shelf.PDF).iterdir()] == ["case-A.pdf"]
    shelf.take_pdfs(None, book)
    assert not (book / shelf.PDF).exists()


def test_what_it_names_is_text_and_no_markup() -> None:
    groups = [shelf.Group("<组>", (shelf.Line("<类>", (shelf.Item("<名>", 'a"b', "1 KB"),)),))]
    page = shelf.filled(f"{shelf.BEGIN}旧{shelf.END}", groups)
    soup = BeautifulSoup(page, "html.parser")
    assert soup.get_text().strip() == "<组><类><名> 1 KB"
    assert soup.a is not None and soup.a["href"] == 'a"b'
