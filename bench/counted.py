"""What a build takes of the processor and of memory, over all processes that take part in it.

A build leaves processes behind that end by themselves, so it is run by a process of its own that
inherits them and counts them too: ``python -m bench.counted FOLDER [OPTION …]``.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bench.edits import environment

PR_SET_CHILD_SUBREAPER = 36
MEGABYTE = 1024  # KiB, as the system counts the largest process


def build(root: Path, options: Sequence[str], patience: float) -> tuple[float, int] | None:
    """Build the book of a folder; return CPU seconds (user and system) and the largest process in MB.

    None where it takes longer than `patience` seconds.

    Raises:
        RuntimeError: the build failed.
    """
    command = [sys.executable, "-m", "bench.counted", str(root), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            told, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None
    if process.returncode:
        raise RuntimeError(f"{root}: {' '.join(options)}\n{told}")
    seconds, memory = json.loads(told.splitlines()[-1])
    return seconds, memory


def main() -> None:
    """Build once and print what was counted."""
    root, *options = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    command = [sys.executable, "-m", "casebook", "build", "--quiet", *options]
    run = subprocess.run(command, cwd=root, env=environment(Path(root)), capture_output=True, text=True, check=False)
    if run.returncode:
        print(run.stdout + run.stderr)
        sys.exit(1)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([round(used.ru_utime + used.ru_stime, 1), used.ru_maxrss // MEGABYTE]))


if __name__ == "__main__":
    main()
