"""Runs Sphinx on ``book/slides/``, and puts the decks beside a book's pages.

What the decks rest on is remembered as one digest: where nothing has changed, nothing runs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from casebook.editions import VARIABLE, Edition
from casebook.reproducible import EPOCH_VARIABLE, source_epoch
from casebook.slides.decks import DOWNLOADS, PAGES, SOURCE
from casebook.tables import ROOT

INPUTS = ("book/book.yml", "book/slides/*", "book/charts/*.py", "book/evidence/**/*.md", "book/case/*.md",
          "book/_images/*", "data/*", "casebook/**/*.*")  # fmt: skip
FOLDER = "slides"  # within an edition's work folder
STAMP = "inputs"
FILES = "_pptx"  # where the editable files stand among what Sphinx makes


def there_are_decks() -> bool:
    """Whether the book has slides."""
    return (SOURCE / "conf.py").exists()


def command(work: Path) -> list[str]:
    """Return the command that makes an edition's decks in its work folder."""
    made = work / FOLDER
    return [
        sys.executable, "-m", "sphinx", "-b", "revealjs", "-W", "--keep-going", "-q", "-j", "1",
        "-d", str(made / "doctrees"), str(SOURCE), str(made / "html"),
    ]  # fmt: skip


def environment(edition: Edition) -> Mapping[str, str]:
    """Return what the command finds in its environment, beside the rest."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {VARIABLE: edition, "PYTHONPATH": os.pathsep.join(paths)}


def digest() -> str:
    """Return a digest of all that decks rest on."""
    found = hashlib.sha256(f"{os.environ.get(EPOCH_VARIABLE)} {source_epoch()}".encode())
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def is_current(work: Path) -> bool:
    """Whether an edition's decks were made from what is there now."""
    stamp = work / FOLDER / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == digest()


def begin(work: Path) -> None:
    """Make ready for a run: on top of a whole one, or else afresh, since Sphinx tells a fault only once."""
    stamp = work / FOLDER / STAMP
    if stamp.exists():
        stamp.unlink()
    else:
        shutil.rmtree(work / FOLDER, ignore_errors=True)


def finish(work: Path) -> None:
    """Remember what an edition's decks were made from; call it when they are whole."""
    (work / FOLDER / STAMP).write_text(digest(), encoding="utf-8")


def place(work: Path, book: Path) -> None:
    """Put an edition's decks and editable files beside the pages of the book at `book`."""
    made = work / FOLDER / "html"
    for source, target in ((made, book / PAGES), (made / FILES, book / DOWNLOADS)):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(FILES, ".*"))
