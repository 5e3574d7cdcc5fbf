"""The fact role: a figure in the text, with its origin a hover, a focus or a tap away.

``{fact}`village.people``` prints a figure with hedge and unit; after a colon may follow
one of the ledger's specs. ``{plain}`…``` marks a number that is no figure of the case.
The domain remembers where each figure is used, and on which page the ledger shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from casebook import parts
from casebook.ledger import PLACEHOLDER, UnknownFigureError, ledger, split_reference
from casebook.records import Figure
from casebook.sphinx import assets, cards
from casebook.sphinx.addresses import page_address, to_root
from casebook.sphinx.warn import warn

AWAITED_CLASS = "awaited"
Use = tuple[str, str]  # a figure's id, the id of the node that shows it


class fact(nodes.Inline, nodes.TextElement):
    """A figure in the text; attribute `figure` is its id. One that is awaited has the class `AWAITED_CLASS`."""


class plain(nodes.Inline, nodes.TextElement):
    """A number that is no figure of the case, such as a clock time or a law's article."""


class row_link(nodes.Inline, nodes.TextElement):
    """A link to the row of the figure that attribute `figure` names."""


class FactDomain(Domain):
    """Where figures are used and where the ledger shows them."""

    name = "casebook"
    label = "数据"
    initial_data: dict[str, Any] = {"uses": {}, "pages": {}, "shown": {}}  # noqa: RUF012  # as the base class has it
    data_version = 1
    _turned: dict[str, dict[str, list[str]]] | None = None

    def resolve_any_xref(self, *args: Any) -> list[Any]:
        """Return nothing: no link of Markdown leads here."""
        return []

    @property
    def uses(self) -> dict[str, list[Use]]:
        """The uses in each document, in reading order."""
        return cast(dict[str, list[Use]], self.data["uses"])

    @property
    def pages(self) -> dict[str, str]:
        """The document on which the ledger shows each topic."""
        return cast(dict[str, str], self.data["pages"])

    @property
    def shown(self) -> dict[str, set[str]]:
        """The tables that each document shows whole, as the ledger's keys."""
        return cast(dict[str, set[str]], self.data["shown"])

    def note_tables(self, docname: str, *names: str) -> None:
        self.shown.setdefault(docname, set()).update(f"table:{name}" for name in names)

    def note_topic(self, docname: str, topic: str) -> None:
        self.shown.setdefault(docname, set()).add(f"topic:{topic}")

    def rests_on(self, docname: str) -> set[str]:
        """Return the ledger's keys of all that a document's text shows."""
        return {figure_id for figure_id, _ in self.uses.get(docname, [])} | self.shown.get(docname, set())

    def note_use(self, docname: str, figure_id: str, node_id: str) -> None:
        self.uses.setdefault(docname, []).append((figure_id, node_id))
        self._turned = None

    def uses_of(self, figure_id: str) -> Iterator[tuple[str, list[str]]]:
        """Yield each document that uses a figure, with the ids of the places; for when all pages have been read."""
        yield from self._used.get(figure_id, {}).items()

    @property
    def _used(self) -> dict[str, dict[str, list[str]]]:
        """The places of each figure's uses by documents: `uses` turned round, once until they change."""
        if self._turned is None:
            self._turned = {}
            for docname, uses in sorted(self.uses.items()):
                for figure_id, node_id in uses:
                    self._turned.setdefault(figure_id, {}).setdefault(docname, []).append(node_id)
        return self._turned

    def clear_doc(self, docname: str) -> None:
        self.uses.pop(docname, None)
        self._turned = None
        self.shown.pop(docname, None)
        for topic in [topic for topic, page in self.pages.items() if page == docname]:
            del self.pages[topic]

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        for docname in docnames:
            for kind in ("uses", "shown"):
                if docname in otherdata[kind]:
                    self.data[kind][docname] = otherdata[kind][docname]
        self._turned = None
        self.pages.update({t: page for t, page in otherdata["pages"].items() if page in docnames})


def domain(env: BuildEnvironment) -> FactDomain:
    """Return the book's fact domain."""
    found = env.get_domain(FactDomain.name)
    assert isinstance(found, FactDomain)
    return found


def anchor(record_id: str) -> str:
    """Return the id of a figure's or claim's row on its ledger page."""
    return "row-" + record_id.replace(".", "-").replace("_", "-")


def fact_node(reference: str, env: BuildEnvironment, location: Any) -> nodes.Node:
    """Make the node for ``id`` or ``id:spec`` and note the use; a bad one is warned of."""
    try:
        figure_id, _ = split_reference(reference)
        text = ledger().phrase(reference)
        classes = [AWAITED_CLASS] if ledger()[figure_id].awaits else []
    except (UnknownFigureError, ValueError) as error:
        warn("figure-unknown", location, why=error)
        return nodes.problematic(reference, reference)
    node_id = f"use-{env.new_serialno('fact')}"
    domain(env).note_use(env.docname, figure_id, node_id)
    return fact(reference, text, figure=figure_id, ids=[node_id], classes=classes)


def inline_nodes(text: str, env: BuildEnvironment, location: Any) -> list[nodes.Node]:
    """Return `text` as nodes, its placeholders as facts; for captions and front matter."""
    found: list[nodes.Node] = []
    for index, part in enumerate(PLACEHOLDER.split(text)):
        kind, _, literal = part.partition(":")
        if index % 2 == 0:
            found += [nodes.Text(part)] if part else []
        elif kind == "plain":
            found.append(plain(part, literal))
        else:
            found.append(fact_node(part, env, location))
    return found


class FactRole(SphinxRole):
    """``{fact}`id``` or ``{fact}`id:spec```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [fact_node(self.text, self.env, self.get_location())], []


class PlainRole(SphinxRole):
    """``{plain}`…```: the inline mark for numbers that are no figures."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [plain(self.rawtext, self.text)], []


def row_address(figure: Figure, env: BuildEnvironment, docname: str) -> str:
    """Return the way from a page to a figure's row; empty where no page shows its topic."""
    page = domain(env).pages.get(figure.topic)
    if page is None:
        return ""
    return f"{to_root(docname)}{parts.address_of(figure, page_address(page))}#{anchor(figure.id)}"


def _link(translator: Any, figure_id: str) -> str:
    """Return the href attribute that leads to a figure's row."""
    builder = translator.builder
    address = row_address(ledger().figures[figure_id], builder.env, builder.current_docname)
    return f' href="{escape(address)}"' if address else ""


def visit_fact_html(translator: Any, node: fact) -> None:
    figure_id = node["figure"]
    classes = " ".join(["fact", *node["classes"]])
    translator.body.append(
        f'<a class="{classes}" id="{node["ids"][0]}"{_link(translator, figure_id)} data-fact="{figure_id}"'
        f' data-card="{card_id(figure_id)}">'
    )


def visit_row_link_html(translator: Any, node: row_link) -> None:
    translator.body.append(f'<a class="row-link"{_link(translator, node["figure"])}>')


def depart_link_html(translator: Any, node: nodes.Element) -> None:
    translator.body.append("</a>")


def pass_by(translator: Any, node: nodes.Element) -> None:
    """Print a node's text and nothing around it."""


def add_cards(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Append a card for each figure on the page, which the script shows beside its use."""
    if doctree is None:
        return
    used = dict.fromkeys(node["figure"] for node in doctree.findall(fact))
    cards.append(context, [_card(ledger().figures[each], app.env, pagename) for each in used])


def card_id(figure_id: str) -> str:
    """Return the id of a figure's card on the pages that use it."""
    return f"card-{anchor(figure_id)}"


def _card(figure: Figure, env: BuildEnvironment, docname: str) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in card_rows(figure) if text)
    head = f"<strong>{escape(figure.label)}</strong> {escape(str(figure.quantity))}"
    address = row_address(figure, env, docname)
    return cards.card(card_id(figure.id), head, f"<dl>{rows}</dl>", address, "在台账中查看", {"data-fact": figure.id})


def card_rows(figure: Figure) -> list[tuple[str, str]]:
    """Return what vouches for a figure, as names and texts; empty texts are to be left out."""
    sources, fill = ledger().sources, ledger().fill
    documents = "；".join(f"{sources[each].publisher}《{sources[each].title}》" for each in figure.sources)
    place = f"{documents}，{figure.locator}" if figure.locator else documents
    if figure.awaits:
        return [*_to_fill(figure), ("时间", figure.when), ("出处", place)]
    return [
        ("分寸", figure.hedge_in_words),
        ("时间", figure.when),
        ("出处", place),
        ("等级", figure.grade_label),
        ("算法", figure.formula_in_words),
        ("前提", fill(figure.assumption)),
        ("说明", fill(figure.note)),
    ]


def _to_fill(figure: Figure) -> list[tuple[str, str]]:
    """Return what an awaited figure waits for, and what is known of it all the same."""
    fill = ledger().fill
    if not figure.derived:
        return [("要填", fill(figure.note)), ("单位", figure.quantity.unit)]
    missing = "、".join(f"{ledger().figures[each].label}（{each}）" for each in figure.awaits)
    return [("还缺", missing), ("算法", figure.formula_in_words), ("前提", fill(figure.assumption)),
            ("说明", fill(figure.note))]  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_domain(FactDomain)
    app.add_role("fact", FactRole())
    app.add_role("plain", PlainRole())
    app.add_node(fact, html=(visit_fact_html, depart_link_html))
    app.add_node(row_link, html=(visit_row_link_html, depart_link_html))
    app.add_node(plain, html=(pass_by, pass_by))
    assets.attach(app, fact, cards.SCRIPT)
    app.connect("html-page-context", add_cards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
