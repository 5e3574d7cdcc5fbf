"""The code cells of a notebook's text: what they hold, what they import, what they would show."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from casebook.tables import ROOT

CODE_CELL = re.compile(r"^(`{3,}|:{3,})\{code-cell\}.*?\n(.*?)^\1", re.MULTILINE | re.DOTALL)
PACKAGES = ("casebook", "book")  # the code that a cell can import and a contributor change
METADATA = re.compile(r"---\n(.*?)^---\n", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"(?::[\w-]+:.*\n)+")  # a line each, as Jupytext writes them when JupyterLab saves
COLON = re.compile(r"^:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its metadata as YAML, and its code; lines as an editor counts them.

    Attributes:
        line: of the fence that opens it.
        code_line: of the first line of `code`.
    """

    line: int
    metadata: str
    code: str
    code_line: int


def cells(notebook: str) -> Iterator[Cell]:
    """Yield the code cells of a notebook's text."""
    for match in CODE_CELL.finditer(notebook):
        line = notebook[: match.start()].count("\n") + 1
        yield split_cell(match[2], line)


def split_cell(content: str, line: int) -> Cell:
    """Return the cell whose fence stands on `line`, and which holds `content`."""
    if options := OPTIONS.match(content):
        metadata, head = COLON.sub("", options[0]), options[0]
    else:
        match = METADATA.match(content)
        metadata, head = (match[1], match[0]) if match else ("", "")
    return Cell(line, metadata, content[len(head) :].rstrip("\n"), line + 1 + head.count("\n"))


def modules_of(notebook: str) -> list[str]:
    """Return the files of ours that a notebook's cells import, followed through imports."""
    code = "\n".join(cell.code for cell in cells(notebook))
    found: list[str] = []
    waiting = list(_imports(code))
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.append(path)
            waiting += _imports((ROOT / path).read_text(encoding="utf-8"))
    return sorted(found)


@cache
def _imports(code: str) -> tuple[str, ...]:
    names: list[str] = []
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return ()  # the notebook's run will say so
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    candidates = [name.replace(".", "/") for name in names if name.split(".")[0] in PACKAGES]
    files = [f"{name}{end}" for name in candidates for end in (".py", "/__init__.py")]
    return tuple(file for file in files if (ROOT / file).is_file())
