"""Typst's syntax, as far as the writer needs it: text, strings and labels that mean themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
BREAKS = re.compile(r"\s*\n\s*")


def escape(text: str) -> str:
    """Return text as markup that prints it as it stands, on one line."""
    return PUNCTUATION.sub(r"\\\g<0>", BREAKS.sub(" ", text))


def string(text: str) -> str:
    """Return text as a string literal of Typst's code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def array(items: Iterable[str]) -> str:
    """Return an array of code; one of a single item has the comma that it needs."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


def target(docname: str, node_id: str = "") -> str:
    """Return the label of a node, or of a whole document: unique in the book."""
    return f"{docname}#{node_id}" if node_id else docname
