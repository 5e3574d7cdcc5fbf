"""What a class does in the page: decisions to play, scenarios to work out, tables to fill in.

Each is a directive that makes a `node.play`: its data for a script, and as children the form
on paper, which stands in print, in the PDF, in slides and wherever no script runs.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

PARTS = ("node", "decisions", "scenarios", "comparison")


def setup(app: Sphinx) -> dict[str, Any]:
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
