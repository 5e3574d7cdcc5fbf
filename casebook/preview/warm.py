"""The warm process: everything is imported, so that builder and check begin at once in a fork."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypedDict

from casebook.preview import builder
from casebook.preview.builder import Built, Shown, shown
from casebook.preview.watch import Change

FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None
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
    """Answer each `Change` with a `Built`, and later with a `Checked`, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to hear
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    work = _Work(root, edition)
    try:
        while True:
            for ready in wait([pipe, *work.checks()]):
                if ready is pipe:
                    pipe.send(work.build(pipe.recv(), pipe))
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


class _Child:
    """A fork in a group of its own, with a pipe to it."""

    def __init__(self, target: Callable[..., None], *arguments: Any) -> None:
        assert FORK is not None
        self.pipe, theirs = FORK.Pipe()
        self.process = FORK.Process(target=_alone, args=(target, self.pipe, theirs, *arguments))
        self.process.start()
        theirs.close()

    def end(self) -> None:
        """Stop it, with all that it has started."""
        self.pipe.close()
        with contextlib.suppress(ProcessLookupError, PermissionError, TypeError):
            os.killpg(self.process.pid, signal.SIGKILL)  # type: ignore[arg-type]
        self.process.kill()
        self.process.join()


def _alone(target: Callable[..., None], parents: Connection, pipe: Connection, *arguments: Any) -> None:
    os.setpgrp()
    parents.close()
    target(pipe, *arguments)


class _Work:
    """The builder and the check at work."""

    def __init__(self, root: Path, edition: str) -> None:
        self.root = root
        self.edition = edition
        self.builder: _Child | None = None
        self._check: _Child | None = None

    def build(self, change: Change, asking: Connection) -> Built:
        """Have the builder build; a new one where the change asks for it, or the last has died.

        Raises:
            EOFError: who is `asking` has gone.
        """
        self._end_check()
        if change is Change.ALL:
            self._end_builder()
        self.builder = self.builder or _Child(builder.serve, self.root, self.edition)
        try:
            self.builder.pipe.send(change)
            if asking in wait([asking, self.builder.pipe]):
                asking.recv()  # nothing is asked twice, so this is its end
            built: Built = self.builder.pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            if _closed(asking):
                raise
            built = Built(pages=[], findings=[], stopped="排书的进程中断了；改动以后再试")
        if built["stopped"]:
            self._end_builder()
        return built

    def check(self) -> None:
        """Begin to check."""
        self._check = _Child(_send_check, self.root)

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
