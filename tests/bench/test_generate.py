"""The books that the bench of growth builds, and what it makes of its measures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench import growth
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


def test_the_exponent_is_the_power_of_growth() -> None:
    sizes = [10, 100, 1000]
    assert growth.exponent(sizes, [3 * size**2 for size in sizes]) == pytest.approx(2)
    assert growth.exponent(sizes, [5.0, 5.0, 5.0]) == pytest.approx(0)
    assert growth.exponent(sizes, [1.0, None, None]) is None


def test_the_report_names_what_grows_faster_than_the_book() -> None:
    results = {"chapters": {str(size): {"cold": float(size), "pdf": float(size**2)} for size in (10, 100, 1000)}}
    told = growth.report(results)
    assert "比规模长得快的：PDF，CPU 秒。" in told and "| 1,000 |" in told.replace("1,000 | 指数", "1,000 |")
