"""Files of a reader's own figures, as ``casebook check`` sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook import own
from casebook.cli import main
from casebook.findings import CasebookError

HEAD = "id,topic,label,value,unit,hedge,hedge_word,period,source,locator,grade,part_of,note"
GOOD = "own.party.members,party,党员,60,名,at_least,余,2024-06,own,党员名册,reported,,"


def written(folder: Path, *lines: str, bom: bool = False, end: str = "\n") -> Path:
    """Write a file of these lines."""
    path = folder / "我村.csv"
    path.write_bytes((own.BOM if bom else b"") + end.join([*lines, ""]).encode())
    return path


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_in_the_schema_passes_with_excel_s_mark_and_line_ends(tmp_path: Path, bom: bool, end: str) -> None:
    assert own.check(written(tmp_path, HEAD, GOOD, bom=bom, end=end)) == 1


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        (",60,", ",六十,", "value", "一个十进制数"),
        (",60,", ",,", "value", "必须填写"),
        (",名,", ",尾,", "unit", "不认识的单位"),
        (",at_least,", ",more,", "hedge", "下列之一"),
        (",余,", ",约,", "hedge", "“约”的方向是 about"),
        (",2024-06,", ",去年,", "period", "合乎这一列的写法"),
        (",own,", ",list,", "source", "已经登记的编号"),
        (",party,", ",people,", "topic", "已经登记的编号"),
        (",党员名册,", ",,", "locator", "必须填写"),
        (",reported,", ",awaited,", "grade", "下列之一：reported、restored、context、assumed。"),
        ("own.party.members", "Party", "id", "合乎这一列的写法"),
    ],
)
def test_a_fault_is_told_with_the_file_its_row_and_column(
    tmp_path: Path, old: str, new: str, column: str, said: str
) -> None:
    path = written(tmp_path, HEAD, GOOD.replace(old, new, 1), bom=True)
    with pytest.raises(CasebookError) as raised:
        own.check(path)
    (found,) = raised.value.findings
    assert (found.file, found.row, found.column) == (str(path), 2, column)
    assert said in str(found)


def test_two_rows_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="重复"):
        own.check(written(tmp_path, HEAD, GOOD, GOOD))


def test_a_part_larger_than_its_whole_is_refused(tmp_path: Path) -> None:
    part = GOOD.replace("own.party.members", "own.party.part").replace(",60,", ",70,").replace("at_least,余", "exact,")
    whole = GOOD.replace("at_least,余", "exact,")
    part = part.replace(",reported,,", ",reported,own.party.members,")
    with pytest.raises(CasebookError, match="部分"):
        own.check(written(tmp_path, HEAD, whole, part))


def test_a_file_that_is_not_there_or_empty_or_in_another_encoding_is_told_of(tmp_path: Path) -> None:
    for content, said in ((None, "文件不在"), (b"", "文件是空的"), ("村".encode("gb18030"), "不是 UTF-8")):
        path = tmp_path / f"{said}.csv"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CasebookError, match=said):
            own.check(path)


def test_the_command_checks_a_file_and_leaves_the_book_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for line, code in ((GOOD, 0), (GOOD.replace(",60,", ",六十,"), 1)):
        path = written(tmp_path, HEAD, line)
        with pytest.raises(SystemExit) as left:
            main(["check", str(path)])
        assert left.value.code == code
        said = capsys.readouterr()
        assert str(path) in said.out + said.err
