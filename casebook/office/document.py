"""A page of the book as an editable Word document.

One method a kind of node, found by the node's name; a kind that has none is refused with its
place rather than left out. Nothing here knows Sphinx: the page comes as a resolved doctree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from docutils import nodes
from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from casebook.office import wordstyle
from casebook.reproducible import settle_office

DEEPEST_HEADING = 4
DEEPEST_LIST = 3
PLAN = "plan"  # a lesson's table
PLAN_PAGE = "plan-page"  # the class of the section that a lesson stands in
# How tall a row is that somebody will write in, by a class of its table, and usually.
HEIGHTS = {"write-in-tall": Mm(38), PLAN: Mm(6), "": Mm(9)}
CARD_HEIGHTS = {"write-in-tall": Mm(16), "": Mm(6.5)}  # within a card, where the table is set small too
TICK_BOXES = "tick-boxes"  # a table with boxes to be ticked
CELL_PADDING = Mm(2)
WIDEST = re.compile(r"sd-row-cols-lg-(\d+)")  # of a grid's classes: its columns on a wide screen
CARD_TITLE = "Heading 3"
INDENT = 8  # millimetres
RULE = "808080"
SMALL, SMALL_IN_CARD = Pt(8), Pt(9)
BOX = "☐"
BOXES = (BOX, "□")  # how a box to tick is written


class UnknownNodeError(Exception):
    """A node that no document can show; `node` is it."""

    def __init__(self, node: nodes.Node) -> None:
        self.node = node
        self.name = type(node).__name__
        super().__init__(self.name)


def write(doctree: nodes.document, path: Path, author: str, source: str, landscape: bool = False) -> None:
    """Write a page as a document to `path`.

    Args:
        author: the title of the book, for the file's properties.
        source: what the footer says.

    Raises:
        UnknownNodeError: the page holds what a document cannot show.
    """
    title = next((each.astext() for each in doctree.findall(nodes.title)), "")
    document = wordstyle.new_document(title, author, source, landscape)
    _Writer(document).children(doctree)
    document.save(str(path))
    settle_office(path)


@dataclass(frozen=True)
class _Style:
    """How a run of text is set."""

    bold: bool = False
    italic: bool = False
    superscript: bool = False
    subscript: bool = False


PLAIN = _Style()


class _Writer:
    """Writes blocks into `place`, which is the document or a cell of a table.

    Attributes:
        waiting: an empty paragraph that Word wants in the place, to be written into first.
        indent: how far paragraphs are set in, in millimetres.
        lists: style and id of each list we are in, from the outermost.
        in_head: whether we are in a table's head.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.place: Document | _Cell = document
        self.width = wordstyle.text_width(document)
        self.waiting: Paragraph | None = None
        self.level = 0
        self.indent = 0
        self.lists: list[tuple[str, int]] = []
        self.in_head = False

    # ---------- going through the tree ----------

    def children(self, node: nodes.Element) -> None:
        """Write every child of a node."""
        for child in node.children:
            self.block(child)

    def block(self, node: nodes.Node) -> None:
        """Write one block."""
        visit = getattr(self, f"block_{type(node).__name__}", None)
        if visit is None:
            raise UnknownNodeError(node)
        visit(node)

    def skip(self, node: nodes.Element) -> None:
        """Leave out what is not for readers."""

    block_comment = block_target = block_substitution_definition = block_index = skip
    block_docinfo = block_meta = skip
    block_plan_break = skip  # a lesson's title begins a page by itself

    # ---------- paragraphs ----------

    def paragraph(self, style: str = "Normal") -> Paragraph:
        """Add a paragraph to the place."""
        if self.waiting is not None:
            added, self.waiting = self.waiting, None
            added.style = self.document.styles[style]
        else:
            added = self.place.add_paragraph(style=self.document.styles[style])  # type: ignore[arg-type]
        if self.indent and style == "Normal":
            added.paragraph_format.left_indent = Mm(self.indent)
        return added

    @contextmanager
    def _indented(self) -> Iterator[None]:
        self.indent += INDENT
        yield
        self.indent -= INDENT

    def block_section(self, node: nodes.section) -> None:
        self.level += 1
        self.children(node)
        self.level -= 1

    def block_title(self, node: nodes.title) -> None:
        """Write a heading; each lesson's plan after the first begins a page."""
        heading = self._heading(node, self.level)
        if _is_plan(node.parent) and any(map(_is_plan, _earlier_siblings(node.parent))):
            heading.paragraph_format.page_break_before = True

    def block_rubric(self, node: nodes.rubric) -> None:
        self._heading(node, self.level + 1)

    def _heading(self, node: nodes.TextElement, level: int) -> Paragraph:
        heading = self.paragraph(f"Heading {min(max(level, 1), DEEPEST_HEADING)}")
        self.inline(heading, node)
        return heading

    def block_paragraph(self, node: nodes.paragraph) -> None:
        self.inline(self.paragraph(), node, _Style(bold=self.in_head))

    def _lead(self, node: nodes.TextElement) -> None:
        """Write what heads a table, a box or a definition, and stays with it."""
        paragraph = self.paragraph()
        paragraph.paragraph_format.keep_with_next = True
        self.inline(paragraph, node, _Style(bold=True))

    def block_line_block(self, node: nodes.line_block) -> None:
        self.children(node)

    def block_line(self, node: nodes.line) -> None:
        paragraph = self.paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        self.inline(paragraph, node)

    def block_block_quote(self, node: nodes.block_quote) -> None:
        with self._indented():
            self.children(node)

    def block_transition(self, node: nodes.transition) -> None:
        if "footnotes" in node["classes"]:
            return
        paragraph = self.paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run("＊　＊　＊")

    def block_footnote(self, node: nodes.footnote) -> None:
        label, *blocks = node.children
        paragraph = self.paragraph()
        self._run(paragraph, label.astext(), _Style(superscript=True))
        head, rest = _head_and_rest(blocks)
        if head is not None:
            self.inline(paragraph, head)
        for child in rest:
            self.block(child)

    # ---------- lists ----------

    def block_bullet_list(self, node: nodes.bullet_list) -> None:
        self._list(node, "List Bullet")

    def block_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self._list(node, "List Number")

    def _list(self, node: nodes.Element, style: str) -> None:
        depth = min(len(self.lists) + 1, DEEPEST_LIST)
        self.lists.append((style if depth == 1 else f"{style} {depth}", 0))
        self.children(node)
        self.lists.pop()

    def block_list_item(self, node: nodes.list_item) -> None:
        """Write an item's first paragraph with its mark, and set in what follows."""
        style, number = self.lists[-1]
        paragraph = self.paragraph(style)
        if isinstance(node.parent, nodes.enumerated_list):
            first = int(node.parent.get("start", 1))
            number = number or wordstyle.restart_numbering(self.document, paragraph, first)
            self.lists[-1] = (style, number)
            wordstyle.set_number(paragraph, number)
        head, rest = _head_and_rest(node.children)
        if head is not None:
            self.inline(paragraph, head)
        with self._indented():
            for child in rest:
                self.block(child)

    def block_definition_list(self, node: nodes.Element) -> None:
        self.children(node)

    block_definition_list_item = block_glossary = block_definition_list

    def block_term(self, node: nodes.term) -> None:
        self._lead(node)

    def block_definition(self, node: nodes.definition) -> None:
        with self._indented():
            self.children(node)

    # ---------- boxes and cards ----------

    def block_container(self, node: nodes.container) -> None:
        """Write a container's blocks; sphinx-design's grids and cards are containers too."""
        match node.get("design_component", ""):
            case "grid-row":
                self._cards(node.children, _columns(node))
            case "card":
                self._cards([node], 1)
            case _:
                self.children(node)

    def _cards(self, items: Sequence[nodes.Node], columns: int) -> None:
        """Set cards side by side in a table whose dashed rules are there to cut along."""
        columns = min(columns, len(items))
        table = self._table(-(-len(items) // columns), [1] * columns, "dashed")
        for number, item in enumerate(items):
            with self._inside(table.cell(number // columns, number % columns)):
                self._card(item)
        for row in table.rows:
            _keep_together(row)

    def _card(self, item: nodes.Node) -> None:
        """Write what stands in a card, whose parts are containers in one another."""
        assert isinstance(item, nodes.Element)
        for child in item.children:
            if not isinstance(child, nodes.container):
                self.block(child)
            elif child.get("design_component") == "card-title":
                for line in child.findall(nodes.TextElement):
                    title = self.paragraph(CARD_TITLE)
                    title.paragraph_format.keep_with_next = False  # else all rows would keep together
                    self.inline(title, line)
            else:
                self._card(child)

    def block_PassthroughTextElement(self, node: nodes.Element) -> None:  # noqa: N802  # sphinx-design's name
        """Leave out the link that lies over a whole card: it has no text of its own."""
        if not all("sd-stretched-link" in child["classes"] for child in node.findall(nodes.reference)):
            raise UnknownNodeError(node)

    def block_admonition(self, node: nodes.Element) -> None:
        """Set a box's title and text in a frame."""
        table = self._table(1, [1], "single")
        with self._inside(table.cell(0, 0)):
            for child in node.children:
                if isinstance(child, nodes.title):
                    self._lead(child)
                else:
                    self.block(child)

    block_note = block_tip = block_hint = block_important = block_warning = block_caution = block_admonition

    # ---------- plans ----------

    def block_plan_sheet(self, node: nodes.Element) -> None:
        """Write a lesson's plan, whose table and chapters are set small."""
        self.children(node)

    def block_plan_chapters(self, node: nodes.Element) -> None:
        """Set in two columns what each chapter of a plan asks and comes to."""
        half = -(-len(node.children) // 2)
        table = self._table(1, [1, 1], "none")
        for cell, column in zip(table.rows[0].cells, (node.children[:half], node.children[half:]), strict=True):
            with self._inside(cell):
                for chapter in column:
                    self.block(chapter)
            _set_small(cell, SMALL)

    # ---------- tables ----------

    def block_table(self, node: nodes.table) -> None:
        for child in node.children:
            if isinstance(child, nodes.title):
                self._lead(child)
            elif isinstance(child, nodes.tgroup):
                self._tgroup(child, node["classes"])
            else:
                raise UnknownNodeError(child)

    def _tgroup(self, group: nodes.tgroup, classes: Sequence[str]) -> None:
        """Set a table; a row with an empty cell is made tall enough to write in."""
        widths = [int(each["colwidth"]) for each in group.findall(nodes.colspec)]
        rows = list(group.findall(nodes.row))
        table = self._table(len(rows), widths, "single")
        in_card = isinstance(self.place, _Cell)
        heights = CARD_HEIGHTS if in_card else HEIGHTS
        tall = next(height for name, height in heights.items() if name in ("", *classes))
        for row, drawn in zip(rows, table.rows, strict=True):
            self.in_head = isinstance(row.parent, nodes.thead)
            _keep_together(drawn, heads=self.in_head)
            for entry, cell in zip(row.children, drawn.cells, strict=True):
                self._entry(entry, cell)
            if any(not entry.astext() for entry in row.children):
                drawn.height, drawn.height_rule = tall, WD_ROW_HEIGHT_RULE.AT_LEAST
        self.in_head = False
        for cell in (cell for row in table.rows for cell in row.cells):
            if PLAN in classes:
                _set_small(cell, SMALL)
            elif in_card:
                _set_small(cell, SMALL_IN_CARD)
            if TICK_BOXES in classes and cell.text in BOXES:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _entry(self, entry: nodes.Node, cell: _Cell) -> None:
        if not isinstance(entry, nodes.entry) or entry.get("morerows") or entry.get("morecols"):
            raise UnknownNodeError(entry)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        with self._inside(cell):
            self.children(entry)

    def _table(self, rows: int, widths: Sequence[int], rule: str) -> Table:
        """Add an empty table as wide as the place, its columns in proportion to `widths`."""
        if self.waiting is not None:
            _make_way(self.waiting)
        if isinstance(self.place, _Cell):
            table = self.place.add_table(rows, len(widths))
            self.waiting = self.place.paragraphs[-1]
        else:
            table = self.document.add_table(rows, len(widths))
            _narrow(self.document.add_paragraph())
        table.autofit = False
        _set_rules(table, rule)
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Emu(self.width * share // sum(widths))
            for cell in column.cells:
                cell.width = column.width
        return table

    @contextmanager
    def _inside(self, cell: _Cell) -> Iterator[None]:
        """Write into a cell for as long as the block runs."""
        outer = self.place, self.width, self.lists, self.indent, self.waiting
        self.place, self.width = cell, int(cell.width or self.width) - 2 * CELL_PADDING
        self.lists, self.indent, self.waiting = [], 0, cell.paragraphs[0]
        yield
        cell.paragraphs[-1].paragraph_format.space_after = Pt(0)
        self.place, self.width, self.lists, self.indent, self.waiting = outer

    # ---------- within a line ----------

    def inline(self, paragraph: Paragraph, node: nodes.Element, style: _Style = PLAIN) -> None:
        """Write the text of a block as runs."""
        for child in node.children:
            if isinstance(child, nodes.Text):
                self._run(paragraph, child.astext().replace("\n", " "), style)
                continue
            visit = getattr(self, f"inline_{type(child).__name__}", None)
            if visit is not None:
                visit(paragraph, child, style)
            elif isinstance(child, nodes.TextElement) and isinstance(child, nodes.Inline):
                self.inline(paragraph, child, style)  # what the book puts around words: figures, terms, links
            else:
                raise UnknownNodeError(child)

    def _run(self, paragraph: Paragraph, text: str, style: _Style) -> None:
        run = paragraph.add_run(text)
        wordstyle.set_hint(run)
        run.bold, run.italic = style.bold or None, style.italic or None
        if style.superscript:
            run.font.superscript = True
        if style.subscript:
            run.font.subscript = True
        if style.bold:
            wordstyle.set_face(run._r.get_or_add_rPr(), wordstyle.HEADING)

    def inline_math(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        """Refuse a formula, whose text is its source."""
        raise UnknownNodeError(node)

    def inline_strong(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        self.inline(paragraph, node, replace(style, bold=True))

    def inline_emphasis(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        self.inline(paragraph, node, replace(style, italic=True))

    def inline_footnote_reference(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        self._run(paragraph, node.astext(), replace(style, superscript=True))

    def inline_superscript(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        self.inline(paragraph, node, replace(style, superscript=True))

    def inline_subscript(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        self.inline(paragraph, node, replace(style, subscript=True))

    def inline_reference(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        """Write a link as its text, with the address of one that leaves the book."""
        self.inline(paragraph, node, style)
        address = str(node.get("refuri", ""))
        if address.startswith(("http://", "https://")) and address != node.astext():
            self._run(paragraph, f"（{address}）", style)

    def inline_target(self, paragraph: Paragraph, node: nodes.Element, style: _Style) -> None:
        """A place to link to, which has no text."""

    def inline_raw(self, paragraph: Paragraph, node: nodes.raw, style: _Style) -> None:
        """Write the box of a task list; other raw text has no place in a document."""
        if "checkbox" not in node.astext():
            raise UnknownNodeError(node)
        self._run(paragraph, f"{BOX} ", style)


def _head_and_rest(blocks: Sequence[nodes.Node]) -> tuple[nodes.paragraph | None, Sequence[nodes.Node]]:
    """Split blocks into the paragraph that they begin with, if they do, and the others."""
    if blocks and isinstance(blocks[0], nodes.paragraph):
        return blocks[0], blocks[1:]
    return None, blocks


def _columns(grid: nodes.Element) -> int:
    """Return how many cards a grid sets side by side where there is room."""
    found = [match for each in grid["classes"] if (match := WIDEST.fullmatch(each))]
    return int(found[0][1]) if found else 1


def _is_plan(node: nodes.Node) -> bool:
    return isinstance(node, nodes.section) and PLAN_PAGE in node["classes"]


def _earlier_siblings(node: nodes.Node) -> Sequence[nodes.Node]:
    return node.parent.children[: node.parent.index(node)]


def _set_small(cell: _Cell, size: int) -> None:
    """Set a cell's text small and close; `size` is a length of python-docx."""
    for paragraph in cell.paragraphs:
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(0), 1
        for run in paragraph.runs:
            run.font.size = Emu(size)


def _keep_together(row: _Row, heads: bool = False) -> None:
    """Have a row not break over pages, and a row of heads stand again on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heads:
        properties.append(OxmlElement("w:tblHeader"))


def _make_way(paragraph: Paragraph) -> None:
    """Take an empty paragraph out before a table, but for one that keeps two tables apart."""
    before = paragraph._p.getprevious()
    if before is not None and before.tag == qn("w:tbl"):
        _narrow(paragraph)
    else:
        paragraph._p.getparent().remove(paragraph._p)  # type: ignore[union-attr]


def _narrow(gap: Paragraph) -> None:
    """Make an empty paragraph a narrow gap; without one Word would join two tables."""
    gap.paragraph_format.space_after, gap.paragraph_format.line_spacing = Pt(0), Pt(6)


def _set_rules(table: Table, kind: str) -> None:
    """Draw a table's rules and give its cells room; `kind` is ``single`` or ``dashed``."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        for name, value in {"val": kind, "sz": "4", "space": "0", "color": RULE}.items():
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    padding = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        room = OxmlElement(f"w:{side}")
        room.set(qn("w:w"), str(CELL_PADDING.twips if side in ("left", "right") else CELL_PADDING.twips // 2))
        room.set(qn("w:type"), "dxa")
        padding.append(room)
    layout = properties.find(qn("w:tblLayout"))
    look = properties.find(qn("w:tblLook"))
    for element in (borders, layout, padding, look):  # in the schema's order
        if element is not None:
            properties.append(element)
