"""Charts in the page: the drawing at once, the live chart on demand, the table folded.

A notebook's chart arrives as a ``chart`` directive (see `casebook.charts.figure`). Its
alternative text is written by hand in the metadata of its cell.
"""

from __future__ import annotations

import hashlib
import json
import os
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from casebook.cells import cells
from casebook.editions import RUNS_VARIABLE
from casebook.ledger import UnknownFigureError, ledger
from casebook.publishing import write_whole
from casebook.quantity import AWAITED
from casebook.records import period_in_words
from casebook.sphinx import assets, awaited
from casebook.sphinx.addresses import to_root
from casebook.sphinx.facts import inline_nodes, pass_by, row_link
from casebook.sphinx.warn import warn

SHOWN = "window.vegaEmbed = vegaEmbed;"
WRAPPED = "(function () {{\n{}\n}})();\n"
VEGA = "_vega/vega.js"  # outside _static, where Jupyter Book would load it on every page


class chart(nodes.General, nodes.Element):
    """A chart with its title, drawing, source line and table as children."""


class drawing(nodes.General, nodes.Element):
    """The drawn chart; attributes `svg`, `spec` (both wide and narrow) and `alt`.

    Where it needs figures that are awaited, it has neither, and its child is the box that says so.
    """


class folded(nodes.General, nodes.Element):
    """Something shown on demand on screen and always in print; attribute `summary`."""


class ChartDirective(SphinxDirective):
    """A chart, its content being the JSON that a chart function returns."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        payload = json.loads("\n".join(self.content))
        node = chart(ids=[f"chart-{payload['name']}"], name=payload["name"])
        node += self._line("chart-title", payload["title"])
        node += self._line("chart-subtitle", payload["subtitle"])
        node += self._drawing(payload)
        if payload["note"]:
            node += self._line("chart-note", payload["note"])
        node += source_line(payload["figures"], self)
        table = folded(summary="数据表")
        lines = StringList(payload["table"].splitlines(), self.env.docname)
        self.state.nested_parse(lines, self.content_offset, table)
        node += table
        self.set_source_info(node)
        return [node]

    def _drawing(self, payload: dict[str, Any]) -> drawing:
        if "awaits" in payload:
            return drawing("", awaited.box(payload["awaits"], awaited.CHART, self.env), name=payload["name"])
        return drawing(svg=payload["svg"], spec=payload["spec"], name=payload["name"])

    def _line(self, kind: str, text: str) -> nodes.Element:
        line = nodes.paragraph(classes=[kind])
        line += inline_nodes(text, self.env, self.get_location())
        return line


def source_line(figure_ids: list[str], directive: SphinxDirective) -> nodes.Element:
    """Say which documents and which figures a chart rests on."""
    book = ledger()
    line = nodes.paragraph(classes=["chart-source"])
    try:
        used = [book[each] for each in figure_ids]
    except UnknownFigureError as error:
        warn("figure-unknown", directive.get_location(), why=error)
        return line
    documents = dict.fromkeys(source for figure in used for source in figure.sources)
    names = "；".join(
        f"{book.sources[each].publisher}，{period_in_words(book.sources[each].date)}" for each in documents
    )
    line += nodes.Text(f"资料：{names or AWAITED}。数据：")
    for index, figure in enumerate(used):
        line += nodes.Text("、" if index else "")
        line += row_link(figure.id, figure.label, figure=figure.id)
    line += nodes.Text("。")
    return line


class AlternativeText(SphinxTransform):
    """Give each drawing the alternative text of its cell; a chart without one is an error."""

    default_priority = 800

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(drawing):
            text = _cell_metadata(node).get("alt", "")
            if not text:
                warn("chart-alt", cell_place(node, self.env))
            try:
                node["alt"] = ledger().fill(text)
            except (UnknownFigureError, ValueError) as error:
                warn("figure-unknown", cell_place(node, self.env), why=error)
                node["alt"] = text


def cell_of(node: nodes.Node) -> nodes.Node:
    """Return the cell that made a node, whose line is the cell's; the node's parent where none did."""
    above = node.parent
    while above is not None and "cell_metadata" not in above:
        above = above.parent
    return node.parent if above is None else above


def cell_place(node: nodes.Node, env: BuildEnvironment) -> tuple[str, int]:
    """Return the page and the line on which the cell that made a node begins; myst-nb counts on from there."""
    line = cell_of(node).line or 1
    text = Path(env.doc2path(env.docname)).read_text(encoding="utf-8")
    begun = [cell.line for cell in cells(text) if cell.line <= line]
    return env.docname, begun[-1] if begun else line


def _cell_metadata(node: nodes.Node) -> dict[str, Any]:
    cell = cell_of(node)
    return dict(cell.get("cell_metadata", {})) if isinstance(cell, nodes.Element) else {}


class DropSilentCells(SphinxTransform):
    """Remove what a cell without output leaves behind: an empty box."""

    default_priority = 801

    def apply(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.container)):
            if node.get("nb_element") == "cell_code" and not node.children:
                node.parent.remove(node)


def visit_chart_html(translator: Any, node: chart) -> None:
    translator.body.append(f'<figure class="chart" id="{node["ids"][0]}">')


def depart_chart_html(translator: Any, node: chart) -> None:
    translator.body.append("</figure>")


def visit_drawing_html(translator: Any, node: drawing) -> None:
    """Write both drawings; the style sheet shows the one that fits the column."""
    if "svg" not in node:
        return  # a box stands in its place
    root = to_root(translator.builder.current_docname)
    translator.body.append(
        f'<div class="chart-drawing" role="img" aria-label="{escape(node["alt"])}" '
        f'tabindex="0" data-vega="{root}{VEGA}">'
    )
    for size, svg in node["svg"].items():
        spec = json.dumps(node["spec"][size], ensure_ascii=False, sort_keys=True)
        spec = spec.replace("<", "\\u003c")  # no text may end the script element or open another
        translator.body.append(
            f'<div class="chart-{size}"><div class="chart-canvas" aria-hidden="true">{svg}</div>'
            f'<script type="application/json">{spec}</script></div>'
        )
    translator.body.append('</div><p class="chart-said" aria-live="polite"></p>')
    raise nodes.SkipNode


def visit_folded_html(translator: Any, node: folded) -> None:
    translator.body.append(f'<details class="folded"><summary>{escape(node["summary"])}</summary>')


def depart_folded_html(translator: Any, node: folded) -> None:
    translator.body.append("</details>")


def write_vega(app: Sphinx, error: Exception | None) -> None:
    """Put the live charts' library beside the pages, from the copy vl-convert carries."""
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir, VEGA)
    target.parent.mkdir(parents=True, exist_ok=True)
    bundle = _vega(kept_folder(app))
    if not target.exists() or target.read_text(encoding="utf-8") != bundle:
        target.write_text(bundle, encoding="utf-8")


def _vega(folder: Path) -> str:
    """Return the library, which takes seconds to put together, and keep it in a folder for the next build.

    It is wrapped in a function, since it would clash with names of Sphinx's own scripts.
    """
    how = hashlib.sha256((WRAPPED + SHOWN).encode()).hexdigest()[:8]
    kept = folder / f"vega-{version('vl-convert-python')}-{how}.js"
    if not kept.exists():
        import vl_convert

        folder.mkdir(parents=True, exist_ok=True)
        write_whole(kept, WRAPPED.format(vl_convert.javascript_bundle(SHOWN)))
    return kept.read_text(encoding="utf-8")


def kept_folder(app: Sphinx) -> Path:
    """Return the folder of what builds keep for the next: the one that editions share, or this build's own."""
    given = os.environ.get(RUNS_VARIABLE)
    return Path(given).resolve() if given else Path(app.outdir).resolve().parent / ".casebook"


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("chart", ChartDirective)
    app.add_node(chart, html=(visit_chart_html, depart_chart_html))
    app.add_node(drawing, html=(visit_drawing_html, pass_by))
    app.add_node(folded, html=(visit_folded_html, depart_folded_html))
    app.add_transform(AlternativeText)
    app.add_transform(DropSilentCells)
    assets.attach(app, drawing, "charts.js")
    app.connect("build-finished", write_vega)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
