"""A copy of ``data/`` with tools to break it in one place."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

from casebook.findings import CasebookError, Finding
from casebook.ledger import load
from casebook.tables import DATA

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class DataFolder:
    """The folder `path`; tables are named as ``datapackage.json`` names them."""

    path: Path

    @classmethod
    def copy_to(cls, path: Path) -> DataFolder:
        """Copy the real tables to `path`."""
        return cls(Path(shutil.copytree(DATA, path)))

    def file(self, table: str) -> Path:
        """Return a table's file."""
        return self.path / f"{table}.csv"

    def rows(self, table: str) -> Rows:
        """Read a table."""
        return list(csv.DictReader(io.StringIO(self.file(table).read_text("utf-8"), newline="")))

    def write(self, table: str, rows: Rows) -> None:
        """Write a table; the first row's keys are its heads."""
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.file(table).write_text(stream.getvalue(), encoding="utf-8")

    def edit(self, table: str, row_id: str, column: str, text: str) -> None:
        """Replace one cell."""
        rows = self.rows(table)
        (row,) = [row for row in rows if row["id"] == row_id]
        row[column] = text
        self.write(table, rows)

    def leave_to_fill(self, *facts: str, note: str = "数是多少，问村会计。") -> None:
        """Leave facts to be filled: nothing but id, topic, label, unit and note."""
        rows = self.rows("facts")
        for row in rows:
            if row["id"] in facts:
                row |= dict.fromkeys(("value", "hedge", "hedge_word", "period", "source", "locator"), "")
                row |= {"grade": "awaited", "note": note}
        self.write("facts", rows)

    def add(self, table: str, like: str, **cells: str) -> None:
        """Append a row that is like another except in `cells`."""
        rows = self.rows(table)
        (model,) = [row for row in rows if row["id"] == like]
        self.write(table, [*rows, model | cells])

    def line(self, table: str, row_id: str) -> int:
        """Return the line, as an editor counts, on which a row of the real data begins."""
        lines = self.file(table).read_text("utf-8").splitlines()
        (number,) = [n for n, line in enumerate(lines, start=1) if line.startswith(f"{row_id},")]
        return number

    def findings(self) -> list[Finding]:
        """Load the tables, which must fail, and return what was found."""
        try:
            load(self.path)
        except CasebookError as error:
            return list(error.findings)
        raise AssertionError("the broken tables were accepted")
