"""A folder takes the place of another: copied beside it first, and swapped in when it is whole."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

PASSED_BY = (".buildinfo",)  # Sphinx's own, for its next run, and not the same on every machine
RENAME_EXCHANGE = 2
AT_FDCWD = -100


def publish(made: Mapping[Path, Path], passed_by: tuple[str, ...] = PASSED_BY) -> None:
    """Put copies of folders into their places, each in one step where the system can.

    All copies are made before the first takes its place, so that a disk which fills up meanwhile
    leaves every place as it was.

    Args:
        made: the folder for each place.
        passed_by: patterns of names that are not copied.

    Raises:
        OSError: a copy could not be made; what there was of it is cleared away.
    """
    copies = {place: place.with_name(f".next-{place.name}") for place in made}
    try:
        for place, folder in made.items():
            clear(copies[place])
            shutil.copytree(folder, copies[place], ignore=shutil.ignore_patterns(*passed_by))
        for place, copy in copies.items():
            take_place(copy, place)
    finally:
        for copy in copies.values():
            clear(copy)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever finds it half written, nor the one before lost.

    Raises:
        OSError: it could not be written; what stood there is as it was.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def clear(path: Path) -> None:
    """Take away whatever stands at `path`, if anything does."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def take_place(copy: Path, place: Path) -> None:
    """Put a folder into a place beside it, in one step where the system can; what stood there may take its own.

    Raises:
        OSError: it could not be put there; the place is as it was.
    """
    if place.exists() and not _exchange(copy, place):
        aside = place.with_name(f".last-{place.name}")
        clear(aside)
        place.rename(aside)
        try:
            copy.rename(place)
        except OSError:
            aside.rename(place)
            raise
        clear(aside)
    elif not place.exists():
        copy.rename(place)


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders at once (Linux's renameat2); False where that is not to be had."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    failed: int = renameat2(AT_FDCWD, os.fsencode(a), AT_FDCWD, os.fsencode(b), RENAME_EXCHANGE)
    return not failed
