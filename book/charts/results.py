"""Chapter 7: dated events on one line, and the claims in words."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import Any

import altair as alt

from casebook.charts import theme
from casebook.charts.data import values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, quoted
from casebook.ledger import ledger
from casebook.records import Milestone, period_in_words

COLOURS = theme.COLOURS | {"ink": theme.INK}
CLAIMS = (
    "claim.buildings", "claim.safety", "claim.settlement", "claim.satisfaction",
    "claim.satisfaction_wechat", "claim.roads",
)  # fmt: skip
LINE = 19  # pixels a line of text takes
GAP = 16  # pixels between two dates
PIECES = re.compile(r"(?:[\d.,]+余?[\u4e00-\u9fff]{1,2}|.)[，。、；：”）》]*")
SILENT_YEARS = 10  # years without any event before the line is drawn dashed


def timeline() -> ChartFigure:
    """The dated events down one line; the years the report passes over are dashed."""
    events = list(ledger().milestones.values())
    return ChartFigure(
        name="results-timeline",
        title="报道注明年份的事",
        subtitle="2000年至2022年，自上而下；长短不表示年数",
        figures=tuple(dict.fromkeys(each for event in events for each in event.figures)),
        draw=_draw_timeline,
        table=Table(("时间", "事"), [(period_in_words(each.date), each.event) for each in events]),
        note="颜色是主题：红是党员，褐是烟叶，蓝是帮扶与安置，黑是荣誉与其他。没有年份的事排不上这条线。",
    )


def _draw_timeline(width: int) -> theme.Drawn:
    columns = (width - 110) // theme.FONT_SIZE
    rows, height = _lines(columns)
    y = alt.Y("高:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    base = alt.Chart(values(rows)).encode(y=y)
    dates = base.transform_filter("datum.时间 !== ''")
    colour = alt.Color("色:N", scale=None)
    parts = [
        alt.Chart(values(_segments(rows))).mark_rule(color=theme.SOFT_INK, strokeWidth=2).encode(
            x=alt.value(86), y=y, y2="止:Q", strokeDash=alt.StrokeDash("虚:N", scale=None)),
        base.transform_filter("datum.首 === 1").mark_circle(size=110, opacity=1).encode(
            x=alt.value(86), color=colour,
            tooltip=[alt.Tooltip("全文:N", title="事"), alt.Tooltip("何时:N", title="时间")]),
        dates.mark_text(align="right", fontWeight="bold").encode(x=alt.value(72), text="时间:N"),
        base.mark_text(align="left").encode(
            x=alt.value(102), text="文:N",
            color=alt.condition("datum.空白 === 1", alt.value(theme.SOFT_INK), alt.value(theme.INK))),
    ]  # fmt: skip
    return theme.sized(alt.layer(*parts), width, height)


def _lines(columns: int) -> tuple[list[dict[str, Any]], int]:
    """Lay the events out as lines of text; return them and the height they take, in pixels."""
    rows: list[dict[str, Any]] = []
    height, previous = LINE, None
    events = sorted(ledger().milestones.values(), key=lambda each: each.date)
    for date, group in groupby(events, key=lambda each: each.date):
        year = int(date[:4])
        if previous and year - previous > SILENT_YEARS:
            rows.append(_blank(height, f"{previous}年与{year}年之间：报道未载"))
            height += LINE + GAP
        previous = year
        for number, event in enumerate(group):
            lines = _wrap(ledger().fill(event.event), columns)
            rows += [_line(event, line, height + i * LINE, i, number) for i, line in enumerate(lines)]
            height += LINE * len(lines)
        height += GAP
    return rows, height


def _line(event: Milestone, text: str, height: int, line: int, number: int) -> dict[str, Any]:
    when = period_in_words(event.date)
    return {
        "文": text, "高": height, "首": int(line == 0), "空白": 0, "全文": ledger().fill(event.event), "何时": when,
        "时间": _short(event.date) if line == 0 and number == 0 else "",
        "色": COLOURS[ledger().topics[event.topic].colour],
    }  # fmt: skip


def _short(date: str) -> str:
    """Return a date that fits beside the line: the day is left to the tooltip."""
    return period_in_words(date[:7])


def _blank(height: int, text: str) -> dict[str, Any]:
    return {"文": text, "高": height, "首": 0, "空白": 1, "时间": "", "色": theme.SOFT_INK}


def _segments(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pieces of the line between one mark and the next, dashed across a blank."""
    stops = [row for row in rows if row["首"] or row["空白"]]
    return [
        {"高": a["高"], "止": b["高"], "虚": [3, 5] if a["空白"] or b["空白"] else [1, 0]} for a, b in pairwise(stops)
    ]


def _wrap(text: str, columns: int) -> list[str]:
    """Break Chinese text into lines, not within a number and its unit nor before a closing mark."""
    lines = [""]
    for piece in PIECES.findall(text):
        if len(lines[-1]) + len(piece) > columns:
            lines.append("")
        lines[-1] += piece
    return lines


def schemes_table() -> Table:
    """The report's schemes: where each is told, what rests on it, what is practised with it."""
    book = ledger()
    rows = []
    for scheme in book.schemes.values():
        figures = sum(each in book.figures for each in scheme.records)
        counted = f"{figures}个数，{len(scheme.records) - figures}条说法"
        rows.append((scheme.label, f"{{ref}}`{scheme.chapter}`", f"{{plain:{counted}}}", scheme.practice))
    return Table(("做法", "讲在", "用到的行", "教学部分拿它练"), rows, "报道写到的做法")


def claims_table() -> Table:
    """What the report claims in words, quoted, and what it leaves open."""
    claims = [ledger().claims[each] for each in CLAIMS]
    rows = [(each.label, quoted(each.quote), each.note) for each in claims]
    return Table(("说的是什么", "报道原词", "没有说明的"), rows, "用话说的结果", stacked=True)
