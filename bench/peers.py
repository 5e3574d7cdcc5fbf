"""This book and its peers: how each is laid out, built and previewed.

A peer gets the chapters as `bench.content` reads them from this book's pages, in the form its
own documentation asks for. Fonts of a foreign host are switched off in every peer, in their
favour. What each needs is pinned in ``bench/peers/`` and stands in ``_build/bench/``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import yaml

from bench.content import Chapter
from bench.edits import PARAGRAPH, copy_project, environment, program, running
from bench.serving import free_port

TITLE = "九庄村案例：党员、产业与服务"
EDITED = "case/members"
OWN = "ours"
CELL = re.compile(r"^```\{code-cell\} ipython3\n---\nalt:.*?^```\n", re.MULTILINE | re.DOTALL)


@dataclass
class Tool:
    """A way to make the book; `root` is its folder, `home` where the environments stand.

    Attributes:
        key: its name in the report's data.
        name: its name for a reader.
        made: what a cold build must not find, in `root`.
        html: the folder of the pages, in `root`.
        suffix: what the address of a page ends with.
    """

    root: Path
    home: Path
    key = name = html = ""
    made: ClassVar[Sequence[str]] = ()
    suffix = ".html"
    has_pdf = False

    def write(self, chapters: Sequence[Chapter]) -> None:
        """Lay out the project."""
        raise NotImplementedError

    @property
    def command(self) -> list[str]:
        """The build."""
        raise NotImplementedError

    @property
    def source(self) -> Path:
        """The file in which a paragraph is changed."""
        raise NotImplementedError

    @property
    def site(self) -> Path:
        return self.root / self.html

    @property
    def variables(self) -> dict[str, str]:
        return os.environ | {"OBSERVABLE_TELEMETRY_DISABLE": "1", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}

    def address(self, page: str) -> str:
        return page + self.suffix

    def build(self) -> None:
        """Build; what the tool says is kept in ``build.log`` and shown where it fails."""
        self.run(self.command)

    def run(self, command: Sequence[str]) -> None:
        done = subprocess.run(command, cwd=self.root, env=self.variables, capture_output=True, text=True)
        (self.root / "build.log").write_text(done.stdout + done.stderr, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(command)}\n{(done.stdout + done.stderr)[-3000:]}")

    def clean(self) -> None:
        """Remove all that a build made."""
        for each in self.made:
            shutil.rmtree(self.root / each, ignore_errors=True)

    def edit(self) -> str:
        """Change the paragraph once more; return what the page then shows."""
        text = self.source.read_text(encoding="utf-8")
        edited = re.search(PARAGRAPH.by.format(n=r"(\d+)"), text)
        number = int(edited[1]) + 1 if edited else 1
        before = edited[0] if edited else PARAGRAPH.replaced
        assert text.count(before) == 1, self.name
        self.source.write_text(text.replace(before, PARAGRAPH.by.format(n=number)), encoding="utf-8")
        return PARAGRAPH.seen.format(n=number)

    @contextmanager
    def preview(self) -> Iterator[str]:
        """Run the tool's own preview; yield its address."""
        port = free_port()
        command, ready, address = self.previewing(port)
        with running(command, ready, self.root, self.variables):
            yield address

    def previewing(self, port: int) -> tuple[list[str], str, str]:
        """Return the preview's command, what it says when it serves, and its address."""
        raise NotImplementedError


class Ours(Tool):
    """This book: the learner's edition's pages alone, by the command that anybody knows."""

    key, name, html = OWN, "本书", "_build/html"
    made = ("_build",)
    has_pdf = True

    def write(self, chapters: Sequence[Chapter]) -> None:
        """Copy the project; the chapter on members gets the two charts of another, so that it has four."""
        copy_project(self.root)
        services = (self.root / "book/case/services.md").read_text(encoding="utf-8")
        more = "\n".join(["```{code-cell} ipython3\nfrom book.charts import services\n```\n", *CELL.findall(services)])
        members = self.source.read_text(encoding="utf-8")
        head, mark, tail = members.partition("(members-averages)=")
        assert mark and more.count("alt:") == 2
        self.source.write_text(f"{head}{more}\n{mark}{tail}", encoding="utf-8")

    @property
    def variables(self) -> dict[str, str]:
        return environment(self.root)

    @property
    def command(self) -> list[str]:
        return [program("jupyter-book"), "build", "."]

    @property
    def source(self) -> Path:
        return self.root / "book" / f"{EDITED}.md"

    def previewing(self, port: int) -> tuple[list[str], str, str]:
        command = [sys.executable, "-m", "casebook", "preview", "--port", str(port)]
        return command, "排好了", f"http://127.0.0.1:{port}/"

    def pdf(self) -> Path:
        """Set the PDF; the pages have been built before."""
        self.run([*self.command, "--builder", "custom", "--custom-builder", "typst"])
        return self.root / "_build/typst/pdf/jiuzhuang-casebook.pdf"


class PlainBook(Tool):
    """Jupyter Book 1 at this book's pins, with Altair as it is installed."""

    key, name, html = "plain", "普通 Jupyter Book 1", "_build/html"
    made = ("_build",)
    has_pdf = True

    def write(self, chapters: Sequence[Chapter]) -> None:
        write_sources(self.root, chapters)
        parts: dict[str, list[dict[str, str]]] = {}
        for each in chapters[1:]:
            parts.setdefault(each.part, []).append({"file": each.address})
        toc = {
            "format": "jb-book",
            "root": chapters[0].address,
            "parts": [{"caption": caption, "chapters": files} for caption, files in parts.items()],
        }
        config = {
            "title": TITLE,
            "only_build_toc_files": True,
            "execute": {"execute_notebooks": "cache", "timeout": 120},
            "sphinx": {"config": {"language": "zh_CN"}},
        }
        write_yaml(self.root / "_toc.yml", toc)
        write_yaml(self.root / "_config.yml", config)

    @property
    def command(self) -> list[str]:
        return [self.program("jupyter-book"), "build", "."]

    @property
    def source(self) -> Path:
        return self.root / f"{EDITED}.ipynb"

    def program(self, name: str) -> str:
        return str(self.home / "env" / "plain" / "bin" / name)

    def previewing(self, port: int) -> tuple[list[str], str, str]:
        self.run([self.program("jupyter-book"), "config", "sphinx", "."])
        ignored = [f"--re-ignore={re.escape(str(self.root))}/(_build/|.*\\.log)"]
        command = [self.program("sphinx-autobuild"), ".", "_build/html", "--port", str(port), *ignored]
        return command, "Serving on", f"http://127.0.0.1:{port}/"

    def single_page(self) -> Path:
        """Make the one page that Jupyter Book's ``pdfhtml`` prints."""
        self.run([*self.command, "--builder", "singlehtml"])
        return self.root / "_build/singlehtml/index.html"


class MkDocs(Tool):
    """MkDocs Material, notebooks by mkdocs-jupyter."""

    key, name, html = "mkdocs", "MkDocs Material", "site"
    made = ("site", ".cache", "docs/.cache")

    def write(self, chapters: Sequence[Chapter]) -> None:
        write_sources(self.root / "docs", chapters)
        nav: list[dict[str, Any]] = [{chapters[0].title: "index.md"}]
        for each in chapters[1:]:
            if each.part not in nav[-1]:
                nav.append({each.part: []})
            nav[-1][each.part].append({each.title: f"{each.address}{kind(each)}"})
        config = {
            "site_name": TITLE,
            "use_directory_urls": False,
            "theme": {"name": "material", "language": "zh", "font": False},
            "plugins": [
                {"search": {"lang": "zh"}},
                {"mkdocs-jupyter": {"execute": True, "remove_tag_config": {"remove_input_tags": ["remove-input"]}}},
            ],
            "nav": nav,
        }
        write_yaml(self.root / "mkdocs.yml", config)

    @property
    def command(self) -> list[str]:
        return [str(self.home / "env" / "mkdocs" / "bin" / "mkdocs"), "build", "--quiet"]

    @property
    def source(self) -> Path:
        return self.root / "docs" / f"{EDITED}.ipynb"

    def previewing(self, port: int) -> tuple[list[str], str, str]:
        command = [self.command[0], "serve", "--livereload", "--dev-addr", f"127.0.0.1:{port}"]
        return command, "Serving on", f"http://127.0.0.1:{port}/"


CHART_OBSERVABLE = """\
import embed from "vega-embed";

export async function chart(spec) {
  const place = document.createElement("div");
  await embed(place, spec);
  return place;
}
"""


class Observable(Tool):
    """Observable Framework, charts by vega-embed from npm."""

    key, name, html = "observable", "Observable Framework", "dist"
    made = ("dist", "src/.observablehq")
    suffix = ""

    def write(self, chapters: Sequence[Chapter]) -> None:
        source = self.root / "src"
        write_file(source / "components" / "chart.js", CHART_OBSERVABLE)
        for each in chapters:
            up = "../" * each.address.count("/") or "./"
            head = f'```js\nimport {{chart}} from "{up}components/chart.js";\n```' if each.charts else ""
            write_page(source, each, head, "```js\ndisplay(await chart(await FileAttachment({json}).json()));\n```")
        pages: list[dict[str, Any]] = []
        for each in chapters[1:]:
            if not pages or pages[-1]["name"] != each.part:
                pages.append({"name": each.part, "pages": []})
            pages[-1]["pages"].append({"name": each.title, "path": f"/{each.address}"})
        config = {"title": TITLE, "root": "src", "search": True, "globalStylesheets": [], "pages": pages}
        write_file(self.root / "observablehq.config.js", f"export default {dump(config)};\n")
        write_file(self.root / "package.json", dump({"private": True, "type": "module", "dependencies": {}}))

    @property
    def command(self) -> list[str]:
        return [str(self.home / "node_modules" / ".bin" / "observable"), "build"]

    @property
    def source(self) -> Path:
        return self.root / "src" / f"{EDITED}.md"

    def previewing(self, port: int) -> tuple[list[str], str, str]:
        command = [self.command[0], "preview", "--no-open", "--host", "127.0.0.1", "--port", str(port)]
        return command, "127.0.0.1", f"http://127.0.0.1:{port}/"


CHART_VUE = """\
<script setup>
import { onMounted, ref } from "vue";
const { spec } = defineProps(["spec"]);
const place = ref(null);
onMounted(async () => (await import("vega-embed")).default(place.value, spec));
</script>
<template><div ref="place"></div></template>
"""
THEME_VUE = """\
import theme from "vitepress/theme";
import Chart from "./Chart.vue";
export default { extends: theme, enhanceApp: ({ app }) => app.component("Chart", Chart) };
"""


class VitePress(Tool):
    """VitePress with its local search, charts by vega-embed from npm."""

    key, name, html = "vitepress", "VitePress", ".vitepress/dist"
    made = (".vitepress/dist", ".vitepress/cache")

    def write(self, chapters: Sequence[Chapter]) -> None:
        write_file(self.root / ".vitepress/theme/Chart.vue", CHART_VUE)
        write_file(self.root / ".vitepress/theme/index.js", THEME_VUE)
        for each in chapters:
            lines = [f"import chart{n} from {dump(f'./{c.name}.json')};" for n, c in enumerate(each.charts)]
            head = "\n".join(["<script setup>", *lines, "</script>"]) if lines else ""
            write_page(self.root, each, head, '<Chart :spec="chart{n}" />')
        sidebar: list[dict[str, Any]] = []
        for each in chapters[1:]:
            if not sidebar or sidebar[-1]["text"] != each.part:
                sidebar.append({"text": each.part, "items": []})
            sidebar[-1]["items"].append({"text": each.title, "link": f"/{each.address}"})
        config = {
            "title": TITLE,
            "lang": "zh-CN",
            "ignoreDeadLinks": True,
            "themeConfig": {"search": {"provider": "local"}, "sidebar": sidebar},
        }
        write_file(self.root / ".vitepress/config.mjs", f"export default {dump(config)};\n")
        write_file(self.root / "package.json", dump({"private": True, "type": "module"}))

    @property
    def command(self) -> list[str]:
        return [str(self.home / "node_modules" / ".bin" / "vitepress"), "build", "."]

    @property
    def source(self) -> Path:
        return self.root / f"{EDITED}.md"

    def previewing(self, port: int) -> tuple[list[str], str, str]:
        command = [self.command[0], "dev", ".", "--host", "127.0.0.1", "--port", str(port)]
        return command, "Local:", f"http://127.0.0.1:{port}/"


TOOLS: tuple[type[Tool], ...] = (Ours, PlainBook, MkDocs, Observable, VitePress)


# ---------- writing ----------


def kind(chapter: Chapter) -> str:
    """Return what the file of a chapter ends with where notebooks are run."""
    return ".ipynb" if chapter.charts else ".md"


def write_sources(folder: Path, chapters: Sequence[Chapter]) -> None:
    """Write the chapters with charts as notebooks, the others as Markdown."""
    notebooks = {each.address for each in chapters if each.charts}
    for each in chapters:
        write_specs(folder, each)
        page = folder / f"{each.address}{kind(each)}"
        page.parent.mkdir(parents=True, exist_ok=True)
        text = dump(notebook(each)) if each.charts else each.words
        write_file(page, relinked(text, each.address, notebooks))


def relinked(text: str, address: str, notebooks: set[str]) -> str:
    """Let links to chapters that are notebooks lead to their files."""

    def link(match: re.Match[str]) -> str:
        target = os.path.normpath(Path(address).parent / match[1])
        return f"]({match[1]}{'.ipynb' if target in notebooks else '.md'})"

    return re.sub(r"\]\(([\w./-]+)\.md\)", link, text)


def notebook(chapter: Chapter) -> dict[str, Any]:
    """Return a chapter as a notebook that draws its charts with Altair."""
    cells = [_cell("code", "import altair as alt")]
    for block in chapter.blocks:
        if isinstance(block, str):
            cells.append(_cell("markdown", block))
        else:
            source = f'alt.Chart.from_json(open("{block.name}.json", encoding="utf-8").read())'
            cells.append(_cell("code", source))
    # A page is named after the first cell.
    cells[0], cells[1] = cells[1], cells[0]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"metadata": {"tags": ["remove-input"]}, "execution_count": None, "outputs": []}
    return cell


def write_page(folder: Path, chapter: Chapter, head: str, chart: str) -> None:
    """Write a chapter as Markdown; `chart` is what stands for a chart, with {json} and {n}."""
    blocks, number = [head] if head else [], 0
    for block in chapter.blocks:
        if isinstance(block, str):
            blocks.append(block)
        else:
            blocks.append(chart.replace("{json}", dump(f"{block.name}.json")).replace("{n}", str(number)))
            number += 1
    write_specs(folder, chapter)
    write_file(folder / f"{chapter.address}.md", "\n\n".join(blocks) + "\n")


def write_specs(folder: Path, chapter: Chapter) -> None:
    """Write each chart's specification beside the chapter."""
    for each in chapter.charts:
        write_file((folder / chapter.address).parent / f"{each.name}.json", dump(each.spec))


def write_file(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def write_yaml(file: Path, data: Any) -> None:
    write_file(file, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
