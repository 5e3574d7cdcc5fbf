"""What only the trainer may read, taken from the sources, and looked for in files of every kind."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup
from pypdf import PdfReader

from casebook.editions import is_trainers
from casebook.frontmatter import FRONT_MATTER
from casebook.ledger import ledger
from casebook.tables import DATA, ROOT

RUN = 12  # characters that must not stand in a learner's file in a row
WHOLE = 6  # a passage shorter than this says nothing by itself
FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w-]+)\}(?P<argument>[^\n]*)$")
SHOWN = re.compile(r"^(`{3,})\w*$")
TRAINERS = {"trainer", "solution"}
OPTION = re.compile(r"^:[\w-]+:.*$|^\(.+\)=$", re.MULTILINE)
# Where the words of a source end and something begins that the page prints in its own way.
FACT = re.compile(r"\{fact\}`([^`]+)`")
SPOKEN = re.compile(r"\{(?:plain|kept|term|ref|numref)\}`([^`|<]*)[^`]*`")
ROLE = re.compile(r"\{[\w:-]+\}`[^`]*`|\[\^[^\]]*\]:?")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKUP = re.compile(r"^\s*(?:[-*+>]|\d+\.|#+|\[[ xX]\])\s+|[*_`|]+|^-{3,}$|^[:`]{3,}.*$", re.MULTILINE)
SILENT = "\x00"
SPACE = re.compile(r"\s+")
TAG = re.compile(r"<[^>]*>")
ZIPPED = {".zip", ".xlsx", ".docx", ".pptx", ".whl"}
PICTURES = {".png", ".ico", ".woff", ".woff2", ".ttf", ".jpg", ".gif"}


@dataclass(frozen=True)
class Passage:
    """A piece of the trainer's text as a page prints it, without spaces; `source` says where it stands."""

    source: str
    text: str


def squeeze(text: str) -> str:
    """Return a text without its spaces and line breaks, which each format sets in its own way."""
    return SPACE.sub("", text)


def runs(text: str) -> Iterator[str]:
    """Yield each run of `RUN` characters."""
    return (text[start : start + RUN] for start in range(len(text) - RUN + 1))


# ---------- sources ----------


def split(source: str) -> tuple[str, list[str]]:
    """Return a source without the trainer's blocks, and those blocks' texts with their titles."""
    kept: list[str] = []
    blocks: list[str] = []
    lines = iter(source.splitlines())
    for line in lines:
        match = FENCE.match(line)
        if match and match["name"] in TRAINERS:
            title = match["argument"] if match["name"] == "trainer" else ""
            blocks.append("\n".join([title, *_until(match["fence"], lines)]))
        elif shown := SHOWN.match(line):  # what is shown as code is for everybody
            kept += [line, *_until(shown[1], lines), shown[1]]
        else:
            kept.append(line)
    return "\n".join(kept), blocks


def _until(fence: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield lines up to a closing fence, which is left out."""
    for line in lines:
        if line.rstrip() == fence:
            return
        yield line


def pieces(source: str) -> Iterator[str]:
    """Yield what a source prints, block by block and without spaces, broken where it prints what it does not say."""
    text = FRONT_MATTER.sub("", source)
    text = OPTION.sub("\n", text)
    text = FACT.sub(lambda match: _phrase(match[1]), text)
    text = SPOKEN.sub(lambda match: match[1].strip(), text)
    text = ROLE.sub(SILENT, text)
    text = LINK.sub(lambda match: match[1], text)
    text = MARKUP.sub(SILENT, text)
    for block in re.split(rf"\n|{SILENT}", text):
        if piece := squeeze(block):
            yield piece


def _phrase(reference: str) -> str:
    try:
        return ledger().phrase(reference)
    except (KeyError, ValueError):
        return SILENT


@cache
def sources(book: Path = ROOT / "book") -> tuple[tuple[Passage, ...], str]:
    """Return the trainer's passages, and everything that learners may read, squeezed."""
    passages: list[Passage] = []
    learners: list[str] = []
    for path in sorted(book.rglob("*.md")):
        source = path.read_text(encoding="utf-8")
        kept, blocks = ("", [source]) if is_trainers(path) else split(source)
        learners += [*pieces(kept), squeeze(kept)]
        name = path.relative_to(book).as_posix()
        passages += [Passage(name, piece) for block in blocks for piece in pieces(block) if len(piece) >= WHOLE]
    learners += [squeeze(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.csv"))]
    learners += [squeeze(figure.quantity.__str__()) for figure in ledger().figures.values()]
    return tuple(passages), "\n".join(learners)


def forbidden(passages: Iterable[Passage], learners: str) -> dict[str, str]:
    """Return what must not stand in a learner's file, whole passages and runs, with their sources."""
    found: dict[str, str] = {}
    for passage in passages:
        for run in runs(passage.text) if len(passage.text) > RUN else [passage.text]:
            if run not in learners and re.search(r"[\u3400-\u9fff]", run):
                found[run] = passage.source
    return found


# ---------- files ----------


def readings(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield a file's text in each way that it can be read, and those of the files within it, with their names."""
    suffix = Path(name).suffix.lower()
    if suffix in ZIPPED:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from readings(f"{name}!{member}", archive.read(member))
    elif suffix == ".pdf":
        reader = PdfReader(io.BytesIO(content))
        yield name, squeeze("".join(page.extract_text() for page in reader.pages))
        yield (
            name,
            squeeze(json.dumps({str(k): str(v) for k, v in (reader.metadata or {}).items()}, ensure_ascii=False)),
        )
    elif suffix not in PICTURES:
        raw = content.decode("utf-8", errors="ignore")
        yield name, squeeze(raw)
        if "\\u" in raw:
            yield name, squeeze(re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), raw))
        if suffix in {".html", ".htm"}:
            yield name, squeeze(BeautifulSoup(raw, "html.parser").get_text())
        elif "<" in raw:
            yield name, squeeze(html.unescape(TAG.sub("", raw)))


def leaks(name: str, content: bytes, secrets: dict[str, str]) -> Iterator[str]:
    """Yield what of `secrets` a file holds, with the file's name."""
    lengths = sorted({len(secret) for secret in secrets})
    for place, text in readings(name, content):
        for length in lengths:
            seen = {text[start : start + length] for start in range(len(text) - length + 1)}
            yield from (f"{place}: {secret} ({secrets[secret]})" for secret in seen & secrets.keys())


def leaks_in(folder: Path, secrets: dict[str, str]) -> list[str]:
    """Return every leak in the files under a folder."""
    return [
        leak
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for leak in leaks(path.relative_to(folder).as_posix(), path.read_bytes(), secrets)
    ]
