"""``casebook bundle``: the built book of both editions, each as one file for use without a network."""

from __future__ import annotations

import argparse
import shutil
import sys

from casebook import bundle
from casebook.cli import build
from casebook.editions import Edition
from casebook.findings import CasebookError
from casebook.sphinx import shelf
from casebook.tables import ROOT

HELP = "把排好的书打成离线包"
DIST = build.OUTPUT / "dist"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""


def run(options: argparse.Namespace) -> int:
    """Make both packages and offer each in its book; return 0, or 1 where a package cannot be made."""
    shutil.rmtree(DIST, ignore_errors=True)
    try:
        for edition in Edition:
            place = build.place(edition)
            path = bundle.make(edition, place, DIST)
            offer = place / shelf.OFFLINE
            shutil.rmtree(offer, ignore_errors=True)
            offer.mkdir(parents=True)
            shutil.copy(path, offer)
            shelf.fill(place)
            size = path.stat().st_size / bundle.MEGABYTE
            print(f"{edition.label}的离线包好了：{path.relative_to(ROOT)}（{size:.1f} MB）")
    except CasebookError as error:
        print(f"离线包没有打成：\n{error}", file=sys.stderr)
        return 1
    return 0
