"""The same bytes from the same commit: what would otherwise write the clock into a file."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from casebook.tables import ROOT

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
CORE_PROPERTIES = "docProps/core.xml"
CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip file can hold


def source_epoch() -> int:
    """Return the time that stands for “now”: the environment's, else the commit's, else 1980."""
    if given := os.environ.get(EPOCH_VARIABLE):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return int(datetime(*ZIP_EPOCH[:3], tzinfo=UTC).timestamp())


def source_date() -> datetime:
    """Return `source_epoch` as a date in UTC without a zone, as office files want it."""
    return datetime.fromtimestamp(source_epoch(), UTC).replace(tzinfo=None)


def write_zip(path: Path, members: Mapping[str, bytes]) -> None:
    """Write a zip file of `members`, by name, whose entries carry no clock of their own."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def settle_office(path: Path) -> None:
    """Rewrite an office file with `source_date` as its date, and no clock in its zip entries."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if CORE_PROPERTIES in members:
        stamp = source_date().strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        members[CORE_PROPERTIES] = CLOCK.sub(rb"\g<1>" + stamp + rb"\g<2>", members[CORE_PROPERTIES])
    write_zip(path, members)
