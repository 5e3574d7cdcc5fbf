"""The offline package: an edition of the book to unzip on a stick and open without a network.

At its root stand the page to begin with, a page that checks the files against their sums, and
the licences; ``book/`` is the book as it is published, ``pdf/`` its PDFs once more, where one
looks for them. All names but ``开始.html`` are ASCII, since old programs garble the rest.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template

from casebook.editions import Edition
from casebook.findings import CasebookError, Finding, finding
from casebook.reproducible import write_zip
from casebook.settings import settings
from casebook.sphinx import shelf
from casebook.tables import ROOT, in_project

PAGES = Path(__file__).with_name("offline")
START, TWIN = "开始.html", "start.html"
CHECK, SCRIPT = "verify.html", "verify.js"
MANIFEST = "MANIFEST.sha256"
BOOK, PDF = "book", "pdf"
LICENCES = ("LICENSE", "LICENSE-CONTENT")
MEGABYTE = 1024 * 1024
MOST = 25  # megabytes
NAMED = 3  # how many files a complaint about size names


def version() -> str:
    """Return the project's version, which stands in ``pyproject.toml`` alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def name(edition: Edition) -> str:
    """Return the file's name of an edition's package."""
    kind = "" if edition is Edition.LEARNER else f"{edition}-"
    return f"{settings().document}-{version()}-{kind}offline.zip"


def make(edition: Edition, book: Path, folder: Path) -> Path:
    """Pack the book that stands in `book`; return the package's path in `folder`.

    Raises:
        CasebookError: there is no book, a name in it is not ASCII, or the package is larger than
            `MOST` megabytes.
        OSError: it cannot be written. What stood in `folder` is left as it was in either case.
    """
    if not (book / shelf.PAGE).is_file():
        raise CasebookError([finding("bundle-book", in_project(book))])
    members = contents(edition, book)
    path = folder / name(edition)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    try:
        write_zip(unfinished, members)
        if unfinished.stat().st_size > MOST * MEGABYTE:
            raise CasebookError([_too_large(path, unfinished.stat().st_size, members)])
        return unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def contents(edition: Edition, book: Path) -> dict[str, bytes]:
    """Return a package's files by their names, the manifest of all others last."""
    members = {f"{BOOK}/{path}": content for path, content in _book(book).items()}
    members |= {f"{PDF}/{path.name}": path.read_bytes() for path in sorted((book / shelf.PDF).glob("*.pdf"))}
    members |= {f"{each}.txt": (ROOT / each).read_bytes() for each in LICENCES}
    if foreign := [each for each in members if not each.isascii()]:
        raise CasebookError([finding("bundle-name", each) for each in foreign])
    start = _start(edition, [CHECK, *members])
    members |= {START: start, TWIN: start, CHECK: _page(CHECK, edition), SCRIPT: (PAGES / SCRIPT).read_bytes()}
    members = dict(sorted(members.items()))
    return members | {MANIFEST: manifest(members)}


def manifest(members: dict[str, bytes]) -> bytes:
    """Return the sums of all files as ``sha256sum`` writes and checks them."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in members.items()).encode()


def _book(book: Path) -> dict[str, bytes]:
    """Return the book's files, without an offline package that stands there, nor an offer of it."""
    paths = [path for path in sorted(book.rglob("*")) if path.is_file()]
    files = {path.relative_to(book).as_posix(): path for path in paths}
    members = {name: path.read_bytes() for name, path in files.items() if not name.startswith(f"{shelf.OFFLINE}/")}
    front = members[shelf.PAGE].decode()
    return members | {shelf.PAGE: shelf.filled(front, shelf.offered(book, offline=False)).encode()}


def _start(edition: Edition, members: list[str]) -> bytes:
    ways = "".join(
        f'<li><a href="{address}">{escape(label)}</a><span>{escape(purpose)}</span></li>'
        for address, label, purpose in _ways()
        if address in members
    )
    return _page(TWIN, edition, ways=ways)


def _ways() -> Iterator[tuple[str, str, str]]:
    """Yield what the start page leads to, where it stands: its address, its name, what it is for."""
    yield f"{BOOK}/index.html", "打开书", "正文、图、自测、情景推演，都在里面"
    yield f"{BOOK}/slides/index.html", "打开课件", "全屏按 F，看按键按 ?"
    yield f"{PDF}/{settings().document}.pdf", "打开 PDF", "整本书，供打印"
    yield CHECK, "核对文件", "拷贝以后，看有没有缺的、坏的"


def _page(template: str, edition: Edition, **values: str) -> bytes:
    text = Template((PAGES / template).read_text(encoding="utf-8"))
    style = (PAGES / "style.css").read_text(encoding="utf-8")
    names = {"name": escape(settings().name), "title": escape(settings().title), "edition": edition.label}
    return text.substitute(names, version=version(), style=style, **values).encode()


def _too_large(path: Path, size: int, members: dict[str, bytes]) -> Finding:
    by_size = sorted(members, key=lambda each: (-len(members[each]), each))[:NAMED]
    largest = "、".join(f"{each}（{len(members[each]) / MEGABYTE:.1f} MB）" for each in by_size)
    return finding("bundle-large", path.name, size=size / MEGABYTE, most=MOST, largest=largest)
