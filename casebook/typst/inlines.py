"""Visitors of what stands within a line."""

from __future__ import annotations

from docutils import nodes

from casebook.sphinx.facts import AWAITED_CLASS
from casebook.sphinx.warn import warn
from casebook.typst.emitter import PASS_BY, Emitter, skip, wrapped
from casebook.typst.formulas import FormulaError, to_typst
from casebook.typst.markup import string


class Inlines(Emitter):
    """Visitors of inline nodes."""

    visit_strong, depart_strong = wrapped("#strong[")
    visit_emphasis, depart_emphasis = wrapped("#dotted[")
    visit_subscript, depart_subscript = wrapped("#sub[")
    visit_superscript, depart_superscript = wrapped("#super[")
    visit_title_reference, depart_title_reference = wrapped("#dotted[")
    visit_literal_emphasis, depart_literal_emphasis = wrapped("#dotted[")
    visit_literal_strong, depart_literal_strong = wrapped("#strong[")
    visit_citation_reference, depart_citation_reference = wrapped("#super[")
    visit_sd_badge, depart_sd_badge = wrapped("#badge[")

    visit_abbreviation, depart_abbreviation = PASS_BY
    visit_acronym, depart_acronym = PASS_BY
    visit_generated, depart_generated = PASS_BY
    visit_PassthroughTextElement, depart_PassthroughTextElement = PASS_BY  # noqa: N815
    visit_download_reference, depart_download_reference = PASS_BY
    visit_manpage, depart_manpage = PASS_BY

    def visit_inline(self, node: nodes.inline) -> None:
        awaited = AWAITED_CLASS in node["classes"]
        opening = f"#ledger-value({'awaited: true' if awaited else ''})["
        self.body.append(opening if "ledger-value" in node["classes"] else "")

    def depart_inline(self, node: nodes.inline) -> None:
        self.body.append("]" if "ledger-value" in node["classes"] else "")

    def visit_literal(self, node: nodes.literal) -> None:
        """Code; sphinx-exercise writes its cross references as literals too."""
        if "std-numref" in node["classes"]:
            return
        self.body.append(f"#code({string(node.astext())})")
        raise nodes.SkipNode

    def depart_literal(self, node: nodes.literal) -> None:
        """A cross reference ends with its text."""

    def formula(self, node: nodes.Element, block: bool) -> str:
        """Return a formula as a call of ``blocks.typ``, with its TeX as the text read aloud."""
        tex = node.astext().strip()
        try:
            code = to_typst(tex)
        except FormulaError as error:
            warn("typst-formula", self.location(node), why=error)
            return ""
        space = " " if block else ""
        return f"#formula({string(tex)})[${space}{code}{space}$]"

    def visit_math(self, node: nodes.math) -> None:
        self.body.append(self.formula(node, block=False))
        raise nodes.SkipNode

    def visit_sd_line_break(self, node: nodes.Element) -> None:
        self.body.append("#linebreak()")
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.raw) -> None:
        """What was written for another format is meant to be left out; for this one, it stands."""
        self.body.append(node.astext() if "typst" in node.get("format", "").split() else "")
        raise nodes.SkipNode

    visit_comment = visit_index = visit_substitution_definition = visit_toctree = skip
    visit_docinfo = visit_meta = visit_pending = visit_system_message = visit_only = skip
    visit_tabular_col_spec = visit_sd_icon = visit_fontawesome = skip
