"""The check as a command: what it prints, how it ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook import checks
from casebook.cli import main
from casebook.findings import Finding, finding
from casebook.reproducible import EPOCH_VARIABLE
from casebook.tables import ROOT
from tests.data_folder import DataFolder
from tests.sphinx.small_book import Outcome, SmallBook, cell

FINDINGS = [Finding("data/a.csv", "甲", "乙", "丙", 3, "unit"), Finding("book/b.md", "丁,: %\n戊", "己", "庚")]
CHAPTER = f"# 第一章\n\n共{{fact}}`party.members`。\n\n{cell('from book.charts import members')}"


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave this process, in which other tests follow, its clock and its garbage collector."""
    monkeypatch.setenv(EPOCH_VARIABLE, "0")
    yield
    gc.enable()


@pytest.fixture
def findings(process: None, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Have the check find what this list holds."""
    found: list[Finding] = []
    monkeypatch.setattr(checks, "everything", lambda: (found, []))
    return found


def exit_code(*arguments: str) -> int | str | None:
    """Run the command; return the code it leaves with."""
    with pytest.raises(SystemExit) as left:
        main(["check", *arguments])
    return left.value.code


def test_without_findings_it_says_so_and_leaves_with_0(
    findings: list[Finding], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "查过了，没有问题：0 处。"


def test_every_finding_is_told_and_then_their_number(
    findings: list[Finding], capsys: pytest.CaptureFixture[str]
) -> None:
    findings += FINDINGS
    assert exit_code() == 1
    out = capsys.readouterr().out
    assert all(f"· {each}" in out for each in FINDINGS)
    assert out.splitlines()[-1] == "发现 2 处问题。"


def test_a_check_that_fails_itself_leaves_with_2(
    process: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("no more")

    monkeypatch.setattr(checks, "everything", broken)
    assert exit_code() == 2
    assert "no more" in capsys.readouterr().err


def test_a_wrong_option_leaves_with_2() -> None:
    assert exit_code("--format", "nonsense") == 2


def test_github_gets_an_annotation_a_finding(findings: list[Finding], capsys: pytest.CaptureFixture[str]) -> None:
    findings += FINDINGS
    assert exit_code("--format", "github") == 1
    first, second, count = capsys.readouterr().out.splitlines()
    assert first == "::error file=data/a.csv,line=3,title=甲::“unit”列：甲。应为：乙。改法：丙。"
    assert second.startswith("::error file=book/b.md,line=1,title=丁%2C%3A %25%0A戊::丁,: %25%0A戊。")
    assert count == "发现 2 处问题。"


def test_this_book_has_no_faults() -> None:
    outcome = SmallBook(ROOT).check()
    assert (outcome.code, outcome.err) == (0, ""), outcome.out


# ---------- on a small book ----------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return a book without faults; a test that changes it puts it back."""
    return SmallBook.make(tmp_path_factory.mktemp("small"), {"first": CHAPTER})


def lines(outcome: Outcome) -> list[str]:
    """Return what was printed but for the count."""
    return outcome.out.splitlines()[:-1]


def test_a_broken_row_is_told_once_and_pages_are_looked_at_all_the_same(small: SmallBook) -> None:
    tables = DataFolder(small.root / "data")
    edits = {"data/facts.csv": ("party.members,party,党员,134,", "party.members,party,党员,一百,"),
             small.chapter("first"): ("共", "三十户，共")}  # fmt: skip
    line = tables.line("facts", "party.members")
    with small.changed(edits):
        told = lines(small.check())
    assert any(each.startswith(f"· data/facts.csv 第{line}行，“value”列：写的是“一百”") for each in told)
    assert any("“三十”" in each for each in told)
    assert len(told) == 2, told


def test_faults_beyond_the_schema_stand_beside_those_of_the_schema(small: SmallBook) -> None:
    edits = {"data/facts.csv": ("party.members,party,党员,134,", "party.members,party,党员,一百,"),
             "data/claims.csv": ("由谁最后决定，报道没有写", "由谁最后决定，显著")}  # fmt: skip
    with small.changed(edits):
        told = lines(small.check())
    assert any("data/claims.csv" in each and "“显著”" in each for each in told)


def test_a_table_that_is_none_keeps_pages_from_being_looked_at_and_says_so(small: SmallBook) -> None:
    with small.changed({"data/facts.csv": ("id,topic,label", "id,topic,lable")}):
        outcome = small.check()
    assert outcome.code == 1
    assert checks.DATA_UNREADABLE in outcome.out


@pytest.mark.parametrize(
    ("content", "words"),
    [("# 村\n\n第三行\n".encode("gbk"), "第1行：从这一行起不是 UTF-8"),
     (b"\xef\xbb\xbf# x\n", "第1行：文件开头有字节顺序标记"),
     ("# 村\n\n\0\n".encode(), "第3行：有不可见的空字符")],
)  # fmt: skip
def test_a_chapter_that_is_no_text_gets_its_sentence(small: SmallBook, content: bytes, words: str) -> None:
    path = small.root / small.chapter("first")
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        outcome = small.check()
    finally:
        path.write_bytes(before)
    assert outcome.code == 1
    assert f"book/case/first.md {words}" in outcome.out


def test_faults_of_a_chapter_and_of_the_contents_are_told_together(small: SmallBook) -> None:
    with small.changed({"_toc.yml": ("- file: book/case/first", "- file: book/case/frist")}):
        told = lines(small.check())
    assert any("_toc.yml" in each and "book/case/frist" in each for each in told)


def test_what_is_late_by_the_clock_is_late(small: SmallBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(EPOCH_VARIABLE, raising=False)
    with small.changed({small.chapter("first"): ("kernelspec:", "review_by: 2001-02-03\nkernelspec:")}):
        told = lines(small.check())
    assert any("第3行：应在2001年2月3日以前复核" in each for each in told)


def test_the_same_finding_is_told_once() -> None:
    twice = finding("file-missing", "data/a.csv")
    assert checks.ordered([twice, twice]) == [twice]


def test_findings_come_in_the_order_of_files_and_lines() -> None:
    places = [("b", 2), ("a", 10), ("a", 9), ("a", None)]
    found = [Finding(file, "", "", "", row) for file, row in places]
    assert [(each.file, each.row) for each in checks.ordered(found)] == [("a", None), ("a", 9), ("a", 10), ("b", 2)]


def test_no_file_of_the_project_is_written(small: SmallBook) -> None:
    before = _tree(small.root)
    small.check()
    assert _tree(small.root) == before


def _tree(root: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*") if "__pycache__" not in path.parts}
