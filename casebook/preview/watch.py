"""What has been edited: the files' dates and sizes, looked at again and again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

WATCHED = ("book", "data", "casebook", "_config.yml", "_toc.yml")
PASSED_BY = {"__pycache__", ".ipynb_checkpoints", ".jupyter_cache"}
Snapshot = dict[str, tuple[int, int]]  # paths from the root, with date in nanoseconds and size in bytes


class Change(StrEnum):
    """What an edit asks of the builder."""

    TEXT = "text"  # a chapter: the builder at work takes it
    ALL = "all"  # data, code, settings, a page more or less: a new builder


def snapshot(root: Path) -> Snapshot:
    """Return the state of every watched file."""
    found: Snapshot = {}
    for name in _files(root):
        with contextlib.suppress(OSError):  # taken away this moment
            found[name] = _state(root, name)
    return found


def glance(root: Path, seen: Snapshot) -> Snapshot:
    """Return `seen` with the chapters as they are now; a new file is not seen so, nor one that is just written."""
    now = dict(seen)
    for name in seen:
        if name.endswith(".md"):
            with contextlib.suppress(OSError):
                state = _state(root, name)
                now[name] = state if state[1] else now[name]
    return now


def _state(root: Path, name: str) -> tuple[int, int]:
    state = os.stat(f"{root}/{name}")  # noqa: PTH116 (a path costs more than the look)
    return state.st_mtime_ns, state.st_size


def _files(root: Path) -> Iterator[str]:
    """Yield paths from the root, as texts: this is done all the time."""
    for name in WATCHED:
        if (root / name).is_file():
            yield name
        for place, folders, files in os.walk(root / name):
            folders[:] = [each for each in folders if each not in PASSED_BY]
            inside = place[len(str(root)) + 1 :].replace(os.sep, "/")
            # Editors leave copies and locks beside what they edit.
            yield from (f"{inside}/{each}" for each in files if not each.startswith(".") and each[-1] not in "~#")


def change(before: Snapshot, after: Snapshot) -> Change | None:
    """Say what the edits between two snapshots ask for; None where there are none."""
    edited = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    if not edited:
        return None
    chapters = all(path.endswith(".md") and path in before and path in after for path in edited)
    return Change.TEXT if chapters else Change.ALL
