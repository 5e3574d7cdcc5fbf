"""Compressed copies of a built book's pages, made once, for a web server to send as they are.

Beside each text file of some size stand ``NAME.gz`` and ``NAME.br``. The same book gives the same
copies: no clock and no name of a file is in them.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import brotli

# The kinds of file that deploy/nginx.conf compresses, and from which size on (bytes).
TEXT = frozenset({".html", ".css", ".csv", ".txt", ".js", ".json", ".xml", ".svg"})
SMALLEST = 512

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, compresslevel=9, mtime=0),
    ".br": lambda data: bytes(brotli.compress(data, quality=11)),
}


def copy(pages: Path, folder: Path) -> dict[str, tuple[int, int]]:
    """Copy `pages` to `folder`, which does not exist yet, with a compressed copy beside each text.

    Returns:
        For each suffix, the number of copies and their bytes; under "" those of what was compressed.

    Raises:
        OSError: there is no room for them.
    """
    shutil.copytree(pages, folder)
    made = dict.fromkeys(("", *ENCODERS), (0, 0))
    for file in sorted(folder.rglob("*")):
        if file.suffix not in TEXT or file.stat().st_size < SMALLEST:
            continue
        data = file.read_bytes()
        _count(made, "", data)
        for suffix, encode in ENCODERS.items():
            smaller = encode(data)
            if len(smaller) < len(data):
                file.with_name(file.name + suffix).write_bytes(smaller)
                _count(made, suffix, smaller)
    return made


def _count(made: dict[str, tuple[int, int]], suffix: str, data: bytes) -> None:
    number, size = made[suffix]
    made[suffix] = number + 1, size + len(data)
