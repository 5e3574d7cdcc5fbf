"""The arrows that CONTRIBUTING.md draws, held against what the modules import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from casebook.tables import ROOT

PAGE = ROOT / "CONTRIBUTING.md"
DRAWING = re.compile(r"```text\n(__main__.*?)```", re.DOTALL)
NAME = re.compile(r"[a-z_]+(?:\.[a-z_]+)?")
ENGINE = re.compile(r"(?:sphinx|docutils|myst_parser|myst_nb|jupyter_book)(?:\.|$)")
READS_A_TREE = "office.document"  # what is made of a page that Sphinx has read


@cache
def layers() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return the drawing's lines from the top, each of groups of names that may know one another."""
    match = DRAWING.search(PAGE.read_text(encoding="utf-8"))
    assert match
    lines = []
    for line in match[1].splitlines():
        groups = []
        for word in line.split():
            names = tuple(word.split("+"))
            if not all(NAME.fullmatch(name) for name in names) or word == "python":
                break
            groups.append(names)
        lines.append(tuple(groups))
    return tuple(lines)


def modules(folder: Path) -> list[str]:
    """Return the names of a package's modules, the package's own name left out."""
    paths = sorted(folder.rglob("*.py"))
    names = [".".join(path.relative_to(folder).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names if name != "__init__"]


def source(package: str, module: str) -> Path:
    """Return where a module stands."""
    path = ROOT.joinpath(package, *module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of what a file imports, within functions too; a name of a module with its package's."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = whole.startswith(("casebook.", "book.")) and source(*whole.split(".", 1)).exists()
                yield whole if is_module else str(node.module)


def group(module: str) -> tuple[int, tuple[str, ...]]:
    """Return a module's line, counted from the top, and its group: the one that names it most closely."""
    found = [
        (len(name), line, names)
        for line, groups in enumerate(layers())
        for names in groups
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    assert found, f"{module} stands nowhere in CONTRIBUTING.md"
    _, line, names = max(found)
    return line, names


def below(line: int, module: str) -> bool:
    """Whether a module stands below a line."""
    return group(module)[0] > line


CASEBOOK = modules(ROOT / "casebook")


def test_the_drawing_names_each_thing_once_and_nothing_else() -> None:
    drawn = [name for groups in layers() for names in groups for name in names]
    assert len(drawn) == len(set(drawn))
    assert all(source("casebook", name).exists() for name in drawn)
    assert {name.split(".")[0] for name in drawn} == {name.split(".")[0] for name in CASEBOOK}


@pytest.mark.parametrize("module", CASEBOOK)
def test_a_module_knows_what_is_below_it_alone(module: str) -> None:
    line, own = group(module)
    for name in imported(source("casebook", module)):
        if name.startswith("casebook."):
            known = name.removeprefix("casebook.")
            assert group(known)[1] == own or below(line, known), f"{module} knows {known}, which is not below it"


@pytest.mark.parametrize("module", CASEBOOK)
def test_nothing_from_the_charts_down_knows_the_engine(module: str) -> None:
    engines = [name for name in imported(source("casebook", module)) if ENGINE.match(name)]
    if group(module)[0] >= group("charts")[0]:
        assert not engines
    elif group(module)[1] == ("office",):
        assert module == READS_A_TREE or not engines
        assert not any(name.startswith("sphinx") for name in engines)


@pytest.mark.parametrize("module", CASEBOOK)
def test_the_package_knows_nothing_of_this_book(module: str) -> None:
    assert not any(name == "book" or name.startswith("book.") for name in imported(source("casebook", module)))


@pytest.mark.parametrize("module", modules(ROOT / "book" / "charts"))
def test_the_books_charts_rest_on_the_charts_and_what_is_below(module: str) -> None:
    least = group("charts")[0]
    for name in imported(source("book", f"charts.{module}")):
        assert not ENGINE.match(name)
        assert not name.startswith("casebook.") or group(name.removeprefix("casebook."))[0] >= least


@pytest.mark.parametrize("module", [each for each in CASEBOOK if each != "quantity"])
def test_none_but_quantity_reckons_with_hedges(module: str) -> None:
    """Others know a hedge's name; how two of them combine is the quantity's to say."""
    tree = ast.parse(source("casebook", module).read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "casebook.hedge"]
    assert {alias.name for node in nodes for alias in node.names} <= {"Hedge"}
