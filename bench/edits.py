"""What benches share: a copy of the project, edits of it, a page that is watched, a table of medians."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from casebook.tables import ROOT

BENCH = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
PATIENCE = 600  # seconds


@dataclass(frozen=True)
class Edit:
    """An edit, and what is then to be read on a page.

    Attributes:
        replaced: a text of the file that stands there once.
        by: what takes its place, with ``{n}`` for the number of the edit.
        seen: what the page then shows, with ``{n}`` too.
    """

    name: str
    file: str
    replaced: str
    by: str
    page: str
    seen: str

    def make(self, root: Path, number: int) -> str:
        """Edit the file from its first state; return what is to be seen."""
        text = (ROOT / self.file).read_text(encoding="utf-8")
        assert text.count(self.replaced) == 1, f"{self.file}: {self.replaced}"
        (root / self.file).write_text(text.replace(self.replaced, self.by.format(n=number)), encoding="utf-8")
        return self.seen.format(n=number)


def copy_project(folder: Path) -> Path:
    """Copy what the repository holds to `folder`."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return folder


def environment(root: Path, **more: str) -> dict[str, str]:
    """Return the environment in which the copy's own package is used."""
    return os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"} | more


@contextmanager
def browser_page() -> Iterator[Page]:
    """Yield a page of the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE * 1000)
        yield page
        browser.close()


def wait_to_see(page: Page, words: str) -> None:
    """Return when the page's article holds `words`; reloads in between do not matter."""
    page.wait_for_function("words => document.querySelector('article')?.textContent.includes(words)", arg=words)


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that `action` takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def write_results(name: str, title: str, rows: Iterable[tuple[str, str, list[float]]], remarks: Iterable[str]) -> None:
    """Write ``NAME.json``, and ``NAME.md`` with the medians as a table: a row a tool, a column an edit."""
    measured = list(rows)
    tools, edits = list(dict.fromkeys(t for t, _, _ in measured)), list(dict.fromkeys(e for _, e, _ in measured))
    seconds = {(tool, edit): each for tool, edit, each in measured}
    data: dict[str, Any] = {"cores": os.cpu_count(), "seconds": {t: {} for t in tools}}
    for (tool, edit), each in seconds.items():
        data["seconds"][tool][edit] = [round(one, 2) for one in each]
    (BENCH / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    lines = [f"# {title}", "", f"| | {' | '.join(edits)} |", "|:--|" + "--:|" * len(edits)]
    for tool in tools:
        cells = [_cell(seconds.get((tool, edit))) for edit in edits]
        lines.append(f"| {tool} | {' | '.join(cells)} |")
    lines += ["", *remarks, ""]
    (BENCH / f"{name}.md").write_text("\n".join(lines), encoding="utf-8")


def _cell(seconds: list[float] | None) -> str:
    return f"{statistics.median(seconds):.1f} s" if seconds else "–"
