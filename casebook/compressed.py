"""Compressed copies of a built book's pages, made once, for a web server to send as they are.

Beside each text file of some size stands ``NAME.gz`` and, where the `brotli` package is installed,
``NAME.br``. The same book gives the same copies: no clock and no name of a file is in them.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

# The kinds of file that deploy/nginx.conf compresses, and from which size on (bytes).
TEXT = frozenset({".html", ".css", ".csv", ".txt", ".js", ".json", ".xml", ".svg"})
SMALLEST = 512

Encode = Callable[[bytes], bytes]


def encoders() -> dict[str, Encode]:
    """Return the encoders to be had, by the suffix of what they make."""
    found: dict[str, Encode] = {".gz": lambda data: gzip.compress(data, compresslevel=9, mtime=0)}
    if find_spec("brotli"):
        compress = import_module("brotli").compress
        found[".br"] = lambda data: bytes(compress(data, quality=11))
    return found


def publish(pages: Path, place: Path) -> dict[str, tuple[int, int]]:
    """Copy `pages` to `place`, with the compressed copies.

    Return, for each suffix, the number of copies and their bytes; under "" those of what was compressed.
    """
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(pages, place)
    made = dict.fromkeys(("", *encoders()), (0, 0))
    for file in sorted(place.rglob("*")):
        if file.suffix not in TEXT or file.stat().st_size < SMALLEST:
            continue
        data = file.read_bytes()
        _count(made, "", data)
        for suffix, encode in encoders().items():
            copy = encode(data)
            if len(copy) < len(data):
                file.with_name(file.name + suffix).write_bytes(copy)
                _count(made, suffix, copy)
    return made


def _count(made: dict[str, tuple[int, int]], suffix: str, data: bytes) -> None:
    number, size = made[suffix]
    made[suffix] = number + 1, size + len(data)
