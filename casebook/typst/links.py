"""Visitors of what leads elsewhere: links, cross references, footnotes, targets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from casebook.sphinx.warn import warn
from casebook.typst.emitter import Emitter, skip
from casebook.typst.markup import string, target

if TYPE_CHECKING:
    from casebook.typst.builder import TypstBuilder

EXTERNAL = re.compile(r"(?:https?|mailto|ftp):")
NAMED = {"std-ref", "doc", "std-doc"}  # the classes of a reference by name, which shows its page


class Links(Emitter):
    """Links inward, outward and to notes."""

    def __init__(self, document: nodes.document, builder: TypstBuilder) -> None:
        super().__init__(document, builder)
        self.footnotes = {each["ids"][0]: each for each in document.findall(nodes.footnote)}
        self.noted: set[str] = set()

    def visit_reference(self, node: nodes.reference) -> None:
        text = self.rendered(node)
        address = str(node.get("refuri", ""))
        if self.silent or not (address or node.get("refid")):
            self.body.append(text)
        elif EXTERNAL.match(address):
            self.body.append(self._outward(address, node.astext(), text))
        else:
            self.body.append(self._inward(node, text))
        raise nodes.SkipNode

    def _outward(self, address: str, words: str, text: str) -> str:
        link = f"#link({string(address)})[{text}]"
        return link if words == address.removeprefix("mailto:") else f"{link}#footnote[#address({string(address)})]"

    def _inward(self, node: nodes.reference, text: str) -> str:
        address = str(node.get("refuri", ""))
        label = address.removeprefix("#") if address else target(self.docname, node["refid"])
        classes = {name for each in node.findall(nodes.Element) for name in each["classes"]}
        if "std-numref" in classes:
            return f"#number-of({string(label)})[{text}]"
        if "sd-hide-link-text" in node["classes"]:
            return f"#onward({string(label)})[{text}]"
        if NAMED & classes:
            return f"#refer({string(label)})[{text}]"
        return self.link_to(label, text)

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        label = string("note:" + target(self.docname, node["refid"]))
        if node["refid"] in self.noted:
            self.body.append(f"#noted-again({label})")
        elif (note := self.footnotes.get(node["refid"])) is not None:
            self.noted.add(node["refid"])
            self.body.append(f"#noted({label})[{self.rendered(note).strip()}]")
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        """A note is printed where it is called; one that is never called would be lost."""
        if node["ids"][0] not in self.noted:
            warn("typst-note", self.location(node), name=node.get("names", ["?"])[0])
        raise nodes.SkipNode

    visit_label = skip  # a footnote's own number; Typst counts them itself

    def visit_target(self, node: nodes.target) -> None:
        """A place in the text; where it names another node, that node holds the ids itself."""
        if not (self.silent or "refid" in node or "refuri" in node):
            self.anchor(node)

    def depart_target(self, node: nodes.target) -> None:
        """A target ends without a mark."""
