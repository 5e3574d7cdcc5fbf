"""Chapter 5: follow-up funds and resettlement homes."""

from __future__ import annotations

from casebook.charts.table import Table, of_figures

FIGURES = (
    "support.households", "support.people", "support.funds", "support.funds_per_household",
    "support.funds_per_person", "housing.cost", "housing.homes",
)  # fmt: skip


def table() -> Table:
    """Both sums, whom they were for, and the averages of the first."""
    return of_figures(FIGURES, "后扶资金与五保安置房")
