"""``{form} ID``: a form of the toolbox, how it is filled in, and the blank sheet to print.

All of it is plain tables and paragraphs, so that no builder needs a visitor for it. The form
itself stands in ``data/forms/`` (see `casebook.office.forms`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from casebook.ledger import PLACEHOLDER
from casebook.office.forms import Form, form_file, forms
from casebook.office.workbook import FICTIONAL
from casebook.settings import settings
from casebook.sphinx.facts import inline_nodes
from casebook.sphinx.loose_numbers import loose_numbers, mending
from casebook.sphinx.office import FILE, form_path, office_file
from casebook.sphinx.warn import warn
from casebook.tables import ROOT

STYLE = "forms.css"
SHEET = "form-sheet"
BLANK = "＿" * 5  # to be written on


class FormDirective(SphinxDirective):
    """A form: its file, its notes, its columns explained, and the blank sheet."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        known = forms()
        form = known.get(self.arguments[0])
        if form is None:
            raise self.error(f"data/forms/ 里没有“{self.arguments[0]}”，有：{'、'.join(known)}")
        self.env.note_dependency(str(form_file(form.id)))
        self._hold_to_roles(form)
        file = office_file(path=form_path(form.id), label=f"{form.title}（Excel）")
        return [file, self._guide(form), self._sheet(form)]

    def _hold_to_roles(self, form: Form) -> None:
        """Warn of each number that stands loose in the form's own texts, with its line there."""
        path = form_file(form.id)
        lines = path.read_text(encoding="utf-8").splitlines()
        for text in _texts(form):
            for match in loose_numbers(PLACEHOLDER.sub("", text)):
                number = next((n for n, line in enumerate(lines, start=1) if text in line), 1)
                place = f"{path.relative_to(ROOT)}:{number}"
                mend = mending(match[0]).replace("{plain}`" + match[0] + "`", "{plain:" + match[0] + "}")
                warn("number-loose", place, number=match[0], around=text, mend=mend)

    def _guide(self, form: Form) -> nodes.container:
        rows = [(column.head, column.example, column.prompt) for column in form.columns]
        box = nodes.container(classes=["generated", "form-guide"])
        box += self._table(("列", FICTIONAL, "怎样填"), rows, (20, 35, 45), ["stacked"])
        notes = nodes.bullet_list()
        for note in form.notes:
            notes += nodes.list_item("", self._paragraph(note))
        box += notes
        return box

    def _sheet(self, form: Form) -> nodes.container:
        sheet = nodes.container(classes=["generated", SHEET, form.paper])
        sheet += nodes.paragraph("", form.title, classes=["form-title"])
        sheet += nodes.paragraph("", settings().not_the_villages, classes=["form-ours"])
        fields = nodes.paragraph(classes=["form-fields"])
        for field in form.fields:
            fields += nodes.inline("", f"{field}：{BLANK}　", classes=["form-field"])
        sheet += fields
        widths = [column.width for column in form.columns]
        sheet += self._table(form.heads, form.grid, widths, ["form", "colwidths-given"])
        return sheet

    def _table(
        self, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], classes: list[str]
    ) -> nodes.table:
        group = nodes.tgroup("", cols=len(heads))
        group += [nodes.colspec(colwidth=width) for width in widths]
        group += nodes.thead("", self._row(heads))
        group += nodes.tbody("", *(self._row(row) for row in rows))
        return nodes.table("", group, classes=classes)

    def _row(self, cells: Sequence[str]) -> nodes.row:
        row = nodes.row(classes=[] if any(cells) else ["blank"])
        for text in cells:
            row += nodes.entry("", *([self._paragraph(text)] if text else []))
        return row

    def _paragraph(self, text: str) -> nodes.paragraph:
        return nodes.paragraph("", "", *inline_nodes(text, self.env, self.get_location()))


def _texts(form: Form) -> Iterator[str]:
    yield from (form.title, *form.fields, *form.notes)
    for column in form.columns:
        yield from (column.head, column.prompt, column.example)
    for row in form.rows:
        yield from row


def add_style(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the pages that hold a form, or a link to an office file, the style of both."""
    if doctree is not None and any({SHEET, FILE} & {*node["classes"]} for node in doctree.findall(nodes.container)):
        app.add_css_file(STYLE, priority=950)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("form", FormDirective)
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
