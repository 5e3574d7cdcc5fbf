"""The table of contents and the settings: that they can be read, and name pages that are there.

What the book's own settings hold is looked at by `casebook.settings`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from casebook import settings
from casebook.findings import Finding, finding
from casebook.tables import ROOT

CONTENTS = "_toc.yml"
SETTINGS = "_config.yml"


def examine(root: Path = ROOT) -> Iterator[Finding]:
    """Find what is wrong in these files."""
    yield from _form(root, SETTINGS, "config-form")
    yield from settings.examine(root)
    problems = list(_form(root, CONTENTS, "toc-form"))
    yield from problems or _entries(root)


def _form(root: Path, name: str, key: str) -> Iterator[Finding]:
    try:
        parsed = yaml.safe_load((root / name).read_text(encoding="utf-8"))
    except OSError:
        yield finding("file-missing", name)
    except UnicodeDecodeError:
        yield finding("text-encoding", name, 1)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield finding(key, name, mark.line + 1 if mark else None, why=getattr(error, "problem", None) or "YAML 有误")
    else:
        if not isinstance(parsed, dict):
            yield finding(key, name, 1, why="不是“名称: 内容”的样子")
        elif name == CONTENTS and not isinstance(parsed.get("root"), str):
            yield finding(key, name, 1, why="没有 root 一项")


def _entries(root: Path) -> Iterator[Finding]:
    """Find entries whose page is not there, and pages that are listed twice."""
    seen: Counter[str] = Counter()
    for page, line in _pages(yaml.compose((root / CONTENTS).read_text(encoding="utf-8"))):
        docname = page.removesuffix(".md")
        seen[docname] += 1
        if not (root / f"{docname}.md").is_file():
            yield finding("toc-missing", CONTENTS, line, page=page)
        elif seen[docname] > 1:
            yield finding("toc-twice", CONTENTS, line, page=page)


def _pages(node: Any) -> Iterator[tuple[str, int]]:
    """Yield each page that the contents name, with its line."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _pages(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in ("root", "file") and isinstance(value, yaml.ScalarNode):
                yield value.value, value.start_mark.line + 1
            else:
                yield from _pages(value)
