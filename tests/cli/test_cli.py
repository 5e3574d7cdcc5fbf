"""The commands: exit codes and what they tell a contributor."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook.cli import COMMANDS, build, check, main
from casebook.editions import Edition


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


def test_a_built_book_replaces_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built, place = tmp_path / "work", tmp_path / "html"
    monkeypatch.setattr(build, "NEXT", tmp_path / ".next")
    for number in ("1", "2"):
        (built / "a").mkdir(parents=True, exist_ok=True)
        (built / "a" / f"{number}.html").write_text(number, encoding="utf-8")
        build._publish(built, place)
        (built / "a" / f"{number}.html").unlink()
    assert [each.name for each in (place / "a").iterdir()] == ["2.html"]
    assert not (tmp_path / ".next").exists()


def test_a_published_book_is_not_touched_by_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built, place = tmp_path / "work", tmp_path / "html"
    monkeypatch.setattr(build, "NEXT", tmp_path / ".next")
    built.mkdir()
    (built / "index.html").write_text("whole", encoding="utf-8")
    build._publish(built, place)
    # Sphinx opens a page for writing in place.
    (built / "index.html").write_text("half", encoding="utf-8")
    assert (place / "index.html").read_text("utf-8") == "whole"
