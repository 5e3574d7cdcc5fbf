"""What no reader may meet before the vote: the tobacco figures of 2021."""

from __future__ import annotations

import re
from functools import cache

from casebook.ledger import ledger
from casebook.records import Figure

TOPIC = "tobacco"
PAGE = "evidence/ledger/tobacco-b.html"


def figures() -> list[Figure]:
    """Return every figure of the topic that is shown after the vote."""
    return [each for each in ledger().figures.values() if each.topic == TOPIC]


@cache
def _printed() -> re.Pattern[str]:
    """Match such a figure in print, with or without the word of its hedge."""
    forms = {
        rf"(?<![\d.,]){re.escape(each.quantity.number)}[余多]?{re.escape(each.quantity.unit.split('/')[0])}"
        for each in figures()
    }
    return re.compile("|".join(sorted(forms)))


@cache
def _named() -> re.Pattern[str]:
    ids = "|".join(re.escape(each.id) for each in figures())
    return re.compile(rf"(?<![\w.])(?:{ids})(?![\w])")


def spoilers_in(text: str) -> list[str]:
    """Return each such figure that a text prints or names by its id."""
    return [match[0] for pattern in (_printed(), _named()) for match in pattern.finditer(text)]
