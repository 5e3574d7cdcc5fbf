"""A repository for the next village: made, checked, built, filled, and built again."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path

import pypdf
import pytest

from casebook import next as following
from casebook.cli import main
from casebook.tables import DATA, ROOT
from tests.new_village import FIGURES, VILLAGE, NewVillage
from tests.typst import pdfs

OURS = re.compile("九庄|桃源|三阳港|[Jj]iuzhuang")
KEEPS_ITS_NOTICE = "LICENSE"  # the code's licence asks for it
CASE = "case/village", "case/members", "case/industry-b", "case/services"
CHARTS = {
    "case/village": ("village-land", "9870亩", "415余亩", "至多5195亩"),
    "case/members": ("members-dots", "87名"),
    "case/industry-b": ("industry-area", "46亩", "约735亩"),
    "case/services": ("services-sums", "97.5万元", "41万元"),
}


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> NewVillage:
    """Return a new repository, not built yet."""
    place = tmp_path_factory.mktemp("next") / "shanyan"
    with pytest.raises(SystemExit) as ended:
        main(["new", str(place), "--village", VILLAGE])
    assert ended.value.code == 0
    return NewVillage(place)


def files(root: Path) -> list[Path]:
    """Return the files of a repository, but for what a build or a run leaves."""
    left = {"_build", "__pycache__"}
    return [path for path in sorted(root.rglob("*")) if path.is_file() and not left & set(path.parts)]


# ---------- what it holds ----------


def test_nothing_of_this_village_goes_along(new: NewVillage) -> None:
    found = [
        f"{path.relative_to(new.root)}: {match[0]}"
        for path in files(new.root)
        for match in OURS.finditer(path.read_text(encoding="utf-8"))
        if path.relative_to(new.root).as_posix() != KEEPS_ITS_NOTICE
    ]
    assert found == []
    assert [path for path in files(new.root) if OURS.search(path.name)] == []


def test_its_code_is_this_project_s_own(new: NewVillage) -> None:
    for folder in ("casebook", "template"):
        here = {path.relative_to(ROOT): path.read_bytes() for path in files(ROOT / folder)}
        there = {path.relative_to(new.root): path.read_bytes() for path in files(new.root / folder)}
        assert here == there
    for name in ("requirements.txt", ".ci/run", "tests/requirements.txt"):
        assert (new.root / name).read_bytes() == (ROOT / name).read_bytes()
        assert (new.root / name).stat().st_mode == (ROOT / name).stat().st_mode


def test_what_its_commands_run_is_there(new: NewVillage) -> None:
    makefile = (new.root / "Makefile").read_text(encoding="utf-8")
    scripts = re.findall(r"bash (\S+)", makefile)
    modules = re.findall(r"\$\(BIN\)/python -m (\S+)", makefile)
    checked = tomllib.loads((new.root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["packages"]
    assert scripts and modules and checked
    assert [each for each in scripts if not (new.root / each).is_file()] == []
    assert [each for each in [*modules, *checked] if not (new.root / each).is_dir()] == []


def test_its_tables_have_this_project_s_columns(new: NewVillage) -> None:
    here, there = (json.loads((data / "datapackage.json").read_text("utf-8")) for data in (DATA, new.root / "data"))
    assert [each["schema"]["fields"][0] for each in here["resources"]] == [
        each["schema"]["fields"][0] for each in there["resources"]
    ]
    for resource in there["resources"]:
        head = next(csv.reader((new.root / "data" / resource["path"]).open(encoding="utf-8")))
        assert head == [field["name"] for field in resource["schema"]["fields"]]


def test_no_figure_is_filled_and_each_says_what_to_fill(new: NewVillage) -> None:
    rows = new.rows()
    assert len(rows) > 20 and {row["grade"] for row in rows} == {"awaited"}
    assert all(not row["value"] and row["unit"] and len(row["note"]) > 10 for row in rows)
    assert {row["id"] for row in rows} == set(FIGURES)


def test_no_name_is_left_open(new: NewVillage) -> None:
    texts = [path for path in files(new.root) if path.relative_to(new.root).parts[0] not in ("template", "casebook")]
    assert [path for path in texts if re.search("%(village|files|name|title|author)%", path.read_text("utf-8"))] == []


# ---------- what will not do ----------


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command, which must fail; return what it says."""
    with pytest.raises(SystemExit) as ended:
        main(["new", *arguments])
    told = capsys.readouterr().err
    assert ended.value.code == 1 and told.startswith("没有建成，什么也没有写：") and len(told.splitlines()) == 2
    return told


@pytest.mark.parametrize("name", ["Shanyan", "山", "山燕村" * 5, "山燕村/", "12村", "山 燕村", "%name%"])
def test_a_bad_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert f"村名“{name}”用不得" in refused(capsys, str(tmp_path / "x"), "--village", name)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_taken_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("我的", encoding="utf-8")
    (tmp_path / "file").write_text("我的", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    assert "不是空的" in refused(capsys, str(tmp_path / "full"))
    assert "已经有一个文件" in refused(capsys, str(tmp_path / "file"))
    assert "已经有一个文件" in refused(capsys, str(tmp_path / "link"))
    assert "没有" in refused(capsys, str(tmp_path / "nowhere" / "x"))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("place", [ROOT, ROOT / "book" / "next", ROOT / "next", ROOT.parent])
def test_a_place_within_this_project_or_around_it_is_refused(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    assert "这个文件夹在本项目里" in refused(capsys, str(place))
    assert not (ROOT / "next").exists() and not (ROOT / "book" / "next").exists()


def test_a_run_that_fails_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()

    def full(text: str, names: following.Names) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(following.ADAPTED, "_config.yml", full)
    assert "写不进去" in refused(capsys, str(tmp_path / "x"))
    assert "写不进去" in refused(capsys, str(tmp_path / "empty"))
    monkeypatch.setattr(following, "COPIED", ("casebook", "nothing-of-this-name"))
    assert "nothing-of-this-name" in refused(capsys, str(tmp_path / "x"))
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


def test_an_empty_folder_and_no_name_will_do(tmp_path: Path) -> None:
    place = tmp_path / "新村"
    place.mkdir()
    assert following.make(place) == place
    assert 'village: "待填村"' in (place / "book/book.yml").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["新村"]


# ---------- it builds, and is filled ----------


@pytest.fixture(scope="module")
def awaiting(new: NewVillage) -> NewVillage:
    """Return the repository checked and built as it is, in both editions, with the PDF."""
    check = new.run("casebook", "check")
    assert check.returncode == 0, check.stdout + check.stderr
    assert "没有问题" in check.stdout and f"还有 {len(FIGURES)} 个数待填" in check.stdout
    assert "还没有 data/fingerprint.txt" in check.stdout
    build = new.run("casebook", "build", "--quiet")
    assert build.returncode == 0, build.stdout + build.stderr
    return new


def test_what_is_not_filled_says_so(awaiting: NewVillage) -> None:
    for name, (chart, *_) in CHARTS.items():
        page = awaiting.page(name)
        assert "待填" in page and "下面的数填上以后，才画得出这张图" in page
        assert f'id="{chart}' in page or chart in page
    for edition in ("_build", "_build/trainer"):
        text = pdfs.whole_text(awaiting.root / edition / "pdf/shanyan-casebook.pdf")
        assert "山燕村案例" in text and "待填" in text
    assert (awaiting.root / "_build/html/downloads/slides/shanyan-intro.pptx").is_file()
    assert len(pypdf.PdfReader(awaiting.root / "_build/pdf/case-A.pdf").pages) >= 1
    assert "分析思路" not in awaiting.page("teaching/guide")
    assert "分析思路" in (awaiting.root / "_build/trainer/html/teaching/guide.html").read_text("utf-8")


def test_its_own_tests_pass(awaiting: NewVillage) -> None:
    # The check has been run for this fixture.
    run = awaiting.run("pytest", "-q", "-p", "no:cacheprovider", "tests/test_book.py", "-k", "not check")
    assert run.returncode == 0, run.stdout


@pytest.fixture(scope="module")
def filled(awaiting: NewVillage) -> NewVillage:
    """Return the repository filled with made-up figures, given a fingerprint, and built: the learner's pages."""
    awaiting.fill()
    source = awaiting.root.parent / "原文.txt"
    source.write_text("山燕村的人在溪边种茶已经有很多年了大家都说好。", encoding="utf-8")
    assert awaiting.run("casebook", "fingerprint", str(source)).returncode == 0
    build = awaiting.run("casebook", "build", "--edition", "learner", "--web", "--quiet")
    assert build.returncode == 0, build.stdout + build.stderr
    assert "待填" not in build.stdout and "fingerprint" not in build.stdout
    return awaiting


def test_made_up_figures_stand_in_the_pages_and_charts(filled: NewVillage) -> None:
    for name, (chart, *words) in CHARTS.items():
        page = filled.page(name)
        assert chart in page and "才画得出这张图" not in page
        drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", page))
        assert [each for each in words if each not in drawn] == []
    assert "至多2783元/人" in filled.page("case/industry-b")  # 64万元 over 230余人
    assert "163.8万元/年" in filled.page("case/industry-b")
    assert "每户3.62人" in filled.page("case/village")
    ledger = "".join(filled.page(f"evidence/ledger/{path.stem}") for path in
                     (filled.root / "book/evidence/ledger").glob("*.md"))  # fmt: skip
    assert [
        row["id"] for row in filled.rows() if f">{row['id']}<" not in re.sub("<span[^>]*>|</span>", "", ledger)
    ] == []


def test_its_fingerprint_is_heeded(filled: NewVillage) -> None:
    page = filled.root / "book/case/village.md"
    before = page.read_text(encoding="utf-8")
    page.write_text(before + "\n山燕村的人在溪边种茶已经有很多年了。\n", encoding="utf-8")
    try:
        check = filled.run("casebook", "check")
    finally:
        page.write_text(before, encoding="utf-8")
    assert check.returncode == 1 and "与报道连续" in check.stdout
