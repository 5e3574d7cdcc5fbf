"""The growth of measures fitted, and what grows faster than the book named."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence

Rounds = Mapping[str, Sequence[Mapping[str, float | None]]]  # of a size, what each round found
MEASURES = {
    "cold": "从头排，CPU 秒",
    "again": "没有改动再排，CPU 秒",
    "paragraph": "改一段再排，CPU 秒",
    "rewritten": "改一段后重写的页",
    "memory": "内存，最大的一个进程，MB",
    "index": "检索的索引，字节",
    "query": "头一次检索，秒",
    "page": "台账最大的一页，字节",
    "elements": "台账最大的一页，元素",
    "pdf": "PDF 另加的，CPU 秒",
    "pdf_memory": "排 PDF 的内存，MB",
}
STEEP = 1.1  # an exponent above this is growth faster than the size


def medians(rounds: Rounds, measure: str) -> list[tuple[int, float]]:
    """Return sizes with the medians of a measure, smallest first; sizes never measured are left out."""
    found = {int(size): [each[measure] for each in every if each.get(measure) is not None]
             for size, every in rounds.items()}  # fmt: skip
    return [(size, statistics.median(known)) for size, values in sorted(found.items())
            if (known := [each for each in values if each is not None])]  # fmt: skip


def exponent(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return the power of the size with which a measure grows, by least squares of logarithms.

    None for fewer than two sizes, or where something measured nothing.
    """
    if len(pairs) < 2 or any(value <= 0 for _, value in pairs):
        return None
    logarithms = [(math.log(size), math.log(value)) for size, value in pairs]
    return statistics.linear_regression([x for x, _ in logarithms], [y for _, y in logarithms]).slope


def table(rounds: Rounds) -> tuple[list[str], list[tuple[str, ...]], list[str]]:
    """Return the heads and the rows of a table of all measures, and the names of what grows faster than the size.

    The last step is fitted by itself: below stands what any build costs, and hides how the rest grows.
    """
    sizes = sorted(map(int, rounds))
    heads = ["", *(f"{size:,}" for size in sizes), "指数", "末段指数"]
    rows, steep = [], []
    for measure, label in MEASURES.items():
        pairs = medians(rounds, measure)
        known = dict(pairs)
        powers = [exponent(pairs), exponent(pairs[-2:])]
        cells = [f"{known[size]:,.10g}" if size in known else "–" for size in sizes]
        rows.append((label, *cells, *("–" if each is None else f"{each:.2f}" for each in powers)))
        if any(each is not None and each > STEEP for each in powers):
            steep.append(label)
    return heads, rows, steep
