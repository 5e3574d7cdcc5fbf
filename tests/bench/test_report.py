"""The report: medians and ratios, targets met and missed, losses said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import readers, report, searching

MACHINE = {"cores": 2, "processor": "P", "memory_gib": 8, "system": "S", "python": "3", "node": "20", "chromium": "1",
           "nginx": "1", "wrk": "4", "load_before": 0.1, "tools": {"ours": {"sphinx": "7"}}}  # fmt: skip
ABOUT = {"times": 3, "remark": "", "machine": MACHINE}


def part(**found: Any) -> dict[str, Any]:
    return {"about": ABOUT, "found": found}


@pytest.fixture
def data() -> dict[str, Any]:
    """Return numbers in which this book wins on the page and loses on the build."""
    return {
        "builds": part(
            ours={"cold": [30.0, 20.0, 40.0], "again": [2.0], "paragraph": [3.0]},
            plain={"cold": [15.0, 15.0, 99.0], "again": [4.0], "paragraph": [6.0]},
        ),
        "pages": part(
            ours=[{"bytes": 100_000, "requests": 10, "drawn": 1000, "painted": 900, "blocked": 0, "shift": 0}],
            plain=[{"bytes": 1_234_000, "requests": 30, "drawn": 4000, "painted": 500, "blocked": 9, "shift": 0.1}],
        ),
    }


def test_ratios_stand_first_and_are_of_medians(data: dict[str, Any]) -> None:
    page = report.page(data)
    assert "| 从头排 | 30.0 s | ×0.50（15.0 s） |" in page
    assert "| 四图一章：字节 | 100 kB | ×12（1234 kB） |" in page


def test_targets_are_said_to_be_met_or_not(data: dict[str, Any]) -> None:
    targets = report.targets(data)
    assert "| 字节最少 | 达到 | ×12 |" in targets
    assert "| 学员版网页从头排，不慢于普通 Jupyter Book 1 | **没有达到** | ×0.50 |" in targets
    assert "找到的最多" not in targets  # not measured


def test_where_a_peer_is_better_is_said(data: dict[str, Any]) -> None:
    losses = report.losses(data)
    assert "- 从头排：本书 30.0 s；普通 Jupyter Book 1 15.0 s。" in losses
    assert "首次有内容" in losses and "图全画出" not in losses


def test_a_part_measured_again_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Any) -> None:
    monkeypatch.setattr(report, "DATA", tmp_path / "report.json")
    monkeypatch.setattr(report, "PAGE", tmp_path / "report.md")
    for name, found in data.items():
        report.add(name, found)
    report.add("builds", part(ours={"cold": [1.23456], "again": [], "paragraph": []}))
    kept = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert kept["pages"] == data["pages"]
    assert kept["builds"]["found"]["ours"]["cold"] == [1.2346]
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# 与同类工具并排量")


def test_what_finds_wrongly_is_counted_apart() -> None:
    rows = [{"query": "甲", "page": "a.html"}, {"query": "乙", "page": "b.html"}, {"query": "丙", "page": ""}]
    counted = searching.count(rows, {"甲": ["x.html", "a.html"], "乙": [], "丙": ["x.html"]})
    assert (counted["wanted"], counted["found"], counted["first"]) == (2, 1, 0)
    assert (counted["others"], counted["rightly_nothing"]) == (1, 0)
    assert (counted["missed"], counted["wrongly_found"]) == (["乙"], ["丙"])


def test_what_wrk_says_is_read() -> None:
    said = """Running 3s test @ http://127.0.0.1/
  1 threads and 16 connections
  Latency Distribution
     50%  512.00us
     75%    1.10ms
     99%    1.50s
  900 requests in 3.00s, 9.00MB read
  Socket errors: connect 0, read 1, write 0, timeout 2
  Non-2xx or 3xx responses: 4
Requests/sec:    300.25
"""
    assert readers.parse(said) == {"per_second": 300.25, "median_ms": 0.512, "p99_ms": 1500.0, "errors": 7.0}


def test_no_file_of_the_bench_names_a_registry() -> None:
    for file in (report.BENCH / "peers").rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert "resolved" not in text and "index-url" not in text and "registry" not in text.lower(), file
