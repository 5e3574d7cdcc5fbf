"""The services: sums that are not added up, and the duty rule as a blank week."""

from __future__ import annotations

from typing import Any

import altair as alt

from book.charts.bars import bars
from casebook.charts import theme
from casebook.charts.data import record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import of_figures
from casebook.ledger import ledger
from casebook.week import DAYS

COLOUR = theme.COLOURS["service"]
SUMS = {"service.centre_cost": "服务中心", "service.homes_cost": "住房改造"}
DUTY = ("service.hours", "party.cadres", "service.hours_per_cadre")
HOUR = 15  # pixels


def sums() -> ChartFigure:
    """The sums that are named, a bar each."""
    return ChartFigure(
        name="services-sums",
        title="服务中心{service.centre_cost}，住房改造{service.homes_cost}",
        subtitle="单位：万元",
        figures=tuple(SUMS),
        draw=_draw_sums,
        table=of_figures(tuple(SUMS), "", remark="说明"),
        note="年份和来源不同的钱，不相加。",
    )


def _draw_sums(width: int) -> theme.Drawn:
    return bars([record(each, 名称=name) for each, name in SUMS.items()], width, COLOUR)


def duty_week() -> ChartFigure:
    """A week of hours to be on duty, and beside it one cadre's share of them."""
    return ChartFigure(
        name="services-duty",
        title="值守规定：{service.hours:each}；平均{service.hours_per_cadre:each}",
        subtitle="一格是一小时，不满一小时的不画",
        figures=DUTY,
        draw=_draw_duty,
        table=of_figures(DUTY, "", remark="说明"),
        note="假定由{party.cadres}村“两委”干部轮流，一次一名。这是规定，不是记录。",
    )


def _draw_duty(width: int) -> theme.Drawn:
    rows = _hours()
    x = alt.X("列:N", sort=[*DAYS, "平均"], title=None,
              axis=alt.Axis(orient="top", ticks=False, domain=False, labelAngle=0))  # fmt: skip
    y = alt.Y("时:O", axis=None)
    cells = alt.Chart(values(rows)).mark_rect(stroke=theme.RULE, strokeWidth=1)
    chart = cells.encode(x=x, y=y, fill=alt.Fill("色:N", scale=None), tooltip=[alt.Tooltip("说明:N", title="这一格")])
    return theme.sized(chart, width, HOUR * (1 + max(row["时"] for row in rows)) + 30)


def _hours() -> list[dict[str, Any]]:
    hours = int(ledger()["service.hours"].quantity.value)
    share = int(ledger()["service.hours_per_cadre"].quantity.value)
    week = [
        {"列": day, "时": hour, "色": theme.PAPER, "说明": f"{day}，一名村干部在岗，姓名空着"}
        for day in DAYS
        for hour in range(hours)
    ]
    one = [{"列": "平均", "时": hour, "色": COLOUR, "说明": "平均摊到一名干部的一小时"} for hour in range(share)]
    return week + one
