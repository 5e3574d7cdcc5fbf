"""The two editions on a small copy of the project: what each holds, and that one source makes both."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from casebook.editions import VARIABLE, Edition, current
from tests.sphinx.small_book import SmallBook, cell

# Every kind of thing that could carry a trainer's text into another page.
FIRST = """\
# 第一章

集体的事{{cite}}`olson1965`，先说耕地{{fact}}`village.farmland`。

:::{{exercise}} 除一除
:label: ex-one
用笔除一除。
:::

:::{{exercise}} 再除
:label: ex-two
见{{ref}}`ex-one`。
:::

::::{{trainer}} 门槛石
水库{{fact}}`village.reservoirs`，蜻蜓点水[^deep]，一事一议。见{{cite}}`ostrom1990`。

(dragonfly)=
### 萤火虫的标题

[^deep]: 脚注里的蝙蝠。

:::{{quiz}} inner-1
刺猬住哪里？

- [x] 墙角
  - 对。
- [ ] 屋顶
  - 不对。
:::
::::

:::{{solution}} ex-one
螳螂是答案。
:::

{cells}
"""
SECOND = """\
# 第二章

公地{cite}`ostrom1990`。一事一议在这里第一次出现，{term}`无职党员`也在。
"""
HIDDEN = (
    "---\nedition: trainer\n---\n\n# 猫头鹰页\n\n小组{fact}`village.groups`。\n\n(owl)=\n## 猫头鹰的一节\n\n一句话。\n"
)
BELOW = "# 鼹鼠页\n\n在猫头鹰下面。\n"
OPEN = "# 蓝天页\n\n一句话。\n"
GLOSSARY = "# 名词\n\n```{glossary}\n一事一议\n  一件事，议一次。\n\n无职党员\n  不担任职务的党员。\n```\n"
WORKS = "# 文献\n\n```{bibliography}\n```\n"
SECRETS = ("门槛石", "蜻蜓", "萤火虫", "蝙蝠", "刺猬", "螳螂", "猫头鹰", "鼹鼠")
GUIDE, HIDDEN_PAGE, BELOW_PAGE = "book/teaching/open.md", "book/teaching/owl.md", "book/teaching/mole.md"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return a book of which both editions have been built."""
    root = tmp_path_factory.mktemp("both")
    cells = cell(SmallBook(root).counted("first"))
    more = {
        GUIDE: OPEN, HIDDEN_PAGE: HIDDEN, BELOW_PAGE: BELOW,
        "book/appendix/glossary.md": GLOSSARY, "book/appendix/works.md": WORKS,
    }  # fmt: skip
    book = SmallBook.make(root, {"first": FIRST.format(cells=cells), "second": SECOND}, more)
    shutil.copy(Path(__file__).parents[2] / "book" / "references.bib", root / "book")
    toc = (root / "_toc.yml").read_text(encoding="utf-8")
    nested = "- file: book/teaching/owl\n  sections:\n  - file: book/teaching/mole\n"
    book.write("_toc.yml", toc.replace("- file: book/teaching/owl\n- file: book/teaching/mole\n", nested))
    outcome = book.build("both")
    assert outcome.code == 0, outcome.err
    return book


def texts(folder: Path) -> dict[str, str]:
    """Return every file of an edition as text, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="ignore")
        for path in folder.rglob("*")
        if path.is_file()
    }


def page(folder: Path, address: str) -> BeautifulSoup:
    """Return a page of an edition."""
    return BeautifulSoup((folder / address).read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("secret", SECRETS)
def test_what_is_the_trainers_stands_in_the_trainers_edition_alone(both: SmallBook, secret: str) -> None:
    assert any(secret in text for text in texts(both.trainer).values())
    assert [path for path, text in texts(both.html).items() if secret in text] == []


def test_a_trainers_page_and_those_below_it_are_in_the_trainers_edition_alone(both: SmallBook) -> None:
    pages = {"teaching/owl.html", "teaching/mole.html"}
    assert pages <= set(both.content(both.trainer))
    assert not pages & set(both.content(both.html))
    assert "teaching/open.html" in both.content(both.html)


def test_the_ledger_names_no_use_that_a_learner_cannot_see(both: SmallBook) -> None:
    uses = {
        edition: page(folder, "evidence/ledger/village.html").select_one("#row-village-reservoirs")
        for edition, folder in (("learner", both.html), ("trainer", both.trainer))
    }
    assert uses["learner"] is not None and "本书正文未用" in uses["learner"].get_text()
    assert uses["trainer"] is not None and uses["trainer"].select('a[href*="case/first.html"]')


def test_the_glossary_names_no_use_that_a_learner_cannot_see(both: SmallBook) -> None:
    entries = {
        folder: page(folder, "appendix/glossary.html").select(".term-places") for folder in (both.html, both.trainer)
    }
    assert [each.get_text() for each in entries[both.html]] == ["用于：第二章", "用于：第二章"]
    assert [each.get_text() for each in entries[both.trainer]] == ["用于：第一章、第二章", "用于：第二章"]


def test_a_trainers_box_is_named_and_titled_and_its_headings_are_headings(both: SmallBook) -> None:
    box = page(both.trainer, "case/first.html").select_one(".admonition.trainer")
    assert box is not None
    title, heading = box.select_one(".admonition-title"), box.select_one("h3.rubric")
    assert title is not None and title.get_text() == "教师：门槛石"
    assert heading is not None and "萤火虫" in heading.get_text()
    contents = page(both.trainer, "case/first.html").select_one(".bd-toc-nav, .page-toc")
    assert contents is None or "萤火虫" not in contents.get_text()


def test_the_editions_share_their_notebooks_runs(both: SmallBook) -> None:
    assert both.ran() == ["first"]


def test_pages_know_their_edition(both: SmallBook) -> None:
    """Templates are told by name, which this sees in the trainer's own style."""
    assert page(both.trainer, "index.html").select('link[href*="edition.css"]')
    assert not page(both.html, "index.html").select('link[href*="edition.css"]')


@dataclass(frozen=True)
class Content:
    """Hashes of both editions' files."""

    learner: dict[str, str]
    trainer: dict[str, str]

    @classmethod
    def of(cls, book: SmallBook) -> Content:
        """Hash a book's editions."""
        return cls(book.content(book.html), book.content(book.trainer))


def test_an_incremental_build_of_both_gives_the_bytes_of_a_clean_one(both: SmallBook) -> None:
    before = Content.of(both)
    first, second = both.chapter("first"), both.chapter("second")
    edits = {
        # The first exercise and the first citation go, so later ones take their numbers; a term is used earlier.
        first: ("集体的事{cite}`olson1965`，先说耕地", "无职党员先说耕地"),
        second: ("一事一议在这里第一次出现，", ""),
        "book/appendix/glossary.md": ("一件事，议一次。", "一件事议一次，议过再办。"),
        "book/references.bib": ("Governing the Commons", "Governing the Common Pool"),
        HIDDEN_PAGE: ("edition: trainer", "edition: learner"),
    }
    with (
        both.changed(edits),
        both.changed({first: (":::{exercise} 除一除\n:label: ex-one\n用笔除一除。\n:::\n\n", "")}),
    ):
        text = (both.root / first).read_text(encoding="utf-8")
        both.write(first, text.replace("ex-one", "ex-two"))
        outcome = both.build("both")
        assert outcome.code == 0, outcome.err
        incremental = Content.of(both)
        shutil.rmtree(both.root / "_build")
        assert both.build("both").code == 0
        assert incremental == Content.of(both)
    assert incremental != before
    assert "teaching/owl.html" in incremental.learner
    assert both.build("both").code == 0
    assert Content.of(both) == before


def test_a_fault_in_a_trainers_block_is_told_once_with_its_place(both: SmallBook) -> None:
    before = Content.of(both)
    path = both.chapter("first")
    with both.changed({path: ("蜻蜓点水", "蜻蜓18户")}):
        outcome = both.build("both")
        lines = (both.root / path).read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, start=1) if "蜻蜓18户" in line]
    reports = [line for line in outcome.err.splitlines() if line.startswith("· ")]
    assert outcome.code == 1 and len(reports) == 1, outcome.err
    assert f"{path}:{number}:" in reports[0]
    assert Content.of(both) == before


def test_a_gated_answer_is_refused_since_it_would_leak(both: SmallBook) -> None:
    gated = "```{solution-start} ex-one\n```\n答案。\n```{solution-end}\n```"
    with both.changed({both.chapter("first"): (":::{solution} ex-one\n螳螂是答案。\n:::", gated)}):
        outcome = both.build("learner")
    assert outcome.code == 1 and "漏进学员版" in outcome.err


# ---------- names ----------


@pytest.mark.parametrize(
    ("value", "edition"), [("", Edition.LEARNER), ("learner", Edition.LEARNER), ("trainer", Edition.TRAINER)]
)
def test_the_environment_names_the_edition(monkeypatch: pytest.MonkeyPatch, value: str, edition: Edition) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert current() is edition


def test_without_a_name_the_edition_is_the_learners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert current() is Edition.LEARNER


def test_an_unknown_edition_is_refused_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "teacher")
    with pytest.raises(ValueError, match="“teacher”。应为：learner、trainer"):
        current()


def test_editions_have_names_and_places_of_their_own() -> None:
    assert [each.label for each in Edition] == ["学员版", "教师版"]
    assert [each.folder for each in Edition] == [Path(), Path("trainer")]
