"""GitHub's workflows: what they call is there, the trainer's stays in, no stranger's code may write."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from casebook.cli import COMMANDS
from casebook.tables import ROOT

FOLDER = ROOT / ".github" / "workflows"
NAMES = sorted(path.name for path in FOLDER.glob("*.yml"))
MAKE = re.compile(r"^\s*make ([a-z-]+)", re.MULTILINE)
OWN_CODE = re.compile(r"^\s*(?:make|python\S*|pip|uv|bash|sh|source|\.\S*/\S+|\.venv\S*)\s", re.MULTILINE)
COMMAND = re.compile(r"-m casebook ([a-z]+)")
PINNED = re.compile(r"uses: (?P<action>[\w-]+/[\w/-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+")
UPLOADS = re.compile(r"actions/upload-[\w-]+@")
# What an upload may carry; the trainer's edition stands in none of these.
CARRIED = {
    "_build/html",
    "_build/release",
    "_build/release-notes.md",
    "links.txt",
    "requirements.txt",
    "tests/requirements.txt",
}
# The jobs that may write, and what: none of them runs a line of the repository's own.
WRITERS = {
    ("pages.yml", "deploy"): {"pages": "write", "id-token": "write"},
    ("release.yml", "publish"): {"contents": "write"},
    ("preview-comment.yml", "comment"): {"actions": "read", "pull-requests": "write"},
    ("weekly.yml", "tell"): {"issues": "write"},
    ("upgrade.yml", "propose"): {"contents": "write", "pull-requests": "write", "actions": "write"},
}


def workflow(name: str) -> dict[str, Any]:
    """Return a workflow; YAML takes its ``on`` for a truth value."""
    loaded = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    loaded["on"] = loaded.pop(True)
    return dict(loaded)


def jobs(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a workflow's jobs by their names."""
    yield from workflow(name)["jobs"].items()


def steps(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each step of a workflow with its job's name."""
    for job, content in jobs(name):
        yield from ((job, step) for step in content.get("steps", []))


def scripts(name: str) -> list[str]:
    """Return the shell scripts of a workflow."""
    return [step["run"] for _, step in steps(name) if "run" in step]


def targets() -> set[str]:
    """Return what ``make`` can be asked for."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_the_workflows_are_these() -> None:
    assert NAMES == [
        "build.yml",
        "pages.yml",
        "preview-comment.yml",
        "preview.yml",
        "release.yml",
        "test.yml",
        "upgrade.yml",
        "weekly.yml",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_target_and_command_is_there(name: str) -> None:
    text = "\n".join(scripts(name))
    assert set(MAKE.findall(text)) <= targets()
    assert set(COMMAND.findall(text)) <= COMMANDS.keys()


def test_the_makefile_calls_commands_that_are_there() -> None:
    called = set(COMMAND.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert called
    assert called <= COMMANDS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_what_a_workflow_calls_of_the_repository_is_there(name: str) -> None:
    used = [content["uses"] for _, content in jobs(name) if "uses" in content]
    assert all(each.startswith("./") and (ROOT / each).is_file() for each in used)
    asked = " ".join(scripts(name))
    assert all((ROOT / each).is_file() for each in re.findall(r"\.ci/\w+", asked))


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(name: str) -> None:
    lines = [line.strip().removeprefix("- ") for line in (FOLDER / name).read_text("utf-8").splitlines()]
    used = [line for line in lines if line.startswith("uses:") and "uses: ./" not in line]
    assert all(PINNED.fullmatch(line) for line in used)
    assert all("uses" not in step or "@" in step["uses"] for _, step in steps(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_may_only_read_unless_a_job_says_otherwise(name: str) -> None:
    assert workflow(name)["permissions"] in ({}, {"contents": "read"})
    for job, content in jobs(name):
        given = content.get("permissions", {})
        if "write" in given.values():
            assert given == WRITERS[name, job]


def test_no_job_that_may_write_runs_the_repositorys_code() -> None:
    for name, job in WRITERS:
        content = workflow(name)["jobs"][job]
        asked = "\n".join(step.get("run", "") for step in content["steps"])
        assert not OWN_CODE.search(asked)


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_s_code_never_runs_with_rights(name: str) -> None:
    content = workflow(name)
    assert "pull_request_target" not in content["on"]
    if "workflow_run" in content["on"]:  # runs with rights, after a stranger's run
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert "uses:" not in text  # takes neither its code nor its files
    if "pull_request" in content["on"]:
        assert content["permissions"] == {"contents": "read"}
        assert not any("permissions" in job or "secrets" in str(job) for _, job in jobs(name))


@pytest.mark.parametrize("name", NAMES)
def test_no_expression_stands_in_a_script(name: str) -> None:
    """A branch's name put into a script by GitHub would be run as part of it."""
    assert not any("${{" in script for script in scripts(name))


@pytest.mark.parametrize("name", NAMES)
def test_scripts_are_sound_bash(name: str) -> None:
    for script in scripts(name):
        checked = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_trainers_is_uploaded(name: str) -> None:
    for _, step in steps(name):
        if UPLOADS.match(step.get("uses", "")):
            assert set(step["with"]["path"].split()) <= CARRIED


@pytest.mark.parametrize("name", ["pages.yml", "release.yml"])
def test_what_is_published_has_been_tested_and_looked_through(name: str) -> None:
    content = workflow(name)["jobs"]
    assert content["test"]["uses"] == "./.github/workflows/test.yml"
    assert "test" in content["build"]["needs"]
    assert content["build"]["uses"] == "./.github/workflows/build.yml"
    last = content.get("deploy") or content["publish"]
    assert last["needs"] == "build"
    order = [step.get("run") or step["uses"] for _, step in steps("build.yml")]
    looked = next(i for i, each in enumerate(order) if each.startswith("make release"))
    assert all(i > looked for i, each in enumerate(order) if UPLOADS.match(each))


@pytest.mark.parametrize("name", [each for each in NAMES if each not in ("build.yml",)])
def test_runs_of_one_kind_do_not_pile_up(name: str) -> None:
    assert workflow(name)["concurrency"]["group"]


@pytest.mark.parametrize("name", NAMES)
def test_every_job_has_an_end(name: str) -> None:
    assert all("uses" in content or content["timeout-minutes"] <= 60 for _, content in jobs(name))


def refusal() -> str:
    """Return the last look before a release goes out."""
    return next(step["run"] for job, step in steps("release.yml") if job == "publish" and "working-directory" in step)


def release_folder(folder: Path) -> Path:
    """Return a folder with what a release carries."""
    for name in ("book-0.1.0.pdf", "book-0.1.0-offline.zip"):
        (folder / name).write_text(name, encoding="utf-8")
    sums = subprocess.run("sha256sum *", shell=True, cwd=folder, capture_output=True, text=True, check=True).stdout
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return folder


def look(folder: Path) -> int:
    """Run the last look in a folder as GitHub runs a step; return its exit code."""
    return subprocess.run(["bash", "-e", "-c", refusal()], cwd=folder, capture_output=True, check=False).returncode


def test_the_last_look_lets_a_release_pass(tmp_path: Path) -> None:
    assert look(release_folder(tmp_path)) == 0


@pytest.mark.parametrize("name", ["book-0.1.0-trainer-offline.zip", "notes.txt"])
def test_the_last_look_refuses_a_further_file(tmp_path: Path, name: str) -> None:
    (release_folder(tmp_path) / name).write_text("planted", encoding="utf-8")
    assert look(tmp_path) != 0


def test_the_last_look_refuses_the_trainers_in_the_learners_place(tmp_path: Path) -> None:
    package = release_folder(tmp_path) / "book-0.1.0-offline.zip"
    package.rename(tmp_path / "book-0.1.0-trainer-offline.zip")
    assert look(tmp_path) != 0


def test_the_last_look_refuses_a_changed_file(tmp_path: Path) -> None:
    (release_folder(tmp_path) / "book-0.1.0.pdf").write_text("changed", encoding="utf-8")
    assert look(tmp_path) != 0


def test_an_upgrade_stays_below_the_next_jupyter_book() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(re.fullmatch(r"jupyter-book\b.*<2", each) for each in project["dependencies"])
    for lock in ("requirements.txt", "tests/requirements.txt"):
        locked = dict(re.findall(r"^([\w-]+)==([\d.]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        assert locked["jupyter-book"].startswith("1.")
        assert locked["sphinx"].startswith("7.")


def test_dependabot_sees_to_the_actions_alone() -> None:
    settings = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))
    assert [each["package-ecosystem"] for each in settings["updates"]] == ["github-actions"]
    assert settings["updates"][0]["schedule"]["interval"] == "weekly"
    assert settings["updates"][0]["groups"]
