"""What only the trainer's edition holds: ``{trainer}`` blocks, solutions, whole pages.

In the learner's edition none of it is read at all, so nothing can carry it on: no index, no
cross reference, no use in the ledger, no footnote. The trainer's edition reads everything, and
`make book` builds both, so that every check covers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.directive import SolutionDirective
from sphinx_external_toc.api import SiteMap

from casebook.editions import Edition, current, is_trainers

LABEL = "教师"


class TrainerDirective(SphinxDirective):
    """A box for the trainer; headings in it stand outside the table of contents."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        if current() is not Edition.TRAINER:
            return []
        self.assert_has_content()
        box = nodes.admonition(classes=["trainer"])
        self.set_source_info(box)
        box += self._title()
        self.state.nested_parse(self.content, self.content_offset, box)
        for heading in box.findall(nodes.rubric):
            heading["heading-level"] = heading.get("level", 3)
        return [box]

    def _title(self) -> nodes.title:
        words, messages = self.parse_inline(self.arguments[0]) if self.arguments else ([], [])
        title = nodes.title("", "", nodes.inline("", LABEL, classes=["trainer-label"]))
        self.set_source_info(title)
        if words:
            title += [nodes.Text("："), *words, *messages]
        return title


class TrainersSolution(SolutionDirective):  # type: ignore[misc]  # the package is untyped
    """The answer to an exercise, which is the trainer's."""

    def run(self) -> list[nodes.Node]:
        if current() is not Edition.TRAINER:
            return []
        return list(super().run())


class GatedSolution(SphinxDirective):
    """``{solution-start}``, whose text stands outside of it, where nothing could hold it back."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        raise self.error(
            f"{self.name} 会把答案漏进学员版。应为：整个答案写在 solution 块里。改法：用 :::{{solution}} 编号 … :::"
        )


def drop_trainers_pages(app: Sphinx, config: Config) -> None:
    """Take the trainer's pages, with what stands under them, out of the learner's edition."""
    if current() is Edition.TRAINER:
        return
    site: SiteMap = config.external_site_map
    dropped: set[str] = set()
    for docname in list(site):
        path = Path(app.srcdir, f"{docname}.md")
        if docname not in dropped and path.exists() and is_trainers(path):
            dropped.update(_with_descendants(site, docname))
    for docname in dropped:
        del site[docname]
    for document in site.values():
        for tree in document.subtrees:
            tree.items = [item for item in tree.items if str(item) not in dropped]
        document.subtrees = [tree for tree in document.subtrees if tree.items]
    config.exclude_patterns = [*config.exclude_patterns, *(f"{docname}.md" for docname in sorted(dropped))]


def _with_descendants(site: SiteMap, docname: str) -> Iterator[str]:
    yield docname
    for child in site[docname].child_files():
        yield from _with_descendants(site, child)


def add_edition(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell templates which edition they make: ``edition`` its name, ``edition_label`` in Chinese."""
    context["edition"] = str(current())
    context["edition_label"] = current().label


def setup(app: Sphinx) -> dict[str, Any]:
    try:
        edition = current()
    except ValueError as error:
        raise ConfigError(str(error)) from None
    if edition is Edition.TRAINER:
        app.tags.add(edition)
        app.add_css_file("edition.css", priority=950)
    app.setup_extension("sphinx_exercise")  # whose answers are held back here
    # Sphinx reads every page again when this value changes.
    app.add_config_value("casebook_edition", str(edition), "env")
    app.add_directive("trainer", TrainerDirective)
    app.add_directive("solution", TrainersSolution, override=True)
    app.add_directive("solution-start", GatedSolution, override=True)
    app.add_directive("solution-end", GatedSolution, override=True)
    # After the table of contents has been read.
    app.connect("config-inited", drop_trainers_pages, priority=950)
    app.connect("html-page-context", add_edition)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
