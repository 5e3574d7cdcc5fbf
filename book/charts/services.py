"""Chapter 6: the sums the report names for building, and the duty rule."""

from __future__ import annotations

from typing import Any

import altair as alt

from casebook.charts import theme
from casebook.charts.data import TOOLTIP, record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, of_figures, quoted
from casebook.ledger import ledger
from casebook.week import DAYS

COLOUR = theme.COLOURS["service"]
PALE = theme.PALE["service"]
SUMS = {
    "五保安置房": "housing.cost",
    "后扶资金": "support.funds",
    "服务平台": "centre.cost",
}
FIGURES = (
    "centre.site", "centre.floor", "centre.cost", "housing.renovated", "culture.teams",
    "duty.hours", "duty.hours_per_cadre",
)  # fmt: skip
CLAIMS = ("claim.roads", "claim.lamps", "claim.cleaners", "claim.wuhua", "claim.meeting")
MEETING_DAY, MEETING_HOUR = "周一", 8  # claim.meeting: 每周一上午8点


def sums() -> ChartFigure:
    """Three sums on one scale, not added up; a pale bar where the year is not given."""
    return ChartFigure(
        name="services-sums",
        title="五保安置房{housing.cost}，后扶资金{support.funds}，服务平台{centre.cost}",
        subtitle="报道所载的投入与发放，单位：万元；年份不同，不相加",
        figures=tuple(SUMS.values()),
        draw=_draw_sums,
        table=of_figures(tuple(SUMS.values()), ""),
        note="浅色的一条，报道没有写年份。性质不同：一笔盖住房，一笔发给农户，一笔建服务平台。",
    )


def _draw_sums(width: int) -> theme.Drawn:
    rows = [
        record(figure_id, 键=name, 色=COLOUR if ledger()[figure_id].period else PALE)
        for name, figure_id in SUMS.items()
    ]
    y = alt.Y("键:N", sort=[row["键"] for row in rows], title=None, axis=None)
    scale = theme.from_zero(max(row["值"] for row in rows), width, room_for_label=90)
    base = alt.Chart(values(rows)).encode(y=y, x=alt.X("值:Q", scale=scale, axis=None))
    bars = base.mark_bar(height=24, stroke=COLOUR, strokeWidth=1.5, yOffset=10).encode(
        fill=alt.Fill("色:N", scale=None), tooltip=TOOLTIP
    )
    labels = base.mark_text(**theme.BAR_LABEL, yOffset=10).encode(text="数:N")
    names = base.mark_text(align="left", baseline="bottom", yOffset=-6).encode(x=alt.value(0), text="题:N")
    titled = names.transform_calculate(题="datum.键 + '，' + datum.时间")
    return theme.sized(alt.layer(bars, labels, titled), width, 190)


def duty_week() -> ChartFigure:
    """A blank week by the hour, and beside it the hours that fall to one cadre on average."""
    return ChartFigure(
        name="services-duty",
        title="值守规定：{duty.hours:each}；平均{duty.hours_per_cadre:each}",
        subtitle="一格一小时。左边是空白的一周，右边是一名干部平均每周摊到的时数",
        figures=("duty.hours", "party.cadres", "duty.hours_per_cadre"),
        draw=_draw_week,
        table=of_figures(("duty.hours", "party.cadres", "duty.hours_per_cadre"), ""),
        note="假定由{party.cadres}村“两委”干部轮流，一次一名。这是规定，不是记录；“会”是每周的例会。",
    )


def _draw_week(width: int) -> theme.Drawn:
    rows = _hours()
    columns = [*DAYS, "", "平均", "一人"]
    x = alt.X("列:N", sort=columns, scale=alt.Scale(domain=columns, paddingInner=0.08), title=None,
              axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False, labelPadding=6))  # fmt: skip
    y = alt.Y("时:O", title=None, sort="ascending", scale=alt.Scale(paddingInner=0.12),
              axis=alt.Axis(values=[0, 6, 12, 18, 23], labelExpr="datum.value + '时'",
                            ticks=False, domain=False))  # fmt: skip
    base = alt.Chart(values(rows)).encode(x=x, y=y)
    cells = base.mark_rect(stroke=COLOUR, strokeWidth=0.8).encode(
        fill=alt.Fill("色:N", scale=None), tooltip=[alt.Tooltip("说明:N", title="这一格")]
    )
    meeting = base.transform_filter("datum.会 === 1").mark_text(text="会", fontSize=12, color=theme.INK)
    return theme.sized(alt.layer(cells, meeting), width, 380)


def _hours() -> list[dict[str, Any]]:
    hours = int(ledger()["duty.hours"].quantity.value)
    share = int(ledger()["duty.hours_per_cadre"].quantity.value)
    week = [
        {"列": day, "时": hour, "色": theme.PAPER, "会": int((day, hour) == (MEETING_DAY, MEETING_HOUR)),
         "说明": f"{day}，一名村干部在岗，姓名空着"}
        for day in DAYS for hour in range(hours)
    ]  # fmt: skip
    one = [
        {"列": ("平均", "一人")[number // hours], "时": number % hours, "色": COLOUR, "会": 0,
         "说明": "平均摊到一名干部的一小时"}
        for number in range(share)
    ]  # fmt: skip
    return week + one


def table() -> Table:
    """Figures and claims in words about the services, and what is left open."""
    claims = ledger().claims
    figures = of_figures(FIGURES, "")
    words = [(claims[each].label, quoted(claims[each].quote), claims[each].note) for each in CLAIMS]
    heads = ("项目", "报道所写（时间）", "报道没有说明的")
    return Table(heads, [*figures.rows, *words], "服务：有数的和没有数的", stacked=True)
