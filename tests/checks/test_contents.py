"""The table of contents and the settings as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook.checks.contents import examine
from casebook.settings import FILE
from casebook.tables import ROOT

TOC = "format: jb-book\nroot: book/index\nparts:\n  - caption: 一\n    chapters:\n      - file: book/a\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with settings, contents and the pages they name."""
    (tmp_path / "book").mkdir()
    own = (ROOT / FILE).read_text(encoding="utf-8")
    files = {"_config.yml": "title: x\n", "_toc.yml": TOC, FILE: own, "book/index.md": "", "book/a.md": ""}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_is_in_order_has_no_findings(root: Path) -> None:
    assert list(examine(root)) == []


@pytest.mark.parametrize(
    ("name", "text", "key", "row"),
    [
        ("_toc.yml", TOC + "      - file: book/b\n", "toc-missing", 7),
        ("_toc.yml", TOC + "        sections:\n          - file: book/b\n", "toc-missing", 8),
        ("_toc.yml", TOC + "      - file: book/a\n", "toc-twice", 7),
        ("_toc.yml", TOC + "      - file: book/a.md\n", "toc-twice", 7),
        ("_toc.yml", "root: [", "toc-form", 1),
        ("_toc.yml", "- 一\n", "toc-form", 1),
        ("_toc.yml", "format: jb-book\n", "toc-form", 1),
        ("_config.yml", "title: x\n\ttitle: y\n", "config-form", 2),
        ("_config.yml", "只有一行字\n", "config-form", 1),
    ],
)
def test_each_fault_has_its_file_and_line(root: Path, name: str, text: str, key: str, row: int) -> None:
    (root / name).write_text(text, encoding="utf-8")
    assert [(each.file, each.key, each.row) for each in examine(root)] == [(name, key, row)]


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
def test_a_file_that_is_not_there_is_told(root: Path, name: str) -> None:
    (root / name).unlink()
    assert [(each.file, each.key) for each in examine(root)] == [(name, "file-missing")]


@pytest.mark.parametrize("name", ["_toc.yml", "_config.yml"])
def test_another_encoding_is_told(root: Path, name: str) -> None:
    (root / name).write_bytes("title: 村\n".encode("gbk"))
    assert [(each.file, each.key) for each in examine(root)] == [(name, "text-encoding")]
