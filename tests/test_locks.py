"""One at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from casebook.locks import BusyError, alone

HOLDER = "import sys, time\nfrom casebook.locks import alone\nfrom pathlib import Path\n" \
    "with alone(Path(sys.argv[1]), '排书'):\n    print('held', flush=True)\n    time.sleep(60)\n"  # fmt: skip


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    told = pytest.raises(BusyError, match=f"正在排书.*{os.getpid()}")
    with alone(tmp_path / "lock", "排书"), told, alone(tmp_path / "lock", "打离线包"):
        raise AssertionError("two at once")


def test_it_is_free_when_the_first_is_done(tmp_path: Path) -> None:
    for _ in range(2):
        with alone(tmp_path / "new" / "lock", "排书"):
            pass


def test_it_is_free_when_the_holder_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError), alone(lock, "排书"):
            pass
        holder.send_signal(signal.SIGKILL)
    with alone(lock, "排书"):
        pass
