"""The offline packages: names, manifest, size, the same bytes, and nothing of the trainer's for learners."""

from __future__ import annotations

import io
import os
import random
import re
import resource
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from pypdf import PdfReader

from casebook import bundle
from casebook.cli import build, main
from casebook.cli import bundle as command
from casebook.editions import Edition
from casebook.findings import CasebookError
from casebook.sphinx import shelf
from casebook.tables import ROOT
from tests.packages import built, members, small_book

OFFICE = (".docx", ".xlsx", ".pptx", ".zip")
TEXT = (".html", ".js", ".json", ".css", ".csv", ".txt", ".xml", ".svg", ".sha256")
# What the trainer's edition says to the trainer alone.
TRAINERS = ".admonition.trainer, .solution, aside.notes"
# What a speaker's note says in the words of a page that learners have.
IN_THE_OPEN = {"请各组拿出表决以前写的问题，逐条对一遍"}
SENTENCE = re.compile(r"[^。！？；：\s]{14,}")


@pytest.fixture(scope="module", params=list(Edition))
def edition(request: pytest.FixtureRequest) -> Edition:
    """Return each edition in turn."""
    return Edition(request.param)


@pytest.fixture(scope="module")
def content(packages: Mapping[Edition, Path], edition: Edition) -> dict[str, bytes]:
    """Return the files of an edition's package."""
    return members(packages[edition])


# ---------- names and files ----------


def test_each_edition_has_its_name_with_the_version(packages: Mapping[Edition, Path]) -> None:
    assert packages[Edition.LEARNER].name == f"jiuzhuang-casebook-{bundle.version()}-offline.zip"
    assert packages[Edition.TRAINER].name == f"jiuzhuang-casebook-{bundle.version()}-trainer-offline.zip"


def test_the_version_is_that_of_the_citation() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == bundle.version()


def test_every_name_but_one_is_ascii_and_that_one_is_marked_as_utf_8(packages: Mapping[Edition, Path]) -> None:
    for package in packages.values():
        with zipfile.ZipFile(package) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
        assert [name for name in entries if not name.isascii()] == [bundle.START]
        assert entries[bundle.START].flag_bits & 0x800
        assert not any(name.startswith("/") or ".." in name or "\\" in name for name in entries)


def test_the_whole_book_is_there_as_published(content: dict[str, bytes], edition: Edition) -> None:
    book = built(edition)
    published = {path.relative_to(book).as_posix() for path in book.rglob("*") if path.is_file()}
    published = {each for each in published if not each.startswith(shelf.OFFLINE)}
    assert {name.removeprefix("book/") for name in content if name.startswith("book/")} == published
    assert all(content[f"book/{each}"] == (book / each).read_bytes() for each in published - {shelf.PAGE})


def test_the_pdfs_stand_where_one_looks_for_them(content: dict[str, bytes], edition: Edition) -> None:
    made = {path.name: path.read_bytes() for path in (built(edition) / shelf.PDF).glob("*.pdf")}
    assert {name.removeprefix("pdf/"): each for name, each in content.items() if name.startswith("pdf/")} == made


def test_both_pages_to_begin_with_are_one_and_lead_to_what_is_there(
    content: dict[str, bytes], edition: Edition
) -> None:
    assert content[bundle.START] == content[bundle.TWIN]
    page = BeautifulSoup(content[bundle.START].decode(), "html.parser")
    goals = [str(link["href"]) for link in page.select("a[href]")]
    assert goals[0] == "book/index.html" and set(goals) <= set(content)
    assert "book/slides/index.html" in goals and bundle.CHECK in goals
    assert edition.label in page.get_text() and bundle.version() in page.get_text()
    assert "$" not in page.get_text()


# ---------- the manifest ----------


def test_the_usual_program_finds_every_file_as_the_manifest_has_it(
    content: dict[str, bytes], packages: Mapping[Edition, Path], edition: Edition, tmp_path: Path
) -> None:
    zipfile.ZipFile(packages[edition]).extractall(tmp_path)
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", bundle.MANIFEST], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout
    listed = [line.partition("  ")[2] for line in content[bundle.MANIFEST].decode().splitlines()]
    assert sorted(listed) == sorted(set(content) - {bundle.MANIFEST})


# ---------- size and bytes ----------


def test_it_is_small_enough_for_any_stick_and_mail(packages: Mapping[Edition, Path]) -> None:
    assert all(path.stat().st_size <= bundle.MOST * bundle.MEGABYTE for path in packages.values())


def test_a_later_run_gives_the_same_bytes(packages: Mapping[Edition, Path], tmp_path: Path) -> None:
    time.sleep(2.1)  # archives count in two seconds
    again = bundle.make(Edition.LEARNER, built(Edition.LEARNER), tmp_path)
    assert again.read_bytes() == packages[Edition.LEARNER].read_bytes()


def test_one_that_is_too_large_is_refused_naming_the_largest_files(tmp_path: Path) -> None:
    book = small_book(tmp_path / "book")
    (book / "huge.bin").write_bytes(os.urandom(bundle.MOST * bundle.MEGABYTE))
    with pytest.raises(CasebookError) as refused:
        bundle.make(Edition.LEARNER, book, tmp_path / "dist")
    assert "至多 25 MB" in str(refused.value) and "book/huge.bin（25.0 MB）" in str(refused.value)
    assert list((tmp_path / "dist").iterdir()) == []


def test_a_disk_that_fills_up_leaves_the_package_before_and_no_half_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, dist = tmp_path / "book", tmp_path / "dist"
    book.mkdir()
    (book / "index.html").write_text("<p>", encoding="utf-8")
    whole = bundle.make(Edition.LEARNER, book, dist).read_bytes()
    (book / "large.bin").write_bytes(random.Random(1).randbytes(100_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            bundle.make(Edition.LEARNER, book, dist)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [each.read_bytes() for each in dist.iterdir()] == [whole]


def test_a_name_that_old_programs_would_garble_is_refused(tmp_path: Path) -> None:
    book = small_book(tmp_path / "book", **{"表.csv": "a"})
    with pytest.raises(CasebookError, match=r"book/downloads/表\.csv"):
        bundle.make(Edition.LEARNER, book, tmp_path / "dist")


# ---------- the command ----------


def run(monkeypatch: pytest.MonkeyPatch, root: Path) -> int | str | None:
    """Run the command on books under `root`; return the code it leaves with."""
    monkeypatch.setattr(build, "OUTPUT", root)
    monkeypatch.setattr(command, "DIST", root / "dist")
    monkeypatch.setattr(command, "ROOT", root.parent)
    with pytest.raises(SystemExit) as left:
        main(["bundle"])
    return left.value.code


def test_without_a_book_it_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path / "_build") == 1
    assert "书还没有排好" in capsys.readouterr().err


def test_each_book_offers_its_package_and_no_package_holds_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = tmp_path / "_build"
    books = {each: small_book(root / each.folder / "html") for each in Edition}
    packed = []
    for _ in range(2):  # the second time, the first one's packages stand beside the pages
        assert run(monkeypatch, root) == 0
        packed.append([(root / "dist" / bundle.name(each)).read_bytes() for each in Edition])
    assert packed[0] == packed[1]
    for each, book in books.items():
        assert [path.name for path in (book / shelf.OFFLINE).iterdir()] == [bundle.name(each)]
        assert bundle.name(each) in (book / shelf.PAGE).read_text("utf-8")
        held = members(root / "dist" / bundle.name(each))
        assert not any("zip" in name for name in held)
        assert b"offline" not in held[f"book/{shelf.PAGE}"]


# ---------- what is the trainer's ----------


def said(pages: dict[str, bytes]) -> Iterator[str]:
    """Yield what pages say to the trainer alone, in pieces between stops."""
    for name, page in pages.items():
        if name.endswith(".html"):
            for element in BeautifulSoup(page.decode(), "html.parser").select(TRAINERS):
                yield from SENTENCE.findall(element.get_text())


def texts(name: str, content: bytes) -> Iterator[str]:
    """Yield all text of a file, and of the files in it."""
    if name.endswith(OFFICE):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from texts(inner, archive.read(inner))
    elif name.endswith(".pdf"):
        yield "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
    elif name.endswith(".html"):
        yield content.decode()
        yield BeautifulSoup(content.decode(), "html.parser").get_text()
    elif name.endswith((*TEXT, ".rels")):
        text = content.decode()
        yield text
        yield re.sub(r"<[^>]*>", "", text)


def test_the_learners_package_holds_nothing_that_is_said_to_the_trainer(packages: Mapping[Edition, Path]) -> None:
    trainers, learners = (members(packages[each]) for each in (Edition.TRAINER, Edition.LEARNER))
    once = {each: name for name, each in learners.items()}  # the PDFs stand there twice
    whole = "\n".join(text for each, name in once.items() for text in texts(name, each))
    secrets = set(said(trainers)) - IN_THE_OPEN
    assert len(secrets) > 100
    assert [each for each in sorted(secrets) if each in whole] == []


def test_the_learners_package_has_no_page_and_no_script_of_the_trainers(packages: Mapping[Edition, Path]) -> None:
    learners = members(packages[Edition.LEARNER])
    assert not any("notes.js" in name or "speaker" in name for name in learners)
    assert not any(b"edition.css" in each for name, each in learners.items() if name.endswith(".html"))
