"""The build on a small copy of the project: what it refuses, and what it leaves alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.sphinx.small_book import Outcome, SmallBook, cell

FIRST = """\
# 第一章

耕地{{fact}}`village.farmland`。

这一段里没有数。

{imports}
{chart}
"""
SECOND = """\
# 第二章

水库{{fact}}`village.reservoirs`。

{table}
"""
SCRIPT = "<script>alert()</script>"
CHART = "tobacco.area()"
ALT = "两根横条，上短下长，中间空着一行。"
TABLE = 'from casebook.charts.table import working\nworking("village.groups_per_area", "小组")'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return the copy, built once; a test that changes it puts it back."""
    root = tmp_path_factory.mktemp("small")
    counter = SmallBook(root).counted
    chapters = {
        "first": FIRST.format(
            imports=cell(counter("first") + "from book.charts import tobacco"), chart=cell(CHART, ALT)
        ),
        "second": SECOND.format(table=cell(counter("second") + TABLE)),
        "third": "# 第三章\n\n一句话。\n",
        "fourth": "# 第四章\n\n另一句话。\n",
    }
    book = SmallBook.make(root, chapters)
    outcome = book.build()
    assert outcome.code == 0, outcome.err
    return book


def page(book: SmallBook, name: str) -> str:
    """Return the source of a built page."""
    return (book.html / f"{name}.html").read_text(encoding="utf-8")


# ---------- builds that succeed; each of these fixtures is one build, on the state before it ----------


@dataclass(frozen=True)
class Built:
    """What a build did: which notebooks ran, and the pages it left, by name."""

    ran: list[str]
    pages: dict[str, str]


def done(book: SmallBook) -> Built:
    """Return what the last build did."""
    names = [path.relative_to(book.html).with_suffix("").as_posix() for path in book.html.rglob("*.html")]
    return Built(book.ran(), {name: page(book, name) for name in names})


def built(book: SmallBook) -> Built:
    """Build, which must succeed, and return what it did."""
    outcome = book.build()
    assert outcome.code == 0, outcome.err
    return done(book)


@pytest.fixture(scope="module")
def first_build(small: SmallBook) -> Built:
    """Return what the first build did."""
    return done(small)


@pytest.fixture(scope="module")
def second_build(small: SmallBook, first_build: Built) -> Built:
    """Build again without the last chapter, nothing else being changed."""
    small.list_chapters(["first", "second", "third"])
    return built(small)


@pytest.fixture(scope="module")
def changed_build(small: SmallBook, second_build: Built) -> Built:
    """Build with two figures changed: one that a notebook reads, one that a text alone prints."""
    with small.changed({"data/facts.csv": ("烟田面积,1300,亩", f"烟田面积{SCRIPT},1301,亩")}):
        facts = (small.root / "data/facts.csv").read_text(encoding="utf-8")
        small.write("data/facts.csv", facts.replace("小型水库,6,座", "小型水库,7,座"))
        return built(small)


def test_every_notebook_runs_once_in_the_first_build(first_build: Built) -> None:
    assert first_build.ran == ["first", "second"]


def test_figures_charts_and_tables_are_on_the_pages(first_build: Built) -> None:
    assert "7858亩" in first_build.pages["case/first"] and "<svg" in first_build.pages["case/first"]
    assert "6座" in first_build.pages["case/second"] and "片区平均小组数" in first_build.pages["case/second"]
    assert "小型水库" in first_build.pages["evidence/ledger/village"]


def test_a_second_build_runs_no_notebook(second_build: Built) -> None:
    assert second_build.ran == []


def test_a_page_taken_out_of_the_book_is_gone(first_build: Built, second_build: Built) -> None:
    assert set(first_build.pages) - set(second_build.pages) == {"case/fourth"}


def test_a_changed_row_runs_only_the_notebook_that_reads_it(changed_build: Built) -> None:
    assert changed_build.ran == ["first"]


@pytest.mark.parametrize("name", ["case/first", "evidence/ledger/tobacco-b"])
def test_a_script_in_a_label_is_shown_as_text(changed_build: Built, name: str) -> None:
    assert SCRIPT not in changed_build.pages[name]
    assert "&lt;script&gt;alert()" in changed_build.pages[name]


@pytest.mark.parametrize(
    ("name", "new", "old"),
    [
        ("case/first", "1301亩", "1300亩"),
        ("case/second", "7座", "6座"),
        ("evidence/ledger/tobacco-b", "1301亩", "1300亩"),
        ("evidence/ledger/village", "7座", "6座"),
    ],
)
def test_a_changed_row_changes_every_page_that_shows_it(changed_build: Built, name: str, new: str, old: str) -> None:
    assert new in changed_build.pages[name]
    assert old not in changed_build.pages[name]


# ---------- a build that fails ----------


@dataclass(frozen=True)
class Refused:
    """How a build with several faults at once ended, and whether the book before it still stands."""

    outcome: Outcome
    stands: bool
    book: SmallBook

    def report(self, text: str) -> str:
        """Return the one report that speaks of something."""
        found = [line for line in self.outcome.err.splitlines() if line.startswith("· ") and text in line]
        assert len(found) == 1, self.outcome.err
        return found[0]

    def place(self, chapter: str, text: str) -> str:
        """Return file and line of a text in a chapter, as reports give them."""
        path = self.book.chapter(chapter)
        lines = (self.book.root / path).read_text(encoding="utf-8").splitlines()
        (number,) = [number for number, line in enumerate(lines, start=1) if text in line]
        return f"{path}:{number}:"


@pytest.fixture(scope="module")
def refused(small: SmallBook, changed_build: Built) -> Refused:
    """Build with a number in the prose, an unknown id, a chart without words and a cell that raises."""
    faults = {
        small.chapter("first"): ("这一段里没有数。", "这一段里有18户。"),
        small.chapter("second"): ("{fact}`village.reservoirs`", "{fact}`village.reservoir`"),
        small.chapter("third"): ("一句话。\n", cell("no_such_name()")),
    }
    before = small.content()
    with small.changed(faults), small.changed({small.chapter("first"): (f"---\nalt: {ALT}\n---\n", "")}):
        outcome = small.build()
    return Refused(outcome, small.content() == before, small)


def test_a_build_with_faults_fails(refused: Refused) -> None:
    assert refused.outcome.code == 1


def test_a_failed_build_leaves_the_book_as_it_was(refused: Refused) -> None:
    assert refused.stands


def test_every_fault_is_reported_and_nothing_else(refused: Refused) -> None:
    reports = [line for line in refused.outcome.err.splitlines() if line.startswith("· ")]
    assert len(reports) == 4, refused.outcome.err


def test_a_number_in_the_prose_is_reported_with_its_place_and_the_likely_id(refused: Refused) -> None:
    report = refused.report("“18”")
    assert refused.place("first", "这一段里没有数") in report
    assert "{fact}`tobacco.big_growers`" in report


def test_an_unknown_id_is_reported_with_its_place_and_the_nearest(refused: Refused) -> None:
    report = refused.report("“village.reservoir”")
    assert refused.place("second", "水库") in report
    assert "village.reservoirs" in report


def test_a_chart_without_alternative_text_is_reported_with_its_place(refused: Refused) -> None:
    report = refused.report("替代文字")
    assert "这一格的图" in report
    assert re.search(rf"{refused.book.chapter('first')}:\d+:", report)


def test_a_cell_that_raises_is_reported_with_its_page_and_its_error(refused: Refused) -> None:
    assert "no_such_name" in refused.report(refused.book.chapter("third"))


def test_broken_data_fail_before_anything_is_built(refused: Refused) -> None:
    book, path = refused.book, "data/facts.csv"
    before = book.content()
    with book.changed({path: ("小型水库,6,座", "小型水库,六,座")}):
        outcome = book.build()
    lines = (book.root / path).read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, start=1) if "小型水库" in line]
    assert outcome.code == 1
    assert f"{path} 第{number}行" in outcome.err
    assert book.content() == before
