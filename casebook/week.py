"""The days of the week, as tables, charts and lists head them."""

DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
