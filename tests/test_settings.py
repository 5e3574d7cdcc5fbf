"""The book's own settings, and that nothing of this village stands in the package."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from casebook.settings import FILE, examine, settings
from casebook.tables import DATA, ROOT

WHOLE = (ROOT / FILE).read_text(encoding="utf-8")


def findings(root: Path, text: str) -> list[tuple[str, int | None]]:
    """Return what is found in settings of this text, by saying and line."""
    (root / FILE).parent.mkdir(exist_ok=True)
    (root / FILE).write_text(text, encoding="utf-8")
    return [(each.key, each.row) for each in examine(root)]


def test_this_book_s_settings_are_read() -> None:
    assert list(examine()) == []
    book = settings()
    assert book.title.startswith(book.name) and book.village in book.not_the_villages
    assert book.document == f"{book.files}-casebook"
    assert next(iter(book.decks)) == "intro" and set(book.cases) == {"case-A", "case-B"}


def test_what_may_be_left_out_may(tmp_path: Path) -> None:
    text = "name: 案例\nvillage: 某村\nfiles: some\nmaterial: 报道\nchecked: 未核实\nlicence: 某许可\n"
    assert findings(tmp_path, f"{text}veiled:\narea:\n") == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("village: 九庄村", "", "settings-missing"),
        ("village: 九庄村", "village:", "settings-kind"),
        ("village: 九庄村", "village: [九庄村]", "settings-kind"),
        ("village: 九庄村", "village: 12", "settings-kind"),
        ("files: jiuzhuang", "files: 九庄", "settings-kind"),
        ("veiled: tobacco", "vieled: tobacco", "settings-unknown"),
        ("    label: 案例（A）", "    lable: 案例（A）", "settings-kind"),
        ("  intro: 导入", "  导入: 导入", "settings-kind"),
        ("    pay: tobacco.pay_per_worker", "    paid: tobacco.pay_per_worker", "settings-unknown"),
        ("name: 九庄村案例", 'name: "九庄村案例', "config-form"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert WHOLE.count(old) == 1
    found = dict(findings(tmp_path, WHOLE.replace(old, new)))
    assert key in found and (found[key] is not None)


def test_settings_that_are_no_settings_are_told(tmp_path: Path) -> None:
    assert findings(tmp_path, "九庄村\n") == [("settings-kind", 1)]
    (tmp_path / FILE).write_bytes("村".encode("gb18030"))
    assert [each.key for each in examine(tmp_path)] == ["text-encoding"]
    (tmp_path / FILE).unlink()
    assert [each.key for each in examine(tmp_path)] == ["file-missing"]


# ---------- the package is any village's ----------


def ids() -> set[str]:
    """Return every id of a figure or a claim."""
    tables = (DATA / f"{name}.csv" for name in ("facts", "indicators", "claims"))
    return {row["id"] for table in tables for row in csv.DictReader(table.read_text("utf-8").splitlines())}


def test_nothing_of_this_village_stands_in_the_package() -> None:
    either = "|".join(map(re.escape, sorted(ids(), key=len, reverse=True)))
    own = re.compile(rf"九庄|桃源|[Jj]iuzhuang|(?<![\w.])(?:{either})(?![\w])")
    files = [path for path in sorted((ROOT / "casebook").rglob("*")) if path.suffix not in ("", ".pyc")]
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}" for path in files for match in own.finditer(path.read_text("utf-8"))
    ]
    assert len(files) > 150 and found == []
