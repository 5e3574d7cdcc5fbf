"""The book's charts and tables: a module a chapter, a function a chart.

Functions return a `figure.ChartFigure` or a `table.Table`, which a notebook shows by
naming it last in a cell. Where they need a figure that is awaited, the cell says so.
"""

from casebook.charts.awaited import watch_this_shell

watch_this_shell()
