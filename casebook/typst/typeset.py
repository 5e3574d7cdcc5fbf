"""The engine: Typst code into a tagged PDF, and the engine's complaints into findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from casebook.fonts import PACKAGES, folder
from casebook.reproducible import source_epoch

STANDARD: Literal["ua-1"] = "ua-1"
# One complaint of the engine: what it is, and where in the code.
COMPLAINT = re.compile(r"^(?:error|warning): (?P<what>.+)\n(?:\s*┌─ (?P<file>.+?):(?P<line>\d+):\d+)?", re.MULTILINE)
GLYPH = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed')
PLACE = re.compile(r"^//@ (?P<docname>.+):(?P<line>\d+)$", re.MULTILINE)

Location = tuple[str, int]


@dataclass(frozen=True)
class Complaint:
    """What the engine found wrong, and the document and line it came from, if known."""

    what: str
    location: Location | None

    @property
    def glyph(self) -> str:
        """The text that no font can show; empty where the complaint is another."""
        match = GLYPH.search(self.what)
        return match["text"] if match else ""


class TypesettingError(Exception):
    """Code that the engine could not set."""

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = complaints
        super().__init__("; ".join(each.what for each in complaints))


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of the locked packages and of the engine, and none of the machine's."""
    paths = [folder(package) for package in PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


def typeset(main: Path, root: Path, inputs: dict[str, str]) -> bytes:
    """Return the PDF of a main file; `inputs` is what its code reads as ``sys.inputs``.

    Raises:
        TypesettingError: with every complaint and warning, each with its place in the book's source.
    """
    engine = typst.Compiler(main, root=root, font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs)
    try:
        pdf, warnings = engine.compile_with_warnings(format="pdf", pdf_standards=STANDARD, timestamp=source_epoch())
    except typst.TypstError as error:
        raise TypesettingError(list(_complaints(error.diagnostic, root))) from None
    if warnings:  # a layout that did not settle, say, whose page numbers would be wrong
        raise TypesettingError([each for warning in warnings for each in _complaints(warning.diagnostic, root)])
    assert isinstance(pdf, bytes)
    return pdf


def _complaints(diagnostic: str, root: Path) -> Iterator[Complaint]:
    for match in COMPLAINT.finditer(diagnostic):
        # The engine names files from where it was started, or else from the root.
        files = [base / match["file"] for base in (Path.cwd(), root) if match["file"]]
        places = (_source(file, int(match["line"])) for file in files if file.is_file())
        yield Complaint(match["what"], next(places, None))


def _source(code: Path, line: int) -> Location | None:
    """Return the place in the book that a line of code was written for."""
    before = "\n".join(code.read_text(encoding="utf-8").splitlines()[:line])
    places = list(PLACE.finditer(before))
    return (places[-1]["docname"], int(places[-1]["line"])) if places else None
