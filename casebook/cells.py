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
    head = METADATA.match(content)
    metadata, code = (head[1], content[head.end() :]) if head else ("", content)
    # Options of one line each, which come first, are no code either.
    code = "\n".join("" if each.startswith(":") else each for each in code.splitlines())
    return Cell(line, metadata, code, line + 1 + (head[0].count("\n") if head else 0))


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
