"""The commands: exit codes and what they tell a contributor."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook import inputs
from casebook.cli import COMMANDS, build, check, main
from casebook.editions import Edition
from casebook.slides import build as decks


def exit_code(*arguments: str) -> int | str | None:
    """Run the command line; return the code it leaves with."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return left.value.code


def test_a_build_with_broken_data_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(edition: Edition, quiet: bool, arguments: object) -> None:
        raise AssertionError("Jupyter Book was started")

    monkeypatch.setattr(check, "check_data", lambda: 1)
    monkeypatch.setattr(build, "_jupyter_book", never)
    assert exit_code("build") == 1


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["build", "--nonsense"]])
def test_wrong_usage_is_refused(arguments: list[str]) -> None:
    assert exit_code(*arguments) == 2


def test_every_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0
    out = capsys.readouterr().out
    assert all(name in out and module.HELP for name, module in COMMANDS.items())


def test_slides_with_broken_data_do_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(edition: Edition, quiet: bool) -> None:
        raise AssertionError("the slides were made")

    monkeypatch.setattr(check, "check_data", lambda: 1)
    monkeypatch.setattr(build, "slides", never)
    assert exit_code("slides", "--quiet") == 1


# ---------- files that are edited while a book is made ----------


@pytest.fixture
def making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    """Have a build make a page out of one file of a small project, and publish it."""
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    making = Making(root)
    making.source.write_text("0", encoding="utf-8")
    for module in (inputs, build):
        monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(build, "OUTPUT", root / "_build")
    monkeypatch.setattr(build, "WORK", root / "_build" / ".work")
    monkeypatch.setattr(check, "check_data", lambda: 0)
    monkeypatch.setattr(build, "_make", making.make)
    monkeypatch.setattr(decks, "there_are_decks", lambda: False)
    return making


class Making:
    """A project of one file that is edited while it is read: as often as `edits` says, by `edited`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "data" / "facts.csv"
        self.edited = self.source
        self.edits = 0
        self.made = 0
        self.problems: list[str] = []

    def make(self, edition: Edition, runs: object, quiet: bool) -> list[str]:
        page = build.work(edition) / "_build" / "html" / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(self.source.read_text(encoding="utf-8"), encoding="utf-8")
        self.made += 1
        if self.made <= self.edits:
            self.edited.parent.mkdir(exist_ok=True)
            self.edited.write_text(str(self.made), encoding="utf-8")
            return self.problems
        return []

    @property
    def published(self) -> str:
        """What readers see."""
        return (self.root / "_build" / "html" / "index.html").read_text(encoding="utf-8")


BUILD = ("build", "--web", "--edition", "learner")


def test_a_book_is_made_once_where_nothing_is_edited(making: Making) -> None:
    assert exit_code(*BUILD) == 0
    assert (making.made, making.published) == (1, "0")


@pytest.mark.parametrize("problems", [[], ["WARNING: 半句话"]])
def test_a_book_is_made_again_where_a_file_was_edited(
    making: Making, problems: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    making.edits, making.problems = 1, problems
    assert exit_code(*BUILD) == 0
    assert (making.made, making.published) == (2, "1")
    assert "改了 data/facts.csv，照新的再排一遍" in capsys.readouterr().out


def test_a_book_whose_files_are_edited_without_end_is_not_published(
    making: Making, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(*BUILD) == 0
    making.made, making.edits = 0, 99
    assert exit_code(*BUILD) == 1
    assert (making.made, making.published) == (build.ATTEMPTS, "0")
    assert "一直有人在改" in capsys.readouterr().err
    making.edits = 0
    assert exit_code(*BUILD) == 0
    assert making.published == str(build.ATTEMPTS)


def test_code_that_is_edited_stops_the_build_which_has_the_old_code(
    making: Making, capsys: pytest.CaptureFixture[str]
) -> None:
    making.edits, making.edited = 1, making.root / "casebook" / "x.py"
    assert exit_code(*BUILD) == 1
    assert making.made == 1
    assert "程序改了：casebook/x.py" in capsys.readouterr().err


def test_a_commit_meanwhile_counts_since_the_book_bears_its_date(
    making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = iter([1, 2, 2, 2])
    monkeypatch.setattr(inputs, "source_epoch", lambda: next(dates))
    assert exit_code(*BUILD) == 0
    assert making.made == 2
