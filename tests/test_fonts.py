"""The fonts, before anything is drawn with them. Damage of each kind is tried in tests/cli/test_faults.py."""

from __future__ import annotations

import subprocess

import pytest

from casebook import fonts
from casebook.findings import CasebookError
from casebook.tables import ROOT


def test_the_installed_fonts_are_there_and_whole() -> None:
    assert fonts.examine() == []
    assert all(list(fonts.folder(package).glob("*.[ot]t[fc]")) for package in fonts.PACKAGES)


def test_a_package_that_is_not_installed_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fonts.PACKAGES, "no-such-fonts", "no_such_fonts")
    (found,) = fonts.examine(["no-such-fonts"])
    assert "no-such-fonts" in found.found and "make fonts" in found.mend
    with pytest.raises(CasebookError, match="make fonts"):
        fonts.folder("no-such-fonts")


def test_make_fonts_installs_the_locked_packages_and_no_others() -> None:
    command = ["make", "--dry-run", "--always-make", "--no-print-directory", "fonts"]
    recipe = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    awk = recipe[recipe.index("awk '") :].partition("|")[0]
    locked = subprocess.run(awk, shell=True, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [line.partition("==")[0] for line in locked.splitlines() if "==" in line]
    assert names == sorted(fonts.PACKAGES)
    assert "sha256" in locked
