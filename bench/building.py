"""Seconds of a cold build, of one with nothing changed, of one with a paragraph changed, of an edit on an open page."""

from __future__ import annotations

import shutil
import time

from playwright.sync_api import Error, Page

from bench.edits import timed
from bench.peers import EDITED, OWN, Tool

PAUSE = 3000  # ms between edits: a person reads what came of one
ALL_DRAWN = "document.querySelectorAll('canvas.marks, svg.marks').length >= 9"
# This book shows a block before its page is built; the others have no such thing.
WORDS = "words => document.body?.textContent.includes(words) && { whole: !document.querySelector('.preview-block') }"
WHOLE = f"words => ({WORDS})(words)?.whole"


def cold(tool: Tool) -> float:
    """Build with nothing there."""
    tool.clean()
    assert not tool.site.exists(), tool.site
    return timed(tool.build)


def again(tool: Tool) -> float:
    """Build with nothing changed."""
    return timed(tool.build)


def paragraph(tool: Tool) -> float:
    """Build after a paragraph of a chapter was changed."""
    words = tool.edit()
    seconds = timed(tool.build)
    assert words in (tool.site / f"{EDITED}.html").read_text(encoding="utf-8"), f"{tool.name}: {words}"
    return seconds


def edit_to_page(tool: Tool, page: Page) -> dict[str, float]:
    """Return the seconds from an edit until the open page of the tool's preview shows it, and is the built page."""
    page.bring_to_front()
    page.wait_for_timeout(PAUSE)
    words = tool.edit()
    begun = time.perf_counter()
    shown = page.wait_for_function(WORDS, arg=words)
    seen = whole = time.perf_counter() - begun
    if not shown.json_value()["whole"]:
        page.wait_for_function(WHOLE, arg=words)
        whole = time.perf_counter() - begun
    return {"seen": seen, "whole": whole}


def open_preview(page: Page, tool: Tool, address: str) -> None:
    """Open the chapter in a preview, which may still be building."""
    for _ in range(240):
        try:
            answer = page.goto(address + tool.address(EDITED), wait_until="load")
            if answer is not None and answer.ok:
                return
        except Error:  # nobody listens yet
            pass
        time.sleep(0.5)
    raise RuntimeError(f"{tool.name}: {address} was never served")


def pdf(tool: Tool, page: Page) -> tuple[float, int]:
    """Make the whole book's PDF after its pages; return seconds and bytes.

    The plain book's is what its ``pdfhtml`` does: one page, printed by Chromium.
    """
    for each in ("typst", "singlehtml"):
        shutil.rmtree(tool.root / "_build" / each, ignore_errors=True)
    if tool.key == OWN:
        begun = time.perf_counter()
        file = tool.pdf()  # type: ignore[attr-defined]
        return time.perf_counter() - begun, file.stat().st_size
    begun = time.perf_counter()
    source = tool.single_page()  # type: ignore[attr-defined]
    page.goto(source.as_uri(), wait_until="load")
    page.wait_for_function(ALL_DRAWN)
    file = source.with_suffix(".pdf")
    page.pdf(path=file, format="A4")
    return time.perf_counter() - begun, file.stat().st_size
