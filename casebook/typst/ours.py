"""Visitors of this book's own nodes: figures of the case, charts, the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from casebook.ledger import ledger
from casebook.parts import is_printed
from casebook.sphinx.charts import chart, drawing, folded
from casebook.sphinx.facts import AWAITED_CLASS, anchor, domain, fact, row_link
from casebook.sphinx.ledger_pages import asset_link, uses
from casebook.typst.emitter import PASS_BY, Emitter
from casebook.typst.markup import array, escape, string, target

# How many charts of a chapter may go ahead of the text where a page has no room: each such choice
# hangs on the one before it, and the engine tries a layout five times at most.
AHEAD = 2
LINES = ("title", "subtitle", "note", "source")  # what stands about a chart


class use_pages(nodes.Inline, nodes.TextElement):
    """The pages on which a figure is used; attribute `places` holds documents and node ids."""


class UsePages(SphinxPostTransform):
    """On paper a figure's uses are page numbers, not links to places one, two and three."""

    default_priority = 4  # before the web's own links to the uses
    formats = ("typst",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(uses)):
            found = domain(self.env).uses_of(node["figure"])
            places = [(docname, place) for docname, each in found for place in each]
            node.replace_self(nodes.paragraph("", "", use_pages(places=places)))


class Ours(Emitter):
    """Nodes of casebook.sphinx."""

    visit_plain, depart_plain = PASS_BY
    visit_kept, depart_kept = PASS_BY

    def row_label(self, figure_id: str) -> str:
        """Return the label of a figure's row in the ledger; empty where no page shows it."""
        topic = ledger().figures[figure_id].topic
        page = domain(self.builder.env).pages.get(topic)
        return target(page, anchor(figure_id)) if page and is_printed(figure_id, topic) else ""

    def visit_fact(self, node: fact) -> None:
        if self.silent:
            return
        self.anchor(node)
        function = AWAITED_CLASS if AWAITED_CLASS in node["classes"] else "fact"
        self.body.append(f"#{function}({string(self.row_label(node['figure']))})[")

    def depart_fact(self, node: fact) -> None:
        self.body.append("" if self.silent else "]")

    def visit_row_link(self, node: row_link) -> None:
        self.body.append(f"#to({string(self.row_label(node['figure']))})[")

    def depart_row_link(self, node: row_link) -> None:
        self.body.append("]")

    def visit_asset_link(self, node: asset_link) -> None:
        """A file beside the web pages: on paper, its name."""

    def depart_asset_link(self, node: asset_link) -> None:
        self.body.append(f"#file({string(node['path'])})")

    def visit_use_pages(self, node: use_pages) -> None:
        labels = [string(target(*place)) for place in node["places"]]
        self.body.append(f"#use-pages({array(labels)})")
        raise nodes.SkipNode

    def visit_chart(self, node: chart) -> None:
        """Write the drawing with its title as a numbered figure, and its table after it."""
        labels = self.note_labels(node)
        picture = next(iter(node.findall(drawing)))
        self.place(node)
        lines = ", ".join(f"{name}: [{self._line(node, f'chart-{name}')}]" for name in LINES)
        drawn = self._drawn(picture)
        data = "".join(self.rendered(each) for each in self._children(node, folded))
        earlier = list(self.document.findall(chart)).index(node)
        ahead = str(earlier < AHEAD).lower()
        self.body.append(f"#chart({drawn}, ahead: {ahead}, label: {string(labels[0])}, {lines})[{data}]\n")
        raise nodes.SkipNode

    def _drawn(self, picture: drawing) -> str:
        """Return the code of a drawing, or of the box that stands in its place."""
        if "svg" not in picture:
            return f"[{self.rendered(picture)}]"
        return f"drawing({string(self.builder.draw(picture))}, {string(picture['alt'])})"

    visit_drawing, depart_drawing = PASS_BY

    def _line(self, node: chart, kind: str) -> str:
        found = [each for each in self._children(node, nodes.paragraph) if kind in each["classes"]]
        return "".join(self.rendered(each) for each in found)

    @staticmethod
    def _children(node: chart, kind: type[nodes.Element]) -> Sequence[nodes.Element]:
        return [each for each in node.children if isinstance(each, kind)]

    def visit_folded(self, node: folded) -> None:
        """What is shown on demand on screen stands open in print, under its summary."""
        self.body.append(f"#box-title[{escape(node['summary'])}]\n")

    def depart_folded(self, node: folded) -> None:
        """Its content has been printed."""
