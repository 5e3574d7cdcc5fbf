"""Office files as LibreOffice prints them, and as it calculates them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

PROGRAM = "soffice"
A4 = (595, 842)  # points


@dataclass(frozen=True)
class Printed:
    """A printed file: the text of each page, and its width and height in points."""

    pages: list[str]
    sizes: list[tuple[int, int]]


def convert(files: Iterable[Path], folder: Path, kind: str) -> dict[str, Path]:
    """Convert files to `kind`, all in one run; return the results by the files' stems.

    The profile, which takes seconds to make, stands beside `folder` for other tests to use again.
    """
    profile = (folder.parent / "libreoffice").as_uri()
    named = [str(file) for file in files]
    command = [PROGRAM, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), *named], check=True, capture_output=True)
    return {Path(name).stem: folder / f"{Path(name).stem}.{kind}" for name in named}


def printed(files: Iterable[Path], folder: Path) -> dict[str, Printed]:
    """Print files; return what came out by the files' stems."""
    return {stem: _read(path) for stem, path in convert(files, folder, "pdf").items()}


def _read(path: Path) -> Printed:
    pages = PdfReader(path).pages
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages]
    return Printed([page.extract_text() for page in pages], sizes)
