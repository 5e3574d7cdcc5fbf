"""Finds every chart and table function of ``book/charts/``, those to come included."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, get_type_hints

import book.charts
from casebook.charts.figure import ChartFigure
from casebook.charts.table import Table


def _functions() -> Iterator[tuple[str, Callable[[], Any], type]]:
    for info in pkgutil.iter_modules(book.charts.__path__):
        module = import_module(f"book.charts.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and not inspect.signature(function).parameters:
                yield f"{info.name}.{name}", function, get_type_hints(function).get("return", object)


def _returning(kind: type) -> dict[str, Callable[[], Any]]:
    return {name: cache(function) for name, function, returns in _functions() if returns is kind}


# By ``module.function``; each is called once however many tests use it.
CHARTS: dict[str, Callable[[], ChartFigure]] = _returning(ChartFigure)
TABLES: dict[str, Callable[[], Table]] = _returning(Table)
