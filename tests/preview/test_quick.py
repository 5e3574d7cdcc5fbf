"""Which edit is one of a block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.preview.quick import Edited, edited_block

TEXT = "# 题\n\n第一段。\n\n第二段，\n两行。\n\n- 一\n- 二\n"


@pytest.mark.parametrize(
    ("old", "new", "block"),
    [("第一段。", "第一段！", Edited(3, "第一段。", "第一段！")),
     ("两行。", "三\n行。", Edited(5, "第二段，\n两行。", "第二段，\n三\n行。")),
     ("- 二\n", "- 二\n- 三\n", Edited(8, "- 一\n- 二", "- 一\n- 二\n- 三")),
     ("# 题", "# 题目", Edited(1, "# 题", "# 题目"))],
)  # fmt: skip
def test_an_edit_within_a_block_is_found(old: str, new: str, block: Edited) -> None:
    assert edited_block(TEXT, TEXT.replace(old, new)) == block


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ("第一段。\n\n", ""), ("第一段。", "第一段。\n\n又一段。"), ("第一段。\n\n第二段", "甲。\n\n乙")],
)
def test_another_edit_is_none_of_a_block(old: str, new: str) -> None:
    assert edited_block(TEXT, TEXT.replace(old, new, 1)) is None


LINES = st.lists(st.sampled_from(["", " ", "一", "二", "三"]), max_size=12).map("\n".join)


@given(LINES, LINES)
def test_what_is_found_makes_one_text_of_the_other(before: str, after: str) -> None:
    found = edited_block(before, after)
    if found:
        above = before.split("\n")[: found.line - 1]
        rest = before.split("\n")[found.line - 1 + len(found.before.split("\n")) :]
        assert "\n".join([*above, *found.after.split("\n"), *rest]) == after
        assert all(line.strip() for line in (found.before + "\n" + found.after).split("\n"))
        assert not (above and above[-1].strip()) and not (rest and rest[0].strip())
