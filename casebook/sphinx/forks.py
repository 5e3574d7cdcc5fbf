"""Notebooks run in forks of one warm process, which has the libraries and the ledger, and not in kernels.

A kernel takes seconds to start; a fork none. Each notebook has a process to itself all the same,
and its outputs are those of a kernel. The warm process is itself a fork, made before anything has
drawn in this one: what draws has threads, and a fork has none of its parent's. Where a system does
not fork soundly, kernels run as they always did.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jupyter_cache.executors.utils import ExecutionResult
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from casebook import ledger as ledgers
from casebook.ledger import READS_VARIABLE

Output = dict[str, Any]
SOUND = sys.platform == "linux"  # elsewhere the system's own libraries may not outlive a fork
# What notebooks import that takes time and is not of this project.
LIBRARIES = ("altair", "pandas", "vl_convert", "IPython.core.interactiveshell", "IPython.utils.capture", "pint")


@dataclass(frozen=True, slots=True)
class _Notebook:
    """What is to be run; `reads` is the file for the keys that it looks up, or empty."""

    codes: list[str]
    folder: str
    timeout: int | None
    reads: str


class _Warm:
    """The warm process, begun when it is first wanted, and anew after it has died."""

    def __init__(self) -> None:
        self.pipe: Connection | None = None

    def begin(self) -> None:
        """Fork it, if there is none yet."""
        if self.pipe is None:
            self.pipe = _forked()

    def run(self, notebook: _Notebook) -> list[list[Output]]:
        """Return what each cell shows, up to one that fails."""
        self.begin()
        assert self.pipe is not None
        try:
            self.pipe.send(notebook)
            outputs: list[list[Output]] = self.pipe.recv()
        except (EOFError, OSError):
            self.pipe = None
            return [_stopped("运行中断了")]
        return outputs


_warm = _Warm()
begin = _warm.begin


def run(nb: Any, cwd: str | None, timeout: int | None, allow_errors: bool, **_: Any) -> ExecutionResult:
    """Run a notebook's cells and put their outputs in it, as jupyter-cache's function of this form does."""
    begun = time.monotonic()
    codes = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    outputs = _warm.run(_Notebook(codes, cwd or ".", timeout, os.environ.get(READS_VARIABLE, "")))
    error = _fill(nb, outputs)
    return ExecutionResult(nb, cwd or "", time.monotonic() - begun, error, str(error) if error else None)


def _stopped(why: str) -> list[Output]:
    return [{"output_type": "error", "ename": "RuntimeError", "evalue": why, "traceback": [f"RuntimeError: {why}"]}]


def _fill(nb: Any, outputs: list[list[Output]]) -> CellExecutionError | None:
    """Give each cell its outputs; those after one that failed have none."""
    error = None
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, start=1):
        cell.outputs = [NotebookNode(each) for each in outputs[number - 1]] if number <= len(outputs) else []
        cell.execution_count = number
        for each in cell.outputs:
            if each.output_type == "error":
                error = CellExecutionError("\n".join(each.traceback), each.ename, each.evalue)
    return error


# ---------- the warm process ----------


def _forked() -> Connection:
    """Fork the warm process, which ends when this one does; return the pipe to it."""
    ours, theirs = multiprocessing.Pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    if os.fork() == 0:
        with contextlib.suppress(BaseException):  # Ctrl+C is the first process's to tell of
            _let_go_of_all_but(theirs.fileno())
            _serve(theirs)
        os._exit(0)
    theirs.close()
    return ours


def _let_go_of_all_but(kept: int) -> None:
    """Hold nothing open for the first process: who reads a pipe of its waits for the last to close it.

    The numbers stay taken, so that an object which closes its own later closes none of ours.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in [int(each.name) for each in Path("/proc/self/fd").iterdir()]:
        if number > sys.stderr.fileno() and number not in (kept, nothing):
            with contextlib.suppress(OSError):  # the listing's own
                os.fstat(number)
                os.dup2(nothing, number, inheritable=False)


def _serve(pipe: Connection) -> None:
    """Run each notebook that comes in a fork, and send what its cells show."""
    warm = False
    while True:
        try:
            notebook = pipe.recv()
        except EOFError:
            return
        if not warm:
            for name in LIBRARIES:
                importlib.import_module(name)
            warm = True
        pipe.send(_run_apart(notebook))


def _run_apart(notebook: _Notebook) -> list[list[Output]]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_cells, args=(theirs, notebook))
    process.start()
    theirs.close()
    try:
        outputs = ours.recv() if ours.poll(notebook.timeout) else [_stopped(f"{notebook.timeout} 秒没有运行完")]
    except EOFError:
        outputs = [_stopped("运行中断了")]
    process.kill()
    process.join()
    return outputs


# ---------- a notebook's own process ----------


def _cells(pipe: Connection, notebook: _Notebook) -> None:
    """Run cells one after another until one fails, and send what each shows."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from casebook.charts.awaited import watch

    os.chdir(notebook.folder)
    os.environ[READS_VARIABLE] = notebook.reads
    ledgers.use(ledgers.ledger())  # so that what the cells look up is written down for them
    shell: Any = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    watch(shell)
    outputs: list[list[Output]] = []
    for code in notebook.codes:
        outputs.append(_run_cell(shell, code))
        if any(each["output_type"] == "error" for each in outputs[-1]):
            break
    pipe.send(outputs)
    pipe.close()


def _run_cell(shell: Any, code: str) -> list[Output]:
    from IPython.utils.capture import capture_output

    values: list[object] = []
    shell.display_trap.hook = values.append
    with capture_output() as captured:
        result = shell.run_cell(code)
    outputs: list[Output] = []
    for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)):
        # A traceback is printed too.
        if text and result.success:
            outputs.append({"output_type": "stream", "name": name, "text": text})
    shown = [(each.data, each.metadata) for each in captured.outputs]
    if not code.rstrip().endswith(";"):
        shown += [shell.display_formatter.format(value) for value in values if value is not None]
    for data, metadata in shown:
        outputs.append({"output_type": "display_data", "data": dict(data), "metadata": dict(metadata or {})})
    if error := result.error_before_exec or result.error_in_exec:
        told = f"{type(error).__name__}: {error}"
        outputs.append(
            {"output_type": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": [told]}
        )
    return outputs
