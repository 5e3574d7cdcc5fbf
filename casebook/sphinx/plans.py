"""``{plan} 90``: a lesson on one page, from ``data/plans.csv`` and the chapters' front matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from casebook import plans
from casebook.findings import say
from casebook.ledger import ledger
from casebook.plans import Chapter, Plan
from casebook.records import Stage
from casebook.settings import settings
from casebook.sphinx import assets
from casebook.sphinx.addresses import SOURCE_FOLDER
from casebook.sphinx.facts import domain, pass_by

COLUMNS = {"经过": 13, "钟点": 9, "环节": 10, "做什么": 46, "用到": 22}  # with their shares of the width


class plan_sheet(nodes.General, nodes.Element):
    """A lesson's page; attribute `minutes`. A table, then what its chapters ask."""


class plan_chapters(nodes.General, nodes.Element):
    """What the chapters of a lesson ask, in two columns."""


class plan_break(nodes.General, nodes.Element):
    """Where a book on paper begins a new page for a lesson."""


class PlanDirective(SphinxDirective):
    """A lesson of the minutes that the argument names."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        if self.arguments[0] not in map(str, plans.LENGTHS):
            lengths = "、".join(map(str, plans.LENGTHS))
            raise self.error(say("plan-unknown", name=self.arguments[0], known=lengths))
        plan = plans.plan(int(self.arguments[0]))
        domain(self.env).note_tables(self.env.docname, "plans", "figures")
        for page in plan.pages:
            self.env.note_dependency(str(plans.source(page)))
        sheet = plan_sheet(minutes=plan.minutes, classes=["generated"])
        self.set_source_info(sheet)
        rows = [_row(stage, *times, self.env.docname) for stage, times in zip(plan.stages, plan.clock, strict=True)]
        sheet += _table(COLUMNS, rows)
        sheet += self._materials(plan)
        chapters = [_chapter(plans.chapter(page), self.env.docname) for page in plan.pages]
        sheet += plan_chapters("", *chapters)
        return [sheet]

    def _materials(self, plan: Plan) -> nodes.paragraph:
        return nodes.paragraph("", "", nodes.strong("", "要印的　"), nodes.Text("、".join(plan.materials)))


def _row(stage: Stage, start: int, end: int, docname: str) -> list[list[nodes.Node]]:
    """Return the cells of a stage; the clock's real time is left to be written in."""
    name = [nodes.paragraph("", "", nodes.strong("", stage.stage)), nodes.paragraph("", f"{stage.minutes}分钟")]
    links = [part for page in stage.pages for part in (nodes.Text("、"), _link(page, docname))][1:]
    used: list[nodes.Node] = [nodes.paragraph("", "", *links)] if links else []
    if stage.deck:
        used.append(nodes.paragraph("", f"课件：{settings().decks.get(stage.deck, stage.deck)}"))
    return [
        [nodes.paragraph("", f"{plans.clock(start)}–{plans.clock(end)}")],
        [],
        list(name),
        [nodes.paragraph("", ledger().fill(stage.task))],
        used,
    ]


def _link(page: str, docname: str) -> nodes.Node:
    """Return a link to a page, which bears its title."""
    return addnodes.pending_xref(
        "", nodes.inline("", page), refdomain="std", reftype="doc", reftarget=f"/{SOURCE_FOLDER}{page}",
        refexplicit=False, refwarn=True, refdoc=docname,
    )  # fmt: skip


def _chapter(chapter: Chapter, docname: str) -> nodes.container:
    """Return what a chapter asks and what it comes to."""
    box = nodes.container(classes=["plan-chapter"])
    box += nodes.paragraph("", "", nodes.strong("", "", _link(chapter.page, docname)))
    for label, texts in (("问", chapter.questions), ("要点", chapter.keypoints)):
        if texts:
            box += nodes.paragraph("", label, classes=["plan-label"])
            box += nodes.bullet_list("", *[nodes.list_item("", nodes.paragraph("", ledger().fill(t))) for t in texts])
    return box


def _table(columns: dict[str, int], rows: Sequence[Sequence[Sequence[nodes.Node]]]) -> nodes.table:
    """Return a table with a head."""
    head = [[nodes.paragraph("", name)] for name in columns]
    group = nodes.tgroup(cols=len(columns))
    group += [nodes.colspec(colwidth=width) for width in columns.values()]
    group += nodes.thead("", _table_row(head))
    group += nodes.tbody("", *map(_table_row, rows))
    return nodes.table("", group, classes=["plan"])


def _table_row(cells: Sequence[Sequence[nodes.Node]]) -> nodes.row:
    return nodes.row("", *[nodes.entry("", *cell) for cell in cells])


class PlanPages(SphinxTransform):
    """Mark the sections that are lessons, for each is printed on a page of its own."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        for sheet in list(self.document.findall(plan_sheet)):
            if isinstance(sheet.parent, nodes.section):
                sheet.parent["classes"].append("plan-page")
                sheet.parent.parent.insert(sheet.parent.parent.index(sheet.parent), plan_break())


def visit_sheet_html(translator: Any, node: plan_sheet) -> None:
    translator.body.append(f'<div class="plan-sheet" id="plan-{node["minutes"]}">')


def visit_chapters_html(translator: Any, node: plan_chapters) -> None:
    translator.body.append('<div class="plan-chapters">')


def depart_sheet_html(translator: Any, node: plan_sheet) -> None:
    translator.body.append("</div>")


def visit_break_typst(translator: Any, node: plan_break) -> None:
    translator.body.append("#pagebreak(weak: true)\n")


def visit_sheet_typst(translator: Any, node: plan_sheet) -> None:
    """Set a lesson small enough for one page: the table, whose size is the design's, is scaled."""
    table, *rest = node.children
    translator.body.append(
        "#pad(x: -15mm)[#layout(room => scale(74%, reflow: true, origin: top + left,"
        f" block(width: room.width / 0.74)[{translator.whole(table)}]))\n"
        "#set text(size: 7pt)\n#set par(leading: 0.42em, spacing: 0.5em, first-line-indent: 0pt)\n"
        f"{''.join(map(translator.whole, rest))}]\n"
    )
    raise nodes.SkipNode


def visit_chapters_typst(translator: Any, node: plan_chapters) -> None:
    """Set the chapters in two columns, each list beside its label."""
    translator.body.append("#columns(2, gutter: 2em)[#set list(spacing: 0.42em)\n")
    for child in (child for chapter in node for child in chapter.children):
        if isinstance(child, nodes.bullet_list):
            translator.body.append(f"#pad(left: 2.6em)[{translator.whole(child)}]\n")
        elif isinstance(child, nodes.Element) and "plan-label" in child["classes"]:
            translator.body.append(f"#place[{translator.rendered(child)}]\n")
        else:
            translator.body.append(f"#block(sticky: true, above: 0.8em)[{translator.rendered(child)}]\n")
    translator.body.append("]\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("plan", PlanDirective)
    app.add_node(plan_sheet, html=(visit_sheet_html, depart_sheet_html), typst=(visit_sheet_typst, None))
    app.add_node(
        plan_chapters,
        html=(visit_chapters_html, depart_sheet_html),
        typst=(visit_chapters_typst, None),
    )
    app.add_node(plan_break, html=(pass_by, pass_by), typst=(visit_break_typst, pass_by))
    app.add_transform(PlanPages)
    assets.attach(app, plan_sheet, "plans.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
