"""Wording: runs of a source's text, and words that praise or blame."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook import wording
from casebook.cli import main
from casebook.findings import CasebookError, say
from casebook.wording import (
    FINGERPRINT,
    QUOTATIONS,
    WINDOW,
    copied,
    fingerprint,
    has_fingerprint,
    known_hashes,
    loaded,
)

SOURCE = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉，戌亥天地玄黄宇宙洪荒日月盈昃。\n寒来暑往秋收冬藏闰余成岁律吕调阳。"
RUN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
SLOGAN = "戌亥天地玄黄宇宙洪荒日月盈昃"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with the fingerprint of a source and one quotation from it."""
    (tmp_path / FINGERPRINT).write_text(fingerprint(SOURCE), encoding="utf-8")
    (tmp_path / QUOTATIONS).write_text(f"# 说明\n\n{SLOGAN}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (RUN, [RUN]),
        (f"前面{RUN}后面", [RUN]),
        (RUN[:WINDOW], [RUN[:WINDOW]]),
        (RUN[: WINDOW - 1], []),
        ("巳午未申酉，戌亥天地玄黄宇宙洪荒", ["巳午未申酉戌亥天地玄黄宇宙洪荒"]),
        ("巳午未，申酉戌亥。天地 玄黄宇宙", ["巳午未申酉戌亥天地玄黄宇宙"]),
        ("甲乙丙丁戊己庚辛壬癸子丑与寅卯辰巳午未申酉戌亥天地", []),
        (f"{RUN}。另一处：寒来暑往秋收冬藏闰余成岁律", [RUN, "寒来暑往秋收冬藏闰余成岁律"]),
        ("日月盈昃寒来暑往秋收冬藏闰", []),
        (f"口号是“{SLOGAN}”。", []),
        (SLOGAN, []),
        (f"口号是{SLOGAN}。", [SLOGAN]),
        (f"他说“{RUN}”。", [RUN]),
    ],
)
def test_runs_of_the_source_are_found(data: Path, text: str, runs: list[str]) -> None:
    assert copied(text, data) == runs


def test_the_fingerprint_holds_no_text_of_the_source() -> None:
    head, *hashes = fingerprint(SOURCE).splitlines()
    assert not set(SOURCE[: WINDOW * 2]) <= set(head)
    assert all(len(each) == 16 and set(each) <= set("0123456789abcdef") for each in hashes)
    assert hashes == sorted(set(hashes))


def test_the_command_writes_the_fingerprint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "source.txt").write_text(SOURCE, encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["fingerprint", str(tmp_path / "source.txt"), "--output", str(tmp_path / "out.txt")])
    assert left.value.code == 0
    assert (tmp_path / "out.txt").read_text("utf-8") == fingerprint(SOURCE)
    assert "out.txt" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "甲".encode("gb18030")], ids=["missing", "not UTF-8"])
def test_the_command_says_when_the_source_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    source = tmp_path / "source.txt"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(SystemExit) as left:
        main(["fingerprint", str(source), "--output", str(tmp_path / "out.txt")])
    assert left.value.code == 1
    assert "source.txt" in capsys.readouterr().err
    assert not (tmp_path / "out.txt").exists()


def test_before_there_is_a_fingerprint_nothing_counts_as_copied(tmp_path: Path) -> None:
    (tmp_path / QUOTATIONS).write_text("", encoding="utf-8")
    assert not has_fingerprint(tmp_path) and copied(RUN, tmp_path) == []


def test_this_book_has_its_fingerprint() -> None:
    assert has_fingerprint() and len(known_hashes()) > 500


def test_a_missing_list_of_quotations_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(CasebookError) as caught:
        copied(RUN, tmp_path)
    assert [each.file for each in caught.value.findings] == [f"{tmp_path.name}/{QUOTATIONS}"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("这项办法显著有效。", ["显著", "有效"]),
        ("村里却自称有余。", ["却", "自称"]),
        ("报道写“效果显著”。", []),
        ("共{party.members}。", []),
    ],
)
def test_words_of_praise_and_blame_are_found(text: str, words: list[str]) -> None:
    assert loaded(text) == words


def test_messages_say_how_to_mend() -> None:
    assert RUN in say("wording-copied", run=RUN) and QUOTATIONS in say("wording-copied", run=RUN)
    assert "{kept}`显著|" in say("wording-loaded", word="显著")


def test_a_slogan_of_the_real_list_may_be_quoted() -> None:
    slogan = max(wording.quotations(), key=len)
    assert copied(f"称作“{slogan}”") == []
