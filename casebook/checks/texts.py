"""Chapters as files: that each can be read as text at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from casebook.findings import Finding, finding
from casebook.tables import ROOT

BOM = b"\xef\xbb\xbf"


def unreadable(root: Path = ROOT) -> Iterator[Finding]:
    """Find what keeps a chapter from being read: another encoding, a BOM, NUL characters."""
    for path in sorted((root / "book").rglob("*.md")):
        yield from _faults(path, path.relative_to(root).as_posix())


def _faults(path: Path, name: str) -> Iterator[Finding]:
    try:
        content = path.read_bytes()
    except OSError:
        yield finding("file-missing", name)
        return
    if content.startswith(BOM):
        yield finding("file-bom", name, 1)
    if b"\0" in content:
        yield finding("text-nul", name, _line(content, content.index(b"\0")))
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield finding("text-encoding", name, _line(content, error.start))


def _line(content: bytes, place: int) -> int:
    return content[:place].count(b"\n") + 1
