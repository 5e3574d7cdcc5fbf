"""What is published: the learner's edition and nothing of the trainer's."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

from casebook import bundle, release
from casebook.cli import build
from casebook.cli import release as command
from casebook.editions import Edition
from casebook.findings import CasebookError
from casebook.release import Secrets

CHANGES = "# 记录\n\n## 0.2.0（未发布）\n\n- 新\n\n## 0.1.0（2026-01-01）\n\n- 旧\n"


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path]:
    """Return the folders of a trainer's and a learner's edition with one page each, and a style in both."""
    for edition, page in ((Edition.TRAINER, "答案"), (Edition.LEARNER, "问题")):
        (tmp_path / edition).mkdir()
        (tmp_path / edition / "page.html").write_text(page, encoding="utf-8")
        (tmp_path / edition / "style.css").write_text("p {}", encoding="utf-8")
    return tmp_path / Edition.TRAINER, tmp_path / Edition.LEARNER


def outgoing(learners: Path, folder: Path) -> Path:
    """Return a copy of the learner's edition that is to be published."""
    return Path(shutil.copytree(learners, folder))


def test_the_learners_edition_goes_out(editions: tuple[Path, Path], tmp_path: Path) -> None:
    assert Secrets.between(*editions).found_in(outgoing(editions[1], tmp_path / "out")) == []


@pytest.mark.parametrize("name", ["page2.html", "a/deep/one.css"])
def test_the_trainers_page_is_refused_under_any_name(editions: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    out = outgoing(editions[1], tmp_path / "out")
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(editions[0] / "page.html", out / name)
    assert [each.file for each in Secrets.between(*editions).found_in(out)] == [f"out/{name}"]


def test_the_trainers_page_is_refused_inside_a_package(editions: tuple[Path, Path], tmp_path: Path) -> None:
    out = outgoing(editions[1], tmp_path / "out")
    with zipfile.ZipFile(out / "package.zip", "w") as archive:
        archive.write(editions[0] / "page.html", "book/page.html")
        archive.write(editions[0] / "style.css", "book/style.css")
    assert [each.file for each in Secrets.between(*editions).found_in(out)] == ["out/package.zip"]


@pytest.mark.parametrize("name", ["x-trainer-offline.zip", "教师版.pdf", "trainer/index.html"])
def test_a_name_of_the_trainers_is_refused_whatever_it_holds(
    editions: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    out = outgoing(editions[1], tmp_path / "out")
    (out / name).parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(out / name, "w") as archive:
        archive.writestr("a", "b")
    assert len(Secrets.between(*editions).found_in(out)) == 1


def test_nothing_goes_out_where_there_is_no_learners_edition_to_compare(tmp_path: Path) -> None:
    (tmp_path / "trainer").mkdir()
    with pytest.raises(CasebookError, match="还没有排好"):
        Secrets.between(tmp_path / "trainer", tmp_path / "learner")


def test_a_release_is_pdf_package_and_their_sums(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text("书", encoding="utf-8")
    pdf, package = tmp_path / "book.pdf", release.package(Edition.LEARNER, tmp_path)
    pdf.write_bytes(b"pdf")
    package.write_bytes(b"zip")
    out = tmp_path / "release"
    out.mkdir()
    (out / "stale").write_text("of the last version", encoding="utf-8")
    paths = release.gather(tmp_path / "html", pdf, package, out)
    version = bundle.version()
    assert {path.name for path in paths} == {
        "SHA256SUMS",
        f"jiuzhuang-casebook-{version}-offline.zip",
        f"jiuzhuang-casebook-{version}.pdf",
    }
    sums = dict(line.split("  ")[::-1] for line in (out / "SHA256SUMS").read_text("utf-8").splitlines())
    assert sums == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths if p.name != "SHA256SUMS"}


def test_a_release_without_its_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="运行 make bundle"):
        release.gather(tmp_path, tmp_path / "book.pdf", tmp_path / "x.zip", tmp_path / "release")


@pytest.mark.parametrize(
    ("tag", "version", "file"),
    [
        ("v9.9.9", "0.1.0", "pyproject.toml"),
        ("v0.2.0", "0.2.0", "CHANGELOG.md"),
        ("v0.3.0", "0.3.0", "CHANGELOG.md"),
    ],
)
def test_a_tag_that_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch, tag: str, version: str, file: str) -> None:
    monkeypatch.setattr(bundle, "version", lambda: version)
    assert [each.file for each in release.untagged(tag, CHANGES)] == [file]


def test_a_tag_of_a_version_whose_changes_are_told_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "version", lambda: "0.1.0")
    assert release.untagged("v0.1.0", CHANGES) == []
    assert release.notes(CHANGES, "0.1.0") == "- 旧"
    assert release.notes(CHANGES, "0.2.0") == "- 新"


def test_the_built_book_may_go_out_and_a_planted_trainers_page_may_not(
    book: Path, trainer_book: Path, tmp_path: Path
) -> None:
    secrets = Secrets.between(trainer_book.parent, build.work(Edition.LEARNER) / "_build")
    planted = tmp_path / "planted"
    planted.mkdir()
    shutil.copy(book / "index.html", planted)
    assert secrets.found_in(planted) == []
    shutil.copy(trainer_book / "teaching" / "conduct.html", planted / "notes.html")
    shutil.copy(next(trainer_book.rglob("*.pptx")), planted / "deck.pptx")
    assert {each.file for each in secrets.found_in(planted)} == {"planted/notes.html", "planted/deck.pptx"}


def test_the_command_looks_at_a_folder_and_says_so(
    book: Path, trainer_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = argparse.Namespace(tag=None, look=tmp_path)
    assert command.run(options) == 0
    assert "没有教师版的东西" in capsys.readouterr().out
    shutil.copy(trainer_book / "teaching" / "conduct.html", tmp_path)
    assert command.run(options) == 1
    assert "conduct.html：这是教师版的东西" in capsys.readouterr().err
