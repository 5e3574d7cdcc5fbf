"""Code cells read and not run: what cannot work in them, and which show a chart.

A chart's function says so itself, by what it is annotated to return.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from casebook.cells import PACKAGES, Cell
from casebook.tables import ROOT

CHART = "ChartFigure"
CHARTS = "book.charts"
Fault = tuple[str, int, dict[str, object]]  # the saying, the line and what fills it in


@dataclass
class Notebook:
    """What the cells of a page have imported so far: names, and what they stand for."""

    names: dict[str, str] = field(default_factory=dict)  # as `members` → `book.charts.members`

    def faults(self, cell: Cell) -> Iterator[Fault]:
        """Find what cannot work in the page's next cell."""
        if not isinstance(metadata(cell), dict):
            yield "cell-metadata", cell.line + 1, {}
        try:
            tree = ast.parse(cell.code)
        except SyntaxError as error:
            code = (error.text or "").strip()
            yield "cell-syntax", cell.code_line + (error.lineno or 1) - 1, {"code": code, "why": error.msg}
            return
        for node in ast.walk(tree):
            for key, values in self._faults_of(node):
                yield key, cell.code_line + getattr(node, "lineno", 1) - 1, values

    def chart(self, cell: Cell) -> str:
        """Return the name of the function whose chart the cell shows; empty where it shows none."""
        try:
            statements = ast.parse(cell.code).body
        except SyntaxError:
            return ""
        match statements[-1:]:
            case [ast.Expr(ast.Call(ast.Attribute(ast.Name(module), function)))] if module in self.names:
                return function if returns_chart(self.names[module], function) else ""
            case [ast.Expr(ast.Call(ast.Name(name)))] if name in self.names:
                module, _, function = self.names[name].rpartition(".")
                return function if returns_chart(module, function) else ""
        return ""

    def _faults_of(self, node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
        match node:
            case ast.Import(names):
                for alias in names:
                    yield from _missing(alias.name)
            case ast.ImportFrom(module=str(module), names=names) if ours(module):
                yield from _missing(module)
                for alias in names:
                    self.names[alias.asname or alias.name] = f"{module}.{alias.name}"
                    if _file(module) and not _file(f"{module}.{alias.name}"):
                        yield from _undefined(module, alias.name)
            case ast.Attribute(ast.Name(name), attribute) if _file(self.names.get(name, "")):
                yield from _undefined(self.names[name], attribute)


def metadata(cell: Cell) -> object:
    """Return a cell's metadata, which is a mapping where it is in order; None where it cannot be read."""
    try:
        return yaml.safe_load(cell.metadata) if cell.metadata.strip() else {}
    except yaml.YAMLError:
        return None


def ours(module: str) -> bool:
    """Whether a module is, or should be, the book's or the package's."""
    return module.split(".")[0] in PACKAGES


def returns_chart(module: str, function: str) -> bool:
    """Whether a function of a module is annotated as one that makes a chart."""
    for node in _definitions(module):
        if isinstance(node, ast.FunctionDef) and node.name == function and node.returns is not None:
            return ast.unparse(node.returns).strip("'\"").rpartition(".")[2] == CHART
    return False


def _missing(module: str) -> Iterator[tuple[str, dict[str, object]]]:
    if ours(module) and not _file(module):
        folder = ROOT / CHARTS.replace(".", "/")
        known = [f"{CHARTS}.{path.stem}" for path in sorted(folder.glob("*.py"))]
        yield "cell-module", {"module": module, "near": _near(module, known)}


def _undefined(module: str, name: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the fault where a module defines no such name."""
    known = set(_names(_definitions(module)))
    folder = ROOT / module.replace(".", "/")
    known |= {path.stem for path in folder.glob("*.py")}
    if name not in known and not name.startswith("__"):
        yield "cell-name", {"module": module, "name": name, "near": _near(name, known)}


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, [each for each in known if not each.startswith("_")], n=3)
    return f"，相近的有：{'、'.join(near)}" if near else ""


def _file(module: str) -> Path | None:
    """Return the file of a module of ours; None where there is none."""
    if not ours(module):
        return None
    path = ROOT / module.replace(".", "/")
    files = [path.with_suffix(".py"), path / "__init__.py"]
    return next((file for file in files if file.is_file()), None)


@cache
def _definitions(module: str) -> list[ast.stmt]:
    file = _file(module)
    return ast.parse(file.read_text(encoding="utf-8")).body if file else []


def _names(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield what statements at a module's top define."""
    for node in statements:
        match node:
            case ast.FunctionDef(name) | ast.ClassDef(name):
                yield name
            case ast.Import(aliases) | ast.ImportFrom(names=aliases):
                yield from (alias.asname or alias.name.split(".")[0] for alias in aliases)
            case ast.Assign(targets):
                yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.AnnAssign(ast.Name(name)):
                yield name
            case ast.If() | ast.Try():
                yield from _names(each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt))
