"""The two editions of the book: the learner's, and the trainer's with analyses and answers.

Both come from one source. The environment variable CASEBOOK_EDITION says which is built; what
is the trainer's alone is a ``{trainer}`` block, a ``{solution}``, or a page whose front matter
says ``edition: trainer``.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from casebook.frontmatter import front_matter

VARIABLE = "CASEBOOK_EDITION"
RUNS_VARIABLE = "CASEBOOK_RUNS"  # names the folder of notebooks' runs that both editions share
FIELD = "edition"  # of a page's front matter


class Edition(StrEnum):
    """An edition by the name that commands and front matters give it."""

    LEARNER = "learner"
    TRAINER = "trainer"

    @property
    def label(self) -> str:
        """The edition's name for readers."""
        return {"learner": "学员版", "trainer": "教师版"}[self.value]

    @property
    def folder(self) -> Path:
        """Where the edition's outputs stand, from ``_build``."""
        return Path() if self is Edition.LEARNER else Path(self.value)


def current() -> Edition:
    """Return the edition that the environment asks for, the learner's where it asks for none.

    Raises:
        ValueError: it asks for another; says so in Chinese.
    """
    name = os.environ.get(VARIABLE) or Edition.LEARNER
    try:
        return Edition(name)
    except ValueError:
        known = "、".join(Edition)
        raise ValueError(f"环境变量 {VARIABLE} 写的是“{name}”。应为：{known}之一。改法：改正它，或不设它") from None


def is_trainers(page: Path) -> bool:
    """Whether a page's front matter gives it to the trainer alone."""
    return front_matter(page).get(FIELD) == Edition.TRAINER
