"""One at a time: a lock that a second run of the same command meets, and that ends with its holder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class BusyError(Exception):
    """Another process holds the lock; the message is ready for the contributor."""


@contextlib.contextmanager
def alone(path: Path, doing: str) -> Iterator[None]:
    """Hold the lock in the file `path` for as long as the block runs.

    Args:
        doing: what the holder does, for the message to another, whatever that one does.

    Raises:
        BusyError: another process holds it; no file is left to be cleared away if that one is killed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8", errors="replace") as file:
        if not _lock(file):
            file.seek(0)
            number, _, does = file.read().strip().partition(" ")
            who = f"（进程号 {number}）" if number else ""
            raise BusyError(
                f"另一个窗口正在{does or doing}{who}。应为：一次一个。改法：等它做完，或到那个窗口按 Ctrl+C 停下它。"
            )
        file.truncate(0)
        file.write(f"{os.getpid()} {doing}\n")
        file.flush()
        yield


def _lock(file: IO[str]) -> bool:
    """Take the system's lock on an open file; it goes when the file is closed, or its process ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    with contextlib.suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
