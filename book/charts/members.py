"""Chapter 2: the Party members, and the chain from general branch to household."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair as alt

from casebook.charts import theme
from casebook.charts.data import TOOLTIP, record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table
from casebook.ledger import ledger

COLOUR = theme.COLOURS["party"]
HINTED = 5  # pale marks for 余: a drawing's “a few”, no figure
FADING = 14  # marks of a row whose number the report does not give

SELECTED, OPEN_END, OTHERS = "甄选，写明的整数", "“余”，多少不定", "其余党员"
AVERAGES = (
    "party.members_per_hundred", "party.people_per_member", "party.members_per_branch",
    "village.groups_per_area", "village.households_per_group", "village.people_per_group",
    "party.selected_share",
)  # fmt: skip
CHAIN = {
    "党总支": "party.general_branch",
    "党支部": "party.branches",
    "片区": "village.areas",
    "村民小组": "village.groups",
}


def dots() -> ChartFigure:
    """Every member as a mark: the selected solid, a few pale for 余, the others hollow."""
    return ChartFigure(
        name="members-dots",
        title="党员{party.members}；甄选{party.service_members}",
        subtitle="一个圆点是一名党员；党员数是发表时的，甄选年份未载",
        figures=("party.members", "party.service_members", "party.service_groups"),
        draw=_draw_dots,
        table=Table(
            ("项目", "数（时间）"),
            [(ledger()[each].label, f"{{{each}:full}}")
             for each in ("party.members", "party.service_members", "party.service_groups")],
        ),
        note="假定甄选出的人都在全体党员之内；报道没有写明。点的先后没有含义。",
    )  # fmt: skip


def _draw_dots(width: int) -> theme.Drawn:
    columns = 27 if width >= theme.WIDE else 17
    kinds = [SELECTED, OPEN_END, OTHERS]
    fills = alt.Scale(domain=kinds, range=[COLOUR, theme.PALE["party"], theme.PAPER])
    legend = alt.Legend(orient="top", symbolStrokeColor=COLOUR, symbolSize=120, columns=3, labelLimit=200)
    rows = _member_marks(columns)
    step = (width - 10) / columns
    marks = alt.Chart(values(rows)).mark_circle(size=(step * 0.66) ** 2, stroke=COLOUR, opacity=1)
    chart = marks.encode(
        x=alt.X("列:Q", axis=None, scale=alt.Scale(domain=[-0.5, columns - 0.5], nice=False)),
        y=alt.Y("行:Q", axis=None, scale=alt.Scale(domain=[rows[-1]["行"] + 0.5, -0.5], nice=False)),
        fill=alt.Fill("类:N", scale=fills, legend=legend),
        tooltip=[alt.Tooltip("类:N", title="这一点")],
    )
    return theme.sized(chart, width, round(step * (rows[-1]["行"] + 1)))


def _member_marks(columns: int) -> list[dict[str, Any]]:
    everyone = int(ledger()["party.members"].quantity.value)
    selected = int(ledger()["party.service_members"].quantity.value)
    kinds = [SELECTED] * selected + [OPEN_END] * HINTED
    kinds += [OTHERS] * (everyone - len(kinds))
    return [{"列": i % columns, "行": i // columns, "类": kind} for i, kind in enumerate(kinds)]


def chain() -> ChartFigure:
    """The levels the report links, a row of marks each; N is open, the team stands apart."""
    return ChartFigure(
        name="members-chain",
        title="总支{party.general_branch}，支部{party.branches}，片区{village.areas}，小组{village.groups}，N不定",
        subtitle="报道所写的联动次序，自上而下；发表时",
        figures=(*CHAIN.values(), "party.cadres"),
        draw=_draw_chain,
        table=Table(
            ("层", "数"),
            [*((level, f"{{{figure}}}") for level, figure in CHAIN.items()),
             ("党员（N）", "报道没有给数"), ("农户", "模式里没有给数"), ("班子（另列）", "{party.cadres}")],
        ),
        note="上下两行之间不表示谁管谁、各管多少。班子另列：把它当作村“两委”干部，是一种读法。",
    )  # fmt: skip


def _draw_chain(width: int) -> theme.Drawn:
    rows = _chain_marks()
    levels = [*CHAIN, "党员", "农户", "班子"]
    most = max(row["位"] for row in rows) + 1
    room = 84 if width >= theme.WIDE else 74
    step = (width - AXIS - room) / most
    y = alt.Y("层:N", sort=levels, title=None, axis=theme.LABELS_ALONE)
    x = alt.X("位:Q", axis=None, scale=alt.Scale(domain=[-0.5, most - 0.5 + room / step], nice=False))
    base = alt.Chart(values(rows)).encode(x=x, y=y)
    size = min(step * 0.74, 12) ** 2
    marks = base.mark_circle(size=size, opacity=1).encode(
        color=alt.Color("色:N", scale=None), tooltip=[*TOOLTIP[:2], alt.Tooltip("时间:N")]
    )
    last = {row["层"]: row for row in rows}
    labels = alt.Chart(values(last.values())).encode(x=x, y=y, text="标签:N")
    text = labels.mark_text(align="left", dx=max(8, step * 0.7), fontWeight="bold")
    links = [{"层": a, "下一层": b, "位": 0} for a, b in pairwise(levels[:-1])]  # the team stands apart
    thread = alt.Chart(values(links)).mark_rule(color=theme.PALE["party"], strokeWidth=3)
    linked = thread.encode(x=x, y=y, y2="下一层:N")
    return theme.sized(alt.layer(linked, marks, text), width, 44 * len(levels))


AXIS = 66


def _chain_marks() -> list[dict[str, Any]]:
    rows = [row for level, figure_id in CHAIN.items() for row in _level(level, figure_id, COLOUR)]
    for level, label in (("党员", "N"), ("农户", "不标数")):
        rows += [
            {"层": level, "位": i, "色": theme.fading(COLOUR, i / FADING), "标签": label,
             "名称": level, "数": "报道没有给数", "时间": ledger()["party.members"].when}
            for i in range(FADING)
        ]  # fmt: skip
    return rows + _level("班子", "party.cadres", theme.COLOURS["country"])


def _level(level: str, figure_id: str, colour: str) -> list[dict[str, Any]]:
    figure = record(figure_id)
    return [figure | {"层": level, "位": i, "色": colour, "标签": figure["数"]} for i in range(int(figure["值"]))]


def averages() -> Table:
    """Averages over members, areas and groups, each with how it was made."""
    rows = []
    for figure_id in AVERAGES:
        figure = ledger()[figure_id]
        made = figure.formula_in_words + (f"；假定{figure.assumption}" if figure.assumption else "")
        rows.append((figure.label, f"{{{figure_id}}}", made, figure.grade_label))
    return Table(("平均", "数", "怎样得来", "等级"), rows, "平均，非实际", numeric=(1,))
