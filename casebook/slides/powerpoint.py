"""Each deck as an editable file: text as text, tables as tables, charts as pictures.

Written from the same doctrees as the web decks. A node that this writer does not know is an
error with its place, so that nothing drops out unseen.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from docutils import nodes
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from casebook.charts import theme
from casebook.editions import Edition, current
from casebook.quantity import AWAITED
from casebook.reproducible import settle_office, source_date
from casebook.settings import settings
from casebook.slides import template
from casebook.slides.decks import Deck, decks
from casebook.slides.drawings import Drawing, largest
from casebook.slides.nodes import COVER, KINDS, notes, slide, slide_title
from casebook.slides.page import MARKED
from casebook.slides.template import GAP, PIXEL
from casebook.sphinx import charts, facts, quiz
from casebook.sphinx.wording import kept
from casebook.tables import ROOT

FOLDER = "_pptx"  # beside the web decks; the build moves it to the downloads
LEFT, TOP, ACROSS = 80, 158, 1120  # pixels of what stands under a title
ROW = 56  # pixels a table's row is high
TABLE_SIZE, QUIZ_SIZE, CAPTION_SIZE, SOURCE_SIZE = 25, 28, 22, 12  # points
FIGURE_SIZE, STOP_SIZE = 36, 44
RINGS = ROOT / "book" / "_images" / "rings.svg"
RINGS_SIZE, RINGS_SCALE = 340, 2  # pixels on a slide; the picture's to one of the drawing's
BLANK_COLUMN, CELL_ROOM = 6, 2  # characters a column without words takes, and what stands beside words
ANSWERS = "自测答案"
BREAK = "\v"  # a run of its own that ends a row within a paragraph
INLINE = (nodes.inline, facts.fact, facts.plain, facts.row_link, kept, nodes.reference, nodes.emphasis)
BLOCKS = (
    nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.table, charts.chart, quiz.quiz,
)  # fmt: skip
SILENT = (slide_title, notes, nodes.target, nodes.comment, charts.folded)


class UnknownNodeError(SphinxError):
    """A deck holds what an editable file cannot take yet."""

    category = "课件有误"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one look."""

    text: str
    strong: bool = False


Line = list[Run]


def write(app: Sphinx, error: Exception | None) -> None:
    """Write every deck's file when the web decks are whole."""
    if error or app.builder.name != "revealjs":
        return
    folder = Path(app.outdir, FOLDER)
    shutil.rmtree(folder, ignore_errors=True)  # a deck may be gone
    folder.mkdir()
    for deck in decks():
        document = app.env.get_and_resolve_doctree(deck.name, app.builder)
        path = folder / Path(deck.file).name
        save(deck, list(document.findall(slide)), path)


def save(deck: Deck, slides: list[slide], path: Path) -> None:
    """Write a deck's file, the same bytes from the same slides."""
    edition = current()
    label = f"{settings().name} · {deck.label}" + (f"（{edition.label}）" if edition is Edition.TRAINER else "")
    presentation = template.new_presentation(deck.colour, label)
    if edition is Edition.TRAINER:
        template.settle_notes(presentation)
    for each in slides:
        Page(presentation, each).fill()
    if questions := [each for page in slides for each in page.findall(quiz.quiz)]:
        _answers(presentation, questions)
    properties = presentation.core_properties
    properties.title, properties.author = f"{settings().name}课件：{deck.label}", settings().author
    properties.last_modified_by, properties.language, properties.revision = "", "zh-CN", 1
    properties.created = properties.modified = source_date()
    presentation.save(str(path))
    settle_office(path)


class Page:
    """A slide as it is filled, from the top down."""

    def __init__(self, presentation: Any, source: slide) -> None:
        self.source = source
        self.kind: str = source["kind"]
        blocks = list(_blocks(source))
        self.blocks = blocks
        self.words_alone = all(isinstance(each, (nodes.paragraph, nodes.Sequential)) for each in blocks)
        layout = template.COVER if self.kind == COVER else template.CONTENT if self.words_alone else template.TITLE
        self.page = template.add_slide(presentation, layout)
        self.top = TOP

    def fill(self) -> None:
        """Put title, content, ground and notes onto the slide."""
        _write(self.page.shapes.title.text_frame, [self._title()])
        if self.words_alone:
            self._fill_words()
        else:
            for block in self.blocks:
                self._put(block)
        self._dress()
        for said in self.source.findall(notes):
            _write(self.page.notes_slide.notes_text_frame, [[Run(said["when"])], *_lines(said)], face=template.FACE)

    def _title(self) -> Line:
        """Return the title; that of a cover breaks after its colon."""
        words = next(iter(self.source.findall(slide_title))).astext()
        head, colon, rest = words.partition("：") if self.kind == COVER else (words, "", "")
        return [Run(head + colon), *([Run(BREAK), Run(rest)] if rest else [])]

    def _fill_words(self) -> None:
        frame = self.page.placeholders[1].text_frame
        frame.word_wrap = True
        written = False
        for block in self.blocks:
            for number, line in enumerate(_lines_of(block), start=1):
                paragraph = frame.add_paragraph() if written else frame.paragraphs[0]
                written = True
                _mark(paragraph, block, number)
                _fill(paragraph, line)

    def _dress(self) -> None:
        """Show of what kind the slide is."""
        if self.kind in ("decision", "vote"):
            template.paint(self.page, template.RAISED)
        if self.kind in MARKED:
            self._tag(KINDS[self.kind])
        if self.kind == "stop":
            self._darken()
        if self.kind == COVER:
            picture = self.page.shapes.add_picture(io.BytesIO(rings()), *_place(860, 165, RINGS_SIZE, RINGS_SIZE))
            picture.name = "装饰"
            picture._element.nvPicPr.cNvPr.set("descr", "装饰图：几道不闭合的同心圆")

    def _tag(self, words: str) -> None:
        box = self.page.shapes.add_textbox(*_place(1000, 62, 200, 44))
        box.name = "这一页的性质"
        box.line.color.theme_color = MSO_THEME_COLOR.ACCENT_1
        box.line.width = Pt(1.5)
        _write(box.text_frame, [[Run(words, strong=True)]], size=18, align=PP_ALIGN.CENTER)
        box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE

    def _darken(self) -> None:
        template.paint(self.page, theme.INK.removeprefix("#"))
        for shape in self.page.shapes:
            for paragraph in shape.text_frame.paragraphs if shape.has_text_frame else []:
                for run in paragraph.runs:
                    run.font.color.rgb = RGBColor.from_string(theme.PAPER.removeprefix("#"))
                    if shape == self.page.placeholders[1]:
                        run.font.size = Pt(STOP_SIZE)
            for number in shape._element.iter(qn("a:fld")):
                fill = f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{theme.PAPER.removeprefix("#")}"/></a:solidFill>'
                number.find(qn("a:rPr")).insert(0, parse_xml(fill))

    def _put(self, block: nodes.Element) -> None:
        match block:
            case nodes.table():
                self._table(block)
            case charts.chart():
                self._chart(block)
            case quiz.quiz():
                self._question(block)
            case _:
                self._text(list(_lines_of(block)), 24)

    def _text(
        self,
        lines: list[Line],
        size: float,
        *,
        soft: bool = False,
        bold: bool = False,
        room: float = 1.5,
        gap: int = GAP,
    ) -> Any:
        """Add lines under what is there and return their box; their height is reckoned from the size of the type."""
        height = round(sum(_rows(line, size) for line in lines) * size * room / 0.75 + len(lines) * gap / 0.75)
        box = self.page.shapes.add_textbox(*_place(LEFT, self.top, ACROSS, height))
        _write(box.text_frame, lines, size=size, soft=soft, gap=gap)
        for paragraph in box.text_frame.paragraphs if bold else []:
            for run in paragraph.runs:
                run.font.bold = True
        box.text_frame.margin_left = box.text_frame.margin_right = 0
        self.top += height
        return box

    def _question(self, question: quiz.quiz) -> None:
        lines: list[Line] = []
        for child in question.children:
            if isinstance(child, quiz.quiz_stem):
                lines.append(_inline(child))
            elif isinstance(child, quiz.quiz_option):
                lines.append([Run(f"{child['letter']}　"), *_inline(child)])
        self._text(lines, QUIZ_SIZE)

    def _chart(self, chart: charts.chart) -> None:
        said = {tuple(each["classes"]): _inline(each) for each in chart.children if isinstance(each, nodes.paragraph)}
        picture = next(iter(chart.findall(charts.drawing)))
        self.top = TOP - 14
        self._text([said[("chart-title",)]], CAPTION_SIZE, bold=True, room=1.3, gap=0)
        self._text([said[("chart-subtitle",)]], 16, soft=True, room=1.3, gap=0)
        if "svg" in picture:
            self._picture(largest(picture["svg"]), picture["alt"])
        else:
            self._awaited(picture)
        small = [said[key] for key in (("chart-note",), ("chart-source",)) if key in said]
        self._text(small, SOURCE_SIZE, soft=True, room=1.25, gap=0)

    def _awaited(self, picture: charts.drawing) -> None:
        """Put the box that stands in a drawing's place."""
        self.top += 14
        box = self._text([line for block in _blocks(picture) for line in _lines_of(block)], 24)
        box.name = AWAITED
        box.line.color.rgb = RGBColor.from_string(theme.SOFT_INK.removeprefix("#"))
        box.line.width, box.line.dash_style = Pt(1), MSO_LINE_DASH_STYLE.DASH
        box.text_frame.margin_left = box.text_frame.margin_right = Emu(24 * PIXEL)
        box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self.top += 24

    def _picture(self, drawn: Drawing, alt: str) -> None:
        shrunk = min(1, 380 / drawn.height)
        width, height = round(drawn.width * shrunk), round(drawn.height * shrunk)
        place = _place(LEFT + (ACROSS - width) // 2, self.top + 4, width, height)
        picture = self.page.shapes.add_picture(io.BytesIO(drawn.png()), *place)
        picture.name = "图"
        picture._element.nvPicPr.cNvPr.set("descr", alt)
        self.top += height + 8

    def _table(self, source: nodes.table) -> None:
        rows = [list(row.findall(nodes.entry)) for row in source.findall(nodes.row)]
        heads = sum(len(list(head.findall(nodes.row))) for head in source.findall(nodes.thead))
        place = _place(LEFT, self.top + 6, ACROSS, ROW * len(rows))
        frame = self.page.shapes.add_table(len(rows), len(rows[0]), *place)
        frame.name = "表"
        table = frame.table
        _undress(table)
        for column, width in zip(table.columns, _widths(rows), strict=True):
            column.width = Emu(width * PIXEL)
        for y, entries in enumerate(rows):
            table.rows[y].height = Emu(ROW * PIXEL)
            for x, entry in enumerate(entries):
                size = FIGURE_SIZE if self.kind == "figures" and y >= heads else TABLE_SIZE
                _cell(table.cell(y, x), entry, size, head=y < heads, last=y == len(rows) - 1)
        self.top += ROW * len(rows) + 24


# ---------- what stands on a slide ----------


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the blocks of a slide, those within the cells of a notebook too."""
    for child in node.children:
        if isinstance(child, SILENT):
            continue
        if isinstance(child, nodes.container):
            yield from _blocks(child)
        elif isinstance(child, BLOCKS):
            yield child
        else:
            raise _unknown(child)


def _unknown(node: nodes.Node) -> UnknownNodeError:
    place = node
    while place.line is None and place.parent is not None:
        place = place.parent
    kind = node.tagname if isinstance(node, nodes.Element) else "文字"
    return UnknownNodeError(
        f"{place.source}:{place.line}：.pptx 里还排不出“{kind}”。"
        "应为：段落、列表、表、图、自测题。改法：换一种写法，或在 casebook/slides/powerpoint.py 里加上它"
    )


def _lines_of(block: nodes.Node) -> Iterator[Line]:
    """Yield a block's lines: a paragraph is one, a list has one an item."""
    if isinstance(block, nodes.paragraph):
        yield _inline(block)
    elif isinstance(block, nodes.Sequential):
        for item in block.children:
            yield [run for child in item.children for line in _lines_of(child) for run in line]
    else:
        raise _unknown(block)


def _lines(said: nodes.Element) -> list[Line]:
    """Return the lines of a speaker's notes."""
    return [line for block in said.children for line in _lines_of(block)]


def _inline(node: nodes.Node, strong: bool = False) -> Line:
    """Return a block's words."""
    found: Line = []
    for child in node.children:
        if isinstance(child, nodes.Text):
            found.append(Run(child.astext().replace("\n", " "), strong))
        elif isinstance(child, nodes.strong):
            found += _inline(child, True)
        elif isinstance(child, INLINE):
            found += _inline(child, strong)
        else:
            raise _unknown(child)
    return found


@cache
def rings() -> bytes:
    """Return the book's emblem as a picture."""
    return bytes(vl_convert.svg_to_png(RINGS.read_text(encoding="utf-8"), scale=RINGS_SCALE))


def _answers(presentation: Any, questions: list[quiz.quiz]) -> None:
    """Add a last slide with the answers: an editable file cannot mark itself."""
    page = template.add_slide(presentation, template.CONTENT)
    page.shapes.title.text_frame.text = ANSWERS
    lines: list[Line] = []
    for question in questions:
        lines.append([Run(f"{quiz.title(question)}　{quiz.answer(question)}", strong=True)])
        lines += [[Run(f"{quiz.lead(each)}{each.astext()}")] for each in question.findall(quiz.quiz_feedback)]
    frame = page.placeholders[1].text_frame
    _write(frame, lines, size=22)
    for paragraph in frame.paragraphs:
        _plain_paragraph(paragraph)


# ---------- writing ----------


def _place(left: int, top: int, width: int, height: int) -> tuple[Emu, Emu, Emu, Emu]:
    return Emu(left * PIXEL), Emu(top * PIXEL), Emu(width * PIXEL), Emu(height * PIXEL)


def _write(
    frame: Any, lines: list[Line], *, size: float | None = None, soft: bool = False, align: Any = None,
    gap: int | None = None, face: str = "",
) -> None:  # fmt: skip
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        if align is not None:
            paragraph.alignment = align
        if gap is not None:
            paragraph.space_after = Pt(gap)
        _fill(paragraph, line, size=size, soft=soft, face=face)


def _fill(paragraph: Any, line: Line, *, size: float | None = None, soft: bool = False, face: str = "") -> None:
    for piece in line:
        if piece.text == BREAK:
            paragraph.add_line_break()
            continue
        run = paragraph.add_run()
        run.text = piece.text
        properties = run._r.get_or_add_rPr()
        properties.set("lang", "zh-CN")
        properties.set("altLang", "en-US")
        if size is not None:
            run.font.size = Pt(size)
        if piece.strong:
            run.font.bold = True
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1
        elif soft:
            run.font.color.theme_color = MSO_THEME_COLOR.TEXT_2
        if face:
            for tag in ("latin", "ea"):
                properties.append(parse_xml(f'<a:{tag} {nsdecls("a")} typeface="{face}"/>'))


def _mark(paragraph: Any, block: nodes.Element, number: int) -> None:
    """Set a paragraph as an item of its list, or as no item."""
    if isinstance(block, nodes.bullet_list):
        return
    if isinstance(block, nodes.enumerated_list):
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", str(48 * PIXEL))
        properties.set("indent", str(-48 * PIXEL))
        properties.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="+mj-lt"/>'))
        properties.append(parse_xml(f'<a:buAutoNum {nsdecls("a")} type="arabicPeriod"/>'))
        return
    _plain_paragraph(paragraph)


def _plain_paragraph(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def _rows(line: Line, size: float) -> int:
    """Return how many rows a line of text takes across the slide; a Han character is a square."""
    room = ACROSS * 0.75 / size
    width = sum(0.55 if ord(char) < 0x2000 else 1 for run in line for char in run.text)
    return max(1, -(-int(width) // int(room)))


def _widths(rows: list[list[nodes.entry]]) -> list[int]:
    """Share out the width by the longest words of each column."""
    shares = []
    for column in zip(*rows, strict=True):
        longest = max(len(entry.astext()) for entry in column)
        blank = all(not entry.astext() for entry in column[1:])
        shares.append(max(longest, BLANK_COLUMN if blank else 0) + CELL_ROOM)
    widths = [ACROSS * share // sum(shares) for share in shares]
    widths[-1] += ACROSS - sum(widths)
    return widths


def _undress(table: Any) -> None:
    """Take a table out of PowerPoint's own style: lines alone, as in the book."""
    properties = table._tbl.tblPr
    for name in ("bandRow", "firstRow"):
        properties.set(name, "0")
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's name for “no style, no grid”


def _cell(cell: Any, entry: nodes.entry, size: float, *, head: bool, last: bool) -> None:
    cell.margin_left = cell.margin_right = Emu(14 * PIXEL)
    cell.margin_top = cell.margin_bottom = Emu(4 * PIXEL)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    lines = [line for child in entry.children for line in _lines_of(child)]
    _write(cell.text_frame, lines, size=size)
    classes = entry["classes"]
    side = PP_ALIGN.CENTER if "text-center" in classes else PP_ALIGN.RIGHT if "text-right" in classes else PP_ALIGN.LEFT
    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = side
        for run in paragraph.runs:
            run.font.bold = head
    properties = cell._tc.get_or_add_tcPr()
    if head:
        properties.append(_rule("lnT", 28575, "2B2B2B"))
        properties.append(_rule("lnB", 19050, "B9B2A1"))
    else:
        properties.append(_rule("lnB", *((28575, "2B2B2B") if last else (9525, "D9D4C7"))))


def _rule(side: str, width: int, colour: str) -> Any:
    return parse_xml(
        f'<a:{side} {nsdecls("a")} w="{width}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:{side}>'
    )
