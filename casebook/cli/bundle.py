"""``casebook bundle``: the built book of both editions, each as one file for use without a network."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from casebook import bundle
from casebook.cli import build
from casebook.cli.guard import guarded
from casebook.editions import Edition
from casebook.findings import CasebookError
from casebook.publishing import clear
from casebook.sphinx import shelf
from casebook.tables import ROOT

HELP = "把排好的书打成离线包"
DIST = build.OUTPUT / "dist"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""


def run(options: argparse.Namespace) -> int:
    """Make both packages and offer each in its book; return 0, or 1 where a package cannot be made."""
    return guarded(_make_all, build.OUTPUT, "打离线包", "离线包")


def _make_all() -> int:
    try:
        made = {edition: bundle.make(edition, build.place(edition), DIST) for edition in Edition}
    except CasebookError as error:
        print(f"离线包没有打成：\n{error}", file=sys.stderr)
        return 1
    for edition, path in made.items():
        _offer(path, build.place(edition))
        size = path.stat().st_size / bundle.MEGABYTE
        print(f"{edition.label}的离线包好了：{path.relative_to(ROOT)}（{size:.1f} MB）")
    for other in set(DIST.iterdir()) - set(made.values()):  # of an earlier version
        clear(other)
    return 0


def _offer(path: Path, place: Path) -> None:
    """Put a package into its book, in place of an earlier one, and name it on the front page."""
    offer = place / shelf.OFFLINE
    offer.mkdir(parents=True, exist_ok=True)
    unfinished = offer / f".{path.name}.part"
    try:
        shutil.copy(path, unfinished)
        unfinished.replace(offer / path.name)
    finally:
        unfinished.unlink(missing_ok=True)
    for other in set(offer.iterdir()) - {offer / path.name}:
        clear(other)
    shelf.fill(place)
