"""The pictures of 参与编写, taken from the built book and from a copy with faults planted in it.

``make pictures`` takes them again: what they show is what a contributor sees, and goes stale
only until then.
"""

from __future__ import annotations

import csv
import html
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from casebook.tables import DATA, ROOT

FOLDER = ROOT / "book" / "_images"
BOOK = ROOT / "_build" / "html"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SCALE = 2  # device pixels to a CSS pixel
WIDTH = 480  # CSS pixels: narrow, so that a phone shows it nearly as large
ROOM = 16  # CSS pixels around what is shown
COLOURS = 48
PATIENCE = 300_000  # milliseconds
COPIED = ("casebook", "data", "book", "_config.yml", "_toc.yml", "pyproject.toml", "LICENSE", "LICENSE-CONTENT")
RUNS = Path("_build/.work/runs")
PAGE = "book/case/village.md"
# What is planted in the copy: a number typed in, and an id with a slip.
TYPED = ("全村面积{fact}`village.area`", "全村面积27.5平方公里")
SLIP = ("水库共{fact}`village.reservoirs`", "水库共{fact}`village.reservoir`")
SHEET = {
    "A": "id",
    "C": "label",
    "D": "value",
    "E": "unit",
    "F": "hedge",
    "G": "hedge_word",
}
SHOWN = 8  # rows of the sheet
CHANGED = ("village.water", "value")  # the cell that the sheet points at


@dataclass(frozen=True)
class Studio:
    """A browser, the built book's address and the copy with faults."""

    browser: Browser
    copy: Path

    def page(self, address: str, width: int = WIDTH, height: int = 900) -> Page:
        """Open a page of the built book, or any address."""
        page = self.browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=SCALE)
        page.set_default_timeout(PATIENCE)
        path, mark, anchor = address.partition("#")
        page.goto(address if ":" in address else f"{(BOOK / path).as_uri()}{mark}{anchor}")
        return page


# ---------- what is shown ----------


def card(studio: Studio) -> bytes:
    """A figure in the text, and the card that tells where it comes from."""
    page = studio.page("case/village.html")
    figure = page.locator("#village-land p a.fact").first
    figure.scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(300)
    figure.hover()
    page.wait_for_timeout(600)
    return _around(page, figure, page.locator("[role=tooltip]:visible").first)


def sheet(studio: Studio) -> bytes:
    """The first rows of ``facts.csv`` as a spreadsheet shows them."""
    with (DATA / "facts.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))[:SHOWN]
    letters = "".join(f"<th>{letter}</th>" for letter in SHEET)
    lines = [f"<tr><th></th>{letters}</tr>", _row(1, list(SHEET.values()), "")]
    for number, row in enumerate(rows, 2):
        marked = CHANGED[1] if row["id"] == CHANGED[0] else ""
        lines.append(_row(number, [row[name] for name in SHEET.values()], marked))
    style = """
      body { margin: 0; font: 13px/1.3 sans-serif; background: #fff; color: #222 }
      table { border-collapse: collapse; width: 100% }
      td, th { border: 1px solid #c8c8c8; padding: 4px 6px; text-align: left; white-space: nowrap }
      td { max-width: 150px; overflow: hidden; text-overflow: ellipsis }
      th { background: #eee; font-weight: normal; color: #555; text-align: center }
      td.marked { outline: 3px solid #a61b29; outline-offset: -2px }
      tr:nth-child(2) td { font-weight: bold }
    """
    return _drawn(studio, f"<style>{style}</style><table>{''.join(lines)}</table>", "table")


def _row(number: int, cells: list[str], marked: str) -> str:
    inner = "".join(
        f"<td{' class=marked' if name == marked else ''}>{html.escape(cell)}</td>"
        for name, cell in zip(SHEET.values(), cells, strict=True)
    )
    return f"<tr><th>{number}</th>{inner}</tr>"


def check(studio: Studio) -> bytes:
    """What ``casebook check`` says of the copy."""
    told = subprocess.run(
        [sys.executable, "-m", "casebook", "check"], cwd=studio.copy, env=_environment(studio.copy),
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    style = """
      body { margin: 0 }
      pre { margin: 0; padding: 14px 16px; background: #1f2328; color: #e6e6e6; white-space: pre-wrap }
      pre { font: 14px/1.6 "Noto Sans Mono CJK SC", monospace }
      b { color: #8fd08f; font-weight: normal }
    """
    text = f"<b>$</b> python -m casebook check\n{html.escape(told.stdout)}"
    return _drawn(studio, f"<style>{style}</style><pre>{text}</pre>", "pre")


def preview(studio: Studio) -> bytes:
    """A page in the preview, with the fault told under its paragraph."""
    with _previewed(studio.copy) as address:
        page = studio.page(f"{address}case/village.html", height=900)
        fault = page.locator(".preview-fault").first
        fault.wait_for()
        fault.evaluate("box => box.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(600)
        return _around(page, page.locator("#village-land h2"), fault)


def chart(studio: Studio) -> bytes:
    """A chart with its title, unit and note."""
    page = studio.page("case/village.html")
    figure = page.locator("#chart-village-land")
    figure.evaluate("figure => figure.scrollIntoView({ block: 'center' })")
    return _around(page, figure)


def question(studio: Studio) -> bytes:
    """A question answered wrongly, with what is said to it."""
    page = studio.page("teaching/selftest.html")
    form = page.locator("form.quiz").first
    right = form.get_attribute("data-right") or ""
    options = form.locator("label.quiz-option")
    options.nth(0 if right != "A" else 1).click()
    if form.locator(".quiz-act button").count():
        form.locator(".quiz-act button").first.click()
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    form.evaluate("form => form.scrollIntoView({ block: 'center' })")
    return _around(page, form)


def slide(studio: Studio) -> bytes:
    """A slide of a deck, as it is thrown on the wall."""
    page = studio.page("slides/members.html#/3", width=960, height=540)
    page.wait_for_timeout(1500)
    return page.screenshot()


PICTURES: dict[str, Callable[[Studio], bytes]] = {
    "card": card,
    "sheet": sheet,
    "check": check,
    "preview": preview,
    "chart": chart,
    "question": question,
    "slide": slide,
}

# ---------- how it is taken ----------


def _around(page: Page, *shown: Locator) -> bytes:
    """Return what is seen across the page from the first thing shown to the last, with some room."""
    boxes = [box for each in shown if (box := each.bounding_box())]
    top = min(box["y"] for box in boxes) - ROOM
    bottom = max(box["y"] + box["height"] for box in boxes) + ROOM
    return page.screenshot(clip={"x": 0, "y": max(0, top), "width": WIDTH, "height": bottom - max(0, top)})


def _drawn(studio: Studio, body: str, selector: str) -> bytes:
    page = studio.page("about:blank")
    page.set_content(body)
    return page.locator(selector).screenshot()


def _environment(copy: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(copy), "PYTHONUNBUFFERED": "1"}


@contextmanager
def _previewed(copy: Path) -> Iterator[str]:
    """Yield the address of a preview of the copy, once the book stands in it."""
    command = [sys.executable, "-m", "casebook", "preview", "--port", "0", "--edition", "learner"]
    process = subprocess.Popen(
        command, cwd=copy, env=_environment(copy), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if line.startswith("排好了"):
                break
        match = re.search(r"http://\S+/", told)
        assert match, told
        yield match[0]
    finally:
        process.terminate()
        process.wait()


def _faulty_copy(folder: Path) -> Path:
    """Copy the project and plant the faults; the runs of its notebooks come along, so that none is run again."""
    for name in COPIED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, folder)
    if (ROOT / RUNS).is_dir():
        shutil.copytree(ROOT / RUNS, folder / RUNS)
    page = folder / PAGE
    text = page.read_text(encoding="utf-8")
    for whole, broken in (TYPED, SLIP):
        assert whole in text, f"{PAGE} says no more: {whole}"
        text = text.replace(whole, broken)
    page.write_text(text, encoding="utf-8")
    return folder


def _small(screenshot: bytes) -> bytes:
    """Return a screenshot with few colours, as a PNG that carries no clock."""
    with Image.open(io.BytesIO(screenshot)) as image:
        few = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        stream = io.BytesIO()
        few.save(stream, "PNG", optimize=True)
        return stream.getvalue()


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        studio = Studio(browser, _faulty_copy(Path(folder)))
        for name in names or list(PICTURES):
            content = _small(PICTURES[name](studio))
            path = FOLDER / f"guide-{name}.png"  # all pictures of a book come into one folder
            path.write_bytes(content)
            print(f"{path.relative_to(ROOT)}（{len(content) / 1024:.0f} KB）", flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
