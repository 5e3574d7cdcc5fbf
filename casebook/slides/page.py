"""How a deck is shown on the web: our own page around Reveal, and the book's nodes on a slide."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from casebook import parts
from casebook.editions import Edition, current
from casebook.ledger import ledger
from casebook.settings import settings
from casebook.slides import reveal
from casebook.slides.decks import PAGES, chapter_title, deck, decks
from casebook.slides.drawings import largest
from casebook.slides.nodes import COVER, KINDS, deck_list, kind_mark, minutes_of, notes, slide, slide_title
from casebook.sphinx import charts, facts, quiz
from casebook.sphinx.addresses import page_address
from casebook.sphinx.facts import anchor, card_rows, depart_link_html, pass_by
from casebook.tables import ROOT

STATIC = Path(__file__).with_name("static")
THEMES = Path(__file__).with_name("theme")
THEME = "casebook-slides"
LEDGER_PAGES = ROOT / "book" / "evidence" / "ledger"
LEDGER_TOPIC = re.compile(r"^```\{ledger\} (\w+)$", re.MULTILINE)
TO_BOOK = "../" * len(Path(PAGES).parts)
MARKED = ("decision", "vote", "stop")  # the kinds whose name the slide shows
GROUNDS = {"decision": "#f4f0e6", "vote": "#f4f0e6", "stop": "#2b2b2b"}


def policy(edition: Edition) -> str:
    """Return a deck's content security policy.

    The speaker's window is written by Reveal with a script in it, and shows the deck in frames;
    it lives by the policy of the page that opens it. Only the trainer's edition has one.
    """
    speaker = edition is Edition.TRAINER
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'" + (" 'unsafe-inline'" if speaker else ""),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            *(["frame-src 'self'"] if speaker else []),
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def configure(app: Sphinx, config: Config) -> None:
    """Set what belongs to this package rather than to a book."""
    shared = Path(quiz.__file__).with_name("static")
    files = [STATIC, *(shared / name for name in ("quiz.css", "quiz.js")), ROOT / "book" / "_images" / "rings.svg"]
    config.revealjs_static_path = [os.path.relpath(each, app.confdir) for each in files]
    config.revealjs_html_theme = THEME
    config.revealjs_style_theme = "slides.css"


def add_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell the page which deck it is, and where the chapters are that it serves."""
    edition = current()
    context |= {"edition": str(edition), "edition_label": edition.label, "policy": policy(edition), "book": TO_BOOK}
    context |= {"colour": "ink", "chapters": [], "file": "", "label": "课件",
                "name": settings().name}  # fmt: skip
    if pagename in settings().decks:
        this = deck(pagename)
        chapters = [(TO_BOOK + page_address(each), chapter_title(each), each in this.after) for each in this.chapters]
        context |= {"colour": this.colour, "chapters": chapters, "file": TO_BOOK + this.file, "label": this.label}


def need_no_contents(app: Sphinx, doctree: nodes.document) -> None:
    """Say of each deck that it stands in no table of contents."""
    app.env.metadata[app.env.docname]["orphan"] = ""


def settle(app: Sphinx, error: Exception | None) -> None:
    """Leave beside the slides what they use and nothing else."""
    if not error:
        reveal.settle(Path(app.outdir, "_static"), notes=current() is Edition.TRAINER)
        for name in (".buildinfo", "objects.inv"):
            Path(app.outdir, name).unlink(missing_ok=True)


# ---------- slides ----------


def visit_slide(translator: Any, node: slide) -> None:
    kind = node["kind"]
    classes = " ".join(["slide", *filter(None, [f"slide-{kind}" if kind else "", _build(node)])])
    timing = f' data-timing="{int(minutes_of(node) * 60)}"' if current() is Edition.TRAINER else ""
    ground = f' data-background-color="{GROUNDS[kind]}"' if kind in GROUNDS else ""
    translator.body.append(f'<section class="{classes}" data-kind="{kind}"{timing}{ground}>\n')
    if kind in MARKED:
        translator.body.append(f'<p class="slide-mark">{KINDS[kind]}</p>\n')


def _build(node: slide) -> str:
    """Return the class that says what fills a slide; one of words alone has larger type."""
    if any(node.findall(charts.chart)):
        return "slide-with-chart"
    return "" if any(node.findall(lambda each: isinstance(each, (nodes.table, quiz.quiz)))) else "slide-words"


def depart_slide(translator: Any, node: slide) -> None:
    if node["kind"] == COVER:
        translator.body.append('<img class="slide-rings" src="_static/rings.svg" alt="" />')
        translator.body.append(f'<p class="slide-edition">课件 · {current().label}</p>\n')
    translator.body.append("</section>\n")


def visit_slide_title(translator: Any, node: slide_title) -> None:
    translator.body.append("<h1>" if node["first"] else "<h2>")


def depart_slide_title(translator: Any, node: slide_title) -> None:
    translator.body.append("</h1>\n" if node["first"] else "</h2>\n")


def visit_notes(translator: Any, node: notes) -> None:
    translator.body.append(f'<aside class="notes"><p><strong>{escape(node["when"])}</strong></p>\n')


def depart_notes(translator: Any, node: notes) -> None:
    translator.body.append("</aside>\n")


def visit_deck_list(translator: Any, node: deck_list) -> None:
    rows = "".join(
        f'<tr><td><a href="{each.name}.html">{each.label}</a></td><td>{each.minutes}分钟</td>'
        f'<td><a href="{TO_BOOK}{each.file}" download>.pptx</a></td></tr>'
        for each in decks()
    )
    translator.body.append(
        "<table><thead><tr><th>网页课件</th><th>90分钟的课里</th><th>可改的文件</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    raise nodes.SkipNode


# ---------- the book's nodes on a slide ----------


def ledger_pages() -> dict[str, str]:
    """Return the address of each topic's ledger page, from the slides."""
    pages = sorted(LEDGER_PAGES.glob("*.md"))
    return {
        topic: f"{TO_BOOK}evidence/ledger/{page.stem}.html"
        for page in pages
        for topic in LEDGER_TOPIC.findall(page.read_text(encoding="utf-8"))
    }


def _row(figure_id: str, env: BuildEnvironment) -> str:
    """Return the attributes of a link to a figure's row; it opens beside the slides."""
    figure = ledger().figures[figure_id]
    page = env.casebook_ledger_pages.get(figure.topic)  # type: ignore[attr-defined]
    vouched = escape("\n".join(f"{name}：{text}" for name, text in card_rows(figure) if text))
    page = page and parts.address_of(figure, page)
    address = f' href="{page}#{anchor(figure_id)}" target="_blank" rel="noopener"' if page else ""
    return f'{address} title="{vouched}"'


def visit_fact(translator: Any, node: facts.fact) -> None:
    classes = " ".join(["fact", *node["classes"]])
    translator.body.append(f'<a class="{classes}"{_row(node["figure"], translator.builder.env)}>')


def visit_row_link(translator: Any, node: facts.row_link) -> None:
    translator.body.append(f'<a class="row-link"{_row(node["figure"], translator.builder.env)}>')


def visit_chart(translator: Any, node: charts.chart) -> None:
    translator.body.append('<figure class="chart">')


def visit_drawing(translator: Any, node: charts.drawing) -> None:
    """Write the drawing that reads best; a slide has one size."""
    if "svg" not in node:
        return  # a box stands in its place
    drawn = largest(node["svg"])
    translator.body.append(
        f'<div class="chart-drawing" role="img" aria-label="{escape(node["alt"])}"'
        f' style="width: {drawn.width:.0f}px; height: {drawn.height:.0f}px">{drawn.svg}</div>'
    )
    raise nodes.SkipNode


def skip(translator: Any, node: nodes.Element) -> None:
    """Leave out what a slide has no room for: a chart's table stands in the chapter."""
    raise nodes.SkipNode


def depart_chart(translator: Any, node: charts.chart) -> None:
    translator.body.append("</figure>\n")


def setup(app: Sphinx) -> None:
    titles = {each: chapter_title(each) for this in decks() for each in this.chapters}
    app.add_config_value("casebook_chapter_titles", titles, "html")
    app.add_html_theme(THEME, str(THEMES))
    app.connect("config-inited", configure, priority=100)
    app.connect("builder-inited", lambda app: setattr(app.env, "casebook_ledger_pages", ledger_pages()))
    app.connect("doctree-read", need_no_contents)
    app.connect("html-page-context", add_context)
    app.connect("build-finished", settle)
    app.add_domain(facts.FactDomain)
    app.add_role("fact", facts.FactRole())
    app.add_role("plain", facts.PlainRole())
    app.add_directive("chart", charts.ChartDirective)
    app.add_transform(charts.AlternativeText)
    app.add_transform(charts.DropSilentCells)
    for node, visit, depart in (
        (slide, visit_slide, depart_slide),
        (slide_title, visit_slide_title, depart_slide_title),
        (notes, visit_notes, depart_notes),
        (kind_mark, skip, None),
        (deck_list, visit_deck_list, None),
        (facts.fact, visit_fact, depart_link_html),
        (facts.row_link, visit_row_link, depart_link_html),
        (facts.plain, pass_by, pass_by),
        (charts.chart, visit_chart, depart_chart),
        (charts.drawing, visit_drawing, pass_by),
        (charts.folded, skip, None),
    ):
        app.add_node(node, revealjs=(visit, depart))
