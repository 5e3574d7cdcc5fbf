"""How the book grows: builds of generated books of more and more chapters, and of more and more figures.

Each book stands in a folder of its own and is built there from nothing in every round.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html

from bench.counted import build
from bench.edits import browser_page, copy_project, timed
from bench.generate import write_book

CHAPTERS, FIGURES = (10, 30, 100, 300), (100, 1_000, 10_000, 100_000)
FEW_CHAPTERS, FEW_FIGURES = 10, 1_000  # what the one has while the other grows
PATIENCE = 900  # seconds that one build may take
EDITED, ADDED = "book/case/c003.md", "\n又添了这一段。\n"
QUERY = "渠道"
WEB, WITH_PDF = ("--web", "--edition", "learner"), ("--edition", "learner")
Found = dict[str, float | None]


@dataclass
class Book:
    """A generated book; `given_up` holds what took too long once and is not tried again."""

    kind: str
    chapters: int
    figures: int
    root: Path
    given_up: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        return self.chapters if self.kind == "chapters" else self.figures

    @property
    def html(self) -> Path:
        return self.root / "_build" / "html"

    def write(self) -> None:
        """Lay it out afresh."""
        shutil.rmtree(self.root, ignore_errors=True)
        write_book(copy_project(self.root), self.chapters, self.figures)


def books(home: Path) -> list[Book]:
    """Return the books to be measured, the smallest first."""
    sizes = [("chapters", each, FEW_FIGURES) for each in CHAPTERS]
    sizes += [("figures", FEW_CHAPTERS, each) for each in FIGURES]
    return [Book(*size, home / f"{size[0]}-{size[1]}-{size[2]}") for size in sizes]


def measure(home: Path, times: int, say: Callable[[str], None]) -> Iterator[dict[str, dict[str, list[Found]]]]:
    """Measure each book `times` times, in rounds; after each, which takes long, yield the rounds by kind and size."""
    found: dict[str, dict[str, list[Found]]] = {"chapters": {}, "figures": {}}
    all_books = books(home)
    for book in all_books:
        book.write()
    for number in range(times):
        for book in all_books:
            say(f"长大：第 {number + 1} 轮，共 {times} 轮，{book.chapters} 章，{book.figures} 个数")
            found[book.kind].setdefault(str(book.size), []).append(measured(book))
        yield found


def measured(book: Book) -> Found:
    """Build a book from nothing, again, after an edit, and with its PDF; None for what does not end in time."""
    found: Found = {}
    shutil.rmtree(book.root / "_build", ignore_errors=True)
    if "cold" in book.given_up or (cold := build(book.root, WEB, PATIENCE)) is None:
        book.given_up.add("cold")
        return found
    found["cold"], found["memory"] = cold
    found |= _sizes(book.html)
    found["query"] = _query(book.html)
    again = build(book.root, WEB, PATIENCE)
    assert again, "a build with nothing changed takes longer than one of everything"
    found["again"] = again[0]
    before = _written(book.root)
    with (book.root / EDITED).open("a", encoding="utf-8") as chapter:
        chapter.write(ADDED)
    edited = build(book.root, WEB, PATIENCE)
    assert edited
    after = _written(book.root)
    found["paragraph"], found["rewritten"] = edited[0], sum(before.get(each) != after[each] for each in after)
    if "pdf" not in book.given_up:
        if printed := build(book.root, WITH_PDF, PATIENCE):
            found["pdf"], found["pdf_memory"] = max(0.0, round(printed[0] - again[0], 1)), printed[1]
        else:
            book.given_up.add("pdf")
    return found


def _written(root: Path) -> dict[str, int]:
    """Return when each page was last written."""
    html = root / "_build" / ".work" / "learner" / "_build" / "html"
    return {str(path.relative_to(html)): path.stat().st_mtime_ns for path in html.rglob("*.html")}


def _sizes(html: Path) -> Found:
    ledger = max((html / "evidence" / "ledger").glob("*.html"), key=lambda path: path.stat().st_size)
    elements = sum(1 for _ in lxml.html.parse(str(ledger)).getroot().iter())
    index = [path.stat().st_size for path in (html / "_search").rglob("*.js")]
    return {"page": ledger.stat().st_size, "elements": elements, "index": sum(index)}


def _query(html: Path) -> float:
    """Return the seconds from the first key until something found is seen, the index not yet loaded."""
    with browser_page() as page:
        page.goto((html / "index.html").as_uri())
        page.keyboard.press("Control+k")
        box = page.locator("#pst-search-dialog input[role=combobox]")
        box.wait_for()

        def ask() -> None:
            box.fill(QUERY)
            page.locator("#pst-search-dialog a.search-result").first.wait_for()

        return round(timed(ask), 2)
