"""A document's tree as Typst code: what every visitor writes with.

An extension brings its own nodes with ``app.add_node(quiz, html=(…), typst=(visit, depart))``.
What a visitor writes, it appends to ``translator.body``, always as *markup*:

* A block is a call of a function of ``blocks.typ`` with its content in brackets, so it nests
  without indentation: ``body.append("#panel(title: [自测])[")`` … ``body.append("]")``. For
  blocks of other parts there are `panel`, `blank-lines`, `blank` and `tick`.
* Text comes from ``markup.escape``, strings from ``markup.string``; children are visited in the
  ordinary way, or taken as a piece of markup by ``translator.rendered(child)``.
* ``translator.anchor(node)`` makes a node's ids places to link to, ``translator.link_to(label,
  text)`` links (to nothing where the other end is not in this PDF).
* ``translator.put_at_end("自测答案", markup)`` prints something in the book's end matter.

A node without a visitor is an error with its place in the source; none is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator

from casebook.sphinx.warn import warn
from casebook.typst.markup import escape, string, target

if TYPE_CHECKING:
    from casebook.typst.builder import TypstBuilder

# Blocks at whose start a comment tells where they stand in the source (see `typeset`).
PLACED = (nodes.paragraph, nodes.title, nodes.figure, nodes.image, nodes.table, nodes.entry, nodes.list_item,
          nodes.literal_block, nodes.math_block, nodes.term, nodes.caption)  # fmt: skip

BOX = "□"  # a box to tick is drawn: in a PDF this character would look like a lost one
Visitor = Callable[..., None]


class Emitter(SphinxTranslator):
    """Holds the code of one document in `body`, and in `labels` what may be linked to."""

    builder: TypstBuilder

    def __init__(self, document: nodes.document, builder: TypstBuilder) -> None:
        super().__init__(document, builder)
        self.docname = builder.current_docname
        self.body: list[str] = []
        self.labels: dict[str, str] = {}  # each label, and the one that is set for it
        self.end_matter: dict[str, list[str]] = {}
        self.level = 0
        self.silent = 0  # within a title, whose text is repeated in contents and page heads

    def rendered(self, node: nodes.Node) -> str:
        """Return a node's content as a piece of markup."""
        return self._aside(lambda: [child.walkabout(self) for child in list(node.children)])

    def whole(self, node: nodes.Node) -> str:
        """Return a node itself as a piece of markup."""
        return self._aside(lambda: node.walkabout(self))

    def _aside(self, write: Callable[[], object]) -> str:
        outer, self.body = self.body, []
        try:
            write()
            return "".join(self.body)
        finally:
            self.body = outer

    def anchor(self, node: nodes.Element) -> None:
        """Make a node's ids places that can be linked to."""
        for label in self.note_labels(node):
            self.body.append(f"#anchor({string(label)})")

    def note_labels(self, node: nodes.Element) -> list[str]:
        """Note a node's ids as one label, and return it, to be set by whoever called."""
        node_ids: list[str] = node.get("ids", [])
        ids = [target(self.docname, each) for each in node_ids]
        self.labels.update(dict.fromkeys(ids, ids[0] if ids else ""))
        return ids[:1]

    def link_to(self, label: str, text: str) -> str:
        """Return markup that links to a label of this PDF, or is the text alone."""
        return f"#to({string(label)})[{text}]"

    def put_at_end(self, group: str, code: str) -> None:
        """Print markup in the book's end matter, under the heading `group`."""
        self.end_matter.setdefault(group, []).append(code)

    def place(self, node: nodes.Element) -> None:
        """Write down where the next lines come from, on a line of its own."""
        if node.line:
            self.body.append(f"\n//@ {self.docname}:{node.line}\n")

    def dispatch_visit(self, node: nodes.Node) -> None:
        if isinstance(node, PLACED) and not self.silent:
            self.place(node)
        super().dispatch_visit(node)

    def location(self, node: nodes.Node) -> tuple[str, int | None]:
        """Return the document, and the line of the block that a node stands in."""
        found: nodes.Node | None = node
        while found is not None and (isinstance(found, nodes.Inline) or not found.line):
            found = found.parent
        return self.docname, found.line if found is not None else None

    def unknown_visit(self, node: nodes.Node) -> None:
        warn("typst-node", self.location(node), name=type(node).__name__)

    def unknown_departure(self, node: nodes.Node) -> None:
        """The visit has said it."""

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802  # docutils' own name
        self.body.append(escape(node.astext()).replace(BOX, "#tick;"))

    def depart_Text(self, node: nodes.Text) -> None:  # noqa: N802
        """Text has no end of its own."""


def wrapped(opening: str, closing: str = "]") -> tuple[Visitor, Visitor]:
    """Return visitors that put a node's content between two pieces of code."""

    def visit(self: Emitter, node: nodes.Element) -> None:
        self.body.append(opening)

    def depart(self: Emitter, node: nodes.Element) -> None:
        self.body.append(closing)

    return visit, depart


def skip(self: Emitter, node: nodes.Element) -> None:
    """Visit a node that prints nothing anywhere."""
    raise nodes.SkipNode


PASS_BY = wrapped("", "")  # a node that prints its content and nothing around it
