"""Notebooks run in a fork of the builder, which has the libraries loaded, and not in a kernel.

A kernel takes seconds to start; a fork none. The outputs are those of a kernel, and go into the
preview's own cache of runs.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.connection import Connection
from typing import Any

from jupyter_cache.executors.utils import ExecutionResult
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

Output = dict[str, Any]


def run(nb: Any, cwd: str | None, timeout: int | None, allow_errors: bool, **_: Any) -> ExecutionResult:
    """Run a notebook's cells and put their outputs in it, as jupyter-cache's function of this form does."""
    begun = time.monotonic()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_cells, args=(theirs, [cell.source for cell in nb.cells if cell.cell_type == "code"], cwd)
    )
    process.start()
    theirs.close()
    try:
        outputs = ours.recv() if ours.poll(timeout) else [_stopped(f"{timeout} 秒没有运行完")]
    except EOFError:
        outputs = [_stopped("运行中断了")]
    process.kill()
    process.join()
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


def _cells(pipe: Connection, codes: list[str], cwd: str | None) -> None:
    """Run cells one after another until one fails, and send what each shows."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from casebook.charts.awaited import watch
    from casebook.ledger import ledger

    os.chdir(cwd or ".")
    ledger.cache_clear()  # so that what the cells look up is written down for them
    shell: Any = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    watch(shell)
    outputs: list[list[Output]] = []
    for code in codes:
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
