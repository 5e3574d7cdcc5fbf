"""This book: it passes its checks, and each chart can be drawn or says what it waits for."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, get_type_hints

import pytest

import book.charts
from casebook.charts import theme
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table
from casebook.ledger import ledger
from casebook.quantity import AwaitedError
from casebook.tables import ROOT


def functions() -> Iterator[Any]:
    """Yield each function of ``book/charts/`` that makes a chart or a table."""
    for info in pkgutil.iter_modules(book.charts.__path__):
        module = import_module(f"book.charts.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and get_type_hints(function).get("return") in (
                ChartFigure,
                Table,
            ):
                yield pytest.param(function, id=f"{info.name}.{name}")


def test_the_check_finds_nothing() -> None:
    run = subprocess.run([sys.executable, "-m", "casebook", "check"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("make", list(functions()))
def test_a_chart_or_table_can_be_made(make: Callable[[], ChartFigure | Table]) -> None:
    made = make()
    if isinstance(made, Table):
        assert made.rows and made.caption
        return
    assert all(each in ledger().figures for each in made.figures)
    try:
        assert all(made.svg(width).startswith("<svg") for width in (theme.WIDE, theme.NARROW))
    except AwaitedError as error:
        assert all(each in ledger().figures for each in error.rows)
