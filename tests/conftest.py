"""Fixtures that several test modules share."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from casebook.tables import ROOT
from tests import teaching_book
from tests.data_folder import DataFolder
from tests.sphinx.small_book import SmallBook

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

# The same examples in every run: a build is to fail for what changed, not by chance.
settings.register_profile("book", deadline=None, derandomize=True, database=None, max_examples=300)
settings.load_profile("book")


@pytest.fixture(scope="session")
def book() -> Path:
    """Return the folder of the built book; ``make test`` builds it beforehand."""
    html = ROOT / "_build" / "html"
    if not (html / "index.html").exists():
        subprocess.run([sys.executable, "-m", "casebook", "build"], cwd=ROOT, check=True)
    return html


@pytest.fixture(scope="session")
def trainer_book(book: Path) -> Path:
    """Return the folder of the trainer's edition, which is built together with the learner's."""
    html = ROOT / "_build" / "trainer" / "html"
    if not (html / "index.html").exists():
        subprocess.run([sys.executable, "-m", "casebook", "build", "--edition", "trainer"], cwd=ROOT, check=True)
    return html


@pytest.fixture
def tables(tmp_path: Path) -> DataFolder:
    """Return a copy of ``data/`` that a test may break."""
    return DataFolder.copy_to(tmp_path / "data")


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep the requests out of the test report."""


@pytest.fixture(scope="session")
def server(book: Path) -> Iterator[str]:
    """Serve the book on this machine; return its address without a slash at the end."""
    handler = functools.partial(QuietHandler, directory=str(book))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def teaching(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return a small book with all that teaching needs, built; a test that changes it puts it back."""
    small = teaching_book.make(tmp_path_factory.mktemp("teaching"))
    outcome = small.build()
    assert outcome.code == 0, outcome.err
    return small
