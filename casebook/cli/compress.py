"""``casebook compress``: the learner's pages with compressed copies, for a web server to send as they are."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from casebook import compressed
from casebook.cli import build
from casebook.cli.guard import guarded
from casebook.editions import Edition
from casebook.publishing import take_place
from casebook.tables import in_project

HELP = "把网页连同压缩好的副本放进 _build/site，供 nginx 发布"
PLACE = build.OUTPUT / "site"
SAID = {".gz": "gzip", ".br": "brotli"}
KILOBYTE = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""


def run(options: argparse.Namespace) -> int:
    """Make the folder; return 0, or 1 where no book has been built or the copies do not fit."""
    return guarded(_make, PLACE.parent, "做压缩副本", "要发布的网页")


def _make() -> int:
    pages = build.place(Edition.LEARNER)
    if not (pages / "index.html").exists():
        print("还没有排好的网页：先运行 make book", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(dir=PLACE.parent, prefix=".compress-") as aside:
        made = compressed.copy(pages, Path(aside, "site"))
        take_place(Path(aside, "site"), PLACE)
    number, size = made.pop("")
    print(f"要发布的网页在 {in_project(PLACE)}，其中文本 {number} 个文件，{size / KILOBYTE:.0f} kB")
    for suffix, (copies, smaller) in made.items():
        print(f"{SAID[suffix]} 副本 {copies} 个，{smaller / KILOBYTE:.0f} kB")
    return 0
