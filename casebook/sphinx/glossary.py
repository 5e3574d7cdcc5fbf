"""Terms: explained once in the glossary, and again beside their first use in each chapter.

The terms are those of the ``{glossary}`` directive in ``book/appendix/glossary.md``. At its first
occurrence in a page's running prose a term is found and marked by itself; ``{term}`` marks one by
hand. The glossary's entries say where they are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import ReferenceRole

from casebook.sphinx import assets, cards
from casebook.sphinx.addresses import page_address, to_root
from casebook.sphinx.charts import chart
from casebook.sphinx.facts import depart_link_html, fact, pass_by, plain, row_link
from casebook.sphinx.noted import noted
from casebook.sphinx.quiz import quiz
from casebook.sphinx.warn import warn
from casebook.sphinx.wording import kept

GLOSSARY = "book/appendix/glossary"
NO_CHAPTERS = "book/appendix/"
DIRECTIVE = re.compile(r"^(`{3,}|:{3,})\{glossary\}[^\n]*\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"“[^“”]*”")
# Where a term is not in running prose.
ELSEWHERE = (
    nodes.title, nodes.rubric, nodes.reference, addnodes.pending_xref, nodes.literal, nodes.literal_block, nodes.raw,
    nodes.math, nodes.table, nodes.caption, nodes.docinfo, nodes.footnote, nodes.comment, nodes.problematic,
    fact, plain, row_link, kept, chart, quiz,
)  # fmt: skip
BOXES = {"chapter-opening", "chapter-closing", "generated"}  # lists that frame a chapter, and what is compiled


class term_use(nodes.Inline, nodes.TextElement):
    """A term in the text; attribute `term` is its name in the glossary."""


class term_places(nodes.General, nodes.Element):
    """Where an entry's terms are used, filled in when every page has been read; attribute `terms`."""


class GlossaryDomain(Domain):
    """What terms mean, and where each is used."""

    name = "glossary"
    label = "名词"
    initial_data: dict[str, Any] = {"uses": {}, "entries": {}}  # noqa: RUF012  # as the base class has it
    data_version = 1

    def resolve_any_xref(self, *args: Any) -> list[Any]:
        """Return nothing: no link of Markdown leads here."""
        return []

    @property
    def uses(self) -> dict[str, list[tuple[str, str]]]:
        """The terms used in each document, with the ids of their places."""
        return cast(dict[str, list[tuple[str, str]]], self.data["uses"])

    @property
    def entries(self) -> dict[str, tuple[str, str]]:
        """The id of each term's entry, and its meaning."""
        return cast(dict[str, tuple[str, str]], self.data["entries"])

    def clear_doc(self, docname: str) -> None:
        self.uses.pop(docname, None)
        if docname == GLOSSARY:
            self.entries.clear()

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        self.uses.update({each: otherdata["uses"][each] for each in docnames if each in otherdata["uses"]})
        self.entries.update(otherdata["entries"])


def domain(env: BuildEnvironment) -> GlossaryDomain:
    """Return the book's glossary domain."""
    return cast(GlossaryDomain, env.get_domain(GlossaryDomain.name))


def listed_terms(source: str) -> dict[str, str]:
    """Return the terms that a glossary's text lists, each with the first of those that mean the same."""
    terms: dict[str, str] = {}
    for directive in DIRECTIVE.finditer(source):
        first = ""
        for line in directive[2].splitlines():
            if not line.strip() or line[0].isspace():
                first = ""
            elif not line.startswith((":", ".. ")):
                first = first or line.strip()
                terms[line.strip()] = first
    return terms


def terms_of_book(env: BuildEnvironment) -> dict[str, str]:
    """Return `listed_terms` of this book, on which the page that is being read now rests."""
    path = Path(env.srcdir, f"{GLOSSARY}.md")
    if not path.exists():
        return {}  # a dependency that is not there would have every page read at every build
    env.note_dependency(str(path))
    return listed_terms(path.read_text(encoding="utf-8"))


class TermRole(ReferenceRole):
    """``{term}`name``` or ``{term}`words <name>```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.target not in terms_of_book(self.env):
            warn("term-unknown", self.get_location(), term=self.target)
            return [nodes.Text(self.title)], []
        return [term_use(self.rawtext, self.title, term=self.target)], []


class FirstUses(SphinxTransform):
    """Mark each term where a page's running prose uses it first."""

    default_priority = 840

    def apply(self, **kwargs: Any) -> None:
        docname = self.env.docname
        if not docname.startswith(NO_CHAPTERS) and (terms := terms_of_book(self.env)):
            self._mark(terms)
        uses = list(self.document.findall(term_use))
        for number, use in enumerate(uses):
            use["ids"] = [f"term-use-{number}"]
        domain(self.env).uses[docname] = [(use["term"], use["ids"][0]) for use in uses]

    def _mark(self, terms: dict[str, str]) -> None:
        done = {terms[use["term"]] for use in self.document.findall(term_use)}
        pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
        for text in list(self.document.findall(nodes.Text)):
            if in_running_prose(text):
                found = [match for match in pattern.finditer(text) if not _in_quotation(text, match)]
                marked = []
                for match in found:
                    if terms[match[0]] not in done:
                        done.add(terms[match[0]])
                        marked.append(match)
                if marked:
                    text.parent.replace(text, list(_pieces(text, marked)))


def in_running_prose(text: nodes.Text) -> bool:
    """Whether a text stands in a paragraph of the page's own, and not in a heading, link, table or box."""
    parent = text.parent
    in_paragraph = False
    while parent is not None:
        if isinstance(parent, (*ELSEWHERE, term_use)) or BOXES & set(parent.get("classes", [])):
            return False
        in_paragraph = in_paragraph or isinstance(parent, nodes.paragraph)
        parent = parent.parent
    return in_paragraph


def _in_quotation(text: str, match: re.Match[str]) -> bool:
    """Whether an occurrence is a part of something quoted; a term may have a quotation within itself."""
    return any(quote.start() < match.start() and match.end() < quote.end() for quote in QUOTED.finditer(text))


def _pieces(text: str, marked: list[re.Match[str]]) -> Iterator[nodes.Node]:
    end = 0
    for match in marked:
        if match.start() > end:
            yield nodes.Text(text[end : match.start()])
        yield term_use(match[0], match[0], term=match[0])
        end = match.end()
    if end < len(text):
        yield nodes.Text(text[end:])


class Entries(SphinxTransform):
    """Remember what the glossary says of each term, and leave room for its uses."""

    default_priority = 845

    def apply(self, **kwargs: Any) -> None:
        if self.env.docname != GLOSSARY:
            return
        for glossary in self.document.findall(addnodes.glossary):
            for item in glossary.findall(nodes.definition_list_item):
                terms = [child for child in item if isinstance(child, nodes.term)]
                meaning = item[-1]
                assert isinstance(meaning, nodes.definition)
                words = " ".join(paragraph.astext() for paragraph in meaning.findall(nodes.paragraph))
                for term in terms:
                    domain(self.env).entries[term.astext()] = (term["ids"][0], words)
                meaning.append(term_places(terms=[term.astext() for term in terms]))


class Places(SphinxPostTransform):
    """Say at each entry of the glossary where the book uses it."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(term_places)):
            line = nodes.paragraph("", "用于：", classes=["term-places"])
            for docname, uses in self._in_order():
                if places := [place for term, place in uses if term in node["terms"]]:
                    uri = self.app.builder.get_relative_uri(self.env.docname, docname)
                    line += nodes.Text("、" if len(line) > 1 else "")
                    title = self.env.titles[docname].astext()
                    line += nodes.reference("", title, refuri=f"{uri}#{places[0]}", internal=True)
            node.replace_self(line if len(line) > 1 else [])

    def _in_order(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield each page's uses, in the order of the table of contents."""
        order = {docname: number for number, docname in enumerate(self.env.collect_relations())}
        yield from sorted(domain(self.env).uses.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))


def visit_term_use_html(translator: Any, node: term_use) -> None:
    builder = translator.builder
    entry_id, _ = domain(builder.env).entries.get(node["term"], ("", ""))
    href = f"{to_root(builder.current_docname)}{page_address(GLOSSARY)}#{entry_id}"
    place = f' id="{node["ids"][0]}"' if node["ids"] else ""
    translator.body.append(f'<a class="term"{place} href="{escape(href)}" data-card="{_card_id(entry_id)}">')


def visit_term_use_typst(translator: Any, node: term_use) -> None:
    """On paper a term is a word, and a place that its entry refers to."""
    if not translator.silent:
        translator.anchor(node)


def _card_id(entry_id: str) -> str:
    return f"card-{entry_id}"


def add_cards(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Append a card for each term marked on the page."""
    if doctree is None:
        return
    used = dict.fromkeys(node["term"] for node in doctree.findall(term_use))
    entries = domain(app.env).entries
    cards.append(context, [_card(term, *entries[term], pagename) for term in used if term in entries])


def _card(term: str, entry_id: str, meaning: str, docname: str) -> str:
    address = f"{to_root(docname)}{page_address(GLOSSARY)}#{entry_id}"
    head, body = f"<strong>{escape(term)}</strong>", f"<p>{escape(meaning)}</p>"
    return cards.card(_card_id(entry_id), head, body, address, "在名词解释中查看", {"class": "term-card"})


def rewrite_when_uses_change(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have the glossary written again when some page's terms have changed."""
    now = {docname: list(uses) for docname, uses in domain(env).uses.items()}
    return [] if noted(env, "casebook_terms", now) == now or GLOSSARY not in env.found_docs else [GLOSSARY]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_domain(GlossaryDomain)
    app.add_role_to_domain("std", "term", TermRole(), override=True)
    app.add_node(term_use, html=(visit_term_use_html, depart_link_html), typst=(visit_term_use_typst, pass_by))
    app.add_transform(FirstUses)
    app.add_transform(Entries)
    app.add_post_transform(Places)
    assets.attach(app, term_use, cards.SCRIPT, "glossary.css")
    assets.attach(app, addnodes.glossary, "glossary.css")
    app.connect("html-page-context", add_cards)
    app.connect("env-updated", rewrite_when_uses_change)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
