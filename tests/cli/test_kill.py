"""A build that is killed, at any moment, leaves a whole book, and the next one recovers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.sphinx.small_book import SmallBook, cell

KILLS = 10
CHAPTER = "# 一章\n\n烟田{fact}`tobacco.area_2021`。\n\n"
CODE = "from book.charts import tobacco\ntobacco.area()"
EDIT = {"data/facts.csv": ("烟田面积,1300,", "烟田面积,1301,")}


def test_a_killed_build_leaves_a_whole_book_and_the_next_recovers(tmp_path: Path) -> None:
    book = SmallBook.make(tmp_path, {"one": CHAPTER + cell(CODE, "两根横条。")})
    started = time.monotonic()
    assert book.build().code == 0
    longest = time.monotonic() - started
    before = book.content()
    moments = random.Random(20)
    with book.changed(EDIT):
        seen = []
        for _ in range(KILLS):
            kill_a_build(book, moments.uniform(0.1, longest))
            seen.append(book.content())
        assert book.build().code == 0
        after = book.content()
    assert before != after
    assert all(content in (before, after) for content in seen)
    assert book.build().code == 0
    assert book.content() == before


def kill_a_build(book: SmallBook, seconds: float) -> None:
    """Start a build and kill it with all its children after a while."""
    process = subprocess.Popen(
        [sys.executable, "-m", "casebook", "build", "--edition", "learner", "--web"],
        cwd=book.root, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(book.root)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
