"""Folders that take the places of others, whole or not at all."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from casebook import publishing
from casebook.publishing import publish

# A child that may write files of one kilobyte only, as on a disk that is full.
LIMITED = """
import resource, sys
from pathlib import Path
from casebook.publishing import publish
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
root = Path(sys.argv[1])
publish({root / "html": root / "small", root / "pdf": root / "large"})
"""


def folder(path: Path, **files: str) -> Path:
    """Make a folder with files of these contents, in a folder below it too."""
    for name, content in files.items():
        (path / "a").mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content, encoding="utf-8")
        (path / "a" / name).write_text(content, encoding="utf-8")
    return path


def tree(root: Path) -> dict[str, str]:
    """Return every file's content."""
    return {each.relative_to(root).as_posix(): each.read_text("utf-8") for each in root.rglob("*") if each.is_file()}


@pytest.fixture(params=["exchanged", "moved"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Go through both ways: where two folders can be exchanged at once, and where not."""
    if request.param == "moved":
        monkeypatch.setattr(publishing, "_exchange", lambda a, b: False)
    return str(request.param)


def test_a_folder_replaces_the_one_before(system: str, tmp_path: Path) -> None:
    place = tmp_path / "html"
    for number in ("1", "2"):
        publish({place: folder(tmp_path / f"made{number}", **{number: number})})
        assert tree(place) == {number: number, f"a/{number}": number}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["html", "made1", "made2"]


def test_what_is_published_is_not_touched_by_the_next_build(tmp_path: Path) -> None:
    made = folder(tmp_path / "made", index="whole")
    publish({tmp_path / "html": made})
    (made / "index").write_text("half", encoding="utf-8")  # Sphinx opens a page for writing in place
    assert tree(tmp_path / "html")["index"] == "whole"


def test_names_passed_by_are_not_copied(tmp_path: Path) -> None:
    publish({tmp_path / "html": folder(tmp_path / "made", **{"x": "x", ".buildinfo": "own"})})
    assert set(tree(tmp_path / "html")) == {"x", "a/x"}


def test_a_disk_that_fills_up_at_the_second_copy_leaves_both_places_as_they_were(tmp_path: Path) -> None:
    folder(tmp_path / "html", old="old")
    folder(tmp_path / "pdf", old="old")
    folder(tmp_path / "small", new="new")
    folder(tmp_path / "large", new="new" * 1000)
    before = tree(tmp_path)
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    assert run.returncode == 1 and f"[Errno {errno.EFBIG}]" in run.stderr, run.stderr
    assert tree(tmp_path) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["html", "large", "pdf", "small"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE) != (1024, 1024)


def test_a_place_that_cannot_be_taken_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path / "html", old="old")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".next-html":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(publishing, "_exchange", lambda a, b: False)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        publish({place: folder(tmp_path / "made", new="new")})
    assert tree(place) == {"old": "old", "a/old": "old"}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["html", "made"]
