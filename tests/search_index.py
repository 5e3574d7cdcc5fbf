"""The index of search as it is shipped, read by what does not search it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casebook.sphinx.search import FOLDER, Index

HEAD = "window.casebookIndex = "
CALL = "casebookSearch.take("


def from_files(files: Mapping[str, str]) -> tuple[dict[str, Any], list[Any]]:
    """Return the manifest that some scripts hold, and each part's content in their order."""
    manifest = json.loads(files["index.js"].removeprefix(HEAD).removesuffix(";\n"))
    return manifest, [handed_over(files[name], name) for name in manifest["parts"]]


def handed_over(script: str, name: str) -> Any:
    """Return what a part or a slice hands over under its name."""
    said, content = json.loads("[" + script.removeprefix(CALL).removesuffix(");\n") + "]")
    assert said == name
    return content


def shipped(html: Path) -> dict[str, str]:
    """Return all scripts of search that a book ships, by their names."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((html / FOLDER).glob("*.js"))}


def sections(html: Path) -> list[tuple[str, str, int, str]]:
    """Return the address, the anchor, the veil and the text of each section that a book ships, in its order."""
    _, parts = from_files(shipped(html))
    return [(address, *row) for part in parts for address, rows in part for row in rows]


def index(html: Path) -> Index:
    """Return the index that a book ships, to be divided anew."""
    manifest, _ = from_files(shipped(html))
    pages: dict[str, list[Any]] = {address: [] for address, *_ in manifest["pages"]}
    for address, *row in sections(html):
        pages[address].append(tuple(row))
    own = {name: value for name, value in manifest.items() if name not in ("parts", "slices", "width")}
    return Index(own, list(pages.items()))
