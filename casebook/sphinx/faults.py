"""What Sphinx and its parts complain of, said as this book says it: in Chinese, with the mending.

Their warnings are known by their type where they have one, and by their English words; what they
name is taken from the words. One that is not known here keeps its words, in a Chinese sentence.
"""

from __future__ import annotations

import logging
import os
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE, WarningStreamHandler

from casebook.findings import say
from casebook.sphinx.warn import TYPE
from casebook.tables import ROOT

# The warning's words, whose groups fill in the saying. Of two that fit, the first is taken.
KNOWN = tuple(
    (re.compile(pattern, re.DOTALL), key)
    for pattern, key in (
        (r"undefined label: '(?P<label>.*?)'", "label-unknown"),
        (r"Failed to create a cross reference.*: '?(?P<label>[^']*)'?$", "label-untitled"),
        (r"unknown (?:source )?document:? '(?P<page>.*?)'", "page-unknown"),
        (r"Could not find document: (?P<page>.*)", "page-unknown"),
        (r"'myst' (?:cross-)?reference target not found: '(?P<target>.*?)'", "link-unknown"),
        (r"local id not found in doc '.*?': '(?P<target>.*?)'", "link-unknown"),
        (r"duplicate label (?P<label>.*?), other instance in (?P<other>.*)", "label-twice"),
        (r"Duplicate (?:explicit|implicit) target name: \"(?P<label>.*?)\"", "label-twice-here"),
        (r"Duplicate ID: \"(?P<label>.*?)\"", "label-twice-here"),
        (r"duplicate term description of (?P<term>.*?), other instance in (?P<other>.*)", "term-twice"),
        (r"image file not readable: (?P<path>.*)", "image-missing"),
        (r"image file (?P<path>.*) not readable", "image-missing"),
        (r"download file not readable: (?P<path>.*)", "download-missing"),
        (r"Unknown interpreted text role \"(?P<name>.*?)\"", "role-unknown"),
        (r"Unknown directive type: '(?P<name>.*?)'", "directive-unknown"),
        (r"'(?P<name>[\w:-]+)': Unknown option keys?: \[(?P<options>.*?)\]", "directive-option"),
        (r"could not find bibtex key \"(?P<label>.*?)\"", "work-unknown"),
        (r"Non-consecutive header level increase; H(?P<one>\d) to H(?P<two>\d)", "heading-jump"),
        (r"Document headings start at H(?P<two>\d)", "heading-first"),
        (r"Footnote \[(?P<label>.*?)\] is not referenced", "footnote-unused"),
        (r"No footnote definitions found for label: '(?P<label>.*?)'", "footnote-unknown"),
        (r"Multiple footnote definitions found for label: '(?P<label>.*?)'", "footnote-twice"),
        (r"(?:Malformed YAML|YAML is not a dict)", "front-matter"),
    )
)  # fmt: skip


class Translation(logging.Filter):
    """Puts the saying of a foreign warning in place of its words."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the words of `record`, which is always let through."""
        if getattr(record, "type", None) != TYPE and record.levelno >= logging.WARNING:
            words = _words(record)
            record.msg, record.args = in_chinese(words), ()
        return True


def _words(record: logging.LogRecord) -> str:
    """Return a warning's words without the place that Sphinx's records put before them."""
    return re.sub(r" \[[\w.]+\]$", "", logging.LogRecord.getMessage(record)).strip()


def in_chinese(words: str) -> str:
    """Return the saying that fits a warning's words."""
    words = words.replace(f"{ROOT}{os.sep}", "")
    if "应为：" in words:  # an error of this book's own directives
        return words
    for pattern, key in KNOWN:
        if match := pattern.match(words):
            return say(key, **{name: (text or "").strip() for name, text in match.groupdict().items()})
    return say("sphinx", why=words.splitlines()[0] if words else "没有说明")


def warning_handlers() -> list[logging.Handler]:
    """Return what prints Sphinx's warnings."""
    return [each for each in logging.getLogger(NAMESPACE).handlers if isinstance(each, WarningStreamHandler)]


def setup(app: Sphinx) -> dict[str, Any]:
    for handler in warning_handlers():
        handler.addFilter(Translation())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
