"""The pages, read as the build reads them, with no code cell run and nothing written.

Roles, directives and transforms are the build's own, so both say the same of the same line. What
the build adds for HTML is left out, as is all that is slow to load and concerns no text.
"""

from __future__ import annotations

import importlib
import io
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, docutils_namespace, patch_docutils
from sphinx.util.logging import NAMESPACE

from casebook.cells import split_cell
from casebook.checks.cells import Notebook, metadata
from casebook.editions import VARIABLE, Edition
from casebook.findings import Finding
from casebook.sphinx import PARTS
from casebook.sphinx.charts import chart, drawing
from casebook.sphinx.faults import warning_handlers
from casebook.sphinx.warn import warn
from casebook.tables import ROOT, in_project

# Parts that concern the making of HTML, and the running of code.
NOT_OF_TEXT = {"notebooks", "pages", "sidebar", "slim", "metadata", "policy"}
NOTEBOOK = "casebook_notebook"  # in the environment's data of the page that is being read
PLACE = re.compile(r"(?P<path>.*?):(?P<line>\d*)$")
SAYING = re.compile(r"(?P<found>.*?)。应为：(?P<expected>.*?)。改法：(?P<mend>.*)。$", re.DOTALL)


class CodeCell(SphinxDirective):
    """A code cell that is read only; one that would show a chart leaves a chart without a drawing."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        # A blank line at the top is not in the content, which the offset counts.
        cell = split_cell("\n".join(self.content) + "\n", self.lineno + self.content_offset)
        notebook: Notebook = self.env.temp_data.setdefault(NOTEBOOK, Notebook())
        for key, line, values in notebook.faults(cell):
            warn(key, (self.env.docname, line), **values)
        function = notebook.chart(cell)
        if not function:
            return []
        shown = chart("", drawing(name=function), name=function)
        box = nodes.container("", shown, cell_metadata=metadata(cell) or {})
        for node in (shown, box):
            self.set_source_info(node)
        return [box]


class Findings(logging.Handler):
    """Gathers what Sphinx warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[Finding] = []

    def listen(self) -> None:
        """Take the place of what would print the warnings, with all that it knows of them."""
        logger = logging.getLogger(NAMESPACE)
        for handler in warning_handlers():
            self.filters += handler.filters
            logger.removeHandler(handler)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Make a finding of a warning."""
        file, line = place(str(getattr(record, "location", None) or ""))
        found, expected, mend = said(record)
        self.found.append(Finding(file, found, expected, mend, line, key=str(getattr(record, "subtype", ""))))


def said(record: logging.LogRecord) -> tuple[str, str, str]:
    """Return what a warning found, what it expected and how to mend it."""
    words = logging.LogRecord.getMessage(record).strip()
    match = SAYING.match(words)
    return (
        (match["found"], match["expected"], match["mend"]) if match else (words, "合乎 MyST 的写法", "改正这里的写法")
    )


def place(location: str) -> tuple[str, int | None]:
    """Return a file's path from the project's folder, and the line where it is known."""
    match = PLACE.match(location)
    path, line = (match["path"], match["line"]) if match else (location, "")
    return in_project(Path(path)) if path else "_config.yml", int(line) if line else None


def prepare() -> None:
    """Import all that reading takes; for a process that forks, so that its forks need not."""
    for name in _settings()["extensions"]:
        importlib.import_module(name)
    for name in ("myst_parser.sphinx_ext.main", "sphinx.builders.dummy", "sphinx.search.zh"):
        importlib.import_module(name)


def examine(edition: Edition) -> list[Finding]:
    """Return what is wrong in the pages of an edition."""
    os.environ[VARIABLE] = edition
    with patch_docutils(), docutils_namespace(), tempfile.TemporaryDirectory() as folder:
        app = Sphinx(
            srcdir=ROOT, confdir=None, outdir=f"{folder}/out", doctreedir=f"{folder}/trees", buildername="dummy",
            confoverrides=dict(_settings()), status=None, warning=io.StringIO(), freshenv=True,
        )  # fmt: skip
        app.add_directive("code-cell", CodeCell)
        findings = Findings()
        findings.listen()
        app.build()
    return findings.found


@cache
def _settings() -> dict[str, Any]:
    """Return the settings that Jupyter Book makes of ``_config.yml``, with the parts that concern text."""
    from jupyter_book.config import get_final_config

    settings, _ = get_final_config(
        user_yaml=ROOT / "_config.yml", sourcedir=ROOT, cli_config={"latex_individualpages": False}
    )
    own = (f"casebook.sphinx.{part}" for part in PARTS if part not in NOT_OF_TEXT)
    settings["extensions"] = ["myst_parser", "sphinx_external_toc", "sphinx_design", *own]
    settings["external_toc_path"] = "_toc.yml"
    return dict(_known(settings))


def _known(settings: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Leave out what only the parts left out would know."""
    foreign = ("nb_", "comments_", "use_", "latex_", "thebe_")
    yield from ((key, value) for key, value in settings.items() if not key.startswith(foreign))
