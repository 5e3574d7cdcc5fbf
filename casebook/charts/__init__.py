"""What the charts and tables of any book are made with; the book's own are in ``book/charts/``.

Where a chart or a table needs a figure that is awaited, the cell says so.
"""

from casebook.charts.awaited import watch_this_shell

watch_this_shell()
