"""``make bench``: measure this book beside its peers and write ``report.json`` and ``report.md``.

    python -m bench [--part peers] [--quick] [--keep]

The tools take turns in each round, so that whatever else the machine does falls on all alike. A
part that is measured alone replaces its own numbers in the report and leaves the others.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import venv
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import yaml
from playwright.sync_api import Browser

from bench import building, growth, loading, machine, readers, report, searching
from bench.content import Chapter, chapters, table_of_contents
from bench.edits import BENCH, browser_with
from bench.peers import OWN, TOOLS, Tool
from bench.serving import Servers, mirror, served
from casebook import compressed
from casebook.tables import ROOT

HOME = ROOT / "_build" / "bench"
TIMES, QUICK = 5, ("ours", "plain", "observable")
Found = dict[str, Any]


class Bench:
    """The tools, laid out and built; `times` how often each thing is measured; what was found is kept part by part."""

    def __init__(self, tools: list[Tool], times: int, say: Callable[[str], None], keep: Callable[..., None]) -> None:
        self.tools, self.times, self.say, self.keep = tools, times, say, keep

    def rounds(self, what: str) -> Iterator[Tool]:
        """Let the tools take turns."""
        for number in range(self.times):
            self.say(f"{what}：第 {number + 1} 轮，共 {self.times} 轮")
            yield from self.tools

    # ---------- the parts ----------

    def builds(self) -> Found:
        """Cold, with nothing changed, with a paragraph changed."""
        found: Found = {tool.key: {"cold": [], "again": [], "paragraph": []} for tool in self.tools}
        for tool in self.rounds("排书"):
            found[tool.key]["cold"].append(building.cold(tool))
            found[tool.key]["again"].append(building.again(tool))
            found[tool.key]["paragraph"].append(building.paragraph(tool))
        return found

    def pages(self) -> Found:
        """The chapter with four charts on a slow line."""
        with self.served() as (browser, servers):
            return self.each("网页", lambda tool: loading.load(browser, servers, tool))

    def search(self) -> Found:
        """The first search, and recall."""
        with self.served() as (browser, servers):
            first = self.each("检索", lambda tool: searching.first_search(browser, servers, tool))
            recall = searching.recall(browser, servers, self.tools)
        return {key: {"first": first[key], "recall": recall[key]} for key in first}

    def pdf(self) -> Found:
        """The PDF, where there is one."""
        found: Found = defaultdict(lambda: {"seconds": [], "bytes": []})
        with self.served() as (browser, _):
            for tool in self.rounds("PDF"):
                if tool.has_pdf:
                    page = browser.new_page()
                    seconds, size = building.pdf(tool, page)
                    page.close()
                    found[tool.key]["seconds"].append(seconds)
                    found[tool.key]["bytes"].append(size)
        return dict(found)

    def edits(self) -> Found:
        """From saving a file until an open page shows it; all previews run at the same time."""
        with browser_with() as browser, ExitStack() as running:
            pages = {}
            for tool in self.tools:
                pages[tool.key] = browser.new_page()
                pages[tool.key].set_default_timeout(loading.PATIENCE * 1000)
                building.open_preview(pages[tool.key], tool, running.enter_context(tool.preview()))
            return self.each("预览", lambda tool: building.edit_to_page(tool, pages[tool.key]))

    def readers(self) -> Found:
        """Requests under load, and how what is sent is kept."""
        ours, plain = (next(tool for tool in self.tools if tool.key == key) for key in (OWN, "plain"))
        site = HOME / "site"
        shutil.rmtree(site, ignore_errors=True)
        copies = compressed.copy(ours.site, site)
        sites = {OWN: site, "uncompressed": ours.site, "plain": plain.site}
        found: Found = {name: {page: [] for page in readers.PAGES} for name in sites}
        with served(sites, HOME / "nginx" / str(os.getpid()), own=OWN, logged=False) as servers:
            manners = {name: readers.manners(servers, name) for name in sites}
            for number in range(self.times):
                self.say(f"读者：第 {number + 1} 轮，共 {self.times} 轮")
                for page in readers.PAGES:
                    for name in sites:
                        found[name][page].append(readers.load(f"{servers.addresses[name]}{page}.html"))
        return {"load": found, "manners": manners, "copies": {key or "text": value for key, value in copies.items()}}

    def growth(self) -> Found:
        """Generated books of more and more chapters and figures."""
        found: Found = {}
        for done, found in enumerate(growth.measure(HOME / "growth", self.times, self.say), start=1):
            self.keep("growth", found, times=done)
        return found

    # ---------- what they share ----------

    def each(self, what: str, measure: Callable[[Tool], Any]) -> Found:
        """Measure each tool in turn; return the lists of what was found."""
        found: Found = {tool.key: [] for tool in self.tools}
        for tool in self.rounds(what):
            found[tool.key].append(measure(tool))
        return found

    @contextmanager
    def served(self) -> Iterator[tuple[Browser, Servers]]:
        """Serve all tools' pages and what they load from elsewhere; yield a browser and the servers."""
        sites = {tool.key: tool.site for tool in self.tools}
        elsewhere = mirror(HOME / "mirror", HOME / "node_modules")
        with ExitStack() as running:
            servers = running.enter_context(served(sites, HOME / "nginx" / str(os.getpid()), own=OWN, mirror=elsewhere))
            yield running.enter_context(browser_with(servers.browser_flags)), servers


PARTS: dict[str, Callable[[Bench], Found]] = {
    "builds": Bench.builds,
    "pages": Bench.pages,
    "search": Bench.search,
    "pdf": Bench.pdf,
    "readers": Bench.readers,
    "edits": Bench.edits,
    "growth": Bench.growth,
}
ALONE = {"growth"}  # what needs no peers
GROUPS = {"peers": ("builds", "pages", "search", "pdf", "edits")}


def install() -> None:
    """Install the peers, each at the versions pinned in ``bench/peers/``, where they are not there yet."""
    for lock in sorted((BENCH / "peers" / "python").glob("*.txt")):
        place, mark = HOME / "env" / lock.stem, HOME / "env" / lock.stem / lock.name
        if not mark.exists() or mark.read_bytes() != lock.read_bytes():
            venv.create(place, with_pip=False, clear=True)
            python = str(place / "bin" / "python")
            command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python]
            subprocess.run([*command, "--require-hashes", "-r", str(lock)], check=True)
            shutil.copy(lock, mark)
    wanted, got = BENCH / "peers" / "node", HOME / "package-lock.json"
    if not got.exists() or got.read_bytes() != (wanted / got.name).read_bytes():
        shutil.copy(wanted / "package.json", HOME)
        shutil.copy(wanted / got.name, HOME)
        try:
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HOME, check=True)
        except BaseException:
            got.unlink()
            raise
    # Vega's packages name a tsconfig.json of the folder above node_modules, which Observable reads.
    (HOME / "tsconfig.json").write_text("{}\n", encoding="utf-8")


def lay_out(tools: list[Tool], *, keep: bool, built: bool) -> list[Chapter]:
    """Write every tool's project from this book's pages, and build those that `built` asks for."""
    ours, *peers = tools
    contents = table_of_contents(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
    if not (keep and ours.site.exists()):
        shutil.rmtree(ours.root, ignore_errors=True)
        ours.write([])
        ours.build()
    found = chapters(ours.site, contents)
    for tool in peers:
        if not (keep and tool.root.exists()):
            shutil.rmtree(tool.root, ignore_errors=True)
            tool.write(found)
        if built and not (keep and tool.site.exists()):
            tool.build()
    return found


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="bench", description="与同类工具并排量一遍")
    parser.add_argument("--part", choices=[*PARTS, *GROUPS], action="append", help="只量这一部分")
    parser.add_argument("--quick", action="store_true", help="各量一次，只量三种工具")
    parser.add_argument("--times", type=int, help=f"各量几次（默认 {TIMES}）")
    parser.add_argument("--keep", action="store_true", help="排好的各书还在的，不重新排")
    parser.add_argument("--remark", default="", help="写进报告的一句话，如机器上还有什么在跑")
    options = parser.parse_args()
    asked = [each for part in options.part or PARTS for each in GROUPS.get(part, (part,))]
    times = options.times or (1 if options.quick else TIMES)
    described = machine.describe(HOME)
    HOME.mkdir(parents=True, exist_ok=True)
    tools = [make(HOME / "work" / make.key, HOME) for make in TOOLS if make.key in QUICK or not options.quick]
    if beside := set(asked) - ALONE:
        install()
        print("排出各书 ……", flush=True)
        content = lay_out(tools, keep=options.keep, built="builds" not in beside)
    about = {"times": times, "remark": options.remark, "machine": described}

    def keep(part: str, found: Found, **more: Any) -> None:
        report.add(part, {"about": about | {"load": round(os.getloadavg()[0], 1)} | more, "found": found})

    bench = Bench(tools, times, lambda text: print(text, flush=True), keep)
    for part in PARTS:
        if part in asked:
            keep(part, PARTS[part](bench))
    if beside:
        report.add("content", report.describe_content(content, tools))
    print(f"写在 {report.PAGE.relative_to(ROOT)} 和 {report.DATA.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
