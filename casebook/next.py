"""A repository for the next village: the code of this one, and a book in which nothing is filled yet.

What any village's book rests on is copied from here, as it is now; what this book is called is
taken out of it. The rest, data and words, comes from ``template/``, where ``%name%`` and the like
stand for the new book's names. Nothing of this village's data or text goes along.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casebook.findings import CasebookError, finding
from casebook.settings import NAME as FILE_NAME
from casebook.settings import settings
from casebook.tables import ROOT

TEMPLATE = "template"
AWAITED = "待填"
# What goes along: files, and folders with all that is in them.
COPIED = (
    "casebook", TEMPLATE, "tools/__init__.py", "tools/staged.py", ".ci", ".github", "deploy",
    "Makefile", "pyproject.toml", "requirements.txt", "_config.yml", "jupytext.toml", ".gitignore",
    ".gitattributes", ".pre-commit-config.yaml", "LICENSE", "CONTRIBUTING.md",
    "book/__init__.py", "book/charts/__init__.py", "book/slides/conf.py", "book/_images/rings.svg",
    "book/links-ignored.txt", "data/datapackage.json", "data/forms",
    "tests/__init__.py", "tests/requirements.txt", "tests/hedged_trees.py", "tests/test_architecture.py",
    "tests/test_hedge.py", "tests/test_locks.py", "tests/test_quantity.py",
)  # fmt: skip
AS_THEY_ARE = ("casebook/", f"{TEMPLATE}/")  # which name no village
LEFT_BEHIND = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}
PICTURES = {".png", ".jpg"}  # of this book's pages
VILLAGE = re.compile(r"[\u3400-\u9fff·]{2,12}")


@dataclass(frozen=True, slots=True)
class Names:
    """What the new book is called; `files` is what the names of its files begin with."""

    village: str
    files: str

    @property
    def name(self) -> str:
        """The book's short name."""
        return f"{self.village}案例"

    @property
    def title(self) -> str:
        """The book's title."""
        return f"{self.name}：党员、产业与服务"

    @property
    def author(self) -> str:
        """Who stands as its author."""
        return f"{self.name}编写组"

    @property
    def document(self) -> str:
        """The name of its project, as `Settings.document`."""
        return f"{self.files}-casebook"

    def fill(self, text: str) -> str:
        """Return a text of the template with these names in it."""
        for each in ("village", "files", "name", "title", "author"):
            text = text.replace(f"%{each}%", str(getattr(self, each)))
        return text


def names(place: Path, village: str) -> Names:
    """Return the names of a book in a folder: that of its files is the folder's, where it is one."""
    slug = re.sub(r"[^a-z0-9]+", "-", place.name.lower()).strip("-").removesuffix("-casebook")
    return Names(village or f"{AWAITED}村", slug if FILE_NAME.fullmatch(slug) else "village")


def make(place: Path, village: str = "") -> Path:
    """Make the repository in a new or empty folder; return the folder.

    It is made aside and then put there in one step, so that a run that fails leaves nothing.

    Raises:
        CasebookError: the village's name or the place will not do, or something cannot be written.
    """
    place = place.absolute()
    _examine(place, village)
    try:
        aside = Path(tempfile.mkdtemp(prefix=".casebook-", dir=place.parent))
        try:
            _write(aside / place.name, names(place, village))
            if place.exists():
                place.rmdir()
            (aside / place.name).rename(place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise CasebookError([finding("new-write", str(place), why=error.strerror or error)]) from None
    return place


def _examine(place: Path, village: str) -> None:
    """Refuse a name or a place that will not do."""
    if village and not VILLAGE.fullmatch(village):
        raise CasebookError([finding("new-name", "--village", name=village)])
    resolved = place.resolve()
    if resolved.is_relative_to(ROOT) or ROOT.is_relative_to(resolved):
        raise CasebookError([finding("new-inside", str(place))])
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise CasebookError([finding("new-taken", str(place))])
    if place.is_dir() and any(place.iterdir()):
        raise CasebookError([finding("new-full", str(place))])
    if not place.parent.is_dir():
        raise CasebookError([finding("new-parent", str(place), parent=place.parent)])


def _write(root: Path, new: Names) -> None:
    for path in copied():
        _put(root / path, ROOT / path, ADAPTED.get(path, _neutral), new)
    for path in _files(TEMPLATE):
        target = root / Path(path).relative_to(TEMPLATE)
        _put(target, ROOT / path, lambda text, names: names.fill(text), new)


def copied() -> list[str]:
    """Return every file that goes along, by its path.

    Raises:
        CasebookError: one that has to is not there.
    """
    if missing := [each for each in COPIED if not (ROOT / each).exists()]:
        raise CasebookError([finding("file-missing", each) for each in missing])
    return [path for each in COPIED for path in _files(each)]


def _files(name: str) -> Iterator[str]:
    """Yield the files of a folder, or the file itself."""
    start = ROOT / name
    for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
        own = path.relative_to(ROOT)
        picture = path.suffix in PICTURES and not own.as_posix().startswith(AS_THEY_ARE)
        if path.is_file() and not LEFT_BEHIND & set(own.parts) and not picture:
            yield own.as_posix()


def _put(target: Path, source: Path, adapt: Callable[[str, Names], str], new: Names) -> None:
    """Write a file as the new book has it; its mode goes along."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    own = source.relative_to(ROOT).as_posix()
    if adapt is not _neutral or not own.startswith(AS_THEY_ARE):
        target.write_text(adapt(source.read_text(encoding="utf-8"), new), encoding="utf-8")


# ---------- this book's names, taken out ----------


def _neutral(text: str, new: Names) -> str:
    """Return a text with the new book's names for this one's."""
    old = settings()
    pairs = ((old.title, new.title), (old.author, new.author), (old.name, new.name), (old.village, new.village),
             (old.document, new.document), (f"{old.files}-data", f"{new.files}-data"))  # fmt: skip
    for before, after in pairs:
        text = text.replace(before, after)
    return text


def _project(text: str, new: Names) -> str:
    text = re.sub(r'^name = ".*"$', f'name = "{new.document}"', text, flags=re.MULTILINE)
    text = re.sub(r'"bench", |, "bench"', "", text)  # the benches measure this book alone and stay here
    told = f'description = "{new.name}：an interactive teaching case as a Jupyter Book"'
    return re.sub(r'^description = ".*"$', told, text, flags=re.MULTILINE)


def _config(text: str, new: Names) -> str:
    given = {"title": f'"{new.title}"', "author": f'"{new.author}"', "copyright": f'"{AWAITED}"'}
    for key, value in given.items():
        text = re.sub(rf"^{key}: .*$", f"{key}: {value}", text, flags=re.MULTILINE)
    return text


def _licence(text: str, new: Names) -> str:
    """Return the licence of the code, which keeps the notice that it asks to be kept."""
    return re.sub(
        r"^(?=Copyright)", f"Copyright (c) {AWAITED}（年份、{new.name}的编写者）\n", text, count=1, flags=re.M
    )


def _makefile(text: str, new: Names) -> str:
    """Return the Makefile without the targets that take pictures of this book and measure it beside others."""
    return re.sub(r"^\.PHONY: (?:pictures|bench)\n(?:.+\n)+\n", "", text, flags=re.MULTILINE)


def _contributing(text: str, new: Names) -> str:
    """Return the page for who changes the code; the new book has few tests."""
    told = "`make test` 查格式、类型，排书，跑 `tests/` 里的测试：数和“约”“余”怎样算，图画不画得出，检查过不过。"
    return re.sub(r"^## 怎样测\n.*?(?=^## )", f"## 怎样测\n\n{told}\n\n", _neutral(text, new), flags=re.M | re.S)


def _descriptor(text: str, new: Names) -> str:
    """Return the tables' schema, with what it says of this book's tables left out."""
    package = json.loads(text)
    told = "教学案例所用的全部数字和说法，每一行都有来源、位置、限定词和证据等级；待填的另有标记。"
    package |= {"name": new.document, "title": f"{new.title}——数据表", "description": told}
    package.pop("sources", None)
    decks = list(re.findall(r"^  ([a-z-]+): ", _section("decks"), flags=re.MULTILINE))
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if (resource["name"], field["name"]) == ("plans", "deck"):
                field["constraints"]["enum"] = decks
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _section(key: str) -> str:
    """Return a part of the template's settings."""
    text = (ROOT / TEMPLATE / "book" / "book.yml").read_text(encoding="utf-8")
    return text.split(f"\n{key}:\n", 1)[1].split("\n\n", 1)[0]


ADAPTED: dict[str, Callable[[str, Names], str]] = {
    "pyproject.toml": _project,
    "_config.yml": _config,
    "LICENSE": _licence,
    "Makefile": _makefile,
    "CONTRIBUTING.md": _contributing,
    "data/datapackage.json": _descriptor,
}
