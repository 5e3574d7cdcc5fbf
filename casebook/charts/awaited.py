"""Cells whose code asks for a value that is still to be filled: they show 待填 and do not fail.

A chart that cannot be drawn says so itself (see `figure`). What a chart's function works out
before there is a chart, or a table's function for its cells, is caught here, for every cell at
once: in the kernels that make the book, in the preview and in JupyterLab.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import CodeType, TracebackType
from typing import Any

from casebook.ledger import ledger
from casebook.quantity import AWAITED, AwaitedError


@dataclass(frozen=True, slots=True)
class Awaited:
    """Stands for what a cell would show; `rows` are the ids of the rows to fill."""

    rows: tuple[str, ...]

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        ids = "\n".join(self.rows)
        return {"text/markdown": f"```{{awaited}}\n{ids}\n```", "text/html": f"<p>{self}</p>", "text/plain": str(self)}

    def __str__(self) -> str:
        return in_words(self.rows)


def in_words(rows: tuple[str, ...]) -> str:
    """Return ``待填：户数（village.homes）、…``."""
    return f"{AWAITED}：" + "、".join(f"{ledger()[each].label}（{each}）" for each in rows)


def watch(shell: Any) -> None:
    """Have an IPython shell show `Awaited` where code raises `AwaitedError`, and go on with the next cell."""
    run_code = shell.run_code

    async def run(code: CodeType, result: Any = None, *, async_: bool = False) -> bool:
        failed: bool = await run_code(code, result, async_=async_)
        if result is None or not isinstance(result.error_in_exec, AwaitedError):
            return failed
        result.error_in_exec = None
        return False

    shell.set_custom_exc((AwaitedError,), _show)
    shell.run_code = run


def _show(shell: Any, kind: type, error: AwaitedError, traceback: TracebackType, tb_offset: int | None = None) -> None:
    from IPython.display import display

    display(Awaited(error.rows))  # type: ignore[no-untyped-call]


def watch_this_shell() -> None:
    """Watch the shell that this process runs cells in, where it is one that does."""
    if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()):
        watch(shell)
