"""The ledger in the book: every figure, claim and event with its origin and its uses.

``{ledger} TOPIC`` makes a topic's rows, ``{ledger-topics}`` the list of topics,
``{ledger-sources}`` the documents, ``{ledger-downloads}`` the files to take along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from casebook import downloads, parts
from casebook.findings import say
from casebook.ledger import Record, ledger
from casebook.quantity import AWAITED
from casebook.records import GRADES, Claim, Figure, Milestone, period_in_words
from casebook.reproducible import source_epoch
from casebook.review import in_words
from casebook.settings import settings
from casebook.sphinx.addresses import to_root
from casebook.sphinx.facts import AWAITED_CLASS, anchor, card_rows, depart_link_html, domain
from casebook.sphinx.noted import noted
from casebook.sphinx.review import banner, late_sources
from casebook.sphinx.warn import warn
from casebook.tables import content_digest

TOPIC = "ledger_topic"  # attribute of a topic's sections
GROUPS = {
    "reported": "报道与统计所载",
    "awaited": "待填的数",
    "derived": "由本书推算",
    "claims": "文字说法",
    "events": "有年份的事",
}

AWAITED_MEANING = "这些数还没有，要填什么写在各行里。用到它们的推算、图和表，也要等它们填上。"


class uses(nodes.General, nodes.Element):
    """Where a figure is used, filled in when every page has been read."""


class asset_link(nodes.Inline, nodes.TextElement):
    """A link to a file that the build leaves beside the pages; attribute `path`."""


class LedgerDirective(SphinxDirective):
    """All rows of a topic."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        topic = self.arguments[0]
        if topic not in ledger().topics:
            raise self.error(say("topic-unknown", name=topic, known="、".join(ledger().topics)))
        domain(self.env).pages[topic] = self.env.docname
        domain(self.env).note_topic(self.env.docname, topic)
        domain(self.env).note_tables(self.env.docname, "sources")
        sections = groups(topic, parts.rows(topic, 0, parts.printed(topic)))
        for section in sections:
            section[TOPIC] = topic
        return list(sections)


def groups(topic: str, rows: Mapping[str, Sequence[Record]]) -> list[nodes.section]:
    """Return a section for each group of a topic's rows, in their order."""
    return [_group(topic, key, map(_record, records)) for key, records in rows.items()]


def _record(record: Record) -> nodes.container:
    if isinstance(record, Figure):
        return _figure(record)
    return _claim(record) if isinstance(record, Claim) else _milestone(record)


def _group(topic: str, key: str, rows: Iterable[nodes.Element]) -> nodes.section:
    section = nodes.section(ids=[f"{topic}-{key}".replace("_", "-")], classes=["generated"])
    section += nodes.title("", GROUPS[key])
    if key == "awaited":
        section += nodes.paragraph("", AWAITED_MEANING)
    section += list(rows)
    return section


def _row(
    record_id: str, label: str, value: str, fields: Iterable[tuple[str, str]], *more: nodes.field
) -> nodes.container:
    row = nodes.container(ids=[anchor(record_id)], classes=["ledger-row"])
    head = nodes.paragraph(classes=["ledger-head"])
    head += nodes.strong("", label)
    head += nodes.inline("", value, classes=["ledger-value", *([AWAITED_CLASS] if value == AWAITED else [])])
    head += nodes.literal("", record_id)
    row += head
    table = nodes.field_list()
    for name, text in fields:
        if text:
            table += _field(name, nodes.paragraph("", text))
    table += list(more)
    row += table
    return row


def _field(name: str, body: nodes.Node) -> nodes.field:
    return nodes.field("", nodes.field_name("", name), nodes.field_body("", body))


def _figure(figure: Figure) -> nodes.container:
    used = _field("用于", uses(figure=figure.id))
    return _row(figure.id, figure.label, str(figure.quantity), card_rows(figure), used)


def _claim(claim: Claim) -> nodes.container:
    return _row(claim.id, claim.label, f"“{claim.quote}”", [
        ("时间", period_in_words(claim.period)), ("出处", _place(claim.source, claim.locator)),
        ("等级", GRADES[claim.grade]), ("说明", ledger().fill(claim.note)),
    ])  # fmt: skip


def _milestone(event: Milestone) -> nodes.container:
    fill = ledger().fill
    return _row(event.id, period_in_words(event.date), fill(event.event), [
        ("出处", _place(event.source, event.locator)), ("等级", GRADES[event.grade]), ("说明", fill(event.note)),
    ])  # fmt: skip


def _place(source: str, locator: str) -> str:
    document = ledger().sources[source]
    return "，".join(filter(None, [f"{document.publisher}《{document.title}》", locator]))


class LedgerUses(SphinxPostTransform):
    """Link each row to every place that uses it."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        link_uses(self.document, self.app.builder, self.env.docname)


def link_uses(document: nodes.document, builder: Builder, docname: str) -> None:
    """Put in place of each `uses` of a document the links to where its figure is used."""
    for node in list(document.findall(uses)):
        node.replace_self(_links(node["figure"], builder, docname))


def _links(figure_id: str, builder: Builder, docname: str) -> nodes.paragraph:
    line = nodes.paragraph()
    env = builder.env
    for user, places in domain(env).uses_of(figure_id):
        if line.children:
            line += nodes.Text("；")
        line += nodes.Text(f"{env.titles[user].astext()}（")
        uri = builder.get_relative_uri(docname, user)
        for number, place in enumerate(places, start=1):
            line += nodes.Text("、" if number > 1 else "")
            line += nodes.reference("", f"处{number}", refuri=f"{uri}#{place}", internal=True)
        line += nodes.Text("）")
    if not line.children:
        line += nodes.Text("本书正文未用")
    return line


class TopicsDirective(SphinxDirective):
    """The topics of the ledger with the number of their rows, linked to their pages."""

    def run(self) -> list[nodes.Node]:
        domain(self.env).note_tables(self.env.docname, "topics", "figures", "claims")
        listing = nodes.bullet_list(classes=["generated"])
        for topic in ledger().topics.values():
            figures, claims, _ = ledger().in_topic(topic.id)
            if figures or claims:
                awaited = sum(bool(each.awaits) for each in figures)
                to_fill = f"（{awaited}个待填）" if awaited else ""
                count = f"：{len(figures)}个数{to_fill}，{len(claims)}条文字说法"
                link = topic_link("", topic.label, topic=topic.id)
                listing += nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(count)))
        return [listing]


class topic_link(nodes.Inline, nodes.TextElement):
    """A link to a topic's page; attribute `topic`."""


class TopicLinks(SphinxPostTransform):
    """Resolve links to topic pages, and say which topic has no page."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(topic_link)):
            page = domain(self.env).pages.get(node["topic"])
            if page is None:
                warn("topic-page", self.env.docname, topic=node["topic"])
                node.replace_self(nodes.Text(node.astext()))
            else:
                uri = self.app.builder.get_relative_uri(self.env.docname, page)
                node.replace_self(nodes.reference("", node.astext(), refuri=uri, internal=True))


class SourcesDirective(SphinxDirective):
    """Every document that figures come from."""

    def run(self) -> list[nodes.Node]:
        domain(self.env).note_tables(self.env.docname, "sources")
        box = nodes.container(classes=["generated"])
        box += [
            banner(f"《{title}》应在{in_words(day)}以前复核，现在过了期限，还没有复核。")
            for title, day in late_sources()
        ]
        for source in ledger().sources.values():
            fields = [("作者", source.author), ("发布", source.publisher), ("日期", period_in_words(source.date)),
                      ("版权", source.rights), ("说明", source.note)]  # fmt: skip
            box += _row(f"source.{source.id}", source.title, "", fields)
        return [box]


class DownloadsDirective(SphinxDirective):
    """Links to the data in each form."""

    def run(self) -> list[nodes.Node]:
        listing = nodes.bullet_list(classes=["generated"])
        for path, label in downloads.files().items():
            link = asset_link("", label, path=f"{downloads.FOLDER}/{path}")
            listing += nodes.list_item("", nodes.paragraph("", "", link))
        return [listing]


def visit_asset_link_html(translator: Any, node: asset_link) -> None:
    href = to_root(translator.builder.current_docname) + node["path"]
    translator.body.append(f'<a href="{escape(href)}" download>')


def rewrite_when_uses_change(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have those of the ledger's pages written again whose rows are used elsewhere than before."""
    now = {docname: (env.titles[docname].astext(), list(used)) for docname, used in domain(env).uses.items()}
    before: dict[str, Any] | None = noted(env, "casebook_used", now)
    if before is None:
        return sorted(set(domain(env).pages.values()))
    figures = ledger().figures
    changed = [each for docname in now.keys() | before.keys() if now.get(docname) != before.get(docname)
               for each in (now.get(docname), before.get(docname)) if each]  # fmt: skip
    topics = {figures[figure_id].topic for _, used in changed for figure_id, _ in used if figure_id in figures}
    return sorted({page for topic, page in domain(env).pages.items() if topic in topics})


def write_downloads(app: Sphinx, error: Exception | None) -> None:
    """Write the data to take along, unless they stand there as this build would write them."""
    if error or app.builder.format != "html":
        return
    parts_of_key = (content_digest(), app.config.casebook_code, str(source_epoch()), repr(settings()))
    key = hashlib.sha256("\0".join(parts_of_key).encode()).hexdigest()
    record = Path(app.doctreedir, "downloads.key")
    there = all(Path(app.outdir, downloads.FOLDER, name).exists() for name in downloads.files())
    if not there or not record.exists() or record.read_text(encoding="utf-8") != key:
        record.unlink(missing_ok=True)
        downloads.write(Path(app.outdir))
        record.write_text(key, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("ledger-topics", TopicsDirective)
    app.add_directive("ledger-sources", SourcesDirective)
    app.add_directive("ledger-downloads", DownloadsDirective)
    app.add_node(asset_link, html=(visit_asset_link_html, depart_link_html))
    app.add_post_transform(LedgerUses)
    app.add_post_transform(TopicLinks)
    app.connect("env-updated", rewrite_when_uses_change)
    app.connect("build-finished", write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
