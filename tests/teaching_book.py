"""A small book with one of everything that teaching needs, built once for all tests that look at it."""

from __future__ import annotations

import shutil
from pathlib import Path

from casebook.tables import ROOT
from tests.sphinx.small_book import SmallBook

FRONT = """\
---
questions:
  - 耕地有多少，{village.farmland}从哪里来？
keypoints:
  - 报道写了{village.groups}。
---

"""
QUIZ = """\
:::{quiz} one-right
耕地是多少？先看{fact}`village.farmland`的来处。

- [ ] {fact}`village.groups`
  - 那是小组数。
- [x] {fact}`village.farmland`，不多不少
  - 报道写的是{fact}`village.farmland`。
- [ ] 报道没有写
  - 写了，在村情一章。
:::

:::{quiz} several-right
哪几项报道没有写？

- [x] 合并年份
  - 没有写。
- [ ] 耕地面积
  - 写了。
- [x] 流转面积
  - 也没有写。
:::
"""
ONE = f"""\
{FRONT}# 第一章

开头一段。村“两委”开会，“无职党员议事会”是一个名称，`五保户`是代码。

## 五保户在标题里

| 五保户 | 在表格里 |
|:--|:--|
| 无职党员 | 一格 |

无职党员来了，五保户也来了；无职党员又来了。[五保户](https://example.org/)在链接里。

{QUIZ}
"""
TWO = """\
# 第二章

{term}`没有职务的党员 <无职党员>`在前，无职党员在后。老办法叫五保，旧时的五保户也叫这个。

集体行动{cite}`olson1965`，公地和乡土{cite}`ostrom1990,fei1948`。

:::{exercise} 除一除
:label: ex-divide
用笔算：耕地除以人口。
:::

:::{exercise}
:label: ex-second
再算一遍，见{ref}`ex-divide`。
:::
"""
GLOSSARY = """\
# 名词解释

```{glossary}
村“两委”
  村党组织和村民委员会。

无职党员
  不担任职务的党员。
  有的地方另有叫法。

五保户
五保
  旧称，现在叫特困供养对象。

没人用的词
  没有一章用到它。
```
"""
WORKS = "# 参考文献\n\n```{bibliography}\n:all:\n```\n"
PLANS = "# 计划\n\n## 短课\n\n```{plan} 45\n```\n\n## 长课\n\n```{plan} 90\n```\n"
ROWS = """\
45,1,开场,5,case/one,intro,先看{village.farmland}。,记录单
45,2,决策,30,case/one case/two,tobacco,再议。,记录单；角色卡
45,3,评估,10,,,填表。,
90,1,开场,20,case/one,,先看。,
90,2,角色,70,case/one,services,再议。,角色卡
"""
MORE = {
    "book/teaching/plans.md": PLANS,
    "book/appendix/glossary.md": GLOSSARY,
    "book/appendix/works.md": WORKS,
}


def make(root: Path) -> SmallBook:
    """Write the book, without building it."""
    book = SmallBook.make(root, {}, {"book/case/one.md": ONE, "book/case/two.md": TWO, **MORE})
    heads = (book.root / "data/plans.csv").read_text(encoding="utf-8")
    book.write("data/plans.csv", heads + ROWS)
    shutil.copy(ROOT / "book" / "references.bib", book.root / "book")
    return book
