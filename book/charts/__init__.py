"""This book's charts and tables: a module a chapter, a function a chart.

Functions return a `casebook.charts.figure.ChartFigure` or a `casebook.charts.table.Table`, which
a notebook shows by naming it last in a cell.
"""
