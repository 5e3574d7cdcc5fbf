"""What Sphinx complains of, in Chinese."""

from __future__ import annotations

import pytest

from casebook.sphinx.faults import in_chinese
from casebook.tables import ROOT

SAID = {
    "undefined label: 'no-such'": "没有标签“no-such”",
    "Failed to create a cross reference. A title or caption not found: 'bare'": "标签“bare”后面没有标题",
    "unknown document: 'case/none'": "没有“case/none”这一页",
    "'myst' cross-reference target not found: 'none.md'": "链接“none.md”不知道指向哪里",
    f"duplicate label a, other instance in {ROOT}/book/case/b.md": "标签“a”在 book/case/b.md 里已经有了",
    "image file not readable: book/x.png": "图片 book/x.png 不在",
    'Unknown interpreted text role "facts".': "不认识写法“{facts}`…`”",
    "Unknown directive type: 'tabel'": "不认识块“{tabel}”",
    "'figure': Unknown option keys: ['widht'] (allowed: ['alt'])": "块“figure”没有选项 'widht'",
    "Non-consecutive header level increase; H1 to H3": "标题从1级跳到了3级",
    'could not find bibtex key "nobody2000"': "参考文献里没有“nobody2000”",
    "Malformed YAML": "页首两行 --- 之间的内容读不懂",
}


@pytest.mark.parametrize(("words", "said"), SAID.items())
def test_a_known_complaint_is_said_in_chinese_with_its_mending(words: str, said: str) -> None:
    told = in_chinese(words)
    assert told.startswith(said)
    assert (
        "应为：" in told and "改法：" in told and "{" not in told.replace("“{", "").replace("例如 (", "").split("：")[0]
    )


@pytest.mark.parametrize("words", ["something new went wrong", "", "two\nlines"])
def test_an_unknown_one_keeps_its_first_line_in_a_chinese_sentence(words: str) -> None:
    told = in_chinese(words)
    assert told.startswith("排书程序不接受这里的写法")
    assert words.split("\n")[0] in told


def test_what_this_book_says_itself_is_left_as_it_is() -> None:
    own = "没有“30”分钟的课。应为：下列之一：45、90、120。改法：改正这个数。"
    assert in_chinese(own) == own
