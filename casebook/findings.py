"""What is wrong with the input, said once and in one form.

Every check in the project reports `Finding`s; only this module turns them into
the Chinese sentences a contributor reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where it is, what was found, what was expected, how to mend it.

    `row` counts lines of the file as an editor shows them, the header being line 1.
    """

    file: str
    found: str
    expected: str
    mend: str
    row: int | None = None
    column: str = ""

    @property
    def place(self) -> str:
        """Where to look, such as ``data/facts.csv 第 12 行，“unit”列``."""
        row = f" 第 {self.row} 行" if self.row else ""
        column = f"，“{self.column}”列" if self.column else ""
        return f"{self.file}{row}{column}"

    def __str__(self) -> str:
        return f"{self.place}：{self.found}。应为：{self.expected}。改法：{self.mend}。"


class CasebookError(Exception):
    """Input that cannot be used; carries every finding, not the first alone."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))
