"""Cards: what stands behind a figure or a term, shown beside it by ``cards.js``.

A link names its card by ``data-card``; the cards stand at the end of the page, hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

SCRIPT = "cards.js"


def card(
    card_id: str, head: str, body: str, address: str, way: str, attributes: Mapping[str, str] | None = None
) -> str:
    """Return a card's HTML.

    Args:
        head, body: HTML.
        address: where the card's link leads; without one the card has none.
        way: the link's words.
        attributes: further attributes of the card; its ``class`` is added to the card's own.
    """
    more = dict(attributes or {})
    classes = " ".join(filter(None, ["fact-card", more.pop("class", "")]))
    others = "".join(f' {name}="{escape(value)}"' for name, value in more.items())
    link = f'<a class="fact-card-link" href="{escape(address)}">{way}</a>' if address else ""
    return f'<div class="{classes}" role="tooltip" id="{card_id}"{others}><p>{head}</p>{body}{link}</div>'


def append(context: dict[str, Any], cards: Iterable[str]) -> None:
    """Put cards at the end of a page."""
    if content := "".join(cards):
        context["body"] += f'<div class="fact-cards" hidden>{content}</div>'
