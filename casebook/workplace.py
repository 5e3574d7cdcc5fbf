"""Where books are made: what the last run left there is used again only if it is whole.

A run that ends well seals the folder with a sum of every file; what is not as it was sealed,
whatever has befallen the disk, is dropped and made anew. A run that fails or is killed leaves
no seal: pages are dropped then, since Sphinx tells a page's faults only when it reads it and
takes a half-written page for a whole one; the notebooks' runs are kept if they can be read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from casebook.publishing import clear

UNFINISHED = "unfinished"  # stands while a run is under way, and after one that failed
SEAL = "seal.json"
RUNS = "runs"


def begin(work: Path) -> str:
    """Make the folder `work` ready for a run; name the damaged file for which something was dropped.

    Returns:
        The file, from `work`, or an empty text where nothing was damaged.
    """
    damaged = ""
    if (work / UNFINISHED).exists():
        damaged = _unreadable(work / RUNS)
        for path in work.iterdir():
            if path.name not in (UNFINISHED, RUNS) or (path.name == RUNS and damaged):
                clear(path)
    elif work.exists():
        damaged = _changed(work)
        if damaged:
            clear(work)
    work.mkdir(parents=True, exist_ok=True)
    (work / UNFINISHED).touch()
    (work / SEAL).unlink(missing_ok=True)
    return damaged and f"{work.name}/{damaged}"


def seal(work: Path) -> None:
    """Write down what the folder holds, which is whole."""
    (work / SEAL).write_text(json.dumps(dict(_sums(work)), indent=1), encoding="utf-8")


def end(work: Path) -> None:
    """End a run that went well."""
    (work / UNFINISHED).unlink()


def drop(work: Path) -> None:
    """Leave nothing of what was made, the notebooks' runs included."""
    for path in work.iterdir():
        if path.name != UNFINISHED:
            clear(path)


def _sums(work: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(work.rglob("*")):
        name = path.relative_to(work).as_posix()
        if path.is_file() and name not in (UNFINISHED, SEAL):
            yield name, hashlib.blake2b(path.read_bytes()).hexdigest()


def _changed(work: Path) -> str:
    """Return a file that is not as it was sealed; the seal itself where it cannot be read."""
    try:
        sealed = json.loads((work / SEAL).read_text(encoding="utf-8"))
        now = dict(_sums(work))
        return next((name for name in {**sealed, **now} if sealed.get(name) != now.get(name)), "")
    except (OSError, ValueError, TypeError, AttributeError):
        return SEAL


def _unreadable(runs: Path) -> str:
    """Return a file of the notebooks' runs that cannot be read as what it is."""
    readers = {".json": _is_json, ".ipynb": _is_json, ".db": _is_database, ".txt": _is_text, ".reads": _is_text}
    for path in sorted(runs.rglob("*")) if runs.is_dir() else []:
        reads = readers.get(path.suffix)
        if reads and not reads(path):
            return path.relative_to(runs.parent).as_posix()
    return RUNS if runs.exists() and not runs.is_dir() else ""


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False


def _is_text(path: Path) -> bool:
    try:
        return "\0" not in path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def _is_database(path: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("pragma quick_check").fetchone()
            return bool(found == ("ok",) and database.execute("select count(*) from sqlite_master").fetchone()[0])
    except sqlite3.Error:
        return False
