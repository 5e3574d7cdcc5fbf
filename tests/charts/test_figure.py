"""A chart's specification, drawing and payload, on a chart of the tests' own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import altair as alt
import pytest

from casebook.charts import awaited, data, theme
from casebook.charts import figure as figures
from casebook.charts.data import record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table
from casebook.ledger import load
from tests.charts import drawings
from tests.data_folder import DataFolder

FIGURE = "village.farmland"


def draw(width: int) -> Any:
    """Draw a bar that is clipped (so that it has an inner id) and can be chosen (a parameter)."""
    choice = alt.selection_point()
    bars = alt.Chart(values([record(FIGURE)])).mark_bar(clip=True, color=theme.INK)
    chart = bars.encode(y="名称:N", x=alt.X("值:Q", title="亩")).add_params(choice)
    return theme.sized(chart, width, 100)


@pytest.fixture
def figure() -> ChartFigure:
    """Return the tests' own chart."""
    table = Table(("项目", "数"), [("耕地", f"{{{FIGURE}}}")])
    return ChartFigure("test-bars", f"耕地{{{FIGURE}}}", "单位：亩", (FIGURE,), draw, table, note="一句说明")


def test_the_theme_is_part_of_the_specification(figure: ChartFigure) -> None:
    spec = figure.spec(300)
    assert spec["config"] == theme.config()
    assert spec["width"] == 300


def test_random_names_are_numbered(figure: ChartFigure) -> None:
    first, second = figure.spec(300), figure.spec(300)
    assert first == second
    assert first["params"][0]["name"] == "param-0"


def test_clip_ids_carry_name_and_width(figure: ChartFigure) -> None:
    drawing = figure.svg(300)
    ids = re.findall(r'\bid="([^"]+)"', drawing)
    assert ids and all(each.startswith("test-bars-300-") for each in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", drawing)) == set(ids)


def test_the_drawing_fills_its_column(figure: ChartFigure) -> None:
    head = figure.svg(300).partition(">")[0]
    assert 'viewBox="0 0 300 ' in head
    assert " width=" not in head and " height=" not in head


def test_labels_and_digits_are_drawn(figure: ChartFigure) -> None:
    assert {"耕地面积", "亩", "8,000"} <= set(drawings.texts(figure.svg(theme.WIDE)))


def test_the_payload_is_json_with_both_widths(figure: ChartFigure) -> None:
    payload = json.loads(json.dumps(figure.payload()))
    assert payload["name"] == "test-bars"
    assert payload["title"] == f"耕地{{{FIGURE}}}"
    assert payload["figures"] == [FIGURE]
    assert payload["note"] == "一句说明"
    assert payload["svg"] == {"wide": figure.svg(theme.WIDE), "narrow": figure.svg(theme.NARROW)}
    assert payload["spec"] == {"wide": figure.spec(theme.WIDE), "narrow": figure.spec(theme.NARROW)}
    assert f"{{fact}}`{FIGURE}`" in payload["table"]


@pytest.fixture
def awaiting(figure: ChartFigure, tables: DataFolder, monkeypatch: pytest.MonkeyPatch) -> ChartFigure:
    """Return the chart where its figure is still to be filled, and another that it names."""
    tables.leave_to_fill(FIGURE, "village.forest")
    book = load(tables.path)
    for module in (figures, data, awaited):
        monkeypatch.setattr(module, "ledger", lambda: book)
    return replace(figure, figures=("village.forest", FIGURE, "village.area"))


def test_a_chart_that_cannot_be_drawn_names_every_row_to_fill(awaiting: ChartFigure) -> None:
    payload = json.loads(json.dumps(awaiting.payload()))
    assert payload["awaits"] == ["village.forest", FIGURE]
    assert "svg" not in payload and "spec" not in payload
    assert payload["title"] == f"耕地{{{FIGURE}}}" and f"{{fact}}`{FIGURE}`" in payload["table"]


def test_jupyterlab_is_told_what_is_to_be_filled(awaiting: ChartFigure) -> None:
    bundle = awaiting._repr_mimebundle_()
    assert bundle["text/plain"] == "耕地待填"
    assert "<p>待填：山林面积（village.forest）、耕地面积（village.farmland）</p>" in bundle["text/html"]


def test_a_notebook_shows_title_and_drawing(figure: ChartFigure) -> None:
    bundle = figure._repr_mimebundle_()
    assert bundle["text/plain"] == "耕地7858亩"
    assert "<b>耕地7858亩</b>" in bundle["text/html"] and "<svg" in bundle["text/html"]
    directive, payload, end = bundle["text/markdown"].splitlines()
    assert (directive, end) == ("`````{chart}", "`````")
    assert json.loads(payload) == json.loads(json.dumps(figure.payload()))


def test_a_row_of_data_is_the_figure_as_printed() -> None:
    assert record("tobacco.jobs", 另="x") == {
        "名称": "每年吸收的劳动力", "值": 460.0, "数": "460余人/年", "时间": "时间未载", "另": "x",
    }  # fmt: skip


def test_fading_goes_from_the_colour_towards_the_paper_in_four_steps() -> None:
    colour = theme.COLOURS["party"]
    shades = [theme.fading(colour, step / 100) for step in range(101)]
    assert shades[0] == colour
    assert len(dict.fromkeys(shades)) == 4
    red = [int(shade[1:3], 16) for shade in shades]
    assert red == sorted(red)
    assert max(red) <= int(theme.PAPER[1:3], 16)
