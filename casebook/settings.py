"""What this book is called and how its parts are named: ``book/book.yml``, and the title of ``_config.yml``.

The package is any village's. What it must know of this one, it asks here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from casebook.findings import CasebookError, Finding, finding
from casebook.tables import ROOT

FILE = "book/book.yml"
CONFIG = "_config.yml"
NAME = re.compile(r"[a-z][a-z0-9-]*")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
AREA_INPUTS = ("area", "income", "labour", "pay")
AREA_RESULTS = ("income", "people", "wages")

# What a key holds: a text, names and texts, or keys of its own. ``?`` marks what may be left out.
Shape = str | dict[str, "Shape"]
TEXT, FILES = "一句话", "小写英文字母、数字和连字符"
TEXTS, CASES = "“名称: 内容”各一行", "文件名，下面 label 和 page 两行"
SHAPE: dict[str, Shape] = {
    "name": TEXT,
    "village": TEXT,
    "files": FILES,
    "material": TEXT,
    "checked": TEXT,
    "licence": TEXT,
    "decks?": TEXTS,
    "cases?": CASES,
    "handouts?": TEXTS,
    "veiled?": TEXT,
    "area?": {"inputs": dict.fromkeys(AREA_INPUTS, TEXT), "results": dict.fromkeys(AREA_RESULTS, TEXT),
              "caution": TEXT},
    "duty?": {"people": TEXT, "hours": TEXT, "average": TEXT},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A page of the case that is handed out as a PDF of its own."""

    label: str
    page: str


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of ``{area-scenario}``, by what each is in it, and the caution beneath."""

    inputs: Mapping[str, str]
    results: Mapping[str, str]
    caution: str


@dataclass(frozen=True, slots=True)
class Duty:
    """The figures of ``{duty-scenario}``: how many take turns, hours a day, and hours a head."""

    people: str
    hours: str
    average: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The book's own names.

    Attributes:
        title: the book's title.
        author: who stands as its author.
        name: its short name.
        village: the village's name.
        files: what the names of its files begin with, in ASCII.
        material: what kind of document it is made from.
        checked: how far that was verified in the village, as what follows 本书.
        licence: that of its words and data.
        decks: the decks' names, in the order of a lesson, with what they are called.
        cases: the pages handed out in their turn, by the names of their PDFs.
        handouts: the other pages handed out, by the names of their PDFs.
        veiled: the topic that search gives away to nobody who has not voted; may be empty.
    """

    title: str
    author: str
    name: str
    village: str
    files: str
    material: str
    checked: str
    licence: str
    decks: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    handouts: Mapping[str, str] = field(default_factory=dict)
    veiled: str = ""
    area: Area | None = None
    duty: Duty | None = None

    @property
    def document(self) -> str:
        """The name of the whole book's PDF and package, without suffix."""
        return f"{self.files}-casebook"

    @property
    def caution(self) -> str:
        """What stands wherever the source is named, without a full stop."""
        return f"来源为{self.material}，本书{self.checked}；不评价具体人"

    @property
    def not_the_villages(self) -> str:
        """What every blank form says of itself."""
        return f"本书自拟的空白表，不是{self.village}用的表。"


@cache
def settings() -> Settings:
    """Return this book's settings, read once a process.

    Raises:
        CasebookError: with everything that is wrong in them.
    """
    findings = list(examine())
    if findings:
        raise CasebookError(findings)
    own, config = (yaml.safe_load((ROOT / name).read_text(encoding="utf-8")) for name in (FILE, CONFIG))
    return _settings(own, config)


def _settings(own: dict[str, Any], config: dict[str, Any]) -> Settings:
    given = {key: value for key, value in own.items() if value is not None}
    given["cases"] = {name: Case(**case) for name, case in given.get("cases", {}).items()}
    for key, kind in (("area", Area), ("duty", Duty)):
        if key in given:
            given[key] = kind(**given[key])
    return Settings(title=str(config.get("title", "")), author=str(config.get("author", "")), **given)


def examine(root: Path = ROOT) -> Iterator[Finding]:
    """Find what is wrong in the book's own settings; those of ``_config.yml`` are Jupyter Book's to read."""
    try:
        node = yaml.compose((root / FILE).read_text(encoding="utf-8"))
    except OSError:
        yield finding("file-missing", FILE)
    except UnicodeDecodeError:
        yield finding("text-encoding", FILE, 1)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield finding(
            "config-form", FILE, mark.line + 1 if mark else None, why=getattr(error, "problem", None) or "YAML 有误"
        )
    else:
        yield from _faults(node, SHAPE, "", 1)


def _faults(node: Any, shape: Shape, name: str, line: int) -> Iterator[Finding]:
    """Find what a part of the settings has too many, too few, or of another kind than its shape."""
    if isinstance(shape, dict):
        if not isinstance(node, yaml.MappingNode):
            yield finding("settings-kind", FILE, line, name=name or FILE, wanted=f"这几项：{'、'.join(_bare(shape))}")
            return
        yield from _keys(node, shape, name, line)
    elif not _fits(node, shape):
        yield finding("settings-kind", FILE, line, name=name, wanted=shape)


def _keys(node: yaml.MappingNode, shape: dict[str, Shape], name: str, line: int) -> Iterator[Finding]:
    found = {str(key.value): (key.start_mark.line + 1, value) for key, value in node.value}
    known = _bare(shape)
    for key, (place, value) in found.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            yield finding("settings-unknown", FILE, place, name=name + key, known="、".join(near or known))
        elif not (f"{key}?" in shape and _empty(value)):
            yield from _faults(value, known[key], f"{name}{key}.", place)
    for key in shape:
        if not key.endswith("?") and key not in found:
            yield finding("settings-missing", FILE, line, name=name + key, wanted=_in_words(shape[key]))


def _bare(shape: dict[str, Shape]) -> dict[str, Shape]:
    return {key.removesuffix("?"): each for key, each in shape.items()}


def _in_words(shape: Shape) -> str:
    return shape if isinstance(shape, str) else f"{'、'.join(_bare(shape))}各一行"


def _empty(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value


def _fits(node: Any, shape: str) -> bool:
    """Whether a part of the settings is of its kind."""
    if shape in (TEXT, FILES):
        return _is_text(node) and (shape == TEXT or NAME.fullmatch(node.value) is not None)
    if not isinstance(node, yaml.MappingNode):
        return False
    fits = _is_case if shape == CASES else _is_text
    return all(_is_text(key) and KEY.fullmatch(key.value) and fits(value) for key, value in node.value)


def _is_text(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":str") and bool(node.value.strip())


def _is_case(node: Any) -> bool:
    parts = dict(node.value) if isinstance(node, yaml.MappingNode) else {}
    return {key.value for key in parts} == {"label", "page"} and all(map(_is_text, parts.values()))
