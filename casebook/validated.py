"""What has passed the schema once is not held to it again by the next build or check.

The record stands with the build's caches and names exactly what passed: the bytes of the tables
and of their schema, this package's code that reads them, and the version of Frictionless.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from casebook import tables
from casebook.tables import DATA, ROOT

RECORD = ROOT / "_build" / ".work" / "validated"


def recall(data: Path = DATA, record: Path = RECORD) -> None:
    """Have the tables count as validated in this process if just what they are now has passed before."""
    if record.exists() and record.read_text(encoding="utf-8") == _passing(data):
        tables.skip_validation(data)


def remember(data: Path = DATA, record: Path = RECORD) -> None:
    """Record that the tables, as they are now, have passed."""
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(_passing(data), encoding="utf-8")


def _passing(data: Path) -> str:
    """Return a hash of all that validation rests on."""
    parts = [tables.content_digest(data), version("frictionless"), Path(tables.__file__).read_text(encoding="utf-8")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
