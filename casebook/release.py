"""What is published: the learner's edition alone, looked through for the trainer's before it leaves.

The trainer's files are known by their bytes, whatever they are called, and looked for in zip
files too. The learner's own are those of the workshop where the book is built, which nobody
copies anything into by hand.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from casebook import bundle
from casebook.editions import Edition
from casebook.findings import CasebookError, Finding, finding
from casebook.settings import settings
from casebook.sphinx import shelf
from casebook.tables import ROOT, in_project

SUMS = "SHA256SUMS"
WITHIN = "!"  # between a zip file's name and its member's
ZIPPED = {".zip", ".xlsx", ".docx", ".pptx"}
TRAINERS_NAME = re.compile(r"trainer|教师", re.IGNORECASE)
SECTION = re.compile(r"^## (?P<version>[\d.]+)(?P<state>[^\n]*)$(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
UNRELEASED = "未发布"
CHANGES = "CHANGELOG.md"


@dataclass(frozen=True)
class Secrets:
    """The digests of the files that the trainer's edition has and the learner's has not."""

    digests: frozenset[str]

    @classmethod
    def between(cls, trainers: Path, learners: Path) -> Secrets:
        """Compare the folders of two editions.

        Raises:
            CasebookError: there is no learner's edition to compare with.
        """
        own = _digests(learners)
        if not own:
            raise CasebookError([finding("release-book", in_project(learners))])
        both = {_digest((ROOT / each).read_bytes()) for each in bundle.LICENCES} | _digests(bundle.PAGES)
        return cls(frozenset(_digests(trainers) - own - both))

    def found_in(self, folder: Path) -> list[Finding]:
        """Return a finding for each file under `folder` that is, or holds, the trainer's, by name or by content."""
        names = dict.fromkeys(
            name.partition(WITHIN)[0]
            for name, content in _files(folder)
            if TRAINERS_NAME.search(name) or _digest(content) in self.digests
        )
        return [finding("release-trainer", f"{folder.name}/{name}") for name in names]


def gather(book: Path, pdf: Path, package: Path, folder: Path) -> list[Path]:
    """Put what a release carries into `folder`, emptied before: PDF, offline package, their sums.

    Raises:
        CasebookError: one of them is not there.
    """
    wanted = {f"{settings().document}-{bundle.version()}.pdf": pdf, package.name: package}
    if missing := [each for each in (book / shelf.PAGE, *wanted.values()) if not each.is_file()]:
        raise CasebookError(finding("release-book", in_project(each)) for each in missing)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, path in wanted.items():
        shutil.copy(path, folder / name)
    sums = bundle.manifest({name: (folder / name).read_bytes() for name in sorted(wanted)})
    (folder / SUMS).write_bytes(sums)
    return sorted(folder.iterdir())


def untagged(tag: str, changes: str) -> list[Finding]:
    """Return what speaks against publishing this version under a tag, given the text of the log of changes."""
    version = bundle.version()
    if tag != f"v{version}":
        return [finding("release-tag", "pyproject.toml", tag=tag, expected=f"v{version}")]
    section = _section(changes, version)
    if section is None or UNRELEASED in section["state"]:
        return [finding("release-changes", CHANGES, version=version)]
    return []


def notes(changes: str, version: str) -> str:
    """Return what a log of changes says of a version; empty where it says nothing."""
    section = _section(changes, version)
    return section["text"].strip() if section else ""


def _section(changes: str, version: str) -> re.Match[str] | None:
    return next((match for match in SECTION.finditer(changes) if match["version"] == version), None)


def package(edition: Edition, folder: Path) -> Path:
    """Return where an edition's offline package stands in the folder of both."""
    return folder / bundle.name(edition)


def _digests(folder: Path) -> set[str]:
    return {_digest(content) for _, content in _files(folder) if content}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files under a folder, and those within its zip files."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            yield name, content
            if path.suffix.lower() in ZIPPED:
                yield from ((f"{name}{WITHIN}{member}", inner) for member, inner in _members(content).items())


def _members(content: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist() if not each.is_dir()}
