"""What a book is made from, and what of it was edited while a book was being made.

Dates are compared, not contents: what was edited and put back may have been read in between.
"""

from __future__ import annotations

from dataclasses import dataclass

from casebook.preview import watch
from casebook.reproducible import source_epoch
from casebook.tables import ROOT

COMMIT = "版本库（有了新的提交，书里的日期随它）"
CODE = "casebook/"


@dataclass(frozen=True)
class Inputs:
    """The state of every file at one moment, and the date that the book bears."""

    files: watch.Snapshot
    epoch: int

    @classmethod
    def now(cls) -> Inputs:
        """Return the state at this moment."""
        return cls(watch.snapshot(ROOT), source_epoch())

    def edited_since(self) -> list[str]:
        """Name what has been edited since then."""
        later = Inputs.now()
        names = sorted(self.files.keys() | later.files.keys())
        edited = [name for name in names if self.files.get(name) != later.files.get(name)]
        return [*edited, *([COMMIT] if self.epoch != later.epoch else [])]
