"""How long it takes from an edit until an open page shows it, beside two peers.

    .venv/bin/python -m bench.preview [--times 5] [--tool preview]

Each tool works on a copy of the project of its own. `sphinx-autobuild` is no dependency of the
project: it is installed for the bench alone, beside the copy. For `jupyter-book build` the page
is loaded again by the bench when the build has ended, as a person would.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

from bench.edits import (
    PARAGRAPH,
    PATIENCE,
    Edit,
    browser_page,
    copy_project,
    environment,
    program,
    running,
    timed,
    wait_to_see,
    write_results,
)
from bench.peers import Ours
from bench.serving import free_port

AUTOBUILD = "sphinx-autobuild==2024.10.3"
EDITS = (
    PARAGRAPH,
    Edit("CSV 的一行", "data/facts.csv", "village.forest,village,山林面积,11850,",
         "village.forest,village,山林面积,1185{n},", "case/village.html", "1185{n}亩"),
    Edit("一张图的函数", "book/charts/members.py", "一个圆点是一名党员", "一个圆点是一名党员（{n}）",
         "case/members.html", "一个圆点是一名党员（{n}）"),
)  # fmt: skip
UNSEEN = 60  # seconds after which an edit counts as not seen at all
REMARKS = (
    "从存盘到打开着的页面上看到改动，各改几次取中位数。",
    "由 `python -m bench.preview` 写出，各次的秒数在 `preview.json`。",
    "`casebook preview` 的“一段话”先看到的是单独排出的那一段，整页随后换上，多久见 `report.md`。",
    "空着的一格：一分钟以后还没有看到。",
    "`jupyter-book build` 一行是排完以后再刷新页面；`sphinx-autobuild` 的刷新脚本不合本书的安全策略，也由这里刷新。",
)


def preview(root: Path) -> AbstractContextManager[str]:
    """Run this project's preview; yield its address."""
    return Ours(root, root).preview()


@contextmanager
def autobuild(root: Path) -> Iterator[str]:
    """Run sphinx-autobuild on the settings that Jupyter Book writes; yield its address."""
    site, port = root / "_build" / "site", free_port()
    subprocess.run([sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", site, AUTOBUILD], check=True)
    subprocess.run([program("jupyter-book"), "config", "sphinx", "."], cwd=root, env=environment(root), check=True)
    made = (r".*/_build/.*", r".*/__pycache__/.*", r".*\.jupyter_cache.*", r".*\.log")
    command = [
        sys.executable, "-m", "sphinx_autobuild", ".", "_build/html", "--port", str(port),
        *(f"--re-ignore={each}" for each in made),
    ]  # fmt: skip
    with running(command, "Serving on", root, environment(root, PYTHONPATH=f"{site}:{root}")):
        _wait_for_port(port)  # it says so a little before it does
        yield f"http://127.0.0.1:{port}/book/"  # these settings leave the sources' folder in the addresses


def _wait_for_port(port: int) -> None:
    """Return when something answers on a port of this machine."""
    for _ in range(PATIENCE):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are no results."""


@contextmanager
def plain(root: Path) -> Iterator[str]:
    """Build once, and serve what is built."""
    build(root)
    handler = functools.partial(_Quiet, directory=str(root / "_build" / "html"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def build(root: Path) -> None:
    """Run `jupyter-book build .`."""
    subprocess.run(
        [program("jupyter-book"), "build", "."], cwd=root, env=environment(root), check=True, capture_output=True
    )


TOOLS = {"casebook preview": preview, "sphinx-autobuild": autobuild, "jupyter-book build": plain}


def measure(tool: str, edit: Edit, root: Path, address: str, page: Page, times: int) -> list[float]:
    """Return the seconds of each edit."""
    page.goto(address + edit.page)
    seconds = []
    for number in range(1, times + 1):
        words = edit.make(root, number)

        def see(words: str = words) -> None:
            if tool == "jupyter-book build":
                build(root)
                page.reload()
            if tool == "sphinx-autobuild":
                # Its script in the page, which is to load the page again, is refused by the book's policy.
                deadline = time.monotonic() + UNSEEN
                while words not in page.request.get(page.url).text():
                    if time.monotonic() > deadline:
                        raise TimeoutError
                    time.sleep(0.1)
                page.reload()
            wait_to_see(page, words)

        try:
            seconds.append(timed(see))
        except TimeoutError:  # the tool does not know that the page rests on this file
            return []
        page.wait_for_timeout(4000)  # a person reads what came of it; a check that follows ends
    return seconds


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--tool", choices=TOOLS, action="append")
    options = parser.parse_args()
    rows = []
    for tool in options.tool or TOOLS:
        with tempfile.TemporaryDirectory() as folder, browser_page() as page:
            root = copy_project(Path(folder).resolve() / "project")
            with TOOLS[tool](root) as address:
                for edit in EDITS:
                    seconds = measure(tool, edit, root, address, page, options.times)
                    rows.append((tool, edit.name, seconds))
                    print(tool, edit.name, [round(each, 2) for each in seconds], flush=True)
    write_results("preview", "改动多久看得到", rows, REMARKS)


if __name__ == "__main__":
    main()
