"""What peers are given: every chapter, figure and chart of this book, in each peer's form."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from bench.content import HAN, Chapter, chapter, chapters, table_of_contents
from bench.edits import PARAGRAPH
from bench.peers import EDITED, TOOLS, MkDocs, Ours, PlainBook, Tool
from casebook.tables import ROOT

PEERS = [each for each in TOOLS if each is not Ours]


@pytest.fixture(scope="module")
def content(book: Path) -> list[Chapter]:
    """Return the built book's chapters."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return chapters(book, table_of_contents(toc))


def plain(markdown: str) -> str:
    """Return the text of Markdown without marks and blanks."""
    text = unescape(re.sub(r"\]\([^)]*\)", "", markdown))
    return re.sub(r"[\s\\*`\[\]|]", "", text)


def test_every_page_of_the_contents_is_a_chapter(content: list[Chapter], book: Path) -> None:
    pages = {str(each.relative_to(book).with_suffix("")) for each in book.rglob("*.html")}
    pages = {each for each in pages if not each.startswith(("slides/", "downloads/"))} - {"404", "search"}
    assert {each.address for each in content} == pages
    assert all(each.part for each in content[1:])


def test_every_figure_of_the_text_is_kept(content: list[Chapter], book: Path) -> None:
    lost, found = {}, 0
    for each in content:
        page = BeautifulSoup((book / f"{each.address}.html").read_text(encoding="utf-8"), "lxml")
        figures = [fact.get_text() for fact in page.select("article a.fact, article .ledger-value")]
        text = plain(each.words)
        found += len(figures)
        if missing := [figure for figure in figures if plain(figure) not in text]:
            lost[each.address] = missing
    assert lost == {}
    assert found > 300


def test_every_chart_is_kept_as_it_is_drawn_wide(content: list[Chapter], book: Path) -> None:
    for each in content:
        page = BeautifulSoup((book / f"{each.address}.html").read_text(encoding="utf-8"), "lxml")
        assert [f"chart-{chart.name}" for chart in each.charts] == [
            figure["id"] for figure in page.select("figure.chart")
        ]
    charts = [chart for each in content for chart in each.charts]
    assert len(charts) >= 9
    assert all(chart.spec["width"] > 600 for chart in charts if isinstance(chart.spec.get("width"), int))


def test_nearly_all_words_are_kept(content: list[Chapter], book: Path) -> None:
    """What is left out is links to files and labels of controls."""
    for each in content[1:]:
        page = BeautifulSoup((book / f"{each.address}.html").read_text(encoding="utf-8"), "lxml")
        for extra in page.select("article script, article svg, article .fact-cards, article .play > :not(.play-paper)"):
            extra.decompose()
        article = page.find("article")
        assert article is not None
        assert each.han >= 0.9 * len(HAN.findall(article.get_text())), each.address


def test_what_markdown_would_take_for_marks_is_escaped(tmp_path: Path) -> None:
    page = """<article><h1>题</h1><p>1*2*3_4_ &lt;b&gt; {{ x }} ${y} `z` | #</p><p>- 不是列表</p><p># 不是标题</p>
      <ul><li><p>甲</p><ul><li><p>乙</p></li></ul></li></ul>
      <table><thead><tr><th>a|b</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></article>"""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert chapter(tmp_path, "page").blocks == (
        "# 题",
        r"1\*2\*3\_4\_ &lt;b&gt; &#123;&#123; x &#125;&#125; &#36;&#123;y&#125; \`z\` &#124; #",
        r"\- 不是列表",
        r"\# 不是标题",
        "- 甲\n\n    - 乙",
        "| a&#124;b |\n| --- |\n| 1 |",
    )


@pytest.mark.parametrize("make", PEERS, ids=lambda make: str(make.key))
def test_each_peer_gets_every_chapter_and_chart(make: type[Tool], content: list[Chapter], tmp_path: Path) -> None:
    tool = make(tmp_path / "project", tmp_path)
    tool.write(content)
    runs = make in (PlainBook, MkDocs)
    for each in content:
        suffix = ".ipynb" if runs and each.charts else ".md"
        [file] = [found for found in tool.root.rglob(f"*{suffix}") if str(found).endswith(f"/{each.address}{suffix}")]
        text = file.read_text(encoding="utf-8")
        if suffix == ".ipynb":
            cells = json.loads(text)["cells"]
            assert [c["source"].split('"')[1] for c in cells if "from_json" in c["source"]] == [
                f"{chart.name}.json" for chart in each.charts
            ]
            text = "\n".join(cell["source"] for cell in cells)
        assert len(HAN.findall(text)) >= each.han
        for chart in each.charts:
            assert chart.name in text
            assert json.loads(file.with_name(f"{chart.name}.json").read_text(encoding="utf-8")) == chart.spec


@pytest.mark.parametrize("make", PEERS, ids=lambda make: str(make.key))
def test_the_paragraph_can_be_changed_again_and_again(make: type[Tool], content: list[Chapter], tmp_path: Path) -> None:
    tool = make(tmp_path / "project", tmp_path)
    tool.write(content)
    before = tool.source.read_text(encoding="utf-8")
    for number in (1, 2):
        assert tool.edit() == f"第{number}回问"
    assert tool.source.read_text(encoding="utf-8") == before.replace(PARAGRAPH.replaced, PARAGRAPH.by.format(n=2))


def test_this_book_s_copy_has_a_chapter_with_four_charts(tmp_path: Path) -> None:
    ours = Ours(tmp_path / "project", tmp_path)
    ours.write([])
    text = (ours.root / "book" / f"{EDITED}.md").read_text(encoding="utf-8")
    assert text.count("\nalt: ") == 4
    assert ours.edit() == "第1回问"
