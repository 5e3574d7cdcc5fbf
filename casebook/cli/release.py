"""``casebook release``: what is published, gathered and looked through for the trainer's text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from casebook import bundle, release
from casebook.cli import build
from casebook.cli.bundle import DIST
from casebook.editions import Edition
from casebook.findings import CasebookError
from casebook.settings import settings
from casebook.tables import ROOT, in_project

HELP = "把要发布的放到 _build/release，并查里面有没有教师版的东西"
FOLDER = build.OUTPUT / "release"
NOTES = build.OUTPUT / "release-notes.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--tag", metavar="标签", help="标签要与 pyproject.toml 里的版本一致，例如 v0.1.0")
    parser.add_argument("--look", type=Path, metavar="文件夹", help="不收集，只查这个文件夹里有没有教师版的东西")


def run(options: argparse.Namespace) -> int:
    """Gather and look through; return 0, or 1 where something is missing or is the trainer's."""
    try:
        findings = release.untagged(options.tag, _changes()) if options.tag else []
        secrets = release.Secrets.between(build.OUTPUT / Edition.TRAINER, build.work(Edition.LEARNER) / "_build")
        looked = [options.look] if options.look else [build.place(Edition.LEARNER), _gathered()]
        findings += [each for folder in looked for each in secrets.found_in(folder)]
    except CasebookError as error:
        findings = list(error.findings)
    if findings:
        print("不能发布：", file=sys.stderr)
        for each in findings:
            print(f"· {each}", file=sys.stderr)
        return 1
    for folder in looked:
        print(f"查过了，没有教师版的东西：{in_project(folder)}")
    return 0


def _gathered() -> Path:
    """Gather the files of a release, and what the log of changes says of it."""
    learner = Edition.LEARNER
    pdf = build.place(learner, "pdf") / f"{settings().document}.pdf"
    for path in release.gather(build.place(learner), pdf, release.package(learner, DIST), FOLDER):
        print(f"{path.relative_to(ROOT)}（{path.stat().st_size / bundle.MEGABYTE:.1f} MB）")
    NOTES.write_text(release.notes(_changes(), bundle.version()) + "\n", encoding="utf-8")
    return FOLDER


def _changes() -> str:
    return (ROOT / release.CHANGES).read_text(encoding="utf-8")
