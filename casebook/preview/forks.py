"""Forks of a process, each with a pipe to it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

# None where the system cannot fork.
FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None


class Child:
    """A fork in a group of its own, with a pipe to it; one that has no forks itself may end with its parent."""

    def __init__(self, target: Callable[..., None], *arguments: Any, ends_with_parent: bool = False) -> None:
        assert FORK is not None
        self.pipe, theirs = FORK.Pipe()
        self.process = FORK.Process(
            target=_alone, args=(target, self.pipe, theirs, *arguments), daemon=ends_with_parent
        )
        self.process.start()
        theirs.close()

    def end(self) -> None:
        """Stop it, with all that it has started."""
        self.pipe.close()
        with contextlib.suppress(ProcessLookupError, PermissionError, TypeError):
            os.killpg(self.process.pid, signal.SIGKILL)  # type: ignore[arg-type]
        self.process.kill()
        self.process.join()


def _alone(target: Callable[..., None], parents: Connection, pipe: Connection, *arguments: Any) -> None:
    os.setpgrp()
    parents.close()
    target(pipe, *arguments)
