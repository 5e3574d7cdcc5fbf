"""A repository made by ``casebook new``, and made-up figures to fill it with."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

VILLAGE = "山燕村"
# Made up: figures of no village. The hedges are there to be carried on.
FIGURES: dict[str, tuple[str, str]] = {
    "village.area": ("12.4", ""), "village.farmland": ("3120", ""), "village.forest": ("9870", ""),
    "village.water": ("415", "余"), "village.households": ("612", ""), "village.people": ("2218", ""),
    "village.groups": ("19", ""), "party.members": ("87", ""), "party.branches": ("2", ""), "party.cadres": ("5", ""),
    "industry.area_first": ("46", ""), "industry.area": ("735", "约"), "industry.output": ("91000", ""),
    "industry.price": ("18", ""), "industry.income": ("151", ""), "industry.jobs": ("230", "余"),
    "industry.wages": ("64", "达"), "service.centre_floor": ("380", ""), "service.centre_cost": ("97.5", ""),
    "service.homes_cost": ("41", ""), "service.hours": ("12", ""), "exercise.fund": ("26", ""),
}  # fmt: skip
HEDGES = {"": "exact", "余": "at_least", "约": "about", "达": "exact"}


@dataclass(frozen=True)
class NewVillage:
    """The repository at `root`; its commands are run with this project's environment."""

    root: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of its commands."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("CASEBOOK_")}
        environment = clean | {"PYTHONPATH": str(self.root)}
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def rows(self) -> list[dict[str, str]]:
        """Return the rows of its facts."""
        text = (self.root / "data/facts.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def fill(self) -> None:
        """Fill every row with its made-up figure."""
        rows = self.rows()
        for row in rows:
            value, word = FIGURES[row["id"]]
            grade = "assumed" if row["topic"] == "exercise" else "reported"
            row |= {"value": value, "hedge": HEDGES[word], "hedge_word": word, "period": "2023", "source": "report",
                    "locator": "一段", "grade": grade, "note": "编出来的数。"}  # fmt: skip
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (self.root / "data/facts.csv").write_text(stream.getvalue(), encoding="utf-8")

    def page(self, name: str) -> str:
        """Return a page of the built learner's edition."""
        return (self.root / "_build/html" / f"{name}.html").read_text(encoding="utf-8")
