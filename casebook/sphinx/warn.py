"""One way to tell a fault of the text: by the key of a saying, at its place."""

from __future__ import annotations

from typing import Any

from sphinx.util import logging

from casebook.findings import say

TYPE = "casebook"  # of this book's own warnings, in Sphinx's records

logger = logging.getLogger(__name__)


def warn(key: str, location: Any, **values: object) -> None:
    """Log the saying of `key` as a warning, which makes the book's build fail.

    Args:
        location: a node, a document's name, or a pair of name and line.
    """
    logger.warning("%s", say(key, **values), location=location, type=TYPE, subtype=key)
