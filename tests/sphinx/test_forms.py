"""Forms on their page and office files beside the pages: in the book, and in a small one that changes."""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import Tag
from docx import Document
from openpyxl import load_workbook

from casebook.frontmatter import front_matter
from casebook.ledger import ledger
from casebook.office.forms import Form, forms
from casebook.tables import ROOT
from tests import pages
from tests.sphinx.small_book import Outcome, SmallBook

TOOLBOX = "teaching/toolbox.html"
by_id = pytest.mark.parametrize("form", list(forms().values()), ids=lambda form: form.id)

# ---------- the book ----------


def sheet(book: Path, form: Form) -> Tag:
    """Return a form's blank sheet on the toolbox's page."""
    (found,) = [
        each
        for each in pages.article(book, TOOLBOX).select(".form-sheet")
        if (title := each.select_one(".form-title")) and title.get_text() == form.title
    ]
    return found


@by_id
def test_the_blank_sheet_is_the_form(book: Path, form: Form) -> None:
    found = sheet(book, form)
    assert form.paper in found.get_attribute_list("class")
    assert [head.get_text(strip=True) for head in found.select("th")] == list(form.heads)
    cells = [tuple(cell.get_text(strip=True) for cell in row.select("td")) for row in found.select("tbody tr")]
    assert cells == [tuple(map(ledger().fill, row)) for row in form.grid]
    text = found.get_text()
    assert "不是九庄村" in text and all(field in text for field in form.fields)


@by_id
def test_every_column_is_explained_before_the_sheet(book: Path, form: Form) -> None:
    guide = sheet(book, form).find_previous("div", class_="form-guide")
    assert isinstance(guide, Tag)
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in guide.select("tbody tr")]
    fill = ledger().fill
    assert rows == [[column.head, fill(column.example), fill(column.prompt)] for column in form.columns]
    assert "虚构" in guide.get_text() and all(fill(note) in guide.get_text() for note in form.notes)


def office_links(book: Path, address: str) -> dict[str, str]:
    """Return what a page says of each office file it links to, by the file's path."""
    links = pages.article(book, address).select(".office-file a[download]")
    return {pages.target(address, str(a["href"]))[0]: a.parent.get_text() for a in links}  # type: ignore[index,union-attr]


@by_id
def test_a_form_links_to_its_workbook(book: Path, form: Form) -> None:
    path = f"downloads/forms/{form.id}.xlsx"
    told = office_links(book, TOOLBOX)[path]
    assert form.title in told and kilobytes_fit(book / path, told)
    assert load_workbook(book / path).worksheets[0]["A1"].value == form.title


def kilobytes_fit(path: Path, told: str) -> bool:
    """Whether a link tells a file's size; what the zip's own table takes is not counted."""
    (size,) = re.findall(r"（(\d+) KB）", told)
    return math.ceil(path.stat().st_size / 1024) - 5 <= int(size) <= math.ceil(path.stat().st_size / 1024)


def test_nothing_but_the_forms_stands_in_their_folder(book: Path) -> None:
    assert {path.stem for path in (book / "downloads/forms").iterdir()} == set(forms())


def documents() -> list[str]:
    """Return the pages that say they are documents too, by their paths from ``book/``."""
    found = [
        path.relative_to(ROOT / "book") for path in (ROOT / "book").rglob("*.md") if "document" in front_matter(path)
    ]
    return sorted(path.with_suffix("").as_posix() for path in found)


def test_the_class_materials_are_documents() -> None:
    materials = {"roles", "group-sheet", "debrief", "evaluation"}
    assert {f"teaching/materials/{name}" for name in materials} <= set(documents())


@pytest.mark.parametrize("page", documents())
def test_a_document_page_links_to_its_document_under_its_title(book: Path, page: str) -> None:
    address = f"{page}.html"
    path = f"downloads/materials/{page.rpartition('/')[2]}.docx"
    told = office_links(book, address)
    assert "可编辑的 Word 版" in told[path] and kilobytes_fit(book / path, told[path])
    title = pages.article(book, address).find("h1")
    assert isinstance(title, Tag)
    follows = title.find_next_sibling()
    assert isinstance(follows, Tag) and "office-file" in follows.get_attribute_list("class")


BESIDE = ["office-file", "fact-cards"]  # what a page alone has


@pytest.mark.parametrize("page", documents())
def test_a_document_says_what_its_page_says(book: Path, page: str) -> None:
    body = Document(str(book / f"downloads/materials/{page.rpartition('/')[2]}.docx")).element.body
    said = "".join(body.itertext())
    article = pages.article(book, f"{page}.html")
    blocks = [block for block in article.select("p, h1, h2, h3") if not block.find_parent(class_=BESIDE)]
    missing = [text for block in blocks if (text := bare(block)) not in bare_text(said)]
    assert missing == []


def bare(block: Tag) -> str:
    return bare_text("".join(text for text in block.stripped_strings if text != "#"))


def bare_text(text: str) -> str:
    return "".join(text.split())


def test_no_other_page_links_to_a_document(book: Path) -> None:
    others = set(pages.addresses(book)) - {f"{page}.html" for page in documents()} - {TOOLBOX}
    assert [each for each in others if pages.page(book / each).select(".office-file")] == []


# ---------- a small book that changes ----------

PAPER = "---\ndocument: true\n---\n\n# 一张纸\n\n水库{fact}`village.reservoirs`。\n\n| 问 | 答 |\n|:--|:--|\n| 甲 | |\n"
OTHER = "---\ndocument: landscape\n---\n\n# 另一张纸\n\n一句话。\n"
TOOLS = "# 工具\n\n```{form} duty\n```\n"
MORE = {"book/teaching/paper.md": PAPER, "book/teaching/other.md": OTHER, "book/teaching/tools.md": TOOLS}
FORM = "data/forms/duty.yaml"


@dataclass(frozen=True)
class State:
    """The small book after a build: its files' digests, and what it said."""

    content: dict[str, str]
    tools: str
    heads: list[str]


def state(book: SmallBook) -> State:
    """Build, which must succeed, and look."""
    outcome = book.build()
    assert outcome.code == 0, outcome.err
    sheet = load_workbook(book.html / "downloads/forms/duty.xlsx").worksheets[0]
    tools = (book.html / "teaching/tools.html").read_text(encoding="utf-8")
    return State(book.content(), tools, [str(cell.value) for cell in sheet[4]])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return a small book with two documents and a form."""
    return SmallBook.make(tmp_path_factory.mktemp("forms"), {}, MORE)


@pytest.fixture(scope="module")
def first(small: SmallBook) -> State:
    """Build it."""
    return state(small)


@pytest.fixture(scope="module")
def changed(small: SmallBook, first: State) -> State:
    """Build again with another head in the form, another figure, and one document fewer."""
    small.list_chapters([], [path for path in MORE if "other" not in path])
    (small.root / "book/teaching/other.md").unlink()
    for path, old, new in (
        (FORM, "head: 交班签字", "head: 交班人"),
        ("data/facts.csv", "小型水库,6,座", "小型水库,7,座"),
    ):
        text = (small.root / path).read_text(encoding="utf-8")
        small.write(path, text.replace(old, new))
    return state(small)


def test_a_document_is_made_for_each_page_that_says_so(first: State) -> None:
    made = {path for path in first.content if path.endswith(".docx")}
    assert made == {"downloads/materials/paper.docx", "downloads/materials/other.docx"}


def test_a_changed_form_changes_its_page_and_its_workbook(first: State, changed: State) -> None:
    assert "交班签字" in first.heads and "交班签字" in first.tools
    assert "交班人" in changed.heads and "交班人" in changed.tools and "交班签字" not in changed.tools


def test_a_changed_figure_changes_the_document(small: SmallBook, changed: State) -> None:
    text = [each.text for each in Document(str(small.html / "downloads/materials/paper.docx")).paragraphs]
    assert "水库7座。" in text


def test_a_page_taken_out_takes_its_document_along(changed: State) -> None:
    assert {path for path in changed.content if path.endswith(".docx")} == {"downloads/materials/paper.docx"}


def test_an_incremental_build_gives_the_files_of_a_clean_one(
    small: SmallBook, changed: State, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pages_now = {path: text for path, text in MORE.items() if "other" not in path}
    clean = SmallBook.make(tmp_path_factory.mktemp("clean"), {}, pages_now)
    for path in (FORM, "data/facts.csv"):
        clean.write(path, (small.root / path).read_text(encoding="utf-8"))
    ours, theirs = changed.content, state(clean).content
    assert [path for path in sorted({*ours, *theirs}) if ours.get(path) != theirs.get(path)] == []


# ---------- what is refused ----------


@pytest.fixture(scope="module")
def refused(small: SmallBook, changed: State) -> Outcome:
    """Build with every fault at once."""
    small.write("book/teaching/tools.md", TOOLS + "\n```{form} dutty\n```\n")
    small.write("book/teaching/paper.md", PAPER + "\n```{image} ../_images/rings.svg\n:alt: 圆\n```\n")
    small.write("book/evidence/paper.md", OTHER)
    small.write("book/teaching/kind.md", "---\ndocument: 横\n---\n\n# 第三张\n\n一句话。\n")
    form = (small.root / FORM).read_text(encoding="utf-8")
    small.write(FORM, form.replace("prompt: 选一个", "prompt: 分2班，选一个"))
    more = ["book/teaching/tools.md", "book/teaching/paper.md", "book/evidence/paper.md", "book/teaching/kind.md"]
    small.list_chapters([], more)
    return small.build()


def report(outcome: Outcome, words: str) -> str:
    """Return the one report that speaks of something."""
    found = [line for line in outcome.err.splitlines() if line.startswith("· ") and words in line]
    assert len(found) == 1, outcome.err
    return found[0]


def test_a_form_that_is_not_there_is_reported_with_those_that_are(refused: Outcome) -> None:
    assert refused.code == 1
    line = report(refused, "dutty")
    assert "book/teaching/tools.md:6" in line and "duty" in line and "points" in line


def test_what_a_document_cannot_show_is_reported_with_its_place(refused: Outcome) -> None:
    assert re.search(r"book/teaching/paper\.md:\d+", report(refused, "image"))


def test_two_documents_of_one_name_are_reported(refused: Outcome) -> None:
    line = report(refused, "“paper.docx”")
    assert "book/teaching/paper.md" in line and "book/evidence/paper.md" in line


def test_an_unknown_kind_of_document_is_reported(refused: Outcome) -> None:
    assert "book/teaching/kind.md" in report(refused, "“横”")


def test_a_number_in_a_form_is_reported_with_its_line_there(small: SmallBook, refused: Outcome) -> None:
    lines = (small.root / FORM).read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, start=1) if "分2班" in line]
    line = report(refused, "“2”")
    assert f"{FORM}:{number}" in line and "{plain:2}" in line


def test_a_form_with_a_fault_stops_the_build_before_it_starts(small: SmallBook, refused: Outcome) -> None:
    form = (small.root / FORM).read_text(encoding="utf-8")
    small.write(FORM, form.replace("paper: landscape", "paper: 横"))
    outcome = small.build()
    assert outcome.code == 1 and f"{FORM} 第3行" in report(outcome, "paper") and "portrait" in outcome.err


def test_the_files_of_the_book_hold_no_clock(book: Path) -> None:
    for path in (*(book / "downloads/forms").iterdir(), *(book / "downloads/materials").iterdir()):
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}, path.name
