"""The translator: a document as Typst code (see `emitter` for how a visitor writes)."""

from __future__ import annotations

from docutils import nodes

from casebook.typst.blocks import Blocks
from casebook.typst.links import Links
from casebook.typst.markup import string
from casebook.typst.ours import Ours

FRONT = "卷首"  # the title page has the book's title already


class TypstTranslator(Ours, Links, Blocks):
    """Writes one document, one visitor a node."""

    def visit_document(self, node: nodes.document) -> None:
        self.body.append('#import "/blocks.typ": *\n')

    def depart_document(self, node: nodes.document) -> None:
        self.body.append("\n")

    def visit_section(self, node: nodes.section) -> None:
        self.level += 1

    def depart_section(self, node: nodes.section) -> None:
        self.level -= 1

    def visit_title(self, node: nodes.title) -> None:
        """Write a heading; the title of a box that is no section stands within it."""
        if not isinstance(node.parent, nodes.section):
            self.body.append(f"#box-title[{self.rendered(node)}]\n")
            raise nodes.SkipNode
        labels = self.note_labels(node.parent)
        if self.level == 1 and self.docname not in self.labels:
            self.labels[self.docname] = labels[0] if labels else self.docname
        self.silent += 1
        text = self.rendered(node) if self.level > 1 or self.docname != self.config.root_doc else FRONT
        self.silent -= 1
        label = string((labels or [self.docname])[0])
        self.body.append(f"\n#head({self.level}, {label})[{text}]\n")
        raise nodes.SkipNode
