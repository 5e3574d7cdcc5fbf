"""The contents in the sidebar, made once a folder and marked for each page.

The theme makes them anew for every page, which takes as long as the book has chapters: the whole
grows with the square. Pages of one folder differ only in what is marked as current, so the theme's
own text for the first page of a folder serves the others, with the marks moved.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from casebook.sphinx.addresses import page_address
from casebook.sphinx.noted import noted

# Functions in a page's context: the theme's, and what our template calls.
THEIRS, OURS = "generate_toctree_html", "contents"
OPENING = re.compile(r"<(?P<end>/?)(?P<tag>ul|li|details)\b[^>]*>")
CURRENT_LINK = '<a class="current reference internal" href="#">'
# What the theme writes on the way to the page that is shown, and elsewhere.
MARKED = ((" current active", ""), ('<ul class="current nav', '<ul class="nav'), ('<ul class="current">', "<ul>"),
          ('<details open="open">', "<details>"))  # fmt: skip


def unmarked(contents: str, file: str) -> str:
    """Return contents in which nothing is current; `file` is the page that was, as its folder names it."""
    contents = contents.replace(CURRENT_LINK, _link(file))
    for marked, bare in MARKED:
        contents = contents.replace(marked, bare)
    return contents


def marked(contents: str, file: str) -> str | None:
    """Return unmarked contents with a page of their folder as the current one; None where it is not listed once."""
    if contents.count(_link(file)) != 1:
        return None
    place = contents.index(_link(file))
    above: list[re.Match[str]] = []
    for tag in OPENING.finditer(contents, 0, place):
        above = above[:-1] if tag["end"] else [*above, tag]
    begin, after = contents[:place], contents[place:].replace(_link(file), CURRENT_LINK, 1)
    for tag in reversed(above):
        begin = begin[: tag.start()] + _as_current(tag) + begin[tag.end() :]
    below = OPENING.search(after)
    if below and below["tag"] == "details" and not below["end"]:  # the page has pages of its own below it
        after = after.replace("<details>", '<details open="open">', 1)
    return begin + after


def _link(file: str) -> str:
    return f'<a class="reference internal" href="{file}">'


def _as_current(tag: re.Match[str]) -> str:
    """Return an element's opening as the theme writes it above the current page."""
    if tag["tag"] == "details":
        return '<details open="open">'
    if tag["tag"] == "li":
        return re.sub(r"(toctree-l\d+)", r"\1 current active", tag[0], count=1)
    return '<ul class="current">' if tag[0] == "<ul>" else tag[0].replace('class="', 'class="current ', 1)


def begin(app: Sphinx, env: BuildEnvironment | None = None) -> None:
    """Forget the contents of an earlier build."""
    app.casebook_contents = {}  # type: ignore[attr-defined]


def offer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give templates a function that makes the contents of a folder's pages once.

    The theme puts its own into the context later, and then renders the sidebar a first time to see
    whether it is empty: so ours is there before, and asks for the theme's when it is called.
    """
    known: dict[tuple[object, ...], str] = app.casebook_contents  # type: ignore[attr-defined]
    folder, _, file = page_address(pagename).rpartition("/")

    def contents(**options: Any) -> str:
        key = (folder, *sorted(options.items()))
        if key in known and (found := marked(known[key], file)):
            return found
        made = str(context[THEIRS](**options))
        if made.count(CURRENT_LINK) == 1:
            known.setdefault(key, unmarked(made, file))
        return made

    context[OURS] = contents


def rewrite_when_contents_change(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have every page written again when a chapter has come, gone, moved or got another title: all pages list them."""
    trees = [(docname, [(each.get("caption"), each["entries"]) for each in toc.findall(addnodes.toctree)])
             for docname, toc in sorted(env.tocs.items())]  # fmt: skip
    now = [(docname, title.astext()) for docname, title in sorted(env.titles.items())], trees
    return [] if noted(env, "casebook_listed", now) in (None, now) else sorted(env.found_docs)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", begin)
    app.connect("env-updated", begin)  # an application may build more than once
    app.connect("env-updated", rewrite_when_contents_change)
    app.connect("html-page-context", offer, priority=400)  # before the theme renders the sidebar
    return {"parallel_read_safe": True, "parallel_write_safe": True}
