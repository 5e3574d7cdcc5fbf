"""The offline packages as tests read them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from casebook import bundle
from casebook.editions import Edition
from casebook.tables import ROOT


def built(edition: Edition) -> Path:
    """Return the folder of an edition's built pages."""
    return ROOT / "_build" / edition.folder / "html"


def members(package: Path) -> dict[str, bytes]:
    """Return a package's files by their names."""
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def small_book(folder: Path, **files: str) -> Path:
    """Write a book of a front page with a shelf and of `files`, which are named in its ``downloads/``."""
    (folder / "downloads").mkdir(parents=True)
    shelf = bundle.shelf
    page = f"<!DOCTYPE html><title>x</title><p>前</p>{shelf.BEGIN}{shelf.END}<p>后</p>"
    (folder / shelf.PAGE).write_text(page, encoding="utf-8")
    for name, content in files.items():
        path = folder / "downloads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
