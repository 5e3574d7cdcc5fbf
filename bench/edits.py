"""What benches share: a copy of the project, edits of it, a page that is watched, a table of medians."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from casebook.tables import ROOT

BENCH = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--disable-component-update")  # fmt: skip
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


# The edit that all benches make.
PARAGRAPH = Edit(
    "一段话", "book/case/members.md", "没有职务的党员，平时做什么？", "没有职务的党员，平时做什么，第{n}回问？",
    "case/members.html", "第{n}回问",
)  # fmt: skip


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


def program(name: str) -> str:
    """Return a program of the environment that runs the bench."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, name
    return found


@contextmanager
def running(command: Sequence[str], ready: str, cwd: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """Run a server from when it says that it is `ready`; what it said until then is in ``preview.log`` of its folder.

    Raises:
        RuntimeError: it ended before.
    """
    log = cwd / "preview.log"
    with log.open("w", encoding="utf-8") as sink, subprocess.Popen(
        command, cwd=cwd, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            for line in process.stdout:
                sink.write(line)
                if ready in line:
                    break
            else:
                sink.flush()
                raise RuntimeError(f"{command[0]}: {log.read_text(encoding='utf-8')[-2000:]}")
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield
        finally:
            process.terminate()


@contextmanager
def browser_with(flags: Iterable[str] = ()) -> Iterator[Browser]:
    """Yield the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextmanager
def browser_page() -> Iterator[Page]:
    """Yield a page of the system's Chromium."""
    with browser_with() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE * 1000)
        yield page


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
