"""``{comparison}``: the village's figures, the country's, and room for the reader's own.

The table stands in the page with every figure linked; the script puts entries into its last
column. What is typed is read and written as rows of ``facts.csv`` (see `casebook.own`).
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from casebook import own
from casebook.charts.table import Table
from casebook.downloads import FORMULA_STARTS
from casebook.findings import SAYINGS
from casebook.joining import HEDGE_WORDS
from casebook.ledger import ledger
from casebook.quantity import DERIVED_WORDS
from casebook.records import DERIVED, Comparison, Figure
from casebook.settings import settings
from casebook.sphinx.play.node import LINE, PlayDirective

EXACT = "正好"
# What the script may find wrong in a file; the sentences are those of the checks here.
TOLD = (
    "file-empty", "file-encoding", "text-nul", "column-missing", "column-extra", "column-name", "row-short", "row-long",
    "quote-open", "cell-empty", "cell-number", "cell-choice", "cell-form", "cell-twice", "cell-unknown", "hedge-word",
)  # fmt: skip


class ComparisonDirective(PlayDirective):
    """The table 我村对照表."""

    kind, label = "comparison", "我村对照表"

    def build(self) -> list[nodes.Node]:
        figures, comparisons = ledger().figures, ledger().comparisons.values()
        table = Table(
            ("项目", settings().village, "全国，或先问清的事", "我村"),
            [_row(figures[each.id], each) for each in comparisons],
        )
        data = {
            "key": "comparison",
            "rows": [_own(figures[each.id]) for each in comparisons],
            "hedges": _hedges(),
            "columns": [_column(each) for each in own.columns()],
            "constant": {"source": own.SOURCE, "grade": own.GRADE},
            "sayings": {key: [SAYINGS[key].found, SAYINGS[key].expected, SAYINGS[key].mend] for key in TOLD},
            "guarded": list(FORMULA_STARTS),
        }
        return [self.make(data, table, rests_on=("figures", "comparisons"))]


def _row(figure: Figure, comparison: Comparison) -> tuple[str, str, str, str]:
    label = f"{figure.label}（{DERIVED}）" if figure.derived else figure.label
    country = f"{{{comparison.country}}}。" if comparison.country else ""
    unit = figure.quantity.unit
    blank = f"{LINE}{unit}，时间{LINE}，出处{LINE}{LINE}"
    return label, f"{{{figure.id}:full}}", country + comparison.why, blank


def _own(figure: Figure) -> dict[str, str]:
    return {"id": own.PREFIX + figure.id, "topic": figure.topic, "label": figure.label, "unit": figure.quantity.unit}


def _hedges() -> list[dict[str, str]]:
    """Return the hedges a reader can choose: the words that the checks know, and plain ones."""
    words = [(EXACT, "exact", "")]
    words += [(word, hedge.value, word) for word, hedge in HEDGE_WORDS.items()]
    words += [(word, hedge.value, word) for hedge, word in DERIVED_WORDS.items() if word in ("至少", "至多")]
    return [{"label": label, "hedge": hedge, "word": word} for label, hedge, word in words]


def _column(field: dict[str, Any]) -> dict[str, Any]:
    constraints = field.get("constraints", {})
    kept = {key: constraints[key] for key in ("required", "pattern", "enum") if key in constraints}
    return {"name": field["name"], "example": field.get("example", ""), **kept}


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("comparison", ComparisonDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
