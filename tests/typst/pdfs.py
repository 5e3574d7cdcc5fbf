"""The PDFs as tests read them: text, links, fonts, and the tree of tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
from pypdf.generic import Destination

HEAD = 761  # points from the foot of the page: what stands above is the running head
FOOT = 60  # and what stands below, the page's number
SPACE = re.compile(r"\s+")
SHOWING = {"Tj", "TJ", "'", '"'}  # operators that set text


def solid(text: str) -> str:
    """Return text without white space, for a line may break anywhere in Chinese."""
    return SPACE.sub("", text)


@cache
def reader(path: Path) -> pypdf.PdfReader:
    """Open a PDF for its text, once."""
    return pypdf.PdfReader(path)


@cache
def page_texts(path: Path) -> list[str]:
    """Return what each page says, without running head and page number."""
    return [_body(page) for page in reader(path).pages]


def _body(page: pypdf.PageObject) -> str:
    pieces: list[str] = []

    def keep(text: str, current: list[float], matrix: list[float], *_: Any) -> None:
        height = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
        if FOOT < height < HEAD:
            pieces.append(text)

    page.extract_text(visitor_text=keep)
    return solid("".join(pieces))


@cache
def whole_text(path: Path) -> str:
    """Return all that a PDF says, heads and page numbers too."""
    return solid("".join(page.extract_text() for page in reader(path).pages))


def outline(path: Path) -> list[tuple[int, str, int]]:
    """Return the outline's entries: depth from 0, title, number of the page."""
    return list(_entries(reader(path), reader(path).outline, 0))


def _entries(pdf: pypdf.PdfReader, items: Any, depth: int) -> Iterator[tuple[int, str, int]]:
    for item in items:
        if isinstance(item, Destination):
            number = pdf.get_destination_page_number(item)
            assert number is not None
            yield depth, str(item.title), number + 1
        else:
            yield from _entries(pdf, item, depth + 1)


def fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every font dictionary of a PDF."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font":
            yield found


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every element of the tree of tags, in reading order."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        children = element.get("/K", [])
        children = list(children) if isinstance(children, pikepdf.Array) else [children]
        waiting += [each for each in reversed(children) if isinstance(each, pikepdf.Dictionary)]


def streams(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield everything that draws: each page, and each drawing within one."""
    yield from pdf.pages
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form":
            yield found


def lost_glyphs(pdf: pikepdf.Pdf) -> int:
    """Count characters that no font had: glyph 0 of a font addressed by glyph."""
    lost = 0
    for stream in streams(pdf):
        for operands, operator in pikepdf.parse_content_stream(stream):
            if str(operator) in SHOWING:
                lost += sum(_zeros(bytes(each)) for each in _strings(operands))
    return lost


def _strings(operands: Any) -> Iterator[pikepdf.String]:
    for operand in operands:
        if isinstance(operand, pikepdf.Array):
            yield from _strings(operand)
        elif isinstance(operand, pikepdf.String):
            yield operand


def _zeros(codes: bytes) -> int:
    return sum(codes[index : index + 2] == b"\0\0" for index in range(0, len(codes), 2))


def untagged_text(page: Any) -> int:
    """Count texts on a page that are neither tagged nor marked as an artifact."""
    depth = loose = 0
    for _, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += (name in ("BDC", "BMC")) - (name == "EMC")
        loose += name in SHOWING and depth == 0
    return loose
