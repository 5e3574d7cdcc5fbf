"""The report: ``report.json`` with every number, ``report.md`` with medians, ratios first."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench import fit
from bench.content import Chapter
from bench.edits import BENCH
from bench.peers import OWN, TOOLS, Tool

PAGE, DATA, METHOD = BENCH / "report.md", BENCH / "report.json", BENCH / "method.md"
NAMES = {each.key: each.name for each in TOOLS} | {"uncompressed": "本书，不用压好的副本"}
NONE = "–"
GROWTH = (
    "书是 `bench/generate.py` 造的，没有意思，只用来量：章数变时数据 1,000 行，数据变时 10 章；排学员版网页。"
    "CPU 秒是用户加系统、所有进程合计。指数是对数的最小二乘，末段指数只看最大的两种规模，"
    "有一个大于 1.1 就算比规模长得快。“–”是没有在时限内做完。"
)
Data = Mapping[str, Any]
Value = float | None


@dataclass(frozen=True)
class Metric:
    """A row of the comparison.

    Attributes:
        part: the part of the report it comes from.
        read: gets the number of a tool from what its part found for it.
        show: prints it.
        more_is_better: said of recall alone.
    """

    name: str
    part: str
    read: Callable[[Any], Value]
    show: Callable[[float], str]
    more_is_better: bool = False


def seconds(value: float) -> str:
    return f"{value:.1f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def milliseconds(value: float) -> str:
    return seconds(value / 1000)


def kilobytes(value: float) -> str:
    return f"{value / 1000:.0f} kB" if value >= 1000 else f"{value:.0f} B"


def number(value: float) -> str:
    return f"{value:.0f}"


def share(value: float) -> str:
    return f"{value * 100:.0f}%"


def _median(key: str) -> Callable[[Any], Value]:
    """Return what reads the median of a list of numbers under a key."""
    return lambda found: middle(found.get(key, []))


def _median_of(key: str, *way: str) -> Callable[[Any], Value]:
    """Return what reads the median of a key over a list of measurements."""

    def read(found: Any) -> Value:
        for each in way:
            found = found[each]
        return middle([each[key] for each in found])

    return read


def middle(values: Iterable[Value]) -> Value:
    """Return the median; None where nothing was to be measured."""
    known = [each for each in values if each is not None]
    return statistics.median(known) if known else None


def _recall(part: str, whole: str) -> Callable[[Any], Value]:
    return lambda found: found["recall"][part] / found["recall"][whole]


COLD = Metric("从头排", "builds", _median("cold"), seconds)
BYTES = Metric("四图一章：字节", "pages", _median_of("bytes"), kilobytes)
DRAWN = Metric("四图一章：图全画出", "pages", _median_of("drawn"), milliseconds)
RECALL = Metric("检索：该找到的找到了", "search", _recall("found", "wanted"), share, more_is_better=True)
EDIT = Metric("改一段到页上看见", "edits", _median_of("seen"), seconds)
METRICS = (
    COLD,
    Metric("没有改动再排", "builds", _median("again"), seconds),
    Metric("改一段再排", "builds", _median("paragraph"), seconds),
    EDIT,
    Metric("改一段到整页换好", "edits", _median_of("whole"), seconds),
    BYTES,
    Metric("四图一章：请求数", "pages", _median_of("requests"), number),
    Metric("四图一章：首次有内容", "pages", _median_of("painted"), milliseconds),
    DRAWN,
    Metric("四图一章：阻塞时间", "pages", _median_of("blocked"), milliseconds),
    Metric("四图一章：版面移动", "pages", _median_of("shift"), lambda value: f"{value:.4f}"),
    Metric("头一次检索：字节", "search", _median_of("bytes", "first"), kilobytes),
    Metric("头一次检索：用时", "search", _median_of("ms", "first"), milliseconds),
    RECALL,
    Metric("检索：头一条就是", "search", _recall("first", "wanted"), share, more_is_better=True),
    Metric("检索：不该有的没有", "search", _recall("rightly_nothing", "others"), share, more_is_better=True),
    Metric("PDF：用时", "pdf", _median("seconds"), seconds),
    Metric("PDF：字节", "pdf", _median("bytes"), kilobytes),
)
TARGETS = (
    ("字节最少", BYTES, None),
    ("图最早画出", DRAWN, None),
    ("找到的最多", RECALL, None),
    ("从改到看见最短", EDIT, None),
    ("学员版网页从头排，不慢于普通 Jupyter Book 1", COLD, "plain"),
)


def add(part: str, found: Any) -> None:
    """Put what a part found into the report, and write both files."""
    data = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    data[part] = found
    DATA.write_text(json.dumps(_rounded(data), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(data), encoding="utf-8")


def _rounded(data: Any) -> Any:
    """Return the data with four significant places after the point at the most."""
    if isinstance(data, float):
        return round(data, 4)
    if isinstance(data, Mapping):
        return {key: _rounded(value) for key, value in data.items()}
    return [_rounded(each) for each in data] if isinstance(data, list | tuple) else data


def describe_content(content: Sequence[Chapter], tools: Sequence[Tool]) -> dict[str, Any]:
    """Tell how much every tool was given, and how many pages it made of it."""
    return {
        "chapters": len(content),
        "han": sum(each.han for each in content),
        "charts": sum(len(each.charts) for each in content),
        "charts_of_the_chapter": max(len(each.charts) for each in content),
        "pages": {tool.key: sum(1 for _ in tool.site.rglob("*.html")) for tool in tools},
    }


# ---------- the page ----------


def page(data: Data) -> str:
    """Return the report as Markdown."""
    blocks = [
        "# 与同类工具并排量",
        "由 `make bench` 写出；逐次的数在 `report.json`。比值都是别家除以本书：大于 1，别家的数大。",
    ]
    if unmeasured := sorted({metric.name for metric in METRICS if metric.part not in data}):
        blocks.append(f"这一次没有量的：{'、'.join(unmeasured)}。")
    blocks += [each for each in (targets(data), comparison(data), losses(data), readers(data), growth(data)) if each]
    blocks += ["## 怎样量的", METHOD.read_text(encoding="utf-8").strip(), circumstances(data)]
    return "\n\n".join(blocks) + "\n"


def value(data: Data, metric: Metric, key: str) -> Value:
    """Return a tool's number; None where it has none."""
    found = data.get(metric.part, {}).get("found", {}).get(key)
    return None if found is None else metric.read(found)


def rivals(data: Data, metric: Metric) -> dict[str, float]:
    """Return the peers' numbers."""
    found = {each.key: value(data, metric, each.key) for each in TOOLS if each.key != OWN}
    return {key: each for key, each in found.items() if each is not None}


def reached(data: Data, metric: Metric, rival: str | None) -> bool | None:
    """Tell whether this book is at least as good as a rival, or as all; None where it was not measured."""
    ours, others = value(data, metric, OWN), rivals(data, metric)
    others = {key: each for key, each in others.items() if rival in (None, key)}
    if ours is None or not others:
        return None
    return ours >= max(others.values()) if metric.more_is_better else ours <= min(others.values())


def targets(data: Data) -> str:
    """Return the targets, with whether each is met."""
    rows = []
    for name, metric, rival in TARGETS:
        met = reached(data, metric, rival)
        if met is None:
            continue
        ours, others = value(data, metric, OWN), rivals(data, metric)
        best = rival or (max if metric.more_is_better else min)(others, key=lambda key: others[key])
        assert ours is not None
        rows.append((name, "达到" if met else "**没有达到**", ratio(others[best], ours), metric.show(ours),
                     f"{NAMES[best]} {metric.show(others[best])}"))  # fmt: skip
    if (wrong := _errors(data)) is not None:
        rows.append(("负载下没有错误", "**没有达到**" if wrong else "达到", NONE, f"{wrong:.0f} 个", NONE))
    heads = ("目标", "", "比值", "本书", "与之比的：同类中最好的")
    return "\n\n".join(["## 目标", table(heads, rows)]) if rows else ""


def comparison(data: Data) -> str:
    """Return the table of all metrics: a row a metric, a column a tool, ratio and number."""
    tools = [each for each in TOOLS if any(value(data, metric, each.key) is not None for metric in METRICS)]
    rows = []
    for metric in METRICS:
        ours = value(data, metric, OWN)
        cells = [metric.name]
        for tool in tools:
            each = value(data, metric, tool.key)
            if each is None:
                cells.append(NONE)
            elif tool.key == OWN or ours is None:
                cells.append(metric.show(each))
            else:
                cells.append(f"{ratio(each, ours)}（{metric.show(each)}）")
        if any(cell != NONE for cell in cells[1:]):
            rows.append(tuple(cells))
    return "\n\n".join(["## 同样的内容", table(("", *(each.name for each in tools)), rows)]) if rows else ""


def losses(data: Data) -> str:
    """Say plainly where a peer does better."""
    lines = []
    for metric in METRICS:
        if reached(data, metric, None) is False:
            ours, others = value(data, metric, OWN), rivals(data, metric)
            assert ours is not None
            better = {
                key: each for key, each in others.items() if (each > ours) == metric.more_is_better and each != ours
            }
            said = "、".join(f"{NAMES[key]} {metric.show(each)}" for key, each in better.items())
            lines.append(f"- {metric.name}：本书 {metric.show(ours)}；{said}。")
    return "\n\n".join(["## 本书不如的地方", "\n".join(lines)]) if lines else ""


def readers(data: Data) -> str:
    """Return the load on nginx, and how what is sent is kept."""
    if "readers" not in data:
        return ""
    found = data["readers"]["found"]
    rows = []
    for name in ("index", "case/members", "evidence/ledger/party"):
        base = middle([each["per_second"] for each in found["load"]["plain"][name]])
        for key, pages in found["load"].items():
            speeds = middle([each["per_second"] for each in pages[name]])
            assert base is not None and speeds is not None
            waits = [middle([each[which] for each in pages[name]]) or 0 for which in ("median_ms", "p99_ms")]
            wrong = sum(each["errors"] for each in pages[name])
            rows.append((f"{name}.html", NAMES[key], f"×{speeds / base:.2f}", number(speeds),
                         *(f"{each:.1f} ms" for each in waits), number(wrong)))  # fmt: skip
    heads = ("页", "", "比普通书", "每秒请求", "等待的中位数", "99% 在此以内", "错误")
    said = [_manners(NAMES[key], each) for key, each in found["manners"].items()]
    copies = {key: size for key, (_, size) in found["copies"].items()}
    packed = "、".join(
        f"{name} {kilobytes(copies[key])}" for key, name in ((".gz", "gzip"), (".br", "brotli")) if key in copies
    )
    said.append(f"- `make site` 做压缩副本：全书文本 {kilobytes(copies['text'])}，{packed}；同一本书做出的逐字节相同。")
    return "\n\n".join(
        ["## 读者多的时候", "nginx 一个进程，wrk 在同一台机器上用 16 个连接。", table(heads, rows), "\n".join(said)]
    )


def _manners(name: str, found: Mapping[str, Any]) -> str:
    sizes = "、".join(
        f"{how} {kilobytes(found[key])}"
        for how, key in (("gzip", "gzip_bytes"), ("brotli", "brotli_bytes"))
        if found[key]
    )
    return (
        f"- {name}：没有改的页再问一次答 {found['unchanged_page']}；这一页 {kilobytes(found['page_bytes'])}，{sizes}；"
        f"页里的样式和脚本 {found['files_linked']} 个，地址带版本的 {found['files_with_version']} 个，"
        f"这样的文件送出时写着 `{found['cache_of_versioned'] or NONE}`。"
    )


def growth(data: Data) -> str:
    """Return how the book grows with its chapters and its figures, and what grows faster than they do."""
    if "growth" not in data:
        return ""
    found = data["growth"]["found"]
    blocks = ["## 书长大的时候", GROWTH]
    for kind, title in (("chapters", "章数"), ("figures", "数据行数")):
        heads, rows, steep = fit.table(found[kind])
        told = f"比规模长得快的：{'、'.join(steep)}。" if steep else "没有一项比规模长得快。"
        blocks += [f"### {title}", table(heads, rows), told]
    return "\n\n".join(blocks)


def _errors(data: Data) -> Value:
    if "readers" not in data:
        return None
    load = data["readers"]["found"]["load"]
    return float(sum(each["errors"] for pages in load.values() for runs in pages.values() for each in runs))


def circumstances(data: Data) -> str:
    """Say on what machine, with what versions, and how often each thing was measured."""
    lines = ["## 在什么机器上"]
    if "content" in data:
        content = data["content"]
        lines.append(f"内容：{content['chapters']} 页，{content['han']} 个汉字，{content['charts']} 张图。")
    parts = {part: each["about"] for part, each in data.items() if isinstance(each, Mapping) and "about" in each}
    if parts:
        machine = next(iter(parts.values()))["machine"]
        lines.append(
            f"{machine['cores']} 核 {machine['processor']}，内存 {machine['memory_gib']} GiB，{machine['system']}；"
            f"Python {machine['python']}，Node {machine['node']}，Chromium {machine['chromium']}，"
            f"nginx {machine['nginx']}，wrk {machine['wrk']}。"
        )
        rows = [(part, str(each["times"]), str(each["machine"]["load_before"]), each["remark"] or NONE)
                for part, each in parts.items()]  # fmt: skip
        lines.append(table(("部分", "各量几次", "量之前一分钟的负载", "说明"), rows))
        versions = [
            (key, "，".join(f"{name} {each}" for name, each in pins.items())) for key, pins in machine["tools"].items()
        ]
        lines.append(table(("环境", "版本"), versions))
    return "\n\n".join(lines)


def ratio(theirs: float, ours: float) -> str:
    """Return how many times ours theirs is."""
    if not ours:
        return "×1.0" if not theirs else "×∞"
    times = theirs / ours
    return f"×{times:.2f}" if times < 10 else f"×{times:.0f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, all columns but the first set to the right."""
    lines = [heads, [":--", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)
