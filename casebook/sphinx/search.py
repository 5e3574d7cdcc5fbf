"""Search: the index of the book's text by section, and the page that shows what is found.

The index is read from the pages as they stand when the build is over, so that it holds what a
reader sees, whatever made it, and an incremental build ends with the same index as a clean
one. It is scripts, for a page opened from the disk may fetch nothing else; `search.js` on each
page loads the manifest, and the engine beside it, when search is first used, and the engine
loads those parts that can hold what is asked for (see `search_parts`).

A section's text is one string: a line a block, the first line its heading, cells of a row
parted by tabs. No query crosses a line or a tab.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
from lxml.html import HtmlElement
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from casebook.ledger import ledger
from casebook.settings import settings
from casebook.sphinx import search_cache, search_parts
from casebook.sphinx.addresses import page_address
from casebook.sphinx.facts import domain
from casebook.sphinx.ledger_parts import further_parts
from casebook.sphinx.search_cache import Kept, SectionCache

FOLDER = "_search"  # outside _static, where Jupyter Book would load it on every page
ON_DEMAND = Path(__file__).with_name("on_demand")
PART_OPTION = "casebook_search_part"  # the most bytes of text in a part of the index

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "label", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    "math", "semantics", "mrow", "mstyle", "mpadded", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt",
    "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover",
}  # fmt: skip
CELLS = {"td", "th", "dd"}
SILENT = {"script", "style", "template", "noscript", "annotation", "title", "desc", "textarea", "select", "datalist"}
PASSED_BY = {"fact-cards", "headerlink", "footnote-reference", "colon", "chart-said", "quiz-answers", "quiz-letter",
             "ledger-parts", "ledger-ways", "shelf"}  # fmt: skip  # the shelf is filled when the index has been made


@dataclass
class Section:
    """A section of a page, or a row of the ledger, with what it says apart from its subsections."""

    anchor: str
    pieces: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)  # the pages it leads to

    @cached_property
    def text(self) -> str:
        """The section's text: a line a block, the heading first. Asked for when all pieces are there."""
        lines = (
            "\t".join(filter(None, (" ".join(cell.split()) for cell in line.split("\t"))))
            for line in "".join(self.pieces).split("\n")
        )
        return "\n".join(filter(None, lines))


class PageReader:
    """Reads the sections of a built page.

    Args:
        address: the page's address from the book's root.
        labels: the ids that were given by hand, which stay when the text around them changes.
    """

    def __init__(self, address: str, labels: set[str]) -> None:
        self.address = address
        self.labels = labels
        self.sections: list[Section] = []

    def read(self, html: bytes) -> list[Section]:
        """Return the sections of the page's article, in reading order."""
        page = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
        for article in page.iter("article"):
            self._children(article, Section(""), "\n")
        return [section for section in self.sections if section.text]

    def _children(self, element: HtmlElement, section: Section, edge: str) -> None:
        section.pieces.append(_plain(element.text))
        for child in element:
            if isinstance(child.tag, str):  # comments have none
                self._element(child, section, edge)
            section.pieces.append(_plain(child.tail))

    def _element(self, element: HtmlElement, section: Section, edge: str) -> None:
        classes = set(element.get("class", "").split())
        if element.tag in SILENT or classes & PASSED_BY:
            return
        if element.tag == "section" or "ledger-row" in classes:
            self.sections.append(Section(self._anchor(element)))
            self._children(element, self.sections[-1], "\n")
        elif "chart-drawing" in classes:
            section.pieces += ["\n", "\t".join(_drawn(element)), "\n"]
        else:
            self._link(element, section)
            before, after, within = _edges(element, edge)
            section.pieces.append(before)
            self._children(element, section, within)
            section.pieces.append(after)

    def _anchor(self, element: HtmlElement) -> str:
        """Return a section's id, and rather one given by hand than one that Sphinx counts."""
        ids = [element.get("id", "")]
        for child in element:
            if child.tag != "span" or len(child) or child.text:
                break
            ids.append(child.get("id", ""))
        return str(next((each for each in ids if each in self.labels), ids[0]))

    def _link(self, element: HtmlElement, section: Section) -> None:
        href = urlsplit(element.get("href", ""))
        if href.path and not href.netloc:
            section.links.add(posixpath.normpath(posixpath.join(posixpath.dirname(self.address), unquote(href.path))))


def _plain(text: str | None) -> str:
    """Return a text with each run of spaces and line breaks as one space."""
    return re.sub(r"\s+", " ", text or "")


def _edges(element: HtmlElement, edge: str) -> tuple[str, str, str]:
    """Return what parts an element's text from the text before it, after it, and its blocks from each other."""
    parent = element.getparent()
    if parent is not None and "ledger-head" in parent.get("class", "").split():
        return "\n", "\n", edge
    if "quiz-title" in element.get("class", "").split():
        return "\n", "\n", edge
    if element.tag in INLINE:
        return "", "", edge
    if element.tag in CELLS:
        return "\t", "\t", "\t"
    if element.tag == "dt":
        return edge, "\t", "\t"
    return edge, edge, edge


def _drawn(drawing: HtmlElement) -> list[str]:
    """Return the words in a chart's drawings, those of the narrow one where they are not in the wide one."""
    found: list[str] = []
    for text in drawing.iter("text"):
        words = " ".join("".join(text.itertext()).split())  # a text of several lines is one phrase
        if words and not any(_holds(other, words) for other in found):
            found.append(words)
    return found


def _holds(text: str, words: str) -> bool:
    """Whether words stand in a text as search finds them: 46 does not stand in 460."""
    before = r"(?<![\d.])" if words[0].isdigit() else ""
    after = r"(?![\d.])" if words[-1].isdigit() else ""
    return re.search(before + re.escape(words) + after, text) is not None


@dataclass(frozen=True)
class Page:
    """A page of the book with its sections."""

    address: str
    title: str
    ledger: bool  # one of the ledger's pages, which are listed last
    sections: list[Section]


def pages(app: Sphinx) -> list[Page]:
    """Return every page that is written, in reading order; what has not changed is not read again."""
    found = []
    ledger_pages = set(domain(app.env).pages.values())
    cache = SectionCache(Path(app.doctreedir))
    for docname in _reading_order(app.env):
        titles = {page_address(docname): app.env.titles[docname].astext()}
        titles |= {part.address: part.title for part in further_parts(app.env, docname)}
        for address, title in titles.items():
            file = Path(app.outdir, address)
            if file.is_file():
                sections = _sections(cache, address, _labels(app.env, docname), file.read_bytes())
                found.append(Page(address, title, docname in ledger_pages, sections))
    cache.save()
    return found


def _sections(cache: SectionCache, address: str, labels: set[str], html: bytes) -> list[Section]:
    """Return the sections of a page, from the cache if it has them."""

    def read() -> Kept:
        return [(each.anchor, each.text, sorted(each.links)) for each in PageReader(address, labels).read(html)]

    key = search_cache.key(Path(__file__).read_bytes(), address, sorted(labels), html)
    return [Section(anchor, [text], set(links)) for anchor, text, links in cache.get(key, read)]


def _reading_order(env: BuildEnvironment) -> list[str]:
    """Return all documents, those of the table of contents in its order."""
    return list(dict.fromkeys([*env.collect_relations(), *sorted(env.found_docs)]))


def _labels(env: BuildEnvironment, docname: str) -> set[str]:
    labels = env.get_domain("std").anonlabels  # type: ignore[attr-defined]
    return {label for where, label in labels.values() if where == docname}


@dataclass(frozen=True)
class Index:
    """All that search knows.

    Args:
        manifest: ``pages``: address and title of each, whether it is the ledger's, and whether
            something on it is veiled; ``reveal``: the number of the first page with the outcome;
            ``traditional`` and ``simplified``: two strings, character for character; ``inline`` and
            ``passed_by``: elements that part no text, and a selector of what is no text, for the marks.
        pages: the sections of each page: anchor, whether it is veiled before the outcome, text.
    """

    manifest: Mapping[str, Any]
    pages: search_parts.Pages

    def files(self, limit: int = search_parts.PART_BYTES) -> dict[str, str]:
        """Return its scripts by their names, in parts of at most `limit` bytes."""
        return search_parts.files(self.pages, self.manifest, limit)


def index(book: list[Page], outcome: str, figures: Collection[str] = ()) -> Index:
    """Return the index of a book.

    Args:
        outcome: the address of the ledger's page with what a class learns after its vote.
        figures: what is learnt, as it is printed where no link leads to its row: in a question's
            options, in a form.
    """
    reveal = next((number for number, page in enumerate(book) if _tells(page, outcome)), len(book))

    def _veiled(number: int, page: Page, section: Section) -> bool:
        linked = page.address == outcome or outcome in section.links
        return number == reveal or linked or any(each in section.text for each in figures)

    rows = [
        [(each.anchor, int(_veiled(number, page, each)), each.text) for each in page.sections if each.text]
        for number, page in enumerate(book)
    ]
    traditional, simplified = characters({char for page in rows for *_, text in page for char in text})
    manifest = {
        "pages": [
            [page.address, page.title, int(page.ledger), int(any(veiled for _, veiled, _ in own))]
            for page, own in zip(book, rows, strict=True)
        ],
        "reveal": reveal,
        "traditional": traditional,
        "simplified": simplified,
        "inline": sorted(INLINE),
        "passed_by": ", ".join([*sorted(SILENT), *(f".{each}" for each in sorted(PASSED_BY))]),
    }
    return Index(manifest, [(page.address, own) for page, own in zip(book, rows, strict=True)])


def _tells(page: Page, outcome: str) -> bool:
    """Whether a page shows figures of the outcome."""
    return any(outcome in section.links for section in page.sections)


def characters(used: set[str]) -> tuple[str, str]:
    """Return the traditional characters that stand for one that is used, and these, as two strings.

    A character that is simplified as well, such as 著, is left alone.
    """
    used = used.union(*(unicodedata.normalize("NFKC", char) for char in used))
    kept = [(char, choice) for char, choice in search_parts.simplified().items() if {choice, char} & used]
    return "".join(char for char, _ in kept), "".join(choice for _, choice in kept)


def write_index(app: Sphinx, error: Exception | None) -> None:
    """Write the index beside the pages, with the scripts and styles that search needs."""
    if error or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    veiled = settings().veiled  # which no list of results may give away to a reader who has not voted yet
    ledger_page = domain(app.env).pages.get(veiled)
    outcome = ledger().in_topic(veiled)[0] if ledger_page else []
    figures = [str(each.quantity) for each in outcome if not each.awaits]
    found = index(pages(app), page_address(ledger_page) if ledger_page else "", figures)
    scripts = {path.name: path.read_text(encoding="utf-8") for path in sorted(ON_DEMAND.iterdir())}
    put(Path(app.outdir, FOLDER), scripts | found.files(app.config[PART_OPTION]))


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder hold these files and nothing else; what stands there as it should is left alone."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        content = text.encode()
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


def replace_stock_search(app: Sphinx) -> None:
    """Keep Sphinx from indexing words and from writing a page for its own search."""
    app.builder.search = False  # type: ignore[attr-defined]


def add_search_page(app: Sphinx, config: Config) -> None:
    """Write our own page for ``search.html?q=…``, to which forms lead."""
    config.html_additional_pages = {**config.html_additional_pages, "search": "search.html"}


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value(PART_OPTION, search_parts.PART_BYTES, "", [int])
    app.connect("config-inited", add_search_page, priority=900)
    app.connect("builder-inited", replace_stock_search)
    app.connect("build-finished", write_index)
    app.add_js_file("search.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
