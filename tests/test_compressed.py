"""Compressed copies: beside what is worth it, what they were made of, the same every time."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import brotli
import pytest

from casebook import compressed
from casebook.cli import build, compress, main
from casebook.editions import Edition

TEXT = "九庄村 " * 500


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a folder with a page, a small one, a picture and a folder of its own."""
    folder = tmp_path / "pages"
    (folder / "case").mkdir(parents=True)
    (folder / "index.html").write_text(TEXT, encoding="utf-8")
    (folder / "case" / "page.js").write_text(TEXT, encoding="utf-8")
    (folder / "small.html").write_text("短", encoding="utf-8")
    (folder / "picture.png").write_bytes(os.urandom(2000))
    return folder


@pytest.fixture
def place(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the command puts its copies of these pages; older pages stand there."""
    place = tmp_path / "site"
    place.mkdir()
    for name in ("index.html", "gone.html"):
        (place / name).write_text("旧", encoding="utf-8")
    monkeypatch.setattr(build, "place", lambda edition: pages if edition is Edition.LEARNER else None)
    monkeypatch.setattr(compress, "PLACE", place)
    return place


def test_copies_stand_beside_what_they_were_made_of(pages: Path, tmp_path: Path) -> None:
    made = compressed.copy(pages, tmp_path / "site")
    site = tmp_path / "site"
    names = sorted(str(each.relative_to(site)) for each in site.rglob("*") if each.is_file())
    assert names == ["case/page.js", "case/page.js.br", "case/page.js.gz", "index.html", "index.html.br",
                     "index.html.gz", "picture.png", "small.html"]  # fmt: skip
    assert gzip.decompress((site / "index.html.gz").read_bytes()).decode() == TEXT
    assert brotli.decompress((site / "index.html.br").read_bytes()).decode() == TEXT
    assert {suffix: number for suffix, (number, _) in made.items()} == {"": 2, ".gz": 2, ".br": 2}
    assert not list(pages.rglob("*.gz"))


def test_the_same_pages_give_the_same_copies(pages: Path, tmp_path: Path) -> None:
    places = [tmp_path / "one", tmp_path / "two"]
    for number, place in enumerate(places):
        os.utime(pages / "index.html", (number, number))
        compressed.copy(pages, place)
    one, two = ({each.name: each.read_bytes() for each in place.rglob("*.[gb][zr]")} for place in places)
    assert one == two and len(one) == 4


def test_the_command_puts_the_pages_in_place_of_the_ones_before(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["compress"])
    assert left.value.code == 0
    assert not (place / "gone.html").exists() and (place / "index.html.br").exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == [".lock", "pages", "site"]
    assert "brotli 副本 2 个" in capsys.readouterr().out


def test_a_full_disk_leaves_the_pages_of_before(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:

    def full(pages: Path, folder: Path) -> None:
        folder.mkdir()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compressed, "copy", full)
    with pytest.raises(SystemExit) as left:
        main(["compress"])
    assert left.value.code == 1
    assert "满" in capsys.readouterr().err
    assert {each.name: each.read_text("utf-8") for each in place.iterdir()} == {"index.html": "旧", "gone.html": "旧"}
    assert sorted(each.name for each in tmp_path.iterdir()) == [".lock", "pages", "site"]


def test_without_a_book_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "place", lambda edition: tmp_path / "none")
    with pytest.raises(SystemExit) as left:
        main(["compress"])
    assert left.value.code == 1
    assert "make book" in capsys.readouterr().err
