"""What a deck is held to: each fault is told at its place, in Chinese, with its mending."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from casebook.slides import build
from casebook.slides.drawings import READABLE, ROOM, VIEW_BOX, largest
from casebook.slides.reveal import ENGINE, WORDS, in_chinese
from casebook.tables import ROOT
from tests.sphinx.small_book import HEAD, cell

LONG = "这句话写得太长后排看不清。" * 8
NOTE = ":::{{notes}} {}\n讲。\n:::\n"
DECKS = {
    # Adds up, but no slide ends where 角色 does.
    "services": f"# 服务\n\n{NOTE.format(0)}\n## 甲\n\n{NOTE.format(24)}\n## 乙\n\n{NOTE.format(16)}",
    "intro": f"# 导入\n\n{NOTE.format(0)}\n## 说多了\n\n{LONG}\n\n{NOTE.format(5)}\n## 多出来\n\n{NOTE.format(1.5)}",
    "members": f"# 党员\n\n{NOTE.format(0)}\n## 没有讲稿\n\n话。\n\n## 两段讲稿\n\n{NOTE.format(10)}\n{NOTE.format(1)}",
    "tobacco": f"# 烟叶\n\n{NOTE.format('两分')}\n## 二级\n\n### 三级\n\n{NOTE.format(1)}\n"
    f"## 数\n\n共134名，很成功。\n\n{NOTE.format(1)}",
    "review": HEAD
    + "# 复盘\n\n"
    + NOTE.format(0)
    + cell("from book.charts import tobacco, village")
    + "\n## 两张图\n\n"
    + cell("tobacco.area()", "第一张图，两根横条。")
    + "\n"
    + cell("village.land()", "第二张图，几根横条。")
    + "\n"
    + NOTE.format(10),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build decks with every fault at once; return what the build says."""
    folder = tmp_path_factory.mktemp("decks")
    configuration = (ROOT / "book" / "slides" / "conf.py").read_text(encoding="utf-8")
    (folder / "conf.py").write_text(re.sub(r"^(ROOT|sys).*$", "", configuration, flags=re.MULTILINE), encoding="utf-8")
    (folder / "index.md").write_text("# 课件\n\n:::{slide} contents\n:::\n\n```{decks}\n```\n", encoding="utf-8")
    for name, text in DECKS.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "revealjs", "-q", str(folder), str(folder / "_build")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return run.stderr


@pytest.mark.parametrize(
    "said",
    [
        r"services\.md: WARNING: “服务”课件里，“角色”环节该在第25分钟末收住，各页加到24分钟",
        r"intro\.md: WARNING: “导入”课件各页加起来是6\.5分钟。应为：正好5分钟",
        r"intro\.md:7: WARNING: 课件的“说多了”这一页有\d+个汉字。应为：至多75个",
        r"members\.md:7: WARNING: 课件的“没有讲稿”这一页有0段讲稿",
        r"members\.md:11: WARNING: 课件的“两段讲稿”这一页有2段讲稿",
        r"tobacco\.md:3: WARNING: 讲稿的分钟数写的是“两分”",
        r"tobacco\.md:\d+: WARNING: 课件的“三级”用了三级以下的标题",
        r"tobacco\.md:\d+: WARNING: 正文里直接写了数字“134”",
        r"tobacco\.md:\d+: WARNING: 用了带褒贬的词“成功”",
        r"review\.md:\d+: WARNING: 课件的“两张图”这一页有2张图",
    ],
)
def test_each_fault_is_told(complaints: str, said: str) -> None:
    assert re.search(said, complaints), complaints


def test_reveal_s_words_are_all_put_into_chinese_or_the_build_says_so() -> None:
    with pytest.raises(ValueError, match="没有“Resume presentation”了"):
        in_chinese("another Reveal", ENGINE)
    script = "\n".join([*WORDS[ENGINE], "//# sourceMappingURL=reveal.js.map"])
    assert in_chinese(script, ENGINE) == "\n".join(WORDS[ENGINE].values()) + "\n"


def drawing(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        '<text y="20" font-size="14px">a</text></svg>'
    )


def test_the_drawing_that_comes_out_largest_is_taken() -> None:
    drawn = largest({"wide": drawing(680, 170), "narrow": drawing(350, 170)})
    assert VIEW_BOX.search(drawn.svg)[3] == "350"  # type: ignore[index]
    assert drawn.width <= ROOM[0] and drawn.height == pytest.approx(ROOM[1])


def test_words_grow_where_the_drawing_cannot() -> None:
    drawn = largest({"wide": drawing(680, 400), "narrow": drawing(350, 400)})
    size = float(re.search(r'font-size="([\d.]+)px"', drawn.svg)[1])  # type: ignore[index]
    scale = drawn.height / float(VIEW_BOX.search(drawn.svg)[4])  # type: ignore[index]
    assert size * scale == pytest.approx(14 * READABLE, rel=0.1)
    assert drawn.width <= ROOM[0] and drawn.height <= ROOM[1] + 0.01


def test_a_picture_has_more_pixels_than_a_full_screen_shows() -> None:
    drawn = largest({"wide": drawing(680, 170)})
    png = drawn.png()
    width = int.from_bytes(png[16:20], "big")
    assert width >= 1.5 * drawn.width


def test_what_decks_rest_on_is_known_by_one_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / build.FOLDER).mkdir()
    assert not build.is_current(tmp_path)
    build.finish(tmp_path, build.digest())
    assert build.is_current(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")  # the editable files carry it
    assert not build.is_current(tmp_path)


def test_a_run_that_did_not_end_well_is_begun_afresh(tmp_path: Path) -> None:
    made = tmp_path / build.FOLDER
    made.mkdir()
    (made / "half").touch()
    build.begin(tmp_path)
    assert not made.exists()
    made.mkdir()
    (made / "whole").touch()
    build.finish(tmp_path, build.digest())
    build.begin(tmp_path)
    assert (made / "whole").exists() and not build.is_current(tmp_path)


def test_the_same_decks_come_out_byte_for_byte(tmp_path: Path) -> None:
    from casebook.editions import RUNS_VARIABLE, Edition

    given = build.environment(Edition.TRAINER) | {RUNS_VARIABLE: str(ROOT / "_build" / ".work" / "runs")}
    command = build.command(tmp_path)
    subprocess.run(command, cwd=ROOT, env=os.environ | given, check=True, capture_output=True)
    build.place(tmp_path, tmp_path / "book")
    for folder in ("slides", "downloads/slides"):
        ours = {path.name: path.read_bytes() for path in (tmp_path / "book" / folder).rglob("*.*") if path.is_file()}
        there = ROOT / "_build" / "trainer" / "html" / folder
        theirs = {path.name: path.read_bytes() for path in there.rglob("*.*") if path.is_file()}
        assert ours.keys() == theirs.keys()
        assert [name for name in ours if ours[name] != theirs[name]] == []
