"""The builder: a Sphinx application that stays, and makes again the pages that an edit concerns.

What no page of a preview shows again is made once: downloads, editable files, pictures, the index
of search, the charts' library, the themes' files. Blocks bear the line of the source that they
come from, for the faults' places.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypedDict

from casebook.preview.quick import Block, Quick
from casebook.preview.watch import Change

FOLDER = Path("_build", "preview")
CLOCK = 10_000  # microseconds by which files' times may lag behind the clock
ONCE = {
    "write_vega", "draw_pictures", "write_downloads", "drop_unused", "drop_foreign_style", "write_sitemap",
    "write_index",
}  # fmt: skip


Shown = dict[str, Any]  # a finding as the page shows it: file, row, place, message


class Written(TypedDict):
    """The address of a page that has been made again."""

    written: str


class Built(TypedDict):
    """What a build has come to; plain data, since each process has classes of its own.

    Attributes:
        pages: addresses of the pages that were made again.
        findings: cells that failed, with those of earlier builds that have not run since.
        stopped: why there is no new book, where there is none.
    """

    pages: list[str]
    findings: list[Shown]
    stopped: str


def shown(finding: Any) -> Shown:
    """Return a finding as plain data."""
    return {"file": finding.file, "row": finding.row, "place": finding.place, "message": finding.message}


def forget_project() -> None:
    """Have this process, a fork, import the project's modules as they are now."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("casebook", "book")]:
        del sys.modules[name]


def serve(pipe: Connection, root: Path, edition: str) -> None:
    """Build whenever the pipe brings a `Change`, and answer, until it is closed.

    The answers are a `Block` where one can be shown at once, each page as `Written`, and a `Built`.
    """
    forget_project()
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ |= {"CASEBOOK_EDITION": edition, "CASEBOOK_RUNS": str(root / FOLDER / "runs")}
    builder: Builder | None = None
    while change := _asked(pipe):
        try:
            builder = builder or Builder(root, pipe.send)
            answer = builder.build(change)
        except Exception as error:
            answer = Built(pages=[], findings=[], stopped=_reason(error))
            builder = None
        try:
            pipe.send(answer)
        except BrokenPipeError:
            return


def _asked(pipe: Connection) -> Change | None:
    try:
        change: Change = pipe.recv()
    except EOFError:
        return None
    return change


def _reason(error: Exception) -> str:
    """Say why a build broke off: Sphinx's errors have a cause that says more."""
    cause = error.__cause__ or error
    lines = [line for line in str(cause).strip().splitlines() if line.strip()]
    where = traceback.extract_tb(cause.__traceback__)[-1:]
    place = "".join(f"（{Path(each.filename).name} 第{each.lineno}行）" for each in where)
    return f"{type(cause).__name__}: {lines[0] if lines else ''}{place}"


class Builder:
    """A Sphinx application and what it keeps from build to build; what can be seen meanwhile it tells."""

    def __init__(self, root: Path, tell: Callable[[Block | Written], None]) -> None:
        from jupyter_book.config import get_final_config
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace, patch_docutils

        # They hold for as long as this process does, which builds and does nothing else.
        patch_docutils().__enter__()
        docutils_namespace().__enter__()
        settings, _ = get_final_config(
            user_yaml=root / "_config.yml", sourcedir=root, cli_config={"latex_individualpages": False}
        )
        settings["casebook_keep_files"] = True
        self.html = root / FOLDER / "html"
        self.whole = (self.html / "index.html").exists()
        self.app = Sphinx(
            srcdir=root, confdir=None, outdir=self.html, doctreedir=root / FOLDER / "trees", buildername="html",
            confoverrides=settings, status=None, warning=io.StringIO(), freshenv=not self.whole,
        )  # fmt: skip
        self.pages: list[str] = []
        self.tell = tell
        self.quick = Quick(self.app)
        self._note_pages()
        self.begun: dict[str, int] = {}
        self.app.connect("env-purge-doc", self._forget_failures)
        self.app.connect("env-purge-doc", self._note_beginning)
        self.app.connect("env-updated", self._date_from_beginning)
        self.app.registry.add_post_transform(_mark_lines())
        logging.getLogger("sphinx").addHandler(_Failures(self))

    def build(self, change: Change) -> Built:
        """Build what is outdated; before that, show the block that a change of the text is in."""
        # Compared as a text: this process has imported the class anew.
        if change == Change.TEXT and (block := self.quick.block()):
            self.tell(block)
        self.pages = []
        if self.whole:
            self._leave_out_what_is_there()
        self.app.build()
        if not self.whole:  # what the pages need comes last
            for page in self.pages:
                self.tell(Written(written=page))
        self.whole = True
        self.quick.stand_by()
        failures = [each for found in self._failures().values() for each in found]
        return Built(pages=self.pages, findings=failures, stopped="")

    def note_failure(self, docname: str, finding: Shown) -> None:
        """Remember a cell that failed until its page is read again; the environment is kept on disk."""
        known = self._failures().setdefault(docname, [])
        if finding not in known:  # Sphinx keeps warnings back and hands them on a second time
            known.append(finding)

    def _failures(self) -> dict[str, list[Shown]]:
        env: Any = self.app.env
        if not hasattr(env, "casebook_failures"):
            env.casebook_failures = {}
        failures: dict[str, list[Shown]] = env.casebook_failures
        return failures

    def _forget_failures(self, app: Any, env: Any, docname: str) -> None:
        self._failures().pop(docname, None)

    def _note_beginning(self, app: Any, env: Any, docname: str) -> None:
        self.begun[docname] = time.time_ns() // 1_000 - CLOCK

    def _date_from_beginning(self, app: Any, env: Any) -> None:
        """Have what was saved while its page was being read be newer than the page: Sphinx notes when it was done."""
        env.all_docs |= {docname: begun for docname, begun in self.begun.items() if docname in env.all_docs}
        self.begun = {}

    def _note_pages(self) -> None:
        """Tell of a page as soon as it is written, with its pictures; the others take their time."""
        from casebook.sphinx.addresses import page_address

        builder: Any = self.app.builder
        write = builder.handle_page

        def handle_page(pagename: str, *arguments: Any, **more: Any) -> None:
            write(pagename, *arguments, **more)
            if pagename in self.app.env.found_docs:
                builder.copy_image_files()
                self.pages.append(page_address(pagename))
                if self.whole:
                    self.tell(Written(written=self.pages[-1]))

        builder.handle_page = handle_page

    def _leave_out_what_is_there(self) -> None:
        builder: Any = self.app.builder
        listeners = self.app.events.listeners
        listeners["build-finished"] = [
            each for each in listeners["build-finished"] if getattr(each.handler, "__name__", "") not in ONCE
        ]
        if not self._style_changed():
            builder.copy_assets = lambda: None
        builder.finish = builder.copy_image_files

    def _style_changed(self) -> bool:
        """Whether a script or a style of this project is newer than the book's copy."""
        static = Path(__file__).parent.parent / "sphinx" / "static"
        copies = self.html / "_static"
        return any(
            not (copies / each.name).exists() or (copies / each.name).stat().st_mtime < each.stat().st_mtime
            for each in static.glob("*.*")
        )


class _Failures(logging.Handler):
    """Hears of the cells that failed."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(logging.WARNING)
        self.builder = builder

    def emit(self, record: logging.LogRecord) -> None:
        from casebook.findings import Finding

        if getattr(record, "subtype", "") != "cell-failed":
            return
        from casebook.checks.pages import place, said

        location = getattr(record, "location", None)
        file, line = location if isinstance(location, tuple) else place(str(location))
        docname = file.removesuffix(".md")
        found, expected, mend = said(record)
        self.builder.note_failure(docname, shown(Finding(f"{docname}.md", found, expected, mend, line)))


def _mark_lines() -> Any:
    from docutils import nodes
    from sphinx.transforms.post_transforms import SphinxPostTransform

    from casebook.sphinx.charts import cell_place

    blocks = (
        nodes.section, nodes.paragraph, nodes.list_item, nodes.admonition, nodes.Admonition, nodes.table,
        nodes.figure, nodes.literal_block, nodes.definition_list_item,
    )  # fmt: skip

    class MarkLines(SphinxPostTransform):
        """Give blocks a class that names their line, ``src-12``."""

        default_priority = 900

        def run(self, **kwargs: Any) -> None:
            for node in self._blocks(self.document):
                line = cell_place(_first(node), self.env)[1] if "cell_metadata" in node else node.line
                if line:
                    node["classes"] = [*node.get("classes", []), f"src-{line}"]

        def _blocks(self, node: nodes.Element) -> Iterator[nodes.Element]:
            """Yield blocks of the page's own text; what a cell or the ledger made is one block."""
            for child in node.children:
                if not isinstance(child, nodes.Element) or "generated" in child.get("classes", []):
                    continue
                if "cell_metadata" in child:
                    yield child
                    continue
                if isinstance(child, blocks):
                    yield child
                yield from self._blocks(child)

    def _first(node: nodes.Element) -> nodes.Node:
        return node.children[0] if node.children else node

    return MarkLines
