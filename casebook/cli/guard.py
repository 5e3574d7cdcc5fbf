"""Around a command that writes what readers get: one at a time, and every refusal told in Chinese."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from casebook import refusals
from casebook.findings import CasebookError, Finding
from casebook.locks import BusyError, alone
from casebook.tables import ROOT

LOCK = ".lock"
PROBLEM = re.compile(r"(?:WARNING|ERROR|CRITICAL): ")


def guarded(run: Callable[[], int], output: Path, doing: str, what: str) -> int:
    """Run `run` with the lock of the folder `output`; return its exit code, or 1 with what kept it from its end.

    Args:
        doing: what `run` does, in Chinese.
        what: what comes of it.
    """
    try:
        refuse(refusals.unwritable([output]))
        with alone(output / LOCK, doing):
            return run()
    except BusyError as error:
        print(f"没有{doing}：{error}", file=sys.stderr)
    except CasebookError as error:
        report([str(each) for each in error.findings], what)
    except OSError as error:
        report([str(refusals.refused(error, output))], what)
    return 1


def refuse(findings: list[Finding]) -> None:
    """Go no further where there are findings.

    Raises:
        CasebookError: with them.
    """
    if findings:
        raise CasebookError(findings)


def report(problems: list[str], what: str = "书") -> None:
    """Tell a contributor what is to be mended, each thing once."""
    problems = list(dict.fromkeys(problems))
    print(f"\n{what}没有排成，原来的{what}没有动。要改的有 {len(problems)} 处：", file=sys.stderr)
    for problem in problems:
        print(f"· {PROBLEM.sub('', problem.replace(f'{ROOT}{os.sep}', ''))}", file=sys.stderr)
