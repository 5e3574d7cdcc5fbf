"""Every chart and table of the book, found by themselves."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter

import altair as alt
import pytest
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from casebook.charts import theme
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table
from casebook.ledger import ledger
from casebook.tables import ROOT
from tests.charts import drawings
from tests.charts.discovery import CHARTS, TABLES

VEGA_LITE = Draft7Validator(alt.load_schema())  # the copy that Altair carries
ROLE = re.compile(r"\{[a-z]+\}`[^`]*`")  # of MyST, such as {ref}
CSS = (ROOT / "casebook" / "sphinx" / "static" / "casebook.css").read_text(encoding="utf-8")


@pytest.fixture(params=CHARTS)
def figure(request: pytest.FixtureRequest) -> ChartFigure:
    """Return each chart in turn."""
    return CHARTS[request.param]()


@pytest.fixture(params=drawings.WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    """Return each width that a chart is drawn for."""
    return int(request.param)


def test_charts_and_tables_are_found() -> None:
    assert "tobacco.area" in CHARTS
    assert "tobacco.known_in_2000" in TABLES


def test_names_are_unique_addresses() -> None:
    names = [make().name for make in CHARTS.values()]
    assert Counter(names).most_common(1)[0][1] == 1
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9-]*", name)] == []


def test_the_specification_is_valid(figure: ChartFigure, width: int) -> None:
    errors = [deepest(error) for error in VEGA_LITE.iter_errors(figure.spec(width))]
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


def deepest(error: ValidationError) -> ValidationError:
    """Return the cause that lies furthest inside the specification."""
    while error.context:
        error = max(error.context, key=lambda cause: len(cause.absolute_path))
    return error


def test_no_text_is_cut_or_dropped(figure: ChartFigure, width: int) -> None:
    missing = Counter(drawings.intended_texts(figure, width)) - Counter(drawings.texts(drawings.svg(figure, width)))
    assert list(missing) == []


def test_the_drawing_says_something(figure: ChartFigure, width: int) -> None:
    assert drawings.texts(drawings.svg(figure, width))


def test_the_font_has_every_character(figure: ChartFigure, width: int) -> None:
    used = set("".join(drawings.texts(drawings.svg(figure, width))))
    assert used - drawings.characters_of_the_font() == set()


def test_every_text_is_set_in_the_registered_font(figure: ChartFigure, width: int) -> None:
    families = re.findall(r'font-family="([^"]*)"', drawings.svg(figure, width))
    assert set(families) == {theme.FONT}


def test_no_text_is_too_small_on_a_phone(figure: ChartFigure) -> None:
    sizes = drawings.font_sizes(drawings.svg(figure, theme.NARROW))
    assert min(sizes) >= 11


def test_a_drawing_has_the_width_it_was_made_for(figure: ChartFigure, width: int) -> None:
    assert f'viewBox="0 0 {width} ' in drawings.svg(figure, width)


def test_every_draw_gives_the_same_bytes(figure: ChartFigure, width: int) -> None:
    assert figure.svg(width) == drawings.svg(figure, width)


def test_every_process_gives_the_same_bytes() -> None:
    code = f"from {__name__} import digest; print(digest())"
    environment = os.environ | {"PYTHONHASHSEED": "11"}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert run.stdout.strip() == digest()


def digest() -> str:
    """Return a hash over every chart's narrow drawing and specification."""
    figures = [make() for make in CHARTS.values()]
    parts = [drawings.svg(each, theme.NARROW) + json.dumps(each.spec(theme.NARROW)) for each in figures]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def test_ids_are_unique_across_all_drawings() -> None:
    figures = [make() for make in CHARTS.values()]
    markup = [drawings.svg(figure, width) for figure in figures for width in drawings.WIDTHS]
    ids = Counter(each for drawing in markup for each in re.findall(r'\bid="([^"]*)"', drawing))
    assert [each for each, count in ids.items() if count > 1] == []


def test_inner_references_lead_somewhere(figure: ChartFigure, width: int) -> None:
    drawing = drawings.svg(figure, width)
    targets = set(re.findall(r"url\(#([^)]*)\)", drawing)) | set(re.findall(r'href="#([^"]*)"', drawing))
    assert targets <= set(re.findall(r'\bid="([^"]*)"', drawing))


def test_only_colours_of_the_theme_occur(figure: ChartFigure, width: int) -> None:
    used = {colour for _, colour in drawings.paints(drawings.svg(figure, width))}
    assert used - drawings.palette() == set()


def test_dark_pages_recolour_everything(figure: ChartFigure, width: int) -> None:
    literals = drawings.paints(drawings.svg(figure, width)) - {("fill", "white"), ("stroke", "white")}
    bare = {(attribute, colour) for attribute, colour in literals if f'[{attribute}="{colour}"]' not in CSS}
    assert bare == set()


def test_title_subtitle_and_note_can_be_filled(figure: ChartFigure) -> None:
    book = ledger()
    filled = [book.fill(text) for text in (figure.title, figure.subtitle, figure.note)]
    assert filled[0] and filled[1]
    assert [text for text in filled if "{" in text or "}" in text] == []


def test_every_figure_shown_is_known(figure: ChartFigure) -> None:
    assert figure.figures
    assert [each for each in figure.figures if each not in ledger().figures] == []


def test_the_folded_table_has_rows(figure: ChartFigure) -> None:
    check_table(figure.table)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_rows_and_can_be_filled(name: str) -> None:
    table = TABLES[name]()
    check_table(table)
    assert table.caption


def check_table(table: Table) -> None:
    """See that a table has rows, and no cell with a placeholder that leads nowhere."""
    assert table.rows
    assert all(table.heads)
    filled = [ROLE.sub("", ledger().fill(cell)) for row in table.rows for cell in row]
    assert [text for text in filled if "{" in text or "}" in text] == []
    assert [row for row in table.rows if not row[0].strip()] == []
    assert set(table.numeric) <= set(range(len(table.heads)))
