"""The commands: exit codes and what they tell a contributor."""

from __future__ import annotations

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
