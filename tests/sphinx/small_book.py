"""A small copy of the project that a test may break and build."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from casebook.tables import ROOT

HEAD = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

"""
# A cell that leaves a line behind whenever it runs.
COUNTED = 'from pathlib import Path\nwith Path("{runs}").open("a") as stream:\n    print("{name}", file=stream)\n'


def cell(code: str, alt: str = "") -> str:
    """Return a code cell, with an alternative text for the chart it shows."""
    metadata = f"---\nalt: {alt}\n---\n" if alt else ""
    return f"```{{code-cell}} ipython3\n{metadata}{code}\n```\n"


@dataclass(frozen=True)
class Outcome:
    """How a build ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class SmallBook:
    """The copy at `root`; its chapters are ``book/index.md`` and those under ``book/case``.

    It has no teaching plans, since its pages are not those that the plans name.
    """

    root: Path

    @classmethod
    def make(cls, root: Path, chapters: Mapping[str, str], more: Mapping[str, str] | None = None) -> SmallBook:
        """Copy package, data and ledger pages, and write chapters by their names; `more` pages by their paths."""
        ignored = shutil.ignore_patterns("__pycache__")
        for name in ("casebook", "data", "book/charts", "book/_images", "book/evidence/ledger"):
            shutil.copytree(ROOT / name, root / name, ignore=ignored)
        for name in ("_config.yml", "book/book.yml"):
            shutil.copy(ROOT / name, root / name)
        book = cls(root)
        book.write("book/index.md", "# 小书\n\n共{fact}`village.groups`村民小组。\n\n```{ledger-topics}\n```\n")
        heads = (root / "data/plans.csv").read_text(encoding="utf-8").splitlines()[0]
        book.write("data/plans.csv", f"{heads}\n")
        for name, text in chapters.items():
            book.write(book.chapter(name), HEAD + text)
        for path, text in (more or {}).items():
            book.write(path, text)
        book.list_chapters(chapters, more or {})
        return book

    @staticmethod
    def chapter(name: str) -> str:
        """Return where a chapter's text stands."""
        return f"book/case/{name}.md"

    @property
    def html(self) -> Path:
        """The folder of the built learner's edition."""
        return self.root / "_build" / "html"

    @property
    def trainer(self) -> Path:
        """The folder of the built trainer's edition."""
        return self.root / "_build" / "trainer" / "html"

    @property
    def runs(self) -> Path:
        """The file in which counted cells note that they ran."""
        return self.root / "runs.txt"

    def counted(self, name: str) -> str:
        """Return the code of a cell that notes its run."""
        return COUNTED.format(runs=self.runs, name=name)

    def write(self, path: str, text: str) -> None:
        """Write a file of the copy."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def list_chapters(self, names: Iterable[str], more: Iterable[str] = ()) -> None:
        """Write the table of contents: the index, these chapters, `more` pages, and every ledger page."""
        ledger = sorted(path.stem for path in (self.root / "book/evidence/ledger").glob("*.md"))
        files = [f"book/case/{name}" for name in names]
        files += [path.removesuffix(".md") for path in more]
        files += [f"book/evidence/ledger/{name}" for name in ledger]
        toc = {"format": "jb-book", "root": "book/index", "chapters": [{"file": file} for file in files]}
        self.write("_toc.yml", yaml.safe_dump(toc, sort_keys=False))

    def build(self, edition: str = "learner", pdf: bool = False) -> Outcome:
        """Run the build of an edition, or of ``both``: of the web pages alone, or with the PDF."""
        return self._run("build", "--edition", edition, *([] if pdf else ["--web"]))

    def _run(self, *arguments: str) -> Outcome:
        environment = os.environ | {"PYTHONPATH": str(self.root)}
        command = [sys.executable, "-m", "casebook", *arguments]
        run = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        return Outcome(run.returncode, run.stdout, run.stderr)

    def check(self, *arguments: str) -> Outcome:
        """Run the check."""
        return self._run("check", *arguments)

    def ran(self) -> list[str]:
        """Return which counted cells ran since the last call."""
        names = self.runs.read_text(encoding="utf-8").split() if self.runs.exists() else []
        self.runs.unlink(missing_ok=True)
        return sorted(names)

    def content(self, folder: Path | None = None) -> dict[str, str]:
        """Return a hash of every file of the built learner's edition, or of `folder`, by path."""
        folder = folder or self.html
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    @contextmanager
    def changed(self, edits: Mapping[str, tuple[str, str]]) -> Iterator[None]:
        """Replace a text in each file by another, for as long as the block runs."""
        before = {path: (self.root / path).read_text(encoding="utf-8") for path in edits}
        try:
            for path, (old, new) in edits.items():
                assert before[path].count(old) == 1, f"{path}: {old}"
                self.write(path, before[path].replace(old, new))
            yield
        finally:
            for path, text in before.items():
                self.write(path, text)
