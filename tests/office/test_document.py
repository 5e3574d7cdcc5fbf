"""Pages as Word documents: every kind of block, what is refused, and how it prints."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Mm

from casebook.office import document
from casebook.office.document import UnknownNodeError
from casebook.sphinx.plans import plan_chapters, plan_sheet
from tests.office.libreoffice import A4, Printed, printed

RST = """\
====
题目
====

一段\\ **粗**\\ *斜*\\ 字。

- 甲

  甲的下一段

  1. 子一
  2. 子二

- 乙

#. 一
#. 二

再一段。

3. 三
4. 四

术语
    释义

小节
====

.. list-table:: 表题
   :header-rows: 1
   :widths: 30 70

   * - 头一
     - 头二
   * - 格
     -

.. admonition:: 框题

   框里。

注\\ [#a]_。

.. [#a] 脚注的话。
"""


def parsed(text: str) -> nodes.document:
    """Return a text's tree, sections and all, without what docutils remarks on it."""
    tree = publish_doctree(text, settings_overrides={"report_level": 5, "doctitle_xform": False})
    for remark in list(tree.findall(nodes.system_message)):
        remark.parent.remove(remark)
    return tree


def written(tree: nodes.document, path: Path, **options: Any) -> DocumentType:
    """Write a tree and open what was written."""
    document.write(tree, path, "书名", "资料一行", **options)
    return Document(str(path))


def tree_of(*blocks: nodes.Node) -> nodes.document:
    """Return a page with a title and these blocks."""
    tree = parsed("题目\n====\n\n话。\n\n小节\n----\n\n话。\n")
    tree += list(blocks)
    return tree


def paragraph(text: str, **attributes: Any) -> nodes.paragraph:
    return nodes.paragraph("", text, **attributes)


def component(kind: str, *children: nodes.Node) -> nodes.container:
    """Return a container as sphinx-design makes them."""
    return nodes.container("", *children, design_component=kind)


def card(title: str, text: str) -> nodes.container:
    heading = component("card-title", nodes.paragraph("", title))
    return component("grid-item", component("card", component("card-body", heading, paragraph(text))))


def table(*rows: list[str], classes: tuple[str, ...] = ()) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in rows[0]), cols=len(rows[0]))
    body = nodes.tbody()
    for cells in rows:
        body += nodes.row("", *(nodes.entry("", *([paragraph(text)] if text else [])) for text in cells))
    group += body
    return nodes.table("", group, classes=list(classes))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> DocumentType:
    """Return a page with every usual kind of block."""
    return written(parsed(RST), tmp_path_factory.mktemp("page") / "page.docx")


def near(length: int | None, expected: int) -> bool:
    """Whether a length is the expected one, but for Word's rounding."""
    return length is not None and abs(length - expected) < Mm(0.1)


def styles(page: DocumentType) -> list[tuple[str, str]]:
    """Return each paragraph of the body with its style, empty ones left out."""
    return [(each.style.name, each.text) for each in page.paragraphs if each.style is not None and each.text]


# ---------- blocks ----------


def test_headings_lists_and_paragraphs_carry_styles_to_edit_by(page: DocumentType) -> None:
    found = styles(page)
    assert ("Heading 1", "题目") in found and ("Normal", "一段粗斜字。") in found
    assert [text for name, text in found if name == "List Bullet"] == ["甲", "乙"]
    assert [text for name, text in found if name == "List Number 2"] == ["子一", "子二"]
    assert [text for name, text in found if name == "List Number"] == ["一", "二", "三", "四"]


def test_each_numbered_list_counts_anew_from_its_own_first(page: DocumentType) -> None:
    ids = {each.text: each._p.pPr.numPr.numId.val for each in page.paragraphs if each.text in set("一二三四")}
    assert ids["一"] == ids["二"] != ids["三"] == ids["四"]
    numbering = page.part.numbering_part.element
    starts = {num.numId: num.find(f".//{qn('w:startOverride')}").get(qn("w:val")) for num in numbering.num_lst
              if num.numId in ids.values()}  # fmt: skip
    assert starts == {ids["一"]: "1", ids["三"]: "3"}


def test_strong_and_emphasis_are_runs(page: DocumentType) -> None:
    (line,) = [each for each in page.paragraphs if each.text == "一段粗斜字。"]
    assert [run.text for run in line.runs if run.bold] == ["粗"]
    assert [run.text for run in line.runs if run.italic] == ["斜"]


def test_what_follows_within_an_item_or_a_definition_is_set_in(page: DocumentType) -> None:
    set_in = {each.text for each in page.paragraphs if near(each.paragraph_format.left_indent, Mm(8))}
    assert {"甲的下一段", "释义"} <= set_in


def test_a_table_is_a_table_with_a_head_that_repeats_and_room_to_write(page: DocumentType) -> None:
    drawn = page.tables[0]
    assert [[cell.text for cell in row.cells] for row in drawn.rows] == [["头一", "头二"], ["格", ""]]
    head, body = drawn.rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None and body._tr.trPr.find(qn("w:tblHeader")) is None
    assert head.height is None and near(body.height, document.HEIGHTS[""])
    first, second = (cell.width for cell in body.cells)
    assert first and second and abs(second / first - 7 / 3) < 0.01 and near(first + second, Mm(170))
    assert ("Normal", "表题") in styles(page)


def test_a_box_is_a_frame_with_its_title(page: DocumentType) -> None:
    assert page.tables[1].cell(0, 0).text == "框题\n框里。"


def test_a_footnote_stands_at_the_end_with_its_mark(page: DocumentType) -> None:
    assert styles(page)[-1] == ("Normal", "1脚注的话。")
    (line,) = [each for each in page.paragraphs if each.text == "注1。"]
    assert [run.text for run in line.runs if run.font.superscript] == ["1"]


def test_cards_are_cells_to_cut_apart(tmp_path: Path) -> None:
    row = component("grid-row", card("甲", "虚构甲"), card("乙", "虚构乙"), card("丙", "虚构丙"))
    row["classes"] = ["sd-row", "sd-row-cols-sm-1", "sd-row-cols-lg-2"]
    grid = written(tree_of(component("grid-container", row)), tmp_path / "cards.docx").tables[0]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["甲\n虚构甲", "乙\n虚构乙"],
        ["丙\n虚构丙", ""],
    ]
    assert grid._tbl.tblPr.find(f".//{qn('w:insideV')}").get(qn("w:val")) == "dashed"
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)
    assert grid.cell(0, 0).paragraphs[0].style.name == document.CARD_TITLE  # type: ignore[union-attr]


def test_tables_keep_apart_and_one_within_a_cell_is_kept(tmp_path: Path) -> None:
    inner = nodes.admonition("", nodes.title("", "框"), table(["内"]), table(["又"]), paragraph("后"))
    page = written(tree_of(table(["一"]), table(["二"]), inner), tmp_path / "tables.docx")
    assert [each.cell(0, 0).text for each in page.tables[:2]] == ["一", "二"]
    kinds = [child.tag for child in page.element.body]
    assert not any(one == two == qn("w:tbl") for one, two in pairwise(kinds))
    cell = page.tables[2].cell(0, 0)
    assert [each.cell(0, 0).text for each in cell.tables] == ["内", "又"]
    assert [each.text for each in cell.paragraphs] == ["框", "", "后"]


def test_boxes_to_tick_stand_in_the_middle(tmp_path: Path) -> None:
    drawn = written(tree_of(table(["事", "□"], classes=("tick-boxes",))), tmp_path / "boxes.docx").tables[0]
    assert [cell.paragraphs[0].alignment for cell in drawn.rows[0].cells] == [None, 1]


def test_a_lessons_plan_begins_a_page_and_sets_its_chapters_in_two_columns(tmp_path: Path) -> None:
    def lesson(name: str) -> nodes.section:
        chapters = [nodes.container("", paragraph(f"{name}{n}")) for n in range(3)]
        sheet = plan_sheet("", plan_chapters("", *chapters))
        return nodes.section("", nodes.title("", name), sheet, classes=["plan-page"])

    page = written(tree_of(lesson("甲"), lesson("乙")), tmp_path / "plan.docx")
    assert [cell.text for cell in page.tables[0].rows[0].cells] == ["甲0\n甲1", "甲2"]
    breaks = {each.text for each in page.paragraphs if each.paragraph_format.page_break_before}
    assert breaks == {"乙"}


# ---------- within a line ----------


def text_of(tmp_path: Path, *words: nodes.Node) -> str:
    return written(tree_of(nodes.paragraph("", "", *words)), tmp_path / "line.docx").paragraphs[-1].text


def test_links_are_text_and_those_that_leave_the_book_name_their_goal(tmp_path: Path) -> None:
    inside = nodes.reference("", "村情", refuri="../case/village.html", internal=True)
    outside = nodes.reference("", "许可", refuri="https://example.org/")
    bare = nodes.reference("", "https://example.org/", refuri="https://example.org/")
    expected = "村情许可（https://example.org/）https://example.org/"
    assert text_of(tmp_path, inside, outside, bare) == expected


def test_what_only_dresses_words_gives_the_words(tmp_path: Path) -> None:
    class fact(nodes.Inline, nodes.TextElement):
        """As the book's own."""

    assert text_of(tmp_path, nodes.Text("有"), fact("", "134名"), nodes.literal("", "a\nb")) == "有134名a b"


def test_a_task_lists_box_is_a_box(tmp_path: Path) -> None:
    box = nodes.raw("", '<input class="task-list-item-checkbox" type="checkbox">', format="html")
    assert text_of(tmp_path, box, nodes.Text("做完")) == "☐ 做完"


# ---------- what is refused ----------


class strange(nodes.General, nodes.Element):
    """A block that no document knows."""


@pytest.mark.parametrize(
    "block",
    [
        strange(),
        nodes.image(uri="a.png"),
        nodes.paragraph("", "", nodes.math("", "x^2")),
        nodes.paragraph("", "", nodes.image(uri="a.png")),
        nodes.paragraph("", "", nodes.raw("", "<b>字</b>", format="html")),
        nodes.container("", nodes.container("", strange())),
        nodes.admonition("", nodes.title("", "框"), strange()),
    ],
    ids=lambda node: node.pformat().split("\n")[0],
)
def test_what_a_document_cannot_show_is_refused_and_not_dropped(tmp_path: Path, block: nodes.Element) -> None:
    with pytest.raises(UnknownNodeError) as raised:
        written(tree_of(block), tmp_path / "no.docx")
    assert raised.value.name in block.pformat()


def test_cells_that_span_are_refused(tmp_path: Path) -> None:
    spanning = table(["一", "二"])
    next(spanning.findall(nodes.entry))["morecols"] = 1
    with pytest.raises(UnknownNodeError):
        written(tree_of(spanning), tmp_path / "no.docx")


# ---------- the file ----------


def test_type_paper_and_footer(tmp_path: Path) -> None:
    upright = written(tree_of(), tmp_path / "upright.docx")
    lying = written(tree_of(), tmp_path / "lying.docx", landscape=True)
    for page, width in ((upright, Mm(210)), (lying, Mm(297))):
        section = page.sections[0]
        assert near(section.page_width, width)
        assert section.footer.paragraphs[0].text == "资料一行"
        assert "PAGE" in section.footer._element.xml
    faces = {name: upright.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Normal", "Heading 1")}
    assert faces == {"Normal": "宋体", "Heading 1": "黑体"}
    properties = upright.core_properties
    assert (properties.title, properties.author, properties.language) == ("题目", "书名", "zh-CN")


def test_the_file_has_no_clock_and_nothing_of_the_template(tmp_path: Path) -> None:
    tree = parsed(RST)
    for name in ("a", "b"):
        written(tree, tmp_path / f"{name}.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert b"SimSun" in archive.read("word/fontTable.xml")
        assert b"python-docx" not in archive.read("docProps/core.xml")


# ---------- in print ----------

# How many pages each material takes; one that outgrows its paper is to be noticed.
MATERIALS = {"allocation": 1, "board": 1, "debrief": 1, "evaluation": 1, "group-sheet": 1, "roles": 2}
LANDSCAPE = {"board", "group-sheet"}


@pytest.fixture(scope="module")
def prints(book: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    """Return the built book's documents printed."""
    return printed(sorted((book / "downloads/materials").glob("*.docx")), tmp_path_factory.mktemp("printed"))


@pytest.mark.parametrize("name", MATERIALS)
def test_a_material_prints_on_its_pages(prints: dict[str, Printed], name: str) -> None:
    found = prints[name]
    assert len(found.pages) == MATERIALS[name]
    short, long = A4
    assert set(found.sizes) == {(long, short) if name in LANDSCAPE else (short, long)}


def test_every_page_carries_its_number_the_source_and_the_licence(prints: dict[str, Printed]) -> None:
    for found in prints.values():
        for number, page in enumerate(found.pages, start=1):
            text = "".join(page.split())
            assert f"第{number}页" in text and "CCBY4.0" in text and "桃源县融媒体中心" in text
