"""The index of the book: what counts as a section's text, its anchor, and what is veiled."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from casebook.sphinx.search import FOLDER, Page, PageReader, Section, characters, index, put
from casebook.sphinx.search_cache import NAME
from tests import search_index
from tests.sphinx.small_book import SmallBook

OUTCOME = "evidence/ledger/tobacco-b.html"


def read(html: str, *labels: str) -> list[Section]:
    """Return the sections of an article."""
    page = f"<html><body><article>{html}</article><footer>页脚</footer></body></html>"
    return PageReader("case/a.html", set(labels)).read(page.encode())


def text(html: str) -> str:
    """Return the text of the one section that holds a piece of a page."""
    (section,) = read(f'<section id="a">{html}</section>')
    return section.text


# ---------- text ----------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>扩大<strong>再找</strong>地</p>", "扩大再找地"),
        ("<p>一行\n二行</p>", "一行 二行"),
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<p>甲<br>乙</p>", "甲\n乙"),
        ("<p>党员<a class='fact' href='x'>134名</a>。</p>", "党员134名。"),
        ("<ul><li><p>甲</p></li><li><p>乙</p></li></ul>", "甲\n乙"),
        ("<table><tr><td><p>甲</p></td><td>乙<br>丙</td></tr><tr><td>丁</td></tr></table>", "甲\t乙\t丙\n丁"),
        ("<dl><dt>时间</dt><dd><p>2021年</p></dd><dt>出处</dt><dd>某处</dd></dl>", "时间\t2021年\n出处\t某处"),
        ("<details><summary>数据表</summary><p>甲</p></details>", "数据表\n甲"),
        ("<p><code>a.b</code></p><pre>一\n二</pre>", "a.b\n一 二"),
        ("<p>每人 <math><mi>x</mi><mo>=</mo><mn>3</mn></math></p>", "每人 x=3"),
        ("<p>话</p><!-- 注释 --><script>var 甲</script><style>b{}</style>", "话"),
        ("<h2>题<a class='headerlink'>#</a></h2><p>句。<a class='footnote-reference'>[1]</a>又</p>", "题\n句。又"),
        ("<p>甲</p><div class='fact-cards' hidden>卡片</div>", "甲"),
        ("<p>甲</p><div class='shelf'><!-- shelf --><ul><li>PDF 3.2 MB</li></ul><!-- /shelf --></div>", "甲"),
        ("<p>甲</p><p> \n </p>", "甲"),
    ],
)
def test_a_section_s_text_is_a_line_a_block_and_a_tab_a_cell(html: str, expected: str) -> None:
    assert text(html) == expected


def test_the_words_of_a_drawing_are_listed_once_and_numbers_are_not_taken_for_parts_of_others() -> None:
    wide = "<svg><text>示范种植80亩</text><text>460</text><title>无</title></svg>"
    narrow = "<svg><text><tspan>示范种植</tspan><tspan>80亩</tspan></text><text>46</text><text>460</text></svg>"
    drawing = f"<div class='chart-drawing'>{wide}{narrow}<script type='application/json'>{{}}</script></div>"
    assert text(f"<p>题</p>{drawing}<p>注</p>") == "题\n示范种植80亩\t460\t46\n注"


def test_a_page_s_text_is_told_apart_by_section_and_ledger_row() -> None:
    row = "<p class='ledger-head'><strong>党员</strong><span>134名</span><code>party.members</code></p>"
    found = read(
        "<section id='a'><h1>章</h1><p>开头</p><section id='b'><h2>节</h2>"
        f"<div class='ledger-row container' id='row-x'>{row}</div></section><p>结尾</p></section>"
    )
    assert [(each.anchor, each.text) for each in found] == [
        ("a", "章\n开头\n结尾"),
        ("b", "节"),
        ("row-x", "党员\n134名\nparty.members"),
    ]


@pytest.mark.parametrize(
    ("labels", "expected"), [(["members-chain"], "members-chain"), (["n", "members-chain"], "n"), ([], "n")]
)
def test_a_section_is_linked_by_its_first_label(labels: list[str], expected: str) -> None:
    html = "<section id='n'><span id='members-chain'></span><span id='id5'></span><h2>1+3+N</h2><span id='x'></span>"
    assert [each.anchor for each in read(html + "</section>", *labels)] == [expected]


# ---------- traditional characters ----------


def test_traditional_characters_are_those_of_simplified_ones_that_are_used() -> None:
    traditional, simplified = characters(set("党员名著着"))
    pairs = dict(zip(traditional, simplified, strict=True))
    assert pairs["黨"] == "党" and pairs["員"] == "员"
    assert "煙" not in pairs  # its simplified form is not used here
    assert "著" not in pairs  # it is simplified, too
    assert "勞" in characters({"\uf92f"})[0]  # which is what this form of it is compared as


# ---------- what is veiled before the vote ----------


def page(address: str, **links: set[str]) -> Page:
    """Return a page with a section for each name, and where it leads to."""
    return Page(address, address, False, [Section(name, ["字"], to) for name, to in links.items()])


def test_what_rests_on_the_outcome_is_veiled_and_its_first_page_is_veiled_whole() -> None:
    book = [
        page("index.html", a={"case/b.html"}),
        page("case/b.html", b=set(), c={OUTCOME}),
        page("case/c.html", d=set(), e={OUTCOME}),
        page(OUTCOME, f=set()),
    ]
    found = index(book, OUTCOME)
    assert found.manifest["reveal"] == 1
    assert {anchor: veiled for _, rows in found.pages for anchor, veiled, _ in rows} == {
        "a": 0, "b": 1, "c": 1, "d": 0, "e": 1, "f": 1,
    }  # fmt: skip
    assert [veiled for *_, veiled in found.manifest["pages"]] == [0, 1, 1, 1]


def test_a_book_without_the_outcome_veils_nothing() -> None:
    found = index([page("index.html", a=set())], "")
    assert found.manifest["reveal"] == 1 and found.pages == [("index.html", [("a", 0, "字")])]


# ---------- in a build ----------

FIRST = """\
(first)=
# 第一章

耕地{fact}`village.farmland`，这里说**山林**
和水面。

## 没有标签的一节

话。
"""
SECOND = "# 第二章\n\n一句话，再也\n没有别的。\n"


def texts(book: SmallBook, address: str) -> dict[str, str]:
    """Return the texts of a page's sections, by their anchors."""
    return {anchor: text for page, anchor, _, text in search_index.sections(book.html) if page == address}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return a small book, built, then built again with one chapter changed."""
    book = SmallBook.make(tmp_path_factory.mktemp("search"), {"first": FIRST, "second": SECOND})
    assert book.build().code == 0
    book.write(book.chapter("second"), (book.root / book.chapter("second")).read_text("utf-8").replace("一句", "两句"))
    outcome = book.build()
    assert outcome.code == 0, outcome.err
    return book


def test_bold_figures_and_line_breaks_do_not_split_a_phrase(small: SmallBook) -> None:
    found = texts(small, "case/first.html")
    assert found["first"] == "第一章\n耕地7858亩，这里说山林和水面。"
    assert list(found.values())[1] == "没有标签的一节\n话。"


def test_every_anchor_of_the_index_stands_on_its_page(small: SmallBook) -> None:
    for address, anchor, _, _ in search_index.sections(small.html):
        html = (small.html / address).read_text(encoding="utf-8")
        assert f'id="{anchor}"' in html, anchor


def test_an_incremental_build_has_every_page_s_text_and_the_bytes_of_a_clean_one(small: SmallBook) -> None:
    assert "两句话，再也没有别的。" in str(texts(small, "case/second.html"))
    incremental = small.content(small.html / FOLDER)
    shutil.rmtree(small.root / "_build")
    assert small.build().code == 0
    assert small.content(small.html / FOLDER) == incremental


def test_what_was_read_is_kept_outside_of_what_is_published(small: SmallBook) -> None:
    kept = [path.relative_to(small.root / "_build") for path in small.root.glob(f"_build/**/{NAME}")]
    assert len(kept) == 1 and "html" not in kept[0].parts


def test_nothing_of_the_stock_search_is_shipped_to_a_page(small: SmallBook) -> None:
    stock = ("searchindex.js", "searchtools.js", "language_data.js", "sphinx_highlight.js", "doctools.js")
    assert not (small.html / "searchindex.js").exists()
    for path in small.html.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert [name for name in stock if name in html] == [], path


def test_a_folder_is_left_with_these_files_and_what_has_not_changed_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "_search"
    put(folder, {"index.js": "一", "part.1.js": "甲", "part.2.js": "乙"})
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    put(folder, {"index.js": "二", "part.1.js": "甲", "part.3.js": "丙"})
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {
        "index.js": "二", "part.1.js": "甲", "part.3.js": "丙",
    }  # fmt: skip
    assert [path.name for path in folder.iterdir() if path.stat().st_mtime == 0] == ["part.1.js"]
