"""The check and the build, on the same faulty chapters: both find the same, in the same lines."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.sphinx.small_book import Outcome, SmallBook, cell

FIRST = """\
(case-first)=
# 第一章

耕地7858亩，{fact}`village.nothing`。

见{ref}`no-such-label`，{doc}`/book/no-such-page`，[这里](no-file.md)，[锚](#nowhere)，{term}`没有的词`，{unknown}`x`。

这样做很成功，{kept}`仅`。

```{nonsense}
```

![](nothing.png)

![](../_images/rings.svg)

```{figure} ../_images/rings.svg
```

#### 跳级

脚注[^a]。

(case-first)=
## 重复

{cite}`nobody2000`

```{scheme} scheme.nothing
```

```{plan} 30
```

```{ledger} nothing
```

```{quiz} Bad
题干

- [ ] 一
- [x] 二
```

```{admonition} 题
:nothing: 1
内容
```
"""
SECOND = """\
---
review_by: 2000-01-01
questions:
  - 共{village.none}？
  - 为什么这样做很有效？
---
(case-second)=
# 第二章

三十户。
"""
# Each stands in a chapter of its own, since a notebook stops at its first failed cell.
THIRD = f"""\
(case-second)=
# 第三章

:::{{trainer}}
(only-trainer)=
## 教师

有。
:::

见{{ref}}`only-trainer`。

{cell("from book.charts import tobacco")}
{cell("tobacco.area()")}
{cell("tobacco.area()", "共{village.none}，显著。")}
"""
FOURTH = f"# 第四章\n\n{cell('from book.charts import nowhere')}"
FIFTH = f"# 第五章\n\n{cell('from book.charts import tobacco')}\n{cell('tobacco.nothing()')}"
SIXTH = f"# 第六章\n\n{cell('1 + 1')}\n{cell('x =')}"
# What only the build can say of these chapters, and what the check says in its place.
CELLS = ("fourth", "fifth", "sixth")
SOME_DAY = "1700000000"

BUILT = re.compile(r"^· (?P<file>[^ :]+):(?P<line>\d*): (?P<message>.*)$", re.MULTILINE)
CHECKED = re.compile(r"^· (?P<file>[^ ：]+)(?: 第(?P<line>\d+)行)?：(?P<message>.*)$", re.MULTILINE)
Found = tuple[str, str, str]


def found(pattern: re.Pattern[str], text: str) -> list[Found]:
    """Return file, line and message of each thing that was found."""
    return [(match["file"], match["line"] or "", match["message"]) for match in pattern.finditer(text)]


def in_cells(findings: list[Found]) -> list[Found]:
    """Return what was found in the chapters whose cells fail."""
    return [each for each in findings if each[0].endswith(tuple(f"/{name}.md" for name in CELLS))]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Outcome]:
    """Return how the build of both editions and the check end on the faulty chapters."""
    chapters = {"first": FIRST, "second": "", "third": THIRD, "fourth": FOURTH, "fifth": FIFTH, "sixth": SIXTH}
    book = SmallBook.make(tmp_path_factory.mktemp("faulty"), chapters)
    book.write(book.chapter("second"), SECOND)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", SOME_DAY)
        return book.build("both"), book.check()


def test_both_fail(outcomes: tuple[Outcome, Outcome]) -> None:
    assert [each.code for each in outcomes] == [1, 1]


def test_both_find_the_same(outcomes: tuple[Outcome, Outcome]) -> None:
    built, checked = found(BUILT, outcomes[0].err), found(CHECKED, outcomes[1].out)
    assert len(checked) > 30
    assert set(built) - set(in_cells(built)) == set(checked) - set(in_cells(checked))


def test_both_blame_the_same_cells(outcomes: tuple[Outcome, Outcome]) -> None:
    built, checked = in_cells(found(BUILT, outcomes[0].err)), in_cells(found(CHECKED, outcomes[1].out))
    assert len(built) == len(CELLS)
    # The build names the cell, the check the line in it.
    assert [(file, int(line) + 1) for file, line, _ in sorted(built)] == [(f, int(n)) for f, n, _ in sorted(checked)]


def test_every_finding_has_its_line(outcomes: tuple[Outcome, Outcome]) -> None:
    assert [each for each in found(CHECKED, outcomes[1].out) if not each[1]] == []


def test_nothing_is_told_twice(outcomes: tuple[Outcome, Outcome]) -> None:
    twice = [each for each, times in Counter(found(CHECKED, outcomes[1].out)).items() if times > 1]
    assert twice == []


@pytest.mark.parametrize(
    "words",
    ["village.nothing", "“7858”", "没有标签“no-such-label”", "/book/no-such-page", "链接“no-file.md”", "链接“nowhere”",
     "没有“没有的词”", "{unknown}", "“成功”", "保留“仅”", "{nonsense}", "nothing.png 不在",
     "图片“rings.svg”没有替代文字",
     "1级跳到了4级", "脚注“a”", "标签“case-first”在本页", "标签“case-second”在", "没有“nobody2000”",
     "没有“scheme.nothing”", "没有“30”分钟", "没有主题“nothing”", "编号是“Bad”", "没有反馈", "没有选项", "复核",
     "village.none", "“有效”", "“三十”", "没有标签“only-trainer”", "这一格的图没有替代文字", "“显著”",
     "book.charts.nowhere|“nowhere”", "没有“nothing”", "“x =”"],
)  # fmt: skip
def test_each_fault_is_found(outcomes: tuple[Outcome, Outcome], words: str) -> None:
    assert any(each in outcomes[1].out for each in words.split("|"))


def test_no_foreign_words_are_left(outcomes: tuple[Outcome, Outcome]) -> None:
    assert "排书程序不接受" not in outcomes[1].out
