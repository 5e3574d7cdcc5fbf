"""Works cited, set as GB/T 7714 sets them: ``{cite}`key``` and ``{bibliography}``.

The works stand in ``book/references.bib``. sphinxcontrib-bibtex does the rest but for two
things: its styles speak English, and it leaves pages as they are when a work's number changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting import BaseStyle
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from casebook.sphinx.noted import noted

WORKS = "book/references.bib"
STYLE = "gbt7714"
MARKS = {"book": "M", "article": "J", "misc": "Z"}  # GB/T 7714's letters for kinds of works


class ChineseStyle(BaseStyle):  # type: ignore[misc]  # pybtex is untyped
    """Author. Title[M]. Place: publisher, year. Note."""

    default_name_style = "plain"
    default_label_style = "number"
    default_sorting_style = "none"  # as cited, which the extension has seen to

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> Any:
        """Return an entry's text with its label."""
        from pybtex.style import FormattedEntry

        return FormattedEntry(entry.key, Text(description(entry)), label)


def description(entry: Entry) -> str:
    """Return a work's description; what a work lacks is left out."""
    fields = entry.fields
    authors = ", ".join(person_name(person) for person in entry.persons.get("author", []))
    title = f"{fields['title']}[{MARKS.get(entry.type, 'Z')}]"
    house = ": ".join(filter(None, [fields.get("address"), fields.get("publisher")]))
    imprint = ", ".join(filter(None, [house or fields.get("journal"), fields.get("year")]))
    return ". ".join(filter(None, [authors, title, imprint, fields.get("note")])) + "."


def person_name(person: Person) -> str:
    """Return a Chinese or corporate name whole, a foreign one as ``OSTROM E``."""
    last = " ".join(person.prelast_names + person.last_names).strip("{}")
    initials = " ".join(name[0] for name in person.first_names + person.middle_names)
    return f"{last.upper()} {initials}" if initials else last


def configure(app: Sphinx, config: Config) -> None:
    """Set the extension up for this book; without a file of works there are none."""
    config.bibtex_bibfiles = [WORKS] if Path(app.confdir, WORKS).exists() else []
    config.bibtex_default_style = STYLE
    config.bibtex_reference_style = "label"
    config.bibtex_cite_id = "cite-{key}"
    config.bibtex_bibliography_id = "works-{bibliography_count}"


def rewrite_when_numbers_change(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have every page that cites, or lists works, written again when a number or a work has changed."""
    domain: Any = env.get_domain("cite")
    now = [(each.key, each.formatted_entry.label, str(each.formatted_entry.text)) for each in domain.citations]
    if noted(env, "casebook_works", now) == now:
        return []
    listing = {key.docname for key in domain.bibliographies}
    return sorted(listing | {reference.docname for reference in domain.citation_refs})


def visit_citation_html(translator: Any, node: nodes.citation) -> None:
    """Write a work as an item of its list; the role that docutils gives it is no longer to be used."""
    start = len(translator.body)
    type(translator).visit_citation(translator, node)
    translator.body[start:] = [
        each.replace('role="doc-biblioentry"', 'role="listitem"') for each in translator.body[start:]
    ]


def depart_citation_html(translator: Any, node: nodes.citation) -> None:
    type(translator).depart_citation(translator, node)


def setup(app: Sphinx) -> dict[str, Any]:
    register_plugin("pybtex.style.formatting", STYLE, ChineseStyle, force=True)
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_node(nodes.citation, override=True, html=(visit_citation_html, depart_citation_html))
    app.connect("config-inited", configure)
    app.connect("env-updated", rewrite_when_numbers_change, priority=900)  # when the numbers have been given
    return {"parallel_read_safe": True, "parallel_write_safe": True}
