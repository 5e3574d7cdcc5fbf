"""The warm process: everything is imported, so that builder and check begin at once in a fork."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypedDict

from casebook.preview import builder
from casebook.preview.builder import Built, Shown, shown
from casebook.preview.forks import Child
from casebook.preview.watch import Change

# Everything that takes time to import and is not of this project.
LIBRARIES = (
    "jupyter_book.sphinx", "jupyter_book.config", "sphinx.builders.html", "myst_nb.sphinx_ext", "myst_parser.sphinx_",
    "myst_nb.core.execute.cache", "sphinx_book_theme", "pydata_sphinx_theme", "sphinx_design", "sphinx_external_toc",
    "sphinx_exercise", "sphinxcontrib.bibtex", "jupyter_cache", "nbclient", "IPython.core.interactiveshell", "altair",
    "vl_convert", "frictionless", "pint", "openpyxl", "docutils.parsers.rst.directives.tables", "simpleeval",
    "sphinx_jupyterbook_latex", "sphinx.search.zh", "pandas", "docx",
)  # fmt: skip


class Checked(TypedDict):
    """What the check has found; `notes` say what it could not look at. Plain data, as is `Built`."""

    findings: list[Shown]
    notes: list[str]


def serve(pipe: Connection, root: Path, edition: str) -> None:
    """Answer each `Change` with what the builder tells, and later with a `Checked`, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to hear
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    work = _Work(root, edition)
    try:
        while True:
            for ready in wait([pipe, *work.checks()]):
                if ready is pipe:
                    work.build(pipe.recv(), pipe)
                    work.check()
                elif (checked := work.checked()) is not None:
                    pipe.send(checked)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    finally:
        work.end()


def _closed(pipe: Connection) -> bool:
    """Whether the other end of a pipe, on which nothing is due, has gone."""
    return pipe.poll()


class _Work:
    """The builder and the check at work."""

    def __init__(self, root: Path, edition: str) -> None:
        self.root = root
        self.edition = edition
        self.builder: Child | None = None
        self._check: Child | None = None

    def build(self, change: Change, asking: Connection) -> None:
        """Have the builder build, and pass on what it tells until it ends with a `Built`.

        A change that asks for it has a new builder, and so has one that finds the last dead.

        Raises:
            EOFError: who is `asking` has gone.
        """
        self._end_check()
        if change is Change.ALL:
            self._end_builder()
        self.builder = self.builder or Child(builder.serve, self.root, self.edition)
        try:
            self.builder.pipe.send(change)
            while "stopped" not in (told := self._told(self.builder, asking)):
                asking.send(told)
            built: Built = told
        except (EOFError, BrokenPipeError, ConnectionResetError):
            if _closed(asking):
                raise
            built = Built(pages=[], findings=[], stopped="排书的进程中断了；改动以后再试")
        if built["stopped"]:
            self._end_builder()
        asking.send(built)

    @staticmethod
    def _told(child: Child, asking: Connection) -> Any:
        if asking in wait([asking, child.pipe]):
            asking.recv()  # nothing is asked twice, so this is its end
        return child.pipe.recv()

    def check(self) -> None:
        """Begin to check."""
        self._check = Child(_send_check, self.root)

    def checks(self) -> list[Connection]:
        """Return the pipe of the check that is under way."""
        return [self._check.pipe] if self._check else []

    def checked(self) -> Checked | None:
        """Return what the check has sent."""
        assert self._check
        try:
            found: Checked | None = self._check.pipe.recv()
        except (EOFError, ConnectionResetError):
            found = None
        self._end_check()
        return found

    def end(self) -> None:
        """Stop both."""
        self._end_check()
        self._end_builder()

    def _end_check(self) -> None:
        if self._check:
            self._check.end()
        self._check = None

    def _end_builder(self) -> None:
        if self.builder:
            self.builder.end()
        self.builder = None


def _send_check(pipe: Connection, root: Path) -> None:
    import sys
    import time

    builder.forget_project()
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(time.time())))
    from casebook import checks

    try:
        findings, notes = checks.everything()
        pipe.send(Checked(findings=[shown(each) for each in findings], notes=notes))
    except Exception as error:
        pipe.send(Checked(findings=[], notes=[f"检查没有做完：{type(error).__name__}: {error}"]))
