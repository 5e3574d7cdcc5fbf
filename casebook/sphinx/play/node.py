"""The node all of them share: data for a script, and the form on paper as children.

The page carries both. The script of the node's kind builds its controls from the data and
the style sheet then hides the paper form on screen; print has it back unless something was
filled in. Builders that do not know the node print its children.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from casebook.charts.table import Table
from casebook.ledger import UnknownFigureError, ledger
from casebook.quantity import AwaitedError
from casebook.records import Figure
from casebook.sphinx import assets, awaited
from casebook.sphinx.facts import domain, pass_by

LINE = "＿＿＿＿"  # to write on, where a sentence leaves a blank

# The scripts of each kind, after those that every kind needs.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "forecast": ("forecast.js",),
    "guesses": ("forecast.js",),
    "allocation": ("allocation.js",),
    "area": ("area.js",),
    "points": ("points.js",),
    "duty": ("roster.js", "duty.js"),
    "comparison": ("csv.js", "comparison.js"),
}


class play(nodes.General, nodes.Element):
    """Something to do in the page; attributes `kind`, `label` and `data`, which JSON can hold."""


class PlayDirective(SphinxDirective):
    """What the directives share: making the node and its paper form."""

    kind: ClassVar[str]
    label: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        """Return what is to be done, or a box where it has awaited figures to start from."""
        try:
            return self.build()
        except AwaitedError as error:
            return [awaited.box(error.rows, awaited.PLAY, self.env)]

    def build(self) -> list[nodes.Node]:
        """Return the nodes of the directive; an `AwaitedError` may go through."""
        raise NotImplementedError

    @staticmethod
    def need(*figures: Figure) -> None:
        """See that every figure has a value; `AwaitedError` names all rows that have none."""
        if rows := dict.fromkeys(row for each in figures for row in each.awaits):
            raise AwaitedError(tuple(rows))

    def make(self, data: dict[str, Any], *paper: Table | str, rests_on: tuple[str, ...] = ("figures",)) -> play:
        """Return the node; `paper` is tables and lines of MyST, `rests_on` the ledger's tables in the data."""
        domain(self.env).note_tables(self.env.docname, *rests_on)
        node = play(kind=self.kind, label=self.label, data=data, ids=[f"play-{self.kind}"])
        for block in paper:
            self.parse(block.markdown() if isinstance(block, Table) else block, node)
        self.set_source_info(node)
        return node

    def figure(self, figure_id: str) -> Figure:
        """Return a figure; the directive fails where there is none."""
        try:
            return ledger()[figure_id]
        except UnknownFigureError as error:
            raise self.error(str(error)) from None

    def parse(self, text: str, parent: nodes.Element) -> None:
        """Parse MyST under a node."""
        self.state.nested_parse(StringList(text.splitlines(), self.env.docname), self.content_offset, parent)


def visit_play_html(translator: Any, node: play) -> None:
    data = json.dumps(node["data"], ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    translator.body.append(
        f'<div class="play" id="{node["ids"][0]}" data-play="{node["kind"]}" role="group" '
        f'aria-label="{escape(node["label"])}"><script type="application/json">{data}</script>'
        '<div class="play-paper">'
    )


def depart_play_html(translator: Any, node: play) -> None:
    translator.body.append("</div></div>")


def add_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the scripts of the kinds that a page holds."""
    kinds = dict.fromkeys(node["kind"] for node in doctree.findall(play)) if doctree is not None else {}
    for file in dict.fromkeys(file for kind in kinds for file in SCRIPTS[kind]):
        app.add_js_file(file, priority=510, loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(
        play,
        html=(visit_play_html, depart_play_html),
        revealjs=(pass_by, pass_by),
        typst=(pass_by, pass_by),
    )
    assets.attach(app, play, "play.js", "play.css")
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
