"""Chapter 8: what the grades mean, and what a hedge does to a quotient."""

from __future__ import annotations

from collections import Counter
from typing import Any

import altair as alt

from casebook.charts import theme
from casebook.charts.data import values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table
from casebook.ledger import ledger
from casebook.quantity import format_number
from casebook.records import AWAITED_GRADE, DERIVED, GRADES

COLOUR = theme.COLOURS["industry"]
QUOTIENT = "tobacco.pay_per_worker"
STEPS = 40  # points of the drawn curve
REACH = 1.5  # how far beyond the stated number the curve is drawn: a choice of the drawing

MEANINGS = {
    GRADES["reported"]: ("报道里写明的，照写", "party.members"),
    GRADES["restored"]: ("原文字句残缺，由本书补读，理由写在行里", "village.population"),
    DERIVED: ("本书用别的数算出来的，写明算式和前提；等级随最弱的一个", "party.members_per_branch"),
    GRADES["context"]: ("公报或论文里的数，写明出处", "country.members"),
    GRADES["assumed"]: ("教学里虚构的数，与九庄村无关", "exercise.fund"),
}


def grades_table() -> Table:
    """The grades, what they mean, how many figures have each, and an example."""
    counts = Counter(DERIVED if each.derived else each.grade_label for each in ledger().figures.values())
    rows = [
        (grade, meaning, f"{{plain:{counts[grade]}}}", f"{ledger()[example].label}{{{example}}}")
        for grade, (meaning, example) in MEANINGS.items()
    ]
    if missing := [each for each in ledger().figures.values() if each.grade == AWAITED_GRADE and not each.derived]:
        rows.append(
            (GRADES[AWAITED_GRADE], "还没有的数，那一行写着要填什么", f"{{plain:{len(missing)}}}", missing[0].label)
        )
    return Table(("等级", "意思", "本书有多少个", "举例"), rows, "数的等级", numeric=(2,))


def hedges_table() -> Table:
    """What each of the source's words does to a quotient."""
    return Table(
        heads=("原词", "读作", "它作分子，商是", "它作分母，商是", "本书的例"),
        rows=[
            ("没有字样", "写定的数", "写定的", "写定的", "{party.members}"),
            ("达", "按写定的数算，记下原词", "写定的", "写定的", "{tobacco.wages}"),
            ("余、以上", "不小于它", "下限（至少）", "上限（至多）", "{tobacco.jobs}"),
            ("约", "在它上下，差多少没有说", "大约", "大约", "{centre.floor}"),
            ("约……余", "大约的下限", "大约的下限", "方向不定", "{tobacco.gain_per_poor_household}"),
            ("等、所有", "没有数", "不能算", "不能算", "节日“等”，“所有”干道"),
        ],
        caption="原词参加除法以后（另一个数是写定的）",
    )


def quotient() -> ChartFigure:
    """The quotient for every number of labourers that 余 allows, from the stated one on."""
    return ChartFigure(
        name="limits-quotient",
        title="{tobacco.wages:amount}摊给{tobacco.jobs:amount}：每人{tobacco.pay_per_worker:amount}",
        subtitle="横轴：实际人数（报道只给下限）；纵轴：每人摊到的元数",
        figures=("tobacco.wages", "tobacco.jobs", QUOTIENT),
        draw=_draw_quotient,
        table=Table(
            ("实际人数若是", "每人摊到（元）"),
            [(f"{{plain:{row['人数标签']}}}", f"{{plain:{row['商标签']}}}") for row in _curve()[:: STEPS // 4]],
            numeric=(0, 1),
        ),
        note="线上的点是假设的人数，不是数据；只有左端的人数是报道写出的。假定支出全部付给这些人。",
    )


def _draw_quotient(width: int) -> theme.Drawn:
    rows = _curve()
    first = rows[0]
    x = alt.X("人数:Q", title="实际人数", scale=alt.Scale(domain=[0, rows[-1]["人数"]], nice=False),
              axis=alt.Axis(values=[0, first["人数"]], grid=False))  # fmt: skip
    y = alt.Y("商:Q", title=None, scale=alt.Scale(domain=[0, first["商"] * 1.25], nice=False),
              axis=alt.Axis(values=[0], grid=False))  # fmt: skip
    base = alt.Chart(values(rows)).encode(x=x, y=y)
    area = base.mark_area(color=theme.PALE["industry"], opacity=1)
    line = base.mark_line(color=COLOUR, strokeWidth=2.5)
    hover = base.mark_circle(color=COLOUR, size=300, opacity=0).encode(
        tooltip=[
            alt.Tooltip("人数标签:N", title="实际人数若是"),
            alt.Tooltip("商标签:N", title="每人摊到，元"),
        ]
    )
    start = alt.Chart(values([first])).encode(x=x, y=y)
    point = start.mark_circle(color=COLOUR, size=120, opacity=1)
    label = start.mark_text(align="right", dx=-10, fontWeight="bold").encode(text="标签:N")
    middle = alt.Chart(values([rows[STEPS // 2]])).encode(x=x, y=y)
    remark = middle.mark_text(dy=70, color=theme.INK).encode(text=alt.value(["人越多，", "每人越少"]))
    return theme.sized(alt.layer(area, line, point, label, remark, hover), width, 260)


def _curve() -> list[dict[str, Any]]:
    wages, jobs = (each.quantity for each in ledger()[QUOTIENT].inputs)
    total = wages.to("元/年").value
    rows = []
    for step in range(STEPS + 1):
        people = round(jobs.value * (1 + (REACH - 1) * step / STEPS))
        rows.append({
            "人数": people, "商": float(total / people), "人数标签": str(people),
            "商标签": format_number(total / people), "标签": f"{people}人，{ledger()[QUOTIENT].quantity.amount}",
        })  # fmt: skip
    return rows
