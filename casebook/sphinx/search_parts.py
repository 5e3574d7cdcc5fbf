"""The index of the book in parts: each a script of its own, so that a reader loads what a query needs.

A part holds the sections of some pages that follow each other. A part's name carries a hash of
what is in it, so that a browser can keep it for ever; a page's number stands in the manifest
alone, so that a new chapter does not rewrite the parts behind it.

What a part may hold is told by a filter: a bit for each run of one or two characters, and each
pair with one character between, which finds a run with a typo in it. A bit may be set by another
run, so that a part is loaded in vain; no run that stands in a part is ever denied. The filters
of all parts are cut by a run's first character into slices, of which a query needs one to four.

`on_demand/parts.js` does the same with a query: what is folded, the runs and their hashes must agree.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

TRADITIONAL = "dictionary/TSCharacters.txt"
PART_BYTES = 512 * 1024  # of text: a book of this size is one part, brought when search is opened
BYTES_A_BIT = 2  # of a part's text: rather fewer than half of its filter's bits are then set
SLICE_BYTES = 1024  # of all parts' filters that one slice holds, unless that makes too many of them
MOST_SLICES = 256
LANDMARK = 8  # one page in so many may end a part that is half full
NAME_LENGTH = 12  # hexadecimal digits of a hash

UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
ALIKE = {
    char: plain
    for plain, others in {'"': "“”„‟「」『』＂", "'": "‘’‚‛", "-": "—–―‐‑‒−─", "~": "〜∼", "·": "•‧・∙"}.items()
    for char in others
}
BREAK = ord("\n")  # no run goes over it
GAP = 0  # stands for the character between two
MULTIPLIERS = (0x9E3779B1, 0x85EBCA6B)
SHIFTS = (16, 13)

Numbers = npt.NDArray[np.uint32]
Row = tuple[str, int, str]  # a section's anchor, whether it is veiled before the vote, its text
Pages = list[tuple[str, list[Row]]]  # addresses with their sections
Part = Pages


def dumps(content: Any) -> str:
    """Return JSON as it is shipped."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


# ---------- parts ----------


def divide(pages: Pages, limit: int = PART_BYTES) -> list[Part]:
    """Divide the book into parts of at most `limit` bytes of text; only a longer section stands alone in a larger one.

    A page is not cut if it need not be. A part that is half full may end where a page's address says
    so: behind a change, the parts then soon begin where they began before.
    """
    parts: list[Part] = [[]]
    filled = 0
    for address, rows in pages:
        for page in _cut(address, rows, limit):
            size = sum(map(_size, page[1]))
            if parts[-1] and (filled + size > limit or (filled > limit / 2 and _is_landmark(address))):
                parts.append([])
                filled = 0
            parts[-1].append(page)
            filled += size
    return [part for part in parts if part]


def _cut(address: str, rows: list[Row], limit: int) -> Iterator[tuple[str, list[Row]]]:
    """Yield a page, or runs of its sections where it is longer than a part."""
    piece: list[Row] = []
    filled = 0
    for row in rows:
        if piece and filled + _size(row) > limit:
            yield address, piece
            piece, filled = [], 0
        piece.append(row)
        filled += _size(row)
    if piece:
        yield address, piece


def _size(row: Row) -> int:
    return len(row[2].encode())


def _is_landmark(address: str) -> bool:
    return hashlib.sha256(address.encode()).digest()[0] % LANDMARK == 0


# ---------- filters ----------


@cache
def simplified() -> Mapping[str, str]:
    """Return the simplified character for each traditional one that is not simplified as well, such as 著."""
    table = (resources.files("opencc") / TRADITIONAL).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {char: choices.split()[0] for char, choices in rows if char not in choices.split()}


class _Folds(dict[int, str]):
    """What each character is compared as, as `str.translate` asks for it."""

    def __missing__(self, point: int) -> str:
        self[point] = _folded(chr(point))
        return self[point]


def _folded(char: str) -> str:
    """Return a character as it is compared; nothing for what no run can hold: spaces, commas, what is not seen."""
    if UNSEEN.match(char):
        return ""
    if char == "\t":
        return "\n"
    plain = unicodedata.normalize("NFKC", ALIKE.get(char, char)).lower()
    folded = "".join(simplified().get(each) or ALIKE.get(each) or each for each in plain)
    return folded.replace(" ", "").replace(",", "")


FOLDS = _Folds()


def fold(text: str) -> str:
    """Return a text as the filters take it: as it is compared, without spaces and commas, a line a cell."""
    return text.translate(FOLDS)


def runs(folded: str) -> list[tuple[Numbers, ...]]:
    """Return the runs of a folded text that its filter knows: of each kind, arrays of their code points."""
    points = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4").astype(np.uint32)
    apart = points == BREAK
    single = points[~apart]
    first, second = _unbroken(apart, points, 1)
    before, after = _unbroken(apart, points, 2)
    return [(single,), (first, second), (before, np.full_like(before, GAP), after)]


def _unbroken(apart: npt.NDArray[np.bool_], points: Numbers, distance: int) -> tuple[Numbers, Numbers]:
    """Return the characters at a distance from each other with no break at or between them."""
    count = max(len(points) - distance, 0)
    whole = np.ones(count, dtype=bool)
    for step in range(distance + 1):
        whole &= ~apart[step : step + count]
    return points[:count][whole], points[distance:][whole]


def mixed(*run: Numbers) -> Numbers:
    """Return a hash of each run, of 32 bits, from the arrays of its code points."""
    value = np.zeros(len(run[0]), dtype=np.uint32)
    for points in run:
        value = value ^ points
        for multiplier, shift in zip(MULTIPLIERS, SHIFTS, strict=True):
            value = value * np.uint32(multiplier)
            value ^= value >> np.uint32(shift)
    return value


class Filters:
    """Which runs each part may hold.

    Args:
        texts: the folded text of each part.
        limit: the most bytes of text in a part, a power of two.
    """

    def __init__(self, texts: list[str], limit: int = PART_BYTES) -> None:
        self.bits = limit // BYTES_A_BIT
        wanted = len(texts) * self.bits // 8 // SLICE_BYTES
        self.slices = min(1 << wanted.bit_length(), MOST_SLICES, self.bits // 8)
        self.width = self.bits // self.slices // 8  # bytes of one part in one slice
        self._of = [self._filter(text) for text in texts]

    def places(self, run: tuple[Numbers, ...]) -> Numbers:
        """Return the bit of each run in a part's filter: its first character decides in which slice."""
        room = np.uint32(8 * self.width)
        return mixed(run[0]) % np.uint32(self.slices) * room + mixed(*run) % room

    def _filter(self, text: str) -> npt.NDArray[np.uint8]:
        """Return a part's bits, a row a slice."""
        bits = np.zeros(self.bits, dtype=bool)
        for run in runs(text):
            bits[self.places(run)] = True
        return np.packbits(bits, bitorder="little").reshape(self.slices, self.width)

    def may_hold(self, part: int, run: tuple[Numbers, ...]) -> npt.NDArray[np.bool_]:
        """Whether a part may hold each of some runs; no is certain."""
        bits = np.unpackbits(self._of[part].reshape(-1), bitorder="little")
        return bits[self.places(run)].astype(bool)

    def shipped(self) -> list[str]:
        """Return each slice: the bytes of all parts, one after the other, in base64."""
        return [
            base64.b64encode(b"".join(of[number].tobytes() for of in self._of)).decode()
            for number in range(self.slices)
        ]


# ---------- files ----------


def files(pages: Pages, manifest: Mapping[str, Any], limit: int = PART_BYTES) -> dict[str, str]:
    """Return the scripts of the index by their names.

    Args:
        pages: the book's pages, in reading order.
        manifest: what else the script that is loaded first says.
        limit: the most bytes of text in a part.

    Returns:
        ``index.js`` with the manifest, to which it adds ``parts`` and ``slices``, names of files, and
        ``width``, a slice's bytes a part; and these files. A single part needs no filter.
    """
    parts = divide(pages, limit)
    filters = Filters([fold("\n".join(row[2] for _, rows in part for row in rows)) for part in parts], limit)
    shards = [_named("part", part) for part in parts]
    slices = [_named("filter", each) for each in filters.shipped()] if len(parts) > 1 else []
    whole = {
        **manifest,
        "parts": [name for name, _ in shards],
        "slices": [name for name, _ in slices],
        "width": filters.width,
    }
    return {"index.js": f"window.casebookIndex = {dumps(whole)};\n", **dict(shards), **dict(slices)}


def _named(kind: str, content: Any) -> tuple[str, str]:
    """Return the name and the text of a script that hands over its content."""
    text = dumps(content)
    name = f"{kind}.{hashlib.sha256(text.encode()).hexdigest()[:NAME_LENGTH]}.js"
    return name, f"casebookSearch.take({dumps(name)}, {text});\n"
