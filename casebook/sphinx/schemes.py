"""``{scheme} ID``: at the end of a scheme's section, what will be practised with it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from casebook.findings import say
from casebook.ledger import ledger
from casebook.sphinx.facts import domain


class SchemeDirective(SphinxDirective):
    """A line that points on from the telling to the practice."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        schemes = ledger().schemes
        domain(self.env).note_tables(self.env.docname, "schemes")
        scheme = schemes.get(self.arguments[0])
        if scheme is None:
            raise self.error(say("scheme-unknown", name=self.arguments[0], known="、".join(schemes)))
        text = f"教学部分拿它练：{scheme.practice}。"
        return [nodes.paragraph("", text, classes=["scheme-practice"])]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("scheme", SchemeDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
