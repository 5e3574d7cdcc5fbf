"""The books that the bench of growth builds."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.generate import write_book
from casebook.ledger import load
from casebook.tables import ROOT


def generated(root: Path) -> dict[str, bytes]:
    shutil.copytree(ROOT / "data", root / "data")
    (root / "book").mkdir()
    write_book(root, 12, 250)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.*")}


def test_a_generated_book_is_the_same_each_time_and_its_data_hold(tmp_path: Path) -> None:
    first, second = generated(tmp_path / "a"), generated(tmp_path / "b")
    assert first == second
    assert len([each for each in first if each.startswith("book/case/")]) == 12
    book = load(tmp_path / "a" / "data")
    assert len([each for each in book.figures.values() if not each.derived]) == 250
    assert any(each.derived for each in book.figures.values()) and any(each.part_of for each in book.figures.values())
