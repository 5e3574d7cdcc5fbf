"""What the front page offers to take along: each file that stands beside the pages, with its size.

``{shelf}`` keeps a place in the page. `fill` lists in it what stands in a book's folder at that
time, and may be called again whenever more has been put there: after Sphinx's own run, when
slides and PDFs have come, and when the offline package stands. So no link leads to nothing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from casebook import downloads
from casebook.office.forms import forms
from casebook.publishing import write_whole
from casebook.settings import settings
from casebook.slides.decks import chapter_title, decks
from casebook.sphinx import assets
from casebook.sphinx.addresses import SOURCE_FOLDER
from casebook.sphinx.office import KILOBYTE, document_path, form_path, size_in_words
from casebook.tables import ROOT

PAGE = "index.html"
PDF = "downloads/pdf"  # where a book's PDFs stand, from its root
OFFLINE = "downloads/offline"  # where the offline package stands, from the book's root
CITING = "appendix/rights.html#rights-cite"
OFFICE = {".docx", ".xlsx", ".pptx"}
BEGIN, END = "<!-- shelf -->", "<!-- /shelf -->"
PLACE = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
ELSEWHERE = "整本书的 PDF、案例（A）（B）、课件、课堂材料、表单、离线包、数据，都在网页版卷首的这一处下载。"


class shelf(nodes.General, nodes.Element):
    """The place in the front page that `fill` fills."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file to take along, or a part of a page to go to; `size` is empty where none is told."""

    label: str
    path: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Files of one kind."""

    kind: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


class ShelfDirective(SphinxDirective):
    """The place where the front page offers its files."""

    def run(self) -> list[nodes.Node]:
        return [shelf()]


class SayWhere(SphinxPostTransform):
    """In outputs that have no files beside them, say where the files are."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        if self.app.builder.format == "html":
            return
        for node in list(self.document.findall(shelf)):
            node.replace_self(nodes.paragraph("", ELSEWHERE))


# ---------- what there is ----------


def offered(book: Path, offline: bool = True) -> list[Group]:
    """Return what a book offers of all that stands in its folder; without the offline package if so asked."""
    groups = [
        Group("整本书", (
            Line("PDF", _standing(book, [("供打印和离线读", f"{PDF}/{settings().document}.pdf")])),
            Line("离线包", tuple(_offline(book)) if offline else ()),
        )),
        Group("上课", (
            Line("案例 .pdf", _standing(book, _cases())),
            Line("课件 .pptx", _standing(book, [(deck.label, deck.file) for deck in decks()])),
            Line("材料 .docx", _standing(book, _documents())),
            Line("材料 .pdf", _standing(book, _handouts())),
            Line("表单 .xlsx", _standing(book, [(form.title, form_path(key)) for key, form in forms().items()])),
        )),
        Group("数据", (
            Line("Excel", _standing(book, [("全部数据", f"{downloads.FOLDER}/{downloads.workbook_name()}")])),
            Line("CSV", _standing(book, [("数据包，带表结构", f"{downloads.FOLDER}/{downloads.package_name()}")])),
            Line("引用", tuple(_citing(book))),
        )),
    ]  # fmt: skip
    kept = [Group(each.title, tuple(line for line in each.lines if line.items)) for each in groups]
    return [each for each in kept if each.lines]


def _standing(book: Path, wanted: list[tuple[str, str]]) -> tuple[Item, ...]:
    return tuple(Item(label, path, _size(book / path)) for label, path in wanted if (book / path).is_file())


def _size(path: Path) -> str:
    if path.suffix in OFFICE:
        return size_in_words(path)
    kilobytes = -(-path.stat().st_size // KILOBYTE)
    return f"{kilobytes} KB" if kilobytes < KILOBYTE else f"{kilobytes / KILOBYTE:.1f} MB"


def _offline(book: Path) -> Iterator[Item]:
    """Offer the offline package, without its size: it holds this page, and the size would change it."""
    for path in sorted((book / OFFLINE).glob("*.zip")):
        yield Item("解压到U盘，断网也能讲", f"{OFFLINE}/{path.name}")


def _documents() -> list[tuple[str, str]]:
    """Return each page's title and its editable document, whether or not it has one."""
    return [(chapter_title(page), document_path(page)) for page in _pages()]


def _cases() -> list[tuple[str, str]]:
    return [(case.label, f"{PDF}/{name}.pdf") for name, case in settings().cases.items()]


def _handouts() -> list[tuple[str, str]]:
    """Return each PDF that is handed out, but for the case itself, with the title of its first page."""
    names = {page.removeprefix(SOURCE_FOLDER): name for name, page in settings().handouts.items()}
    return [(chapter_title(page), f"{PDF}/{names[page]}.pdf") for page in _pages() if page in names]


def _pages() -> list[str]:
    """Return every page, as the table of contents has them in order."""
    return re.findall(rf"{SOURCE_FOLDER}(\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))


def _citing(book: Path) -> Iterator[Item]:
    if (book / CITING.partition("#")[0]).is_file():
        yield Item("怎样引用", CITING)


# ---------- the page ----------


def fill(book: Path) -> None:
    """List in the front page of a book what stands in its folder now."""
    page = book / PAGE
    if not page.is_file():
        return
    before = page.read_text(encoding="utf-8")
    after = filled(before, offered(book))
    if after != before:
        write_whole(page, after)


def take_pdfs(made: Path | None, book: Path) -> None:
    """Put the PDFs of a folder beside a book's pages, in place of those there; none where none were made."""
    shutil.rmtree(book / PDF, ignore_errors=True)
    if made is not None:
        shutil.copytree(made, book / PDF, ignore=lambda folder, names: {each for each in names if each[-4:] != ".pdf"})


def filled(page: str, groups: list[Group]) -> str:
    """Return a page with these groups in the place that is kept for them."""
    listing = "".join(_group(group) for group in groups)
    return PLACE.sub(lambda _: f"{BEGIN}{listing}{END}", page)


def _group(group: Group) -> str:
    lines = "".join(f"<li>{_line(line)}</li>" for line in group.lines)
    return f'<div class="shelf-group"><p class="shelf-title">{escape(group.title)}</p><ul>{lines}</ul></div>'


def _line(line: Line) -> str:
    items = "".join(f'<span class="shelf-item">{_item(item)}</span>' for item in line.items)
    return f'<span class="shelf-kind">{escape(line.kind)}</span><span>{items}</span>'


def _item(item: Item) -> str:
    kept = " download" if "#" not in item.path else ""
    size = f' <span class="shelf-size">{item.size}</span>' if item.size else ""
    return f'<a href="{escape(item.path)}"{kept}>{escape(item.label)}</a>{size}'


def visit_shelf_html(translator: Any, node: shelf) -> None:
    translator.body.append(f'<div class="shelf">{BEGIN}{END}</div>')
    raise nodes.SkipNode


def fill_built(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html":
        fill(Path(app.outdir))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("shelf", ShelfDirective)
    app.add_node(shelf, html=(visit_shelf_html, None))
    app.add_post_transform(SayWhere)
    assets.attach(app, shelf, "shelf.css")
    app.connect("build-finished", fill_built, priority=900)  # when all parts have put their files there
    return {"parallel_read_safe": True, "parallel_write_safe": True}
