"""Nothing of the trainer's stands in any file of the learner's edition, and all of it in the trainer's."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import typst
from bs4 import BeautifulSoup
from openpyxl import Workbook

from casebook.sphinx.addresses import page_address
from casebook.tables import ROOT
from tests import leaks
from tests.leaks import Passage

SECRET = "若有人说扩大，请他指出依据在报道哪一处"
LEARNERS = "学员读到的话：请他指出依据在报道哪一处，写下来。"
SECRETS = leaks.forbidden([Passage("test.md", SECRET)], LEARNERS)


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    """Return what learners must not find."""
    passages, learners = leaks.sources()
    return leaks.forbidden(passages, learners)


def test_there_is_something_to_look_for(secrets: dict[str, str]) -> None:
    assert len(secrets) > 50
    assert "teaching/plans.md" in secrets.values()


def test_no_file_of_the_learners_edition_holds_the_trainers_text(book: Path, secrets: dict[str, str]) -> None:
    assert leaks.leaks_in(book, secrets) == []


def test_no_pdf_of_the_learners_edition_holds_the_trainers_text(secrets: dict[str, str]) -> None:
    folder = ROOT / "_build" / "pdf"
    assert folder.exists() == (ROOT / "casebook" / "typst").exists(), "the book sets PDFs, and none is there"
    assert leaks.leaks_in(folder, secrets) == []


def test_the_trainers_edition_holds_every_passage_on_its_page(trainer_book: Path) -> None:
    passages, _ = leaks.sources()
    pages = {
        name: trainer_book / page_address(f"book/{name.removesuffix('.md')}") for name in {p.source for p in passages}
    }
    texts = {
        name: leaks.squeeze(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text())
        for name, path in pages.items()
    }
    assert [passage for passage in passages if passage.text not in texts[passage.source]] == []


# ---------- the detector ----------


def test_runs_that_learners_read_too_are_no_leak() -> None:
    assert SECRET[:12] in SECRETS
    assert SECRET[-12:] not in SECRETS
    assert leaks.forbidden([Passage("test.md", "短话一句说")], "") == {"短话一句说": "test.md"}


def plain(path: Path) -> None:
    """Write the passage as it is, broken by a line's end."""
    path.write_text(f"x\n{SECRET[:9]}\n{SECRET[9:]}\n", encoding="utf-8")


def page(path: Path) -> None:
    """Write it into a page, with marks in it."""
    path.write_text(f"<p>x {SECRET[:5]}<b>{SECRET[5:9]}</b>{SECRET[9:]}</p>", encoding="utf-8")


def attribute(path: Path) -> None:
    """Write it into an attribute of a page."""
    path.write_text(f'<p title="{SECRET}">x</p>', encoding="utf-8")


def script(path: Path) -> None:
    """Write it into a script, as JSON escapes it."""
    path.write_text(f"Search.setIndex({json.dumps({'titles': [SECRET]})})", encoding="utf-8")


def workbook(path: Path) -> None:
    """Write it into a cell's comment-free text."""
    book = Workbook()
    book.create_sheet("x").append(["x", SECRET])
    book.save(path)


def document(path: Path) -> None:
    """Write it into a document, in two runs of one paragraph."""
    made = docx.Document()
    paragraph = made.add_paragraph(SECRET[:8])
    paragraph.add_run(SECRET[8:]).bold = True
    made.save(str(path))


def archive(path: Path) -> None:
    """Write a workbook into a zip file within a zip file."""
    inner, sheet = path.with_suffix(".inner.zip"), path.with_suffix(".xlsx")
    workbook(sheet)
    for outer, member in ((inner, sheet), (path, inner)):
        with zipfile.ZipFile(outer, "w") as zipped:
            zipped.write(member, member.name)
        member.unlink()


def pdf(path: Path) -> None:
    """Write it into a PDF."""
    path.with_suffix(".typ").write_text(f"#set page(width: 6cm)\n{SECRET}", encoding="utf-8")
    fonts = [str(each) for each in FONTS]
    path.write_bytes(typst.compile(str(path.with_suffix(".typ")), font_paths=fonts))
    path.with_suffix(".typ").unlink()


FONTS = sorted({each.parent for each in (Path(typst.__file__).parent.parent).glob("*fonts*zh*/**/*.?tf")})
FORMS: dict[str, Callable[[Path], None]] = {
    "plain.csv": plain, "page.html": page, "attribute.html": attribute, "searchindex.js": script, "drawing.svg": page,
    "forms.xlsx": workbook, "cards.docx": document, "all.zip": archive, "book.pdf": pdf,
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_planted_leak_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "sub").mkdir()
    FORMS[name](tmp_path / "sub" / name)
    found = leaks.leaks_in(tmp_path, SECRETS)
    assert found and all(each.startswith(f"sub/{name}") and each.endswith("(test.md)") for each in found)


@pytest.mark.parametrize("name", ["plain.csv", "page.html"])
def test_what_learners_may_read_is_no_leak(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f"<p>{LEARNERS}</p>", encoding="utf-8")
    assert leaks.leaks_in(tmp_path, SECRETS) == []


@pytest.mark.parametrize(
    ("source", "kept", "blocks"),
    [
        ("甲\n:::{trainer} 题\n乙\n:::\n丙", "甲\n丙", [" 题\n乙"]),
        ("甲\n::::{trainer}\n:::{note}\n乙\n:::\n::::\n丙", "甲\n丙", ["\n:::{note}\n乙\n:::"]),
        ("```{solution} ex-one\n乙\n```\n丙", "丙", ["\n乙"]),
        (":::{note}\n甲\n:::", ":::{note}\n甲\n:::", []),
        ("```text\n:::{trainer}\n甲\n:::\n```\n丙", "```text\n:::{trainer}\n甲\n:::\n```\n丙", []),
    ],
)
def test_the_trainers_blocks_are_taken_from_a_source(source: str, kept: str, blocks: list[str]) -> None:
    assert leaks.split(source) == (kept, blocks)


def test_a_source_is_read_as_a_page_prints_it() -> None:
    text = "- **粗**体，耕地{fact}`village.farmland`，见{cite}`olson1965`后。"
    source = f"---\nedition: trainer\n---\n(label)=\n## 标题\n\n{text}\n:label: x\n"
    assert list(leaks.pieces(source)) == ["标题", "粗", "体，耕地7858亩，见", "后。"]
