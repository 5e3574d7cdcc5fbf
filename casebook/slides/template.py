"""The master that every editable deck begins with: 16:9, the book's colours, a Chinese face.

It is python-pptx's own template with everything replaced that shows: places, type, colours and
the words that an editor reads. Three layouts stay: 封面, 标题和内容, 标题.
"""

from __future__ import annotations

import copy
import re
from html import escape
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from casebook.charts import theme
from casebook.settings import settings

FACE = "微软雅黑"  # on every Windows in Chinese; elsewhere the system's own Chinese face stands in
PIXEL = 9525  # EMU: a slide is 1280 × 720 pixels of a ninety-sixth of an inch
WIDTH, HEIGHT = 1280, 720
RAISED = "F4F0E6"  # under what is to be decided
TOPICS = theme.COLOURS | {"ink": theme.INK, "industry": "#8F5C1D"}  # deep enough for words on paper
COVER, CONTENT, TITLE = "封面", "标题和内容", "标题"
LAYOUTS = {"Title Slide": COVER, "Title and Content": CONTENT, "Title Only": TITLE}
# Places as left, top, width, height in pixels, by the placeholder's type in XML.
PLACES = {
    "title": (80, 40, 1120, 84),
    "ctrTitle": (96, 190, 720, 190),
    "subTitle": (96, 410, 720, 130),
    "body": (80, 158, 1120, 480),
    "": (80, 158, 1120, 480),
    "ftr": (80, 668, 700, 34),
    "sldNum": (1080, 668, 120, 34),
}
WORDS = {"title": "单击编辑标题", "ctrTitle": "单击编辑标题", "subTitle": "单击编辑副标题", "ftr": ""}
LEVELS = ("单击编辑文字", "第二级", "第三级", "第四级", "第五级")
TITLE_SIZE, COVER_SIZE, SUBTITLE_SIZE, BODY_SIZE, SMALL_SIZE = 34, 46, 24, 30, 13  # points
GAP = 14  # points after a paragraph


def new_presentation(colour: str, label: str) -> Any:
    """Return an empty deck.

    Args:
        colour: a key of TOPICS.
        label: what the foot of each slide says.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH * PIXEL), Emu(HEIGHT * PIXEL)
    _forget_template(deck)
    for layout in list(deck.slide_layouts):
        if layout.name not in LAYOUTS:
            deck.slide_layouts.remove(layout)
    _set_theme(deck, TOPICS[colour].removeprefix("#"))
    _set_master(deck.slide_master)
    for layout in deck.slide_layouts:
        _set_layout(layout, label)
    return deck


def _forget_template(deck: Any) -> None:
    """Take out the template's picture and its printer."""
    package = deck.part.package
    for key in [key for key, rel in package._rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        package._rels.pop(key)
    for key in [key for key, rel in deck.part.rels.items() if rel.reltype == RELATIONSHIP_TYPE.PRINTER_SETTINGS]:
        deck.part.rels.pop(key)


def _set_theme(deck: Any, topic: str) -> None:
    """Put our colours and face into the theme."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    part._blob = _themed(part.blob.decode("utf-8"), topic).encode("utf-8")


def settle_notes(deck: Any) -> None:
    """Put the same face and words into the master of the speaker's notes."""
    master = deck.notes_master
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = _themed(serialize_part_xml(part._element).decode("utf-8"), theme.INK.removeprefix("#"))
    part._element = parse_xml(xml.encode("utf-8"))
    for shape in master.placeholders:
        if shape.has_text_frame:
            _reword(shape, LEVELS if len(shape.text_frame.paragraphs) > 1 else [""])


def _themed(xml: str, topic: str) -> str:
    ink, paper, rule = (each.removeprefix("#") for each in (theme.INK, theme.PAPER, theme.RULE))
    colours = {"dk1": ink, "lt1": paper, "dk2": theme.SOFT_INK.removeprefix("#"), "lt2": RAISED, "accent1": topic,
               "accent2": rule, "hlink": "2B5F7C", "folHlink": "2B5F7C"}  # fmt: skip
    for name, value in colours.items():
        xml = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{value}"/>\g<2>', xml)
    xml = re.sub(r'<a:latin typeface="[^"]*"/><a:ea typeface="[^"]*"/>',
                 f'<a:latin typeface="{FACE}"/><a:ea typeface="{FACE}"/>', xml)  # fmt: skip
    xml = re.sub(r'(<a:font script="Hans" typeface=")[^"]*', rf"\g<1>{FACE}", xml)
    return re.sub('name="Office(?: Theme)?"', lambda _: f'name="{escape(settings().name)}"', xml)


def _set_master(master: Any) -> None:
    for shape in list(master.placeholders):
        _settle(shape)
    styles = master._element.find(qn("p:txStyles"))
    title, body = styles.find(qn("p:titleStyle")), styles.find(qn("p:bodyStyle"))
    first = title.find(qn("a:lvl1pPr"))
    first.set("algn", "l")
    first.find(qn("a:defRPr")).set("sz", str(TITLE_SIZE * 100))
    first.find(qn("a:defRPr")).set("b", "1")
    for level in body:
        size = level.find(qn("a:defRPr"))
        if size is not None:
            size.set("sz", str(BODY_SIZE * 100))
        before = level.find(qn("a:spcBef"))
        if before is not None:
            level.replace(before, _spacing("spcBef", 0))
            level.insert(1, _spacing("spcAft", GAP))


def _spacing(name: str, points: int) -> Any:
    return parse_xml(f'<a:{name} {nsdecls("a")}><a:spcPts val="{points * 100}"/></a:{name}>')


def _set_layout(layout: Any, label: str) -> None:
    layout._element.cSld.set("name", LAYOUTS[layout.name])
    for shape in list(layout.placeholders):
        _settle(shape, label)
    if layout._element.cSld.get("name") == COVER:
        _append(layout, _line(96, 396, 720))
    else:
        _append(layout, _bar(80, 62, 10, 40))
        _append(layout, _line(80, 132, 1120))
        title = next(each for each in layout.placeholders if each.placeholder_format.type is not None)
        _place(title, (104, *PLACES["title"][1:2], 900, PLACES["title"][3]))


def _settle(shape: Any, label: str = "") -> None:
    """Put a placeholder in its place, in our words; the date has none."""
    kind = shape._element.find(f".//{qn('p:ph')}").get("type", "")
    if kind == "dt":
        shape._element.getparent().remove(shape._element)
        return
    _place(shape, PLACES[kind])
    if kind in ("body", ""):
        _reword(shape, LEVELS)
    elif kind != "sldNum":
        _reword(shape, [label if kind == "ftr" else WORDS[kind]])
    body = shape._element.find(f".//{qn('a:bodyPr')}")
    body.set("lIns", "0")
    body.set("rIns", "0")
    _style(shape, kind)


def _style(shape: Any, kind: str) -> None:
    """Set the size and side of what the master's styles do not reach."""
    sizes = {"ctrTitle": COVER_SIZE, "subTitle": SUBTITLE_SIZE, "ftr": SMALL_SIZE, "sldNum": SMALL_SIZE}
    if kind not in sizes:
        return
    styles = shape._element.find(f".//{qn('a:lstStyle')}")
    for child in list(styles):
        styles.remove(child)
    side = "r" if kind == "sldNum" else "l"
    colour = "tx1" if kind == "ctrTitle" else "tx2"
    bold = ' b="1"' if kind == "ctrTitle" else ""
    styles.append(parse_xml(
        f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="{side}"><a:buNone/>'
        f'<a:defRPr sz="{sizes[kind] * 100}"{bold}><a:solidFill>'
        f'<a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    ))  # fmt: skip
    if kind == "ctrTitle":
        shape._element.find(f".//{qn('a:bodyPr')}").set("anchor", "b")


def _reword(shape: Any, words: Any) -> None:
    texts = shape._element.findall(f".//{qn('a:t')}")
    for text, word in zip(texts, words, strict=False):
        text.text = word
    for run in shape._element.iter(qn("a:rPr"), qn("a:endParaRPr")):
        run.set("lang", "zh-CN")
    if not texts and words[0]:
        shape.text_frame.text = words[0]


def _place(shape: Any, place: tuple[int, ...]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(each * PIXEL) for each in place)


def _append(layout: Any, shape: Any) -> None:
    layout.shapes._spTree.append(shape)


def _shape(number: int, name: str, place: tuple[int, int, int, int], inside: str) -> Any:
    left, top, width, height = (each * PIXEL for each in place)
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm>{inside}</p:spPr></p:sp>'
    )


def _bar(left: int, top: int, width: int, height: int) -> Any:
    fill = '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln>'
    return _shape(90, "主题色", (left, top, width, height), f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}')


def _line(left: int, top: int, width: int) -> Any:
    line = '<a:ln w="38100" cmpd="dbl"><a:solidFill><a:srgbClr val="B9B2A1"/></a:solidFill></a:ln>'
    return _shape(91, "双线", (left, top, width, 0), f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{line}')


def add_slide(deck: Any, layout_name: str) -> Any:
    """Return a new slide of a layout, with its foot and number, which python-pptx leaves out."""
    layout = next(each for each in deck.slide_layouts if each.name == layout_name)
    page = deck.slides.add_slide(layout)
    for shape in layout.placeholders:
        if shape._element.find(f".//{qn('p:ph')}").get("type") in ("ftr", "sldNum"):
            page.shapes._spTree.append(_copied(shape._element, len(page.shapes) + 2))
    return page


def _copied(element: Any, number: int) -> Any:
    """Return a placeholder for a slide that takes place and type from its layout."""
    copied = copy.deepcopy(element)
    copied.find(f".//{qn('p:cNvPr')}").set("id", str(number))
    properties = copied.find(qn("p:spPr"))
    for child in list(properties):
        properties.remove(child)
    styles = copied.find(f".//{qn('a:lstStyle')}")
    for child in list(styles):
        styles.remove(child)
    return copied


def paint(page: Any, colour: str) -> None:
    """Give a slide a ground of its own; `colour` is six hexadecimal digits."""
    fill = page.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(colour)
