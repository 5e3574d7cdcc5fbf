"""A small book in which some figures are still to be filled, used in every way that a page can."""

from __future__ import annotations

from pathlib import Path

from casebook.tables import ROOT
from tests.data_folder import DataFolder
from tests.sphinx.small_book import HEAD, SmallBook, cell

# The facts that are to be filled, with what their notes ask for.
TO_FILL = {
    "village.farmland": "耕地共多少亩，查土地确权登记。",
    "tobacco.area_2000": "烟叶最早一年种了多少亩，问烟站。",
    "duty.hours": "每天要有人值守多久，查值班制度。",
}
DERIVED = "village.farmland_per_person"  # rests on the first
CHARTS = '''\
"""Charts of a trial."""

from __future__ import annotations

import altair as alt

from casebook.charts import theme
from casebook.charts.data import record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, of_figures
from casebook.ledger import ledger

LAND = ("village.farmland", "village.forest")


def land() -> ChartFigure:
    """Two areas as two bars."""
    return ChartFigure(
        name="trial-land",
        title="耕地{village.farmland}，山林{village.forest}",
        subtitle="面积，单位：亩",
        figures=LAND,
        draw=_draw_land,
        table=of_figures(LAND, ""),
        note="{note}",
    )


def _draw_land(width: int) -> theme.Drawn:
    base = alt.Chart(values([record(each) for each in LAND])).encode(y=alt.Y("名称:N"), x=alt.X("值:Q"))
    return theme.sized(base.mark_bar(), width, 100)


def forest() -> ChartFigure:
    """One area, which is there."""
    return ChartFigure(
        name="trial-forest",
        title="山林{village.forest}，耕地{village.farmland}",
        subtitle="面积，单位：亩",
        figures=LAND[1:],
        draw=lambda width: theme.sized(alt.Chart(values([record(LAND[1])])).mark_bar().encode(x="值:Q"), width, 100),
        table=of_figures(LAND[1:], ""),
    )


def halved() -> Table:
    """A table that is worked out before there is one."""
    half = ledger()["village.farmland"].quantity.value / 2
    return Table(("一半",), [(f"{{plain:{half}}}",)], "耕地的一半")


def table() -> Table:
    """The figures as they are."""
    return of_figures((*LAND, "village.farmland_per_person"), "土地")
'''.replace("{note}", "报道没有写哪一年量的。")
TEXT = f"""\
# 一章

耕地{{fact}}`village.farmland`，合{{fact}}`village.farmland:value`，{{fact}}`village.farmland:full`；
山林{{fact}}`village.forest`；人均{{fact}}`{DERIVED}`。

{cell("from casebook.charts import trial")}
{cell("trial.land()", "上面一条是耕地，{village.farmland}；下面一条是山林，{village.forest}。")}
{cell("trial.forest()", "一条是山林，{village.forest}；耕地是{village.farmland}。")}
{cell("trial.halved()")}
{cell("trial.table()")}
:::{{quiz}} land
山林和耕地各是多少亩？

- [x] {{fact}}`village.forest`，{{fact}}`village.farmland`
  - 对。
- [ ] 都没有写
  - 耕地{{fact}}`village.farmland`。
:::

```{{area-scenario}}
```

```{{duty-scenario}}
```

```{{guesses}} tobacco.area_2000 tobacco.area_2021
:choices: 种 不种
:asks: 亩数
```

```{{allocation}} exercise.fund
```

```{{comparison}}
```
"""
SHEET = "book/sheet.md"
SHEET_TEXT = """\
---
document: true
---

# 一张讲义

耕地{fact}`village.farmland`，山林{fact}`village.forest`。
"""
DECK_SETTINGS = ROOT / "book/slides/conf.py"
DECK = f"""\
{HEAD}# 烟叶

{cell("from casebook.charts import trial")}
## 耕地

耕地{{fact}}`village.farmland`。

## 一张图

{cell("trial.land()", "上面一条是耕地，{village.farmland}；下面一条是山林。")}
"""


def make(root: Path) -> SmallBook:
    """Write the book; it is not built."""
    book = SmallBook.make(root, {"land": TEXT}, {SHEET: SHEET_TEXT})
    book.write("casebook/charts/trial.py", CHARTS)
    for fact, note in TO_FILL.items():
        DataFolder(root / "data").leave_to_fill(fact, note=note)
    return book
