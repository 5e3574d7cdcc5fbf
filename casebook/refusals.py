"""What the system refuses a build, as findings: a full disk, a folder that may not be written."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from casebook.findings import Finding, finding
from casebook.tables import in_project

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
# How a program that was started tells of a full disk: Python, Rust, SQLite.
FULL_TOLD = re.compile(
    rf"\[Errno (?:{'|'.join(map(str, sorted(FULL)))})\]|\(os error (?:{'|'.join(map(str, sorted(FULL)))})\)"
    r"|No space left on device|database or disk is full|disk I/O error"
)
FORBIDDEN_TOLD = re.compile(rf"\[Errno (?:{'|'.join(map(str, sorted(FORBIDDEN)))})\] [^:]*: '(?P<path>[^']+)'")
MEGABYTE = 1024 * 1024


def refused(error: OSError, output: Path) -> Finding:
    """Return what a refusal of the system means.

    Args:
        output: the folder of all that is built, for refusals that name no file.
    """
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else output
    if error.errno in FULL:
        return full(output)
    if error.errno in FORBIDDEN:
        return finding("place-locked", in_project(path))
    return finding("system", in_project(path), why=error.strerror or str(error) or type(error).__name__)


def full(output: Path) -> Finding:
    """Return that the disk is full."""
    there = next((each for each in (output, *output.parents) if each.exists()), Path("/"))
    return finding("disk-full", in_project(output), free=shutil.disk_usage(there).free / MEGABYTE)


def told(lines: Iterable[str], output: Path) -> Finding | None:
    """Return what a program that failed says of a full disk, or of a place in `output`."""
    for line in lines:
        if FULL_TOLD.search(line):
            return full(output)
        if (found := FORBIDDEN_TOLD.search(line)) and Path(found["path"]).is_relative_to(output):
            return finding("place-locked", in_project(Path(found["path"])))
    return None


def unwritable(folders: Iterable[Path]) -> list[Finding]:
    """Return a finding for each folder in which nothing may be written; one that is not there yet may be."""
    there = [folder for folder in folders if os.path.lexists(folder)]
    keys = {folder: _forbids(folder) for folder in there}
    return [finding(key, in_project(folder)) for folder, key in keys.items() if key]


def _forbids(folder: Path) -> str:
    """Return the saying of what keeps files from being written into a folder."""
    if not folder.is_dir():
        return "place-file"
    return "" if os.access(folder, os.W_OK | os.X_OK) else "place-locked"
