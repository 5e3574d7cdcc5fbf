"""A book of any size for the benches: N chapters over M figures, the same for the same numbers.

    .venv/bin/python -m bench.generate FOLDER [--chapters 30] [--figures 1000]

It is written into a copy of the project, in place of ``data/`` and ``book/``. Its words come from
a seeded vocabulary and mean nothing; its figures keep to the schema, as those of a real book do.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.edits import copy_project
from casebook.tables import DATA, DESCRIPTOR

TOPICS = dict(zip("abcdefghij", "甲乙丙丁戊己庚辛壬癸", strict=True))  # letters of ids, and names
CHART_EVERY = 10  # chapters
CHARTED = 6  # figures in a chart
SECTIONS, PARAGRAPHS, SENTENCES, FIGURES = 4, 4, 5, 2  # each in one of those before it
INDICATOR_EVERY = 10  # facts
SEED = 20220701
COLOURS = ("party", "industry", "service", "country")
KEPT_TABLES = {"sources"}  # the others are written anew, or left with their heads alone
KEPT_PAGES = ("__init__.py", "charts/__init__.py", "_images")
HEAD = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

"""


def _words(text: str) -> list[str]:
    return text.split()


PLACES = _words("河东 河西 上湾 下湾 坪里 坳上 山背 冲口 渡口 桥头 塘边 田垄 石桥 松林 竹园 祠堂 码头 学堂 后坡 新屋")
THINGS = _words("渠道 田埂 油茶 桐树 鱼塘 谷仓 碾坊 水井 茶园 菜地 路基 堤坝 柑橘 林带 木桥 晒场 苗圃 牛栏 烤房 水车")
PEOPLE = _words("组长 会计 农户 匠人 老人 社员 青年 医生 教师 船工 保管员 护林员 邻居 亲戚 木匠 放水员")
DEEDS = _words("查看 修补 登记 测量 丈量 清理 商量 疏通 搬运 看管 记录 核对 翻耕 移栽 采收 加固 讨论 轮换 交接 晾晒")
TIMES = _words("春耕前 雨季里 秋收后 年底 清早 傍晚 赶场那天 农闲时 冬修时 涨水后 开会前 月末")
MANNERS = _words("按老办法 照新规矩 分组 逐户 轮流 先近后远 沿着河岸 从坡脚起 挨着田坎 对照账本")
UNITS = _words("亩 户 人 名 万元 平方公里 个 元/亩")
HEDGES = (("exact", ""), ("about", "约"), ("at_least", "余"))
SENTENCES_OF = (
    "{time}，{who}{manner}{deed}{place}的{thing}，{other}在旁边{deed_too}。",
    "{place}的{thing}由{who}{deed}，{other}{time}再{deed_too}。",
    "{who}说，{thing}要{manner}{deed}，不然{place}的{thing_too}没人{deed_too}。",
    "{deed}{thing}以前，{who}和{other}{manner}到{place}{deed_too}。",
    "至于{place}的{thing_too}，{time}由谁{deed}，{who}没有讲。",
)
SETTINGS = {"name": "量尺", "village": "某村", "files": "yardstick", "material": "造出来的文字", "checked": "无从核实",
            "licence": "CC BY 4.0"}  # fmt: skip
CELLS = """\
```{{code-cell}} ipython3
from book.charts import growth
```

```{{code-cell}} ipython3
---
alt: 条形图，各处的数
---
growth.bars("{topic}", "c{number:03d}")
```"""
CHART = '''\
"""A chart of any topic's first figures."""

from __future__ import annotations

import altair as alt

from casebook.charts import theme
from casebook.charts.data import TOOLTIP, record, values
from casebook.charts.figure import ChartFigure
from casebook.charts.table import of_figures


def bars(topic: str, name: str) -> ChartFigure:
    """Draw a topic's first figures as bars."""
    figures = tuple(f"{topic}.f{number:06d}" for number in range(CHARTED))

    def draw(width: int) -> theme.Drawn:
        chart = alt.Chart(values([record(each) for each in figures])).mark_bar()
        return theme.sized(chart.encode(x="值:Q", y="名称:N", tooltip=TOOLTIP), width, 200)

    return ChartFigure(name, "各处的数", "各有单位", figures, draw, of_figures(figures, "各处的数"))
'''.replace("CHARTED", str(CHARTED))


class Words:
    """Speaks without end, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def sentence(self) -> str:
        """Return a sentence with its full stop."""
        pick = self._random.choice
        who, other = self._random.sample(PEOPLE, 2)
        thing, thing_too = self._random.sample(THINGS, 2)
        deed, deed_too = self._random.sample(DEEDS, 2)
        return pick(SENTENCES_OF).format(
            time=pick(TIMES), who=who, other=other, manner=pick(MANNERS), deed=deed, deed_too=deed_too,
            place=pick(PLACES), thing=thing, thing_too=thing_too,
        )  # fmt: skip

    def paragraph(self) -> str:
        """Return some sentences."""
        return "".join(self.sentence() for _ in range(SENTENCES))

    def name(self) -> str:
        """Return what a heading or a figure may be called."""
        pick = self._random.choice
        return f"{pick(PLACES)}{pick(THINGS)}{pick(DEEDS)}"


def write_book(root: Path, chapters: int, figures: int) -> None:
    """Put a book of that size into a copy of the project, in place of the one that is there."""
    per_topic = _shares(figures)
    _clear_book(root / "book")
    _write_data(root / "data", per_topic)
    _write(root / "book/charts/growth.py", CHART)
    _write(root / "book/index.md", "# 量尺\n\n一本没有意思的书，用来量。\n\n```{ledger-topics}\n```\n")
    _write(root / "book/book.yml", json.dumps(SETTINGS, ensure_ascii=False))  # JSON is YAML
    for topic in per_topic:
        _write(
            root / f"book/evidence/ledger/{topic}.md",
            f"(ledger-{topic})=\n# 台账：{TOPICS[topic[1:]]}\n\n```{{ledger}} {topic}\n```\n",
        )
    for number in range(chapters):
        _write(root / f"book/case/c{number:03d}.md", chapter(number, chapters, per_topic))
    files = [
        *(f"book/case/c{number:03d}" for number in range(chapters)),
        *(f"book/evidence/ledger/{each}" for each in per_topic),
    ]
    toc = {"format": "jb-book", "root": "book/index", "chapters": [{"file": file} for file in files]}
    _write(root / "_toc.yml", json.dumps(toc, indent=1))


def _shares(figures: int) -> dict[str, int]:
    """Return how many of the figures each topic has."""
    return {f"t{each}": len(range(number, figures, len(TOPICS))) for number, each in enumerate(TOPICS)}


def _clear_book(book: Path) -> None:
    kept = {name: book / name for name in KEPT_PAGES}
    for path in sorted(book.rglob("*"), reverse=True):
        if any(path == each or each in path.parents or path in each.parents for each in kept.values()):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# ---------- words ----------


def chapter(number: int, chapters: int, per_topic: dict[str, int]) -> str:
    """Return the text of a chapter: sections of prose with figures and links to other chapters."""
    words, chance = Words(f"{SEED}.{number}"), random.Random(f"{SEED}.{number}.links")
    topic = list(per_topic)[number % len(TOPICS)]
    text = [f"(c{number:03d})=\n# {words.name()}", words.paragraph()]
    if number % CHART_EVERY == 0:
        text = [HEAD + text[0], text[1], CELLS.format(topic=topic, number=number)]
    for section in "abcd"[:SECTIONS]:
        text.append(f"(c{number:03d}-{section})=\n## {words.name()}")
        text += [words.paragraph() for _ in range(PARAGRAPHS)]
        text += [_figure(words, topic, chance.randrange(per_topic[topic])) for _ in range(FIGURES)]
        text.append(f"另见{{ref}}`c{chance.randrange(chapters):03d}`。")
    return "\n\n".join(text) + "\n"


def _figure(words: Words, topic: str, number: int) -> str:
    return f"{words.name()}是{{fact}}`{topic}.f{number:06d}`，{words.sentence()}"


# ---------- figures ----------


def _write_data(data: Path, per_topic: dict[str, int]) -> None:
    rows = {
        "topics": ([each, TOPICS[each[1:]], COLOURS[n % len(COLOURS)]] for n, each in enumerate(per_topic)),
        "facts": (row for topic, count in per_topic.items() for row in facts(topic, count)),
        "indicators": (row for topic, count in per_topic.items() for row in indicators(topic, count)),
    }
    package = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] in KEPT_TABLES:
            continue
        with (data / resource["path"]).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([field["name"] for field in resource["schema"]["fields"]])
            writer.writerows(rows.get(resource["name"], ()))


def facts(topic: str, count: int) -> Iterator[Sequence[str]]:
    """Yield a topic's rows of ``facts.csv``; each tenth is a part of an earlier one."""
    words, chance = Words(f"{SEED}.{topic}"), random.Random(f"{SEED}.{topic}.values")
    for number in range(count):
        whole = number - len(UNITS) if number % 10 == 9 else None
        hedge, word = HEDGES[0] if whole else chance.choice(HEDGES)
        value = "1" if whole else str(chance.randrange(10, 100_000))  # no part is larger than its whole
        yield (
            f"{topic}.f{number:06d}", topic, words.name(), value, UNITS[number % len(UNITS)], hedge, word,
            str(chance.randrange(2000, 2022)), "report", "产业部分", "reported",
            f"{topic}.f{whole:06d}" if whole else "", words.sentence(),
        )  # fmt: skip


def indicators(topic: str, count: int) -> Iterator[Sequence[str]]:
    """Yield a topic's rows of ``indicators.csv``: each the share of one fact in another of its unit."""
    words = Words(f"{SEED}.{topic}.indicators")
    step = len(UNITS)
    for number in range(0, count - step, INDICATOR_EVERY):
        formula = f"{topic}.f{number:06d} / {topic}.f{number + step:06d}"
        yield f"{topic}.i{number:06d}", topic, words.name(), formula, "%", "", words.sentence()


def main() -> None:
    """Write a copy of the project with a generated book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapters", type=int, default=30)
    parser.add_argument("--figures", type=int, default=1000)
    options = parser.parse_args()
    write_book(copy_project(options.folder), options.chapters, options.figures)
    print(f"{options.folder}：{options.chapters} 章，{options.figures} 个数")


if __name__ == "__main__":
    main()
