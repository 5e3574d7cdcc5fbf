"""The further parts of a long topic: pages of the web alone, with everything about them that a page has.

The topic's page is the first part and keeps the rows that stand on it. Whenever it is written, the
others are written beside it, from the ledger, as if they were that page: with its sidebar, scripts
and policy. In print a topic is one list; one that is too long for paper tells where its rows are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.io import StringOutput
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import new_document

from casebook import parts
from casebook.ledger import Record, ledger
from casebook.sphinx import assets
from casebook.sphinx.addresses import WRITTEN, page_address
from casebook.sphinx.facts import domain
from casebook.sphinx.ledger_pages import TOPIC, groups, link_uses

PART = "casebook_part"  # in a page's context: the `Part` that it is
WRITTEN_PARTS = "ledger-parts.json"  # beside Sphinx's environment


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a topic's page.

    Attributes:
        address: from the book's root.
        title: of the page; only further parts have another than the topic's page.
        description: what is on it.
    """

    topic: str
    number: int
    address: str
    title: str
    description: str


class parts_list(nodes.General, nodes.Element):
    """Which rows are on which part, and the way to each; attributes `topic` and `number`."""


class parts_ways(nodes.General, nodes.Element):
    """The ways to the parts before and after this one; attributes `topic` and `number`."""


def further_parts(env: BuildEnvironment, docname: str) -> list[Part]:
    """Return the parts after the first of all topics on a document."""
    topics = [topic for topic, page in domain(env).pages.items() if page == docname]
    return [_part(env, topic, number) for topic in topics for number in range(2, parts.number_of(topic) + 1)]


def all_further_parts(env: BuildEnvironment) -> Iterator[Part]:
    """Yield the further parts of every topic."""
    for docname in dict.fromkeys(domain(env).pages.values()):
        yield from further_parts(env, docname)


def _part(env: BuildEnvironment, topic: str, number: int) -> Part:
    docname = domain(env).pages[topic]
    title = f"{env.titles[docname].astext()}（第{number}页，共{parts.number_of(topic)}页）"
    description = f"{title}：{_from_to(topic, number)}。每行一个数，带含混的程度、时间、出处和等级。"
    return Part(topic, number, parts.address(page_address(docname), topic, number), title, description)


def _from_to(topic: str, number: int) -> str:
    records = [each for group in parts.rows_of_part(topic, number).values() for each in group]
    first, last = _label(records[0]), _label(records[-1])
    return f"“{first}”一行" if len(records) == 1 else f"从“{first}”到“{last}”"


def _label(record: Record) -> str:
    return getattr(record, "label", None) or ledger().fill(record.event)  # type: ignore[union-attr]


# ---------- the first part ----------


class CutTopics(SphinxPostTransform):
    """Leave on a topic's page the rows of its first part, and add the ways to the others."""

    default_priority = 4  # before the uses of rows that go are linked

    def run(self, **kwargs: Any) -> None:
        for topic in dict.fromkeys(section[TOPIC] for section in self._sections()):
            sections = [section for section in self._sections() if section[TOPIC] == topic]
            first, last = sections[0], sections[-1]
            if self.app.builder.format != "html":
                if parts.printed(topic) < parts.count(topic):
                    _insert(first, 0, _told_in_print(topic))
            elif parts.number_of(topic) > 1:
                _insert(first, 0, parts_list(topic=topic))
                _insert(last, 1, parts_ways(topic=topic, number=1))
                _cut(sections)

    def _sections(self) -> Iterator[nodes.section]:
        return (section for section in self.document.findall(nodes.section) if TOPIC in section)


def _insert(section: nodes.section, offset: int, node: nodes.Node) -> None:
    """Put a node before a section, or after it."""
    section.parent.insert(section.parent.index(section) + offset, node)


def _cut(sections: list[nodes.section]) -> None:
    """Drop the rows that are not of the first part, and sections that are left without any."""
    left = parts.ROWS
    for section in sections:
        heading, *rows = section.children
        section.children = [heading, *rows[:left]]
        left -= min(left, len(rows))
        if len(section) == 1:
            section.parent.remove(section)


def _told_in_print(topic: str) -> nodes.paragraph:
    total, printed = parts.count(topic), parts.printed(topic)
    text = f"这个主题共{total:,}行，这里印最前面的{printed}行；全部各行见网页版的台账和下载的数据表。"
    return nodes.paragraph("", text, classes=["generated"])


def note_part(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a long topic's page, and its further parts, a table of contents that leads to the right part."""
    if doctree is None:
        return
    topic = next((node["topic"] for node in doctree.findall(parts_ways)), None)
    if topic is None:
        return
    page, here = page_address(pagename), context[PART].number if PART in context else 1
    lines = []
    for key, records in ledger().rows(topic).items():
        if records:
            number = parts.part_of(records[0].id)
            file = "" if number == here else parts.address(page, topic, number).rpartition("/")[2]
            group = groups(topic, {key: []})[0]
            address = f"{file}#{group['ids'][0]}"
            lines.append(f'<li><a class="reference internal" href="{address}">{group.astext()}</a></li>')
    title = escape(app.env.titles[pagename].astext())
    context["toc"] = (
        f'<ul>\n<li><a class="reference internal" href="#">{title}</a><ul>\n{"".join(lines)}</ul></li></ul>'
    )


# ---------- the further parts ----------


def write_parts(app: Sphinx, docname: str) -> None:
    """Write the further parts of a page that has been written."""
    builder = app.builder
    found = further_parts(app.env, docname)
    if not found or not isinstance(builder, StandaloneHTMLBuilder):
        return
    around = builder.get_doc_context(docname, "", "")
    for part in found:
        doctree = _doctree(part, docname, builder)
        builder.docwriter.write(doctree, StringOutput(encoding="utf-8"))
        builder.docwriter.assemble_parts()
        own = {"title": escape(part.title), "body": builder.docwriter.parts["fragment"], PART: part}
        target = Path(app.outdir, part.address)
        builder.handle_page(docname, around | own, outfilename=str(target), event_arg=doctree)


def _doctree(part: Part, docname: str, builder: StandaloneHTMLBuilder) -> nodes.document:
    """Return a part as a document whose cross references are resolved."""
    document = new_document(docname)
    document.settings = builder.docsettings
    section = nodes.section(ids=[f"{part.topic.replace('_', '-')}-rows"])
    section += nodes.title("", part.title)
    section += parts_ways(topic=part.topic, number=part.number)
    section += groups(part.topic, parts.rows_of_part(part.topic, part.number))
    section += parts_ways(topic=part.topic, number=part.number)
    document += section
    link_uses(document, builder, docname)
    return document


def drop_old_parts(app: Sphinx, error: Exception | None) -> None:
    """Remove the parts of an earlier build that there are no more."""
    if error or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    record = Path(app.doctreedir, WRITTEN_PARTS)
    now = [part.address for part in all_further_parts(app.env)]
    before = json.loads(record.read_text(encoding="utf-8")) if record.exists() else []
    for address in set(before) - set(now):
        Path(app.outdir, address).unlink(missing_ok=True)
    record.write_text(json.dumps(now), encoding="utf-8")


# ---------- the ways between them ----------


def _href(translator: Any, topic: str, number: int) -> str:
    page = page_address(domain(translator.builder.env).pages[topic])
    return parts.address(page, topic, number).rpartition("/")[2]


def visit_list_html(translator: Any, node: parts_list) -> None:
    """Write which rows are on which part."""
    topic = node["topic"]
    total, number_of = parts.count(topic), parts.number_of(topic)
    lines = "".join(
        f'<li><a href="{escape(_href(translator, topic, number))}">第{number}页</a>'
        f"<span>{escape(_from_to(topic, number))}</span></li>"
        for number in range(1, number_of + 1)
    )
    translator.body.append(
        f'<details class="ledger-parts"><summary>这个主题共{total:,}行，分{number_of}页，每页{parts.ROWS}行；'
        f"各页有哪些</summary><ol>{lines}</ol></details>"
    )
    raise nodes.SkipNode


def visit_ways_html(translator: Any, node: parts_ways) -> None:
    """Write the ways to the parts before and after."""
    topic, number, last = node["topic"], node["number"], parts.number_of(node["topic"])
    ways = [f'<span class="ledger-part">第{number}页，共{last}页</span>']
    if number > 1:
        ways.insert(0, f'<a rel="prev" href="{escape(_href(translator, topic, number - 1))}">上一页</a>')
    if number < last:
        ways.append(f'<a rel="next" href="{escape(_href(translator, topic, number + 1))}">下一页</a>')
    translator.body.append(f'<nav class="ledger-ways" aria-label="这个主题的各页">{"".join(ways)}</nav>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(parts_list, html=(visit_list_html, None))
    app.add_node(parts_ways, html=(visit_ways_html, None))
    app.add_post_transform(CutTopics)
    assets.attach(app, parts_ways, "ledger-parts.css")
    app.connect("html-page-context", note_part, priority=400)  # before the theme takes the table of contents
    app.connect(WRITTEN, write_parts)
    app.connect("build-finished", drop_old_parts, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
