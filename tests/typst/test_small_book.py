"""A small book with everything in it that the writer can set, and one with faults."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pypdf
import pytest
import yaml

from tests.sphinx.small_book import Outcome, SmallBook, cell
from tests.typst import pdfs

NAMES = "㙍䶮𠮷喆堃祎"  # rare characters of people's names; one is beyond the basic plane
DRAWN = ["members.dots()", "members.chain()", "services.sums()", "services.duty_week()", "results.timeline()",
         "tobacco.area()", "country.tobacco_area()", "limits.quotient()"]  # fmt: skip
MANY = "# 多图的一章\n\n" + cell("from book.charts import country, limits, members, results, services, tobacco")
MANY += "".join(f"{'把图推来推去。' * (12 + 6 * i)}\n\n{cell(each, '替代文字')}\n" for i, each in enumerate(DRAWN))
COUNTED = "# 第三章\n\n耕地{fact}`village.farmland`。\n\n"
CHART = cell("from book.charts import tobacco\ntobacco.area()", "两根横条，上短下长。")
EVERYTHING = f"""\
(everything)=
# 人名{NAMES}

正文{NAMES}，**重{NAMES}**，*点{NAMES}*，`code {NAMES}`，H{{sub}}`二`O。

约{{fact}}`village.groups`。[^one]再说一次。[^one]

平常的引号“引”‘号’，破折号——省略号……，书名号《书》〔甲〕，反斜杠\\\\，井号\\#，星号\\*，方括号\\[\\]，$、@、~、_。

中英文 Chinese's "quoted" words — 混排。The village’s “own” English sentence stands here.

- 一级
  - 二级{NAMES}
- 又一级

  里面还有一段。

1. 第一条
2. 第二条

   a. 小条

术语
: 解释一

  解释二

> 引文一段。
>
> -- 引文出处

---

```{{note}}
说明框里的话。
```

```{{admonition}} 自定的框
:class: tip
框里的话。
```

````{{tab-set}}
```{{tab-item}} 甲页
甲的内容。
```
```{{tab-item}} 乙页
乙的内容。
```
````

```{{dropdown}} 展开
藏起来的话。
```

````{{grid}} 1 2 2 2
```{{grid-item-card}} 卡片一
卡片里的话。
```
```{{grid-item-card}} 卡片二
:link: everything
:link-type: ref
另一张卡片。
```
````

| 左 | 右 |
|:--|--:|
| 左格{NAMES} | 右格 |

```{{table}} 有题的表
| 左 | 右 |
|:--|--:|
| 一 | 二 |
```

```{{list-table}} 跨行的表
:header-rows: 1

* - 表头一
  - 表头二
* - 单元格
  - 另一格
```

```{{figure}} ../_images/rings.svg
:alt: 同心圆
:name: rings

图的说明{NAMES}。
```

```{{code-block}} text
:caption: 程序的题
一行程序 {NAMES}
```

行内公式{{math}}`\\frac{{a}}{{b}} \\times 100\\%`，独立公式：

```{{math}}
\\text{{每亩}} = \\frac{{\\text{{收入}}}}{{x^2}} \\le \\sqrt{{y}}
```

```{{riddle}}
猜一猜。
```

[外面](https://example.org/page)，<https://example.org/plain>，见{{ref}}`everything`和{{ref}}`自定的字<second>`，{{doc}}`second`。

```{{glossary}}
词条
  词条的意思。
```

```{{exercise}} 练习的题
:label: practice
练习的话。
```

见{{ref}}`practice`。

```{{solution}} practice
:label: practice-solved
答案的话。
```

```{{only}} html
网页才有的话。
```

引用{{cite}}`ostrom`。

```{{bibliography}}
```

{CHART}

[^one]: 脚注的话{NAMES}。
"""
WRAPPING = "这一段要写到换行的地方，看断开的句子能不能找到。"
# A page without cells: MyST-NB cannot read a list of tasks in one that has them.
SECOND = f"""\
(second)=
# 第二章

见{{ref}}`everything`。

## 一节

{WRAPPING * 3}

- [ ] 没做完
- [x] 做完了
"""
BIBLIOGRAPHY = """@book{ostrom, title={Governing the Commons}, author={Elinor Ostrom}, year={1990},
publisher={Cambridge University Press}}
"""
FAULTS = """\
# 有错的一章

第一段没有错。

缺字🔎在这里。

![](../_images/rings.svg)

```{strange}
```

公式{math}`\\nonsense x`。

"""
STRANGE = '''"""A node that only the web pages know."""

from docutils import nodes
from docutils.parsers.rst import Directive


class strange(nodes.General, nodes.Element):
    pass


class Strange(Directive):
    def run(self):
        node = strange()
        node.source, node.line = self.state_machine.get_source_and_line(self.lineno)
        return [node]


def silent(translator, node):
    pass


def setup(app):
    app.add_node(strange, html=(silent, silent))
    app.add_directive("strange", Strange)
'''


RIDDLE = '''"""A part that brings its own node, as those of the teaching chapters do."""

from docutils import nodes
from docutils.parsers.rst import Directive

from casebook.typst.markup import escape


class riddle(nodes.General, nodes.Element):
    pass


class Riddle(Directive):
    has_content = True

    def run(self):
        node = riddle(ids=["a-riddle"])
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def visit(translator, node):
    translator.body.append("#panel(title: [谜面])[#tick #blank(3em) ")
    translator.anchor(node)


def depart(translator, node):
    translator.body.append("#blank-lines(2)]\\n")
    translator.put_at_end("谜底", escape("谜底在这里*。"))


def silent(translator, node):
    pass


def setup(app):
    app.add_node(riddle, html=(silent, silent), typst=(visit, depart))
    app.add_directive("riddle", Riddle)
'''


def configured(book: SmallBook, extensions: list[str], **sphinx: object) -> SmallBook:
    """Have a small book load further extensions."""
    config = yaml.safe_load((book.root / "_config.yml").read_text(encoding="utf-8"))
    config["sphinx"]["config"]["extensions"] += extensions
    config["sphinx"]["config"] |= sphinx
    book.write("_config.yml", yaml.safe_dump(config, allow_unicode=True))
    return book


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """Return the small book, built."""
    root = tmp_path_factory.mktemp("everything")
    third = COUNTED + cell(SmallBook(root).counted("third"))
    everything = EVERYTHING + cell(SmallBook(root).counted("everything"))
    book = SmallBook.make(root, {"everything": everything, "second": SECOND, "third": third, "many": MANY})
    book.write(book.chapter("second"), SECOND)
    book.write("book/references.bib", BIBLIOGRAPHY)
    book.write("riddle.py", RIDDLE)
    extensions = ["sphinx_exercise", "sphinxcontrib.bibtex", "riddle"]
    configured(book, extensions)
    outcome = book.build(pdf=True)
    assert outcome.code == 0, outcome.err
    return book


@cache
def text_of(book: SmallBook) -> str:
    """Return the PDF's text without white space."""
    reader = pypdf.PdfReader(book.root / "_build/pdf/jiuzhuang-casebook.pdf")
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize(
    "words",
    [
        f"人名{NAMES}", f"正文{NAMES}", f"重{NAMES}", f"点{NAMES}", f"code{NAMES}", "H二O", "约38个",
        f"脚注的话{NAMES}", f"二级{NAMES}", f"左格{NAMES}", f"图的说明{NAMES}", f"一行程序{NAMES}",
        "平常的引号“引”‘号’，破折号——省略号……，书名号《书》〔甲〕，反斜杠\\，井号#，星号*，方括号[]，$、@、~、_。",
        "Chinese’s“quoted”words—混排。", "Thevillage’s“own”Englishsentence", "里面还有一段。", "1.第一条",
        "a.小条", "没做完", "术语", "解释二", "引文一段。", "引文出处", "说明框里的话。", "自定的框", "甲页",
        "乙的内容。", "展开", "藏起来的话。", "卡片一", "卡片里的话。", "有题的表", "跨行的表", "表头二", "另一格",
        "程序的题",
        "每亩", "收入", "外面", "https://example.org/page", "https://example.org/plain",
        "自定的字（第", "词条的意思。",
        "练习1练习的题", "见练习1（本页）", "练习的话。", "GoverningtheCommons", "其间各年",
        "1300亩",
    ],
)  # fmt: skip
def test_everything_is_in_the_pdf(small: SmallBook, words: str) -> None:
    assert words in text_of(small)


def test_the_trainer_s_answer_is_not_in_the_learner_s_pdf(small: SmallBook) -> None:
    assert "答案的话" in EVERYTHING
    assert "答案的话" not in text_of(small)


def test_what_is_for_the_web_alone_is_not(small: SmallBook) -> None:
    assert "网页才有的话" not in text_of(small)


def test_a_phrase_is_found_where_it_wraps(small: SmallBook) -> None:
    assert text_of(small).count("看断开的句子能不能找到。这一段要写到换行的地方") == 2


def test_a_part_brings_its_own_node(small: SmallBook) -> None:
    text = text_of(small)
    assert "谜面猜一猜。" in text
    assert text.index("谜面猜一猜。") < text.rindex("台账：全国") < text.rindex(f"谜底人名{NAMES}谜底在这里*。")


def test_a_note_called_twice_is_printed_once(small: SmallBook) -> None:
    assert text_of(small).count("脚注的话") == 1


def test_a_chapter_of_many_charts_settles(small: SmallBook) -> None:
    assert all(f"图4–{number}的数据" in text_of(small) for number in range(1, len(DRAWN) + 1))


def test_parts_are_not_needed(small: SmallBook) -> None:
    assert "第1章人名" in text_of(small)
    assert "第2章第二章" in text_of(small)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return how the build of a book with faults ends."""
    root = tmp_path_factory.mktemp("faulty")
    book = SmallBook.make(root, {"faulty": FAULTS + CHART, "second": "# 第二章\n\n一句话。\n"})
    book.write("strange.py", STRANGE)
    charts = "book/charts/tobacco.py"
    book.write(charts, (root / charts).read_text(encoding="utf-8").replace('"其间各年"', '"其间🏠各年"'))
    configured(book, ["strange"])
    outcome = book.build(pdf=True)
    assert not (root / "_build" / "html").exists()
    return outcome


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (10, "本书的字体里没有“🔎”这个字"),
        (12, "图“book/_images/rings.svg”没有替代文字"),
        (14, "PDF 不会排这种内容（strange）"),
        (17, "公式排不出：不认得公式里的 \\nonsense"),
        (19, "本书的字体里没有“🏠”这个字"),
    ],
)
def test_each_fault_is_told_with_its_place(faulty: Outcome, line: int, fault: str) -> None:
    assert faulty.code == 1
    told = [each for each in faulty.err.splitlines() if fault in each]
    assert len(told) == 1, faulty.err
    place = re.match(r"· book/case/faulty\.md:(\d+):", told[0])
    assert place is not None, told[0]
    assert abs(int(place[1]) - line) <= 2, told[0]


def test_faults_are_told_in_one_report_and_nothing_is_published(faulty: Outcome) -> None:
    assert faulty.err.count("书没有排成") == 1
    assert "Traceback" not in faulty.err
    assert len([each for each in faulty.err.splitlines() if each.startswith("· ")]) == 5, faulty.err


def test_jupyter_book_alone_makes_the_same(small: SmallBook) -> None:
    program = str(Path(sys.executable).with_name("jupyter-book"))
    command = [program, "build", str(small.root), "--builder", "custom", "--custom-builder", "typst", "-W"]
    environment = os.environ | {"PYTHONPATH": str(small.root)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    small.ran()
    name = "jiuzhuang-casebook.pdf"
    assert (small.root / "_build/typst/pdf" / name).read_bytes() == (small.root / "_build/pdf" / name).read_bytes()


def test_only_what_changed_runs_again(small: SmallBook) -> None:
    book = Path(small.root, "_build", "pdf", "jiuzhuang-casebook.pdf")
    first = book.read_bytes()
    small.ran()
    assert small.build(pdf=True).code == 0
    assert small.ran() == []
    assert book.read_bytes() == first
    with small.changed(
        {
            small.chapter("third"): ("耕地{fact}", "改过的耕地{fact}"),
            "data/facts.csv": ("耕地面积,7858,", "耕地面积,7859,"),
        }
    ):
        assert small.build(pdf=True).code == 0
    assert small.ran() == []
    changed = pdfs.solid("".join(page.extract_text() for page in pypdf.PdfReader(book).pages))
    assert "改过的耕地7859亩" in changed
    assert small.build(pdf=True).code == 0
    assert book.read_bytes() == first
    assert [each.name for each in book.parent.iterdir()] == [book.name]
