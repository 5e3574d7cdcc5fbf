"""The same commit gives the same bytes, wherever it is built."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from casebook.downloads import FOLDER, FORMULA_STARTS, harmless, workbook_name
from casebook.reproducible import EPOCH_VARIABLE, settle_office, source_date, source_epoch, write_zip
from casebook.tables import ROOT

PARTS = ("casebook", "data", "book", "_config.yml", "_toc.yml")


def test_a_clean_build_in_a_folder_of_another_name_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    root = tmp_path / "另一个 文件夹"
    root.mkdir()
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, root / name)
    environment = os.environ | {"PYTHONPATH": str(root), EPOCH_VARIABLE: str(source_epoch())}
    command = [sys.executable, "-m", "casebook", "build"]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    ours, theirs = hashes(book), hashes(root / "_build" / "html")
    assert sorted(ours) == sorted(theirs)
    assert [path for path in ours if ours[path] != theirs[path]] == []


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_zip_file_has_no_clock(tmp_path: Path) -> None:
    write_zip(tmp_path / "a.zip", {"a.txt": b"1", "b/c.txt": b"2"})
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("b/c.txt") == b"2"


def test_the_workbook_is_dated_by_the_source(book: Path, tmp_path: Path) -> None:
    path = tmp_path / workbook_name()
    shutil.copy(book / FOLDER / workbook_name(), path)
    settle_office(path)
    properties = load_workbook(path).properties
    assert properties.modified == properties.created == source_date()


def test_what_a_spreadsheet_would_run_is_text(book: Path) -> None:
    for start in FORMULA_STARTS:
        assert harmless("note", f"{start}1+1") == f"'{start}1+1"
    assert harmless("value", "-1") == "-1" and harmless("note", "一") == "一"
    for sheet in load_workbook(book / FOLDER / workbook_name()):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
