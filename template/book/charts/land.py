"""The village: its land and its people."""

from __future__ import annotations

from book.charts.bars import bars
from casebook.charts import theme
from casebook.charts.data import record
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table, of_figures

USES = ("village.forest", "village.farmland", "village.water")
UNLISTED = "village.unlisted_land"
FACTS = (
    "village.area", *USES, "village.households", "village.people", "village.groups",
    "village.farmland_per_person", "village.people_per_group",
)  # fmt: skip


def uses() -> ChartFigure:
    """The land whose use is listed, and as an empty box what is left of the whole."""
    return ChartFigure(
        name="village-land",
        title="全村{village.area}，列明用途的{village.listed_land}",
        subtitle="面积，单位：亩",
        figures=("village.area", *USES, UNLISTED),
        draw=_draw_uses,
        table=of_figures((*USES, UNLISTED), ""),
        note="空框是未列明用途的土地；假定各类用地互不重叠。",
    )


def _draw_uses(width: int) -> theme.Drawn:
    rest = record(UNLISTED, 名称="未列明用途", 色=theme.PAPER)
    return bars([*(record(each) for each in USES), rest], width, theme.COLOURS["country"])


def facts_table() -> Table:
    """What is known of the village, and what to ask."""
    return of_figures(FACTS, "村情里的数", remark="说明")
