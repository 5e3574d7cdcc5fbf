"""Everything that can be wrong, found without making the book: a module a subject.

What is said of a page comes from the very roles, directives and transforms that make the book
(see `pages`), so the two cannot disagree; only code cells are read here and not run.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from casebook.editions import Edition
from casebook.findings import Finding

DATA_UNREADABLE = "数据表读不成，页里用到的数还没有查；先改好数据，再查一次。"


class _InTurn(Executor):
    """Does each task at once, where the system cannot fork."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@contextmanager
def _aside(workers: int) -> Iterator[Executor]:
    """Yield what does tasks in processes of their own, which know all that this one knows."""
    if "fork" not in multiprocessing.get_all_start_methods():
        yield _InTurn()
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as executor:
        yield executor


def everything() -> tuple[list[Finding], list[str]]:
    """Return all findings, in the order of files and lines, and what could not be looked at."""
    from casebook.checks import contents, data, texts
    from casebook.ledger import ledger

    with _aside(1) as executor:
        examined = executor.submit(data.examine)  # its imports take as long as those of the pages
        from casebook.checks import pages

        of_files = [*texts.unreadable(), *contents.examine()]
        if not of_files:
            pages.prepare()
        of_data = examined.result()
    if of_files:  # pages cannot be read where the list of them, or a text, cannot
        return ordered([*of_data, *of_files]), ["有文件读不成，各页的内容还没有查；先改好上面这些，再查一次。"]
    if not data.provide(of_data):
        return ordered(of_data), [DATA_UNREADABLE]
    ledger()  # read once, for both editions
    with _aside(len(Edition)) as executor:
        of_pages = [each for found in executor.map(pages.examine, Edition) for each in found]
    return ordered([*of_data, *of_pages]), []


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by place, each told once."""
    return sorted(dict.fromkeys(findings), key=lambda each: (each.file, each.row or 0, each.column, each.found))
