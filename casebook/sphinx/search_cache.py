"""What was read from each built page, kept from one build to the next beside Sphinx's own caches.

A page's sections hang on its bytes and on how they are read; what is asked for with the same key
is not read again. A cache that cannot be read is made anew, and costs nothing but time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from casebook.publishing import write_whole

NAME = "search.json"

Kept = list[tuple[str, str, list[str]]]  # of each section its anchor, its text, the pages it leads to


class SectionCache:
    """The sections of pages, by key.

    Args:
        folder: where the cache lives, outside of what is published.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.before = _read(self.path)
        self.now: dict[str, Kept] = {}

    def get(self, key: str, read: Callable[[], Kept]) -> Kept:
        """Return the sections kept under a key, else those that are read now."""
        found = self.before.get(key)
        self.now[key] = read() if found is None else found
        return self.now[key]

    def save(self) -> None:
        """Write what was asked for since the cache was opened, and drop the rest."""
        if self.now.keys() == self.before.keys():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, json.dumps(self.now, ensure_ascii=False))


def key(*contents: bytes | str | Iterable[str]) -> str:
    """Return a hash of everything that sections hang on."""
    digest = hashlib.sha256()
    for content in contents:
        if not isinstance(content, bytes | str):
            content = "\n".join(content)
        content = content if isinstance(content, bytes) else content.encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _read(path: Path) -> dict[str, Kept]:
    """Return a cache, and an empty one where there is none, or none that can be used."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): [_section(*section) for section in sections] for name, sections in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _section(anchor: object, text: object, links: object) -> tuple[str, str, list[str]]:
    if isinstance(anchor, str) and isinstance(text, str) and isinstance(links, list):
        return anchor, text, [str(link) for link in links]
    raise TypeError("not a section")
