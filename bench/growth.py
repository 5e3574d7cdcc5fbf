"""How the book grows: builds of generated books of more and more chapters, and of more and more figures.

    .venv/bin/python -m bench.growth [--chapters 10 30] [--figures 1000 10000] [--patience 900]

Each book is built alone, in a folder of its own. What is counted is the processor's time, user and
system, of all processes that took part: other work on the machine does not change it. Results are
added to those in ``growth.json``, so that large sizes may be run by themselves.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import math
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import lxml.html

from bench.edits import BENCH, browser_page, copy_project, environment, timed
from bench.generate import write_book

CHAPTERS, FIGURES = (10, 30, 100, 300), (100, 1_000, 10_000, 100_000)
FEW_CHAPTERS, FEW_FIGURES = 10, 1_000  # what the one has while the other grows
EDITED, OLD, NEW = "book/case/c003.md", "农户", "农夫"
QUERY = "渠道"
PR_SET_CHILD_SUBREAPER = 36
MEASURES = {
    "cold": "冷构建，CPU 秒",
    "again": "没有改动，CPU 秒",
    "paragraph": "改一段，CPU 秒",
    "rewritten": "改一段后重写的页",
    "pdf": "PDF，CPU 秒",
    "memory": "内存峰值，MB",
    "index": "查找索引，字节",
    "query": "第一次查找，秒",
    "page": "最大的台账页，字节",
    "elements": "最大的台账页，元素",
}
REMARKS = (
    "由 `python -m bench.growth` 写出；各数在 `growth.json`。",
    f"章数变时数据{FEW_FIGURES:,}行，数据变时{FEW_CHAPTERS}章；只排学员版网页，PDF 一行是另加的时间。",
    "CPU 秒是用户加系统、所有进程合计，不受机器上别的事影响。指数是对数的最小二乘，取最大的三种规模。",
)
STEEP = 1.1  # an exponent above this is growth faster than the size


def measured(root: Path, patience: float, pdf: bool) -> dict[str, float | None]:
    """Build the book at `root`, edit it and build again; None for what did not end in time."""
    web = ["--web", "--edition", "learner"]
    found: dict[str, float | None] = dict.fromkeys(MEASURES)
    cold = _build(root, web, patience)
    if cold is None:
        return found
    found["cold"], found["memory"] = cold
    html = root / "_build" / "html"
    found |= _sizes(html)
    found["query"] = _query(html)
    again = _build(root, web, patience)
    found["again"] = again[0] if again else None
    before = _pages(root)
    _edit(root / EDITED)
    edited = _build(root, web, patience)
    if edited:
        after = _pages(root)
        found["paragraph"], found["rewritten"] = edited[0], sum(before.get(each) != after[each] for each in after)
    printed = _build(root, ["--edition", "learner"], patience) if pdf and again else None
    if printed and again:
        found["pdf"] = max(0.0, printed[0] - again[0])
    return found


def _build(root: Path, options: list[str], patience: float) -> tuple[float, float] | None:
    """Build; return the CPU seconds and the largest process in MB, or None where it took too long."""
    command = [sys.executable, "-m", "bench.growth", "--one", str(root), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            told, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None
    if process.returncode:
        sys.exit(f"{root}：没有排成\n{told}")
    seconds, memory = json.loads(told.splitlines()[-1])
    return seconds, memory


def build_one(root: Path, options: list[str]) -> None:
    """Build once and print the CPU seconds of every process that took part, and the largest one's MB."""
    if sys.platform == "linux":  # processes left behind are ours to count
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    command = [sys.executable, "-m", "casebook", "build", "--quiet", *options]
    run = subprocess.run(command, cwd=root, env=environment(root), capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr or run.stdout)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([round(used.ru_utime + used.ru_stime, 1), used.ru_maxrss // 1024]))


def _edit(chapter: Path) -> None:
    text = chapter.read_text(encoding="utf-8")
    assert OLD in text
    chapter.write_text(text.replace(OLD, NEW, 1), encoding="utf-8")


def _pages(root: Path) -> dict[str, int]:
    """Return when each page was last written."""
    html = root / "_build" / ".work" / "learner" / "_build" / "html"
    return {str(path.relative_to(html)): path.stat().st_mtime_ns for path in html.rglob("*.html")}


def _sizes(html: Path) -> dict[str, float | None]:
    ledger = max((html / "evidence" / "ledger").glob("*.html"), key=lambda path: path.stat().st_size)
    elements = sum(1 for _ in lxml.html.parse(str(ledger)).getroot().iter())
    index = sum(path.stat().st_size for path in (html / "_search").rglob("index*") if path.is_file())
    return {"page": ledger.stat().st_size, "elements": elements, "index": index}


def _query(html: Path) -> float:
    """Return the seconds from the first key until something found is seen, the index not yet loaded."""
    with browser_page() as page:
        page.goto((html / "index.html").as_uri())
        page.keyboard.press("Control+k")
        box = page.locator("#pst-search-dialog input[role=combobox]")
        box.wait_for()

        def ask() -> None:
            box.fill(QUERY)
            page.locator("#pst-search-dialog a.search-result").first.wait_for()

        return round(timed(ask), 2)


# ---------- the report ----------


def exponent(sizes: Iterable[float], values: Iterable[float | None]) -> float | None:
    """Return the power of the size that a measure grows with, by least squares of logarithms.

    The largest three sizes are fitted: below them stands what any build costs.
    """
    pairs = [(math.log(size), math.log(value)) for size, value in zip(sizes, values, strict=True) if value]
    pairs = pairs[-3:]
    if len(pairs) < 2:
        return None
    return statistics.linear_regression([x for x, _ in pairs], [y for _, y in pairs]).slope


def report(results: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Return the results as a page: a table for each thing that grows, and what grows faster than it."""
    lines = ["# 书长大的时候", "", *REMARKS, ""]
    for kind, title in (("chapters", "章数"), ("figures", "数据行数")):
        by_size = dict(sorted(results.get(kind, {}).items(), key=lambda item: int(item[0])))
        if not by_size:
            continue
        lines += [f"## {title}", "", f"| | {' | '.join(f'{int(size):,}' for size in by_size)} | 指数 |",
                  "|:--|" + "--:|" * (len(by_size) + 1)]  # fmt: skip
        steep = []
        for measure, label in MEASURES.items():
            values = [by_size[size].get(measure) for size in by_size]
            power = exponent(map(int, by_size), values)
            cells = ["–" if value is None else f"{value:,}" for value in values]
            lines.append(f"| {label} | {' | '.join(cells)} | {'–' if power is None else f'{power:.2f}'} |")
            if power is not None and power > STEEP:
                steep.append(label)
        told = f"比规模长得快的：{'、'.join(steep)}。" if steep else "没有一项比规模长得快。"
        lines += ["", f"{told}“–”是没有在时限内做完，或没有量。", ""]
    return "\n".join(lines)


def main() -> None:
    """Measure the sizes asked for, and write ``growth.json`` and ``growth.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, nargs="*", default=CHAPTERS)
    parser.add_argument("--figures", type=int, nargs="*", default=FIGURES)
    parser.add_argument("--patience", type=float, default=300, help="seconds that a build may take")
    parser.add_argument("--no-pdf", action="store_true")
    options = parser.parse_args()
    path = BENCH / "growth.json"
    sizes = [("chapters", each, FEW_FIGURES) for each in options.chapters]
    sizes += [("figures", FEW_CHAPTERS, each) for each in options.figures]
    for kind, chapters, figures in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = copy_project(Path(folder, "book"))
            write_book(root, chapters, figures)
            size = chapters if kind == "chapters" else figures
            found = measured(root, options.patience, not options.no_pdf)
        results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        results.setdefault(kind, {})[str(size)] = found
        path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (BENCH / "growth.md").write_text(report(results), encoding="utf-8")
        print(f"{chapters} 章，{figures} 个数：{found}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        build_one(Path(sys.argv[2]), sys.argv[3:])
    else:
        main()
