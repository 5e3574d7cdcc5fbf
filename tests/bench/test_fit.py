"""What the bench of growth makes of its measures."""

from __future__ import annotations

import pytest

from bench import fit, report


def rounds(**measures: list[float | None]) -> dict[str, list[dict[str, float | None]]]:
    """Return one round of each size, which are powers of ten."""
    length = len(next(iter(measures.values())))
    return {str(10 ** (n + 1)): [{name: each[n] for name, each in measures.items()}] for n in range(length)}


def test_the_exponent_is_the_power_of_growth() -> None:
    sizes = [10, 100, 1000]
    assert fit.exponent([(size, 3 * size**2) for size in sizes]) == pytest.approx(2)
    assert fit.exponent([(size, 5) for size in sizes]) == pytest.approx(0)
    assert fit.exponent([(10, 1.0)]) is None


def test_a_measure_is_the_median_of_its_rounds_and_may_lack() -> None:
    found = {"100": [{"cold": 5.0}, {"cold": 9.0}, {"cold": 6.0}], "10": [{"cold": 1.0}], "1000": [{}]}
    assert fit.medians(found, "cold") == [(10, 1.0), (100, 6.0)]


def test_what_grows_faster_at_the_end_is_named_though_the_whole_looks_kind() -> None:
    _, rows, steep = fit.table(rounds(cold=[10.0, 11.0, 200.0], again=[5.0, 6.0, 7.0], pdf=[None, 8.0, 30.0]))
    by_name = {row[0]: row for row in rows}
    assert by_name["从头排，CPU 秒"][-1] == "1.26" and float(by_name["从头排，CPU 秒"][-2]) < fit.STEEP
    assert steep == ["从头排，CPU 秒"]
    assert by_name["PDF 另加的，CPU 秒"][1] == "–"


def test_the_report_tells_of_growth() -> None:
    measured = {"chapters": rounds(cold=[1.0, 10.0, 1000.0]), "figures": rounds(cold=[1.0, 1.0, 1.0])}
    told = report.growth({"growth": {"about": {}, "found": measured}})
    assert "### 章数\n\n|  | 10 | 100 | 1,000 | 指数 | 末段指数 |" in told
    assert "比规模长得快的：从头排，CPU 秒。" in told and "没有一项比规模长得快。" in told
    assert report.growth({}) == ""
