"""Whose words these are: no run of a source's wording, and no word that praises or blames.

A source under copyright is not kept here. What is kept is a fingerprint: the hash of every
window of `WINDOW` Han characters in it, from which no text can be read back.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from casebook.findings import CasebookError, finding
from casebook.tables import DATA

WINDOW = 13
FINGERPRINT = "fingerprint.txt"
QUOTATIONS = "quotations.txt"
HEADER = f"# 每行是报道里连续 {WINDOW} 个汉字的散列值，不含原文。由 casebook fingerprint 生成。"

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]{{{WINDOW},}}")
QUOTED = re.compile(r"[“《]([^“”《》]*)[”》]")
PRAISE = ("成功", "有效", "带动", "得益于", "使得", "显著")
BLAME = ("仅", "却", "声称", "所谓", "自称")
LOADED = re.compile("|".join((*PRAISE, *BLAME)))


def _bare(text: str) -> str:
    """Take punctuation and spaces out, which do not break a run; a line's end does."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] not in "PZC")


def _windows(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each window of the runs in `text`: its place, its characters and its hash."""
    for run in RUN.finditer(_bare(text)):
        for start in range(len(run[0]) - WINDOW + 1):
            window = run[0][start : start + WINDOW]
            yield run.start() + start, window, hashlib.sha256(window.encode()).hexdigest()[:16]


def fingerprint(text: str) -> str:
    """Return the fingerprint file of a source's text, one paragraph a line."""
    hashes = sorted({digest for _, _, digest in _windows(text)})
    return "\n".join([HEADER, *hashes]) + "\n"


@cache
def known_hashes(data: Path = DATA) -> frozenset[str]:
    """Return the hashes of the project's fingerprint file; none where none has been made yet."""
    return frozenset(_lines(data / FINGERPRINT)) if has_fingerprint(data) else frozenset()


def has_fingerprint(data: Path = DATA) -> bool:
    """Whether the source's fingerprint has been made, without which no copied run can be found."""
    return (data / FINGERPRINT).exists()


@cache
def quotations(data: Path = DATA) -> frozenset[str]:
    """Return what may be quoted, without punctuation."""
    return frozenset(_bare(line) for line in _lines(data / QUOTATIONS))


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise CasebookError([finding("file-missing", f"{path.parent.name}/{path.name}")]) from None
    return [line for line in lines if line and not line.startswith("#")]


def copied(text: str, data: Path = DATA) -> list[str]:
    """Return the runs of a block of text that also stand in the source.

    What stands in “ ” or 《 》 and is listed in ``quotations.txt`` does not count, nor does a block
    that is nothing but a listed quotation, such as the article's title.
    """
    if _bare(text) in quotations(data):
        return []
    own = QUOTED.sub(lambda match: "|" if _bare(match[1]) in quotations(data) else match[0], text)
    runs: list[str] = []
    end = -1
    for start, window, digest in _windows(own):
        if digest in known_hashes(data):
            runs[-1:] = [runs[-1] + window[-1]] if start == end else [*runs[-1:], window]
            end = start + 1
    return runs


def loaded(text: str) -> list[str]:
    """Return the words of praise or blame in a block's own voice, quotations left out."""
    return LOADED.findall(QUOTED.sub("", text))


def complaints(text: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the saying, and what fills it in, for each copied run and each loaded word."""
    for run in copied(text):
        yield "wording-copied", {"run": run}
    for word in loaded(text):
        yield "wording-loaded", {"word": word}
