"""A banner on the pages whose date of review is past (see `casebook.review`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from casebook import review
from casebook.frontmatter import front_matter
from casebook.ledger import ledger
from casebook.sphinx import assets
from casebook.sphinx.warn import warn

UNQUOTED = re.compile(rf"^({review.FIELD}: *)(\d{{4}}-\d\d-\d\d)(?= *$)", re.MULTILINE)


class review_banner(nodes.General, nodes.Element):
    """Says that what follows should have been looked at again; its children are the words."""


class ReviewDate(SphinxTransform):
    """Put the banner under the page's title, and warn when the days of grace are over."""

    default_priority = 215

    def apply(self, **kwargs: Any) -> None:
        path = Path(self.env.doc2path(self.env.docname))
        value = front_matter(path).get(review.FIELD)
        if value is None:
            return
        day = review.parsed(value)
        place = (self.env.docname, _line(path))
        if day is None:
            warn("review-form", place, cell=value)
        elif values := review.late(day):
            warn("review-late", place, **values)
        page = next(iter(self.document.findall(nodes.section)), None)
        if day and page is not None and review.days_past(day):
            page.insert(1, banner(f"这一页应在{review.in_words(day)}以前对照来源复核，现在过了期限，还没有复核。"))


def _line(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(review.FIELD)), 1)


def banner(words: str) -> review_banner:
    """Return a banner of these words."""
    return review_banner("", nodes.paragraph("", words), classes=["generated"])


def late_sources() -> Iterator[tuple[str, date]]:
    """Yield the titles of the sources whose date is past, with the dates."""
    for source in ledger().sources.values():
        day = review.parsed(source.review_by)
        if day and review.days_past(day):
            yield source.title, day


def visit_banner_html(translator: Any, node: review_banner) -> None:
    translator.body.append('<div class="review-banner" role="note">')


def depart_banner_html(translator: Any, node: review_banner) -> None:
    translator.body.append("</div>")


def quote_date(app: Sphinx, docname: str, source: list[str]) -> None:
    """Have a date of front matter read as words, since a notebook's metadata can hold no other."""
    source[0] = UNQUOTED.sub(r'\1"\2"', source[0], count=1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(review_banner, html=(visit_banner_html, depart_banner_html))
    app.connect("source-read", quote_date)
    app.add_transform(ReviewDate)
    assets.attach(app, review_banner, "review.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
