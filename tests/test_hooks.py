"""What is looked at before a commit: each hook refuses a planted fault in a repository of its own."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from casebook.tables import ROOT
from tools import staged

CONFIG = ROOT / ".pre-commit-config.yaml"
COPIED = ("casebook", "data", "book", "tools")
FILES = ("_config.yml", "_toc.yml", "pyproject.toml", ".pre-commit-config.yaml", ".gitattributes")
NOTEBOOK = {"cells": [{"cell_type": "code", "outputs": [{"text": "1"}]}]}


def hooks() -> dict[str, dict[str, Any]]:
    """Return the hooks by their ids."""
    repos = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["repos"]
    return {hook["id"]: hook for repo in repos for hook in repo["hooks"]}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project under git, with this environment beside it."""
    root = tmp_path_factory.mktemp("repository")
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, root)
    (root / ".venv").symlink_to(Path(sys.executable).parent.parent)
    (root / ".gitignore").write_text(".venv\n_build\n", encoding="utf-8")
    for command in (("init", "-q"), ("add", "-A")):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def run(repository: Path, hook: str, *files: str) -> subprocess.CompletedProcess[str]:
    """Run a hook as pre-commit does: its entry, with the files staged."""
    found = hooks()[hook]
    given = files if found.get("pass_filenames", True) else ()
    command = [*shlex.split(found["entry"]), *given]
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)


def plant(repository: Path, name: str, content: bytes) -> str:
    """Write a file and stage it; return its name."""
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    subprocess.run(["git", "add", "-f", name], cwd=repository, check=True, capture_output=True)
    return name


def test_no_hook_needs_a_network() -> None:
    repos = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    assert all(hook["language"] == "system" for hook in hooks().values())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("book/photo.png", b"x" * 600 * 1024, "文件有 600 KB"),
        ("book/x.ipynb", json.dumps(NOTEBOOK).encode(), "笔记本带着运行结果"),
        ("book/y.ipynb", b"{}", "笔记本是 .ipynb"),
        ("book/z.md", "一\n<<<<<<< HEAD\n二\n=======\n三\n>>>>>>> x\n".encode(), "book/z.md 第2行：有合并留下的记号"),
        ("data/w.csv", b"a,b\r\n1,2\r\n", "data/w.csv 第1行：行尾是 Windows 的换行"),
    ],
)
def test_a_file_that_does_not_belong_is_refused(repository: Path, name: str, content: bytes, told: str) -> None:
    outcome = run(repository, "staged", plant(repository, name, content))
    (repository / name).unlink()
    assert outcome.returncode == 1
    assert told in outcome.stderr
    assert outcome.stderr.count("·") == 1


@pytest.mark.parametrize(("hook", "content"), [("ruff-check", b"import os\n"), ("ruff-format", b"x = {  'a':1 }\n")])
def test_untidy_python_is_refused(repository: Path, hook: str, content: bytes) -> None:
    name = plant(repository, "casebook/planted.py", content)
    outcome = run(repository, hook, name)
    (repository / name).unlink()
    assert outcome.returncode != 0
    assert "planted.py" in outcome.stdout + outcome.stderr


def test_a_loose_number_is_refused_and_its_mending_lets_it_pass(repository: Path) -> None:
    page = repository / "book" / "appendix" / "rights.md"
    whole = page.read_bytes()
    plant(repository, "book/appendix/rights.md", whole + "\n村里有77口塘。\n".encode())
    refused = run(repository, "casebook-check")
    page.write_bytes(whole)
    assert refused.returncode == 1
    assert "正文里直接写了数字“77" in refused.stdout
    assert run(repository, "casebook-check").returncode == 0


def test_the_check_is_asked_for_what_it_looks_at() -> None:
    assert all(hooks()["casebook-check"]["files"].find(part) >= 0 for part in ("book", "data", "casebook", "toc"))


def test_the_project_itself_passes() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    findings = staged.examine(ROOT / name for name in listed.split("\0") if name)
    assert not findings, "\n".join(map(str, findings))
