"""How our Word documents look: A4, Chinese type, a footer with the source, and styles to edit by."""

from __future__ import annotations

from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY, HEADING, LATIN = "宋体", "黑体", "Times New Roman"
# What stands in where Windows' own type is missing, as Word's font table has it.
OTHER_NAMES = {BODY: "SimSun,Songti SC,Noto Serif CJK SC", HEADING: "SimHei,Heiti SC,Noto Sans CJK SC"}
INK, SOFT = RGBColor(0x2B, 0x2B, 0x2B), RGBColor(0x59, 0x59, 0x59)
SHORT, LONG, MARGIN = Mm(210), Mm(297), Mm(20)
TOP, BOTTOM = Mm(16), Mm(18)
SIZES = {1: 20, 2: 14, 3: 12, 4: 11}  # points of the headings
SPACES = {1: (0, 8), 2: (10, 4), 3: (8, 3), 4: (6, 2)}  # points before and after them
BODY_SIZE, FOOTER_SIZE = 10.5, 8
THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
LISTS = [f"List {kind}{level}" for kind in ("Bullet", "Number") for level in ("", " 2", " 3")]


def new_document(title: str, author: str, source: str, landscape: bool = False) -> Document:
    """Return an empty A4 document with our styles.

    Args:
        source: what the footer says, beside the number of the page.
    """
    document = docx.Document()
    _forget_template(document)
    _set_properties(document, title, author)
    _set_page(document, landscape)
    _set_defaults(document)
    _set_styles(document)
    _set_footer(document, source)
    return document


def _forget_template(document: Document) -> None:
    """Take out the picture of python-docx's template, and tell Word of other names for our type."""
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del package.rels[key]
    for part in package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = _font_table().encode()


def _font_table() -> str:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, others in OTHER_NAMES.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{namespace}">{entries}</w:fonts>'
    )


def _set_properties(document: Document, title: str, author: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, "zh-CN"
    properties.comments = properties.keywords = properties.last_modified_by = ""


def _set_page(document: Document, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (LONG, SHORT) if landscape else (SHORT, LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin, section.footer_distance = TOP, BOTTOM, Mm(9)


def _set_defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert defaults is not None
    language = defaults.find(f".//{qn('w:lang')}")
    assert language is not None
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    # As Word 2013 and later: a table's rules, not its text, stand in line with the page's text.
    mode = next(each for each in settings.iter(qn("w:compatSetting")) if each.get(qn("w:name")) == "compatibilityMode")
    mode.set(qn("w:val"), "15")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")


def _set_styles(document: Document) -> None:
    normal = document.styles["Normal"]
    _type(normal, BODY, BODY_SIZE)
    _spacing(normal, 0, 5, 1.25)
    properties = normal.element.get_or_add_pPr()
    # Figures stand close to their units, as in the book.
    off = OxmlElement("w:autoSpaceDN")
    off.set(qn("w:val"), "0")
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc")
    for level, size in SIZES.items():
        style = document.styles[f"Heading {level}"]
        _type(style, HEADING, size)
        style.font.bold, style.font.italic = False, False
        _spacing(style, *SPACES[level], 1.15)
    for name in LISTS:
        _spacing(document.styles[name], 0, 3, 1.25)
    _type(document.styles["Footer"], BODY, FOOTER_SIZE)
    document.styles["Footer"].font.color.rgb = SOFT


def _type(style: Any, family: str, size: float) -> None:
    """Set a style's type: the Chinese face, and beside it a Latin one."""
    style.font.name, style.font.size = LATIN if family == BODY else family, Pt(size)
    style.font.color.rgb = INK
    set_face(style.element.get_or_add_rPr(), family)


def set_face(properties: Any, family: str) -> None:
    """Set the Chinese face of a run's or style's properties, over the template's theme."""
    fonts = properties.get_or_add_rFonts()
    for name in THEME_FONTS:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), family)


def set_hint(run: Run) -> None:
    """Have Word set what both scripts share, such as quotation marks, in the Chinese face."""
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _spacing(style: Any, before: float, after: float, line: float) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line


def _set_footer(document: Document, source: str) -> None:
    section = document.sections[0]
    line = section.footer.paragraphs[0]
    tabs = line.paragraph_format.tab_stops
    tabs.clear_all()
    for inherited in document.styles["Footer"].paragraph_format.tab_stops:
        tabs.add_tab_stop(inherited.position, WD_TAB_ALIGNMENT.CLEAR)
    assert section.page_width and section.left_margin and section.right_margin
    line.add_run(source)
    number = section.footer.add_paragraph(style="Footer")
    number.paragraph_format.alignment = 2  # right
    number.add_run("第")
    _add_field(number, "PAGE")
    number.add_run("页")


def _add_field(paragraph: Paragraph, code: str) -> None:
    """Add a field that Word fills in, such as the number of the page."""
    for kind in ("begin", "", "end"):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        paragraph.add_run()._r.append(mark)


def text_width(document: Document) -> int:
    """Return the width between the margins, in English Metric Units."""
    section = document.sections[0]
    assert section.page_width and section.left_margin and section.right_margin
    return int(section.page_width - section.left_margin - section.right_margin)


def restart_numbering(document: Document, paragraph: Paragraph, first: int = 1) -> int:
    """Begin a numbered list anew with this paragraph; return the id that the others of it carry."""
    numbering = document.part.numbering_part.element
    style = paragraph.style
    assert style is not None
    listed = style.element.pPr.numPr.numId.val
    abstract = next(num for num in numbering.num_lst if num.numId == listed).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(number.numId)


def set_number(paragraph: Paragraph, number: int) -> None:
    """Make a paragraph an item of the list with this id."""
    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
