"""The book's charts and tables: a module a chapter, a function a chart.

Functions return a `figure.ChartFigure` or a `table.Table`, which a notebook shows by
naming it last in a cell.
"""
