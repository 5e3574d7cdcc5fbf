"""What a chapter with four charts weighs, and when its charts stand, on a slow line and a slow phone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from bench.peers import EDITED, Tool
from bench.serving import Servers

CHARTS = 4
BITS, LATENCY, SLOWDOWN = 4_000_000, 40, 4  # bits a second, ms, times
PATIENCE = 120  # seconds
SETTLED = 2.0  # seconds without a request, after which a page is taken for whole

# Notes when the charts stand: drawn with a size, and a frame painted. Sums long tasks and layout shifts.
WATCH = (
    """
(() => {
  const bench = window.bench = { drawn: 0, blocked: 0, shift: 0 };
  const standing = () => [...document.querySelectorAll('svg.marks, canvas.marks')]
    .filter(each => each.getBoundingClientRect().width > 0).length;
  const look = () => {
    if (standing() < CHARTS) { requestAnimationFrame(look); return; }
    requestAnimationFrame(() => { bench.drawn = performance.now(); });
  };
  requestAnimationFrame(look);
  const observe = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
    .observe({ type, buffered: true });
  observe('longtask', each => { bench.blocked += Math.max(0, each.duration - 50); });
  observe('layout-shift', each => { if (!each.hadRecentInput) bench.shift += each.value; });
})();
"""
).replace("CHARTS", str(CHARTS))
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


@contextmanager
def slow_page(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """Yield a page with an empty cache, on the slow line and processor."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, ignore_https_errors=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"offline": False, "latency": LATENCY, "downloadThroughput": BITS / 8, "uploadThroughput": BITS / 8}
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    try:
        yield page, session
    finally:
        context.close()


def load(browser: Browser, servers: Servers, tool: Tool) -> dict[str, Any]:
    """Load the chapter once; return its weight and times (ms), and foreign addresses that were not to be had."""
    with slow_page(browser) as (page, _):
        page.add_init_script(WATCH)
        servers.sent()
        page.goto(servers.addresses[tool.key] + tool.address(EDITED), wait_until="load")
        page.wait_for_function("bench.drawn")
        settle(page, servers)
        found = page.evaluate(f"({{...bench, painted: {PAINTED}}})")
        sent = servers.sent()
    return {
        "bytes": sent.bytes,
        "requests": sent.requests,
        "drawn": max(found["drawn"], found["painted"]),
        "painted": found["painted"],
        "blocked": found["blocked"],
        "shift": found["shift"],
        "missing": list(sent.missing),
    }


def settle(page: Page, servers: Servers) -> None:
    """Wait until nothing has been sent for a while."""
    size, since, deadline = servers.size, time.monotonic(), time.monotonic() + PATIENCE
    while time.monotonic() - since < SETTLED and time.monotonic() < deadline:
        page.wait_for_timeout(200)
        if servers.size != size:
            size, since = servers.size, time.monotonic()
