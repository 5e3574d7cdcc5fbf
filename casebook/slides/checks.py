"""What a deck must keep to: minutes that make up the lesson's, and slides that read from the back row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from casebook import plans
from casebook.settings import settings
from casebook.slides.decks import deck
from casebook.slides.nodes import notes, slides_of
from casebook.sphinx.awaited import BOX
from casebook.sphinx.charts import chart
from casebook.sphinx.facts import domain
from casebook.sphinx.quiz import quiz_feedback
from casebook.sphinx.warn import warn

MINUTES = re.compile(r"\d+(?:\.5)?")
HAN = re.compile(r"[\u3400-\u9fff]")
MOST_HAN = 75  # aim for 60
NOT_SHOWN = (notes, chart, quiz_feedback, nodes.raw, nodes.literal_block, nodes.comment)


class Timing(SphinxTransform):
    """Hold the slides' minutes to the standard plan, and tell each note when it is its turn."""

    default_priority = 855

    def apply(self, **kwargs: Any) -> None:
        if self.env.docname not in settings().decks:
            return
        domain(self.env).note_tables(self.env.docname, "plans")
        said = [note for section, content in slides_of(self.document) for note in _notes(section, content)]
        for note in said:
            if not MINUTES.fullmatch(note["minutes"]):
                warn("slide-minutes", note, cell=note["minutes"])
                return
        self._hold(said)

    def _hold(self, said: list[notes]) -> None:
        """Compare with the plan: a slide must end where each stage does."""
        stages = deck(self.env.docname).stages
        spent = [Fraction(0), *accumulate(Fraction(note["minutes"]) for note in said)]
        begun = 0
        for stage, start, end in stages:
            if begun + end - start not in spent:
                near = max((each for each in spent if each <= begun + end - start), default=Fraction(0))
                warn(
                    "slide-stage", self.env.docname, deck=settings().decks[self.env.docname], stage=stage.stage,
                    minutes=stage.minutes, found=_in_words(near - begun),
                )  # fmt: skip
                return
            begun += end - start
        if spent[-1] != begun:
            label = settings().decks[self.env.docname]
            warn("slide-sum", self.env.docname, deck=label, found=_in_words(spent[-1]), minutes=begun)
            return
        for note, before, after in zip(said, spent, spent[1:], strict=False):
            note["when"] = _when(stages, before, after)


def _notes(section: nodes.section, content: list[nodes.Node]) -> Iterator[notes]:
    """Yield a slide's notes, of which there must be one."""
    found = [child for child in content if isinstance(child, notes)]
    if len(found) != 1:
        warn("slide-notes", section, title=_title(section), number=len(found))
    yield from found[:1]


def _when(stages: list[tuple[Any, int, int]], before: Fraction, after: Fraction) -> str:
    """Say of a slide in which stage it is shown, from when to when, and how long."""
    begun = Fraction(0)
    for stage, start, end in stages:
        length = end - start
        if before < begun + length:
            clock = [_clock(start + moment - begun) for moment in (before, after)]
            return (
                f"{plans.STANDARD}分钟的课，{stage.stage}：{clock[0]}–{clock[1]}，这一页{_in_words(after - before)}分钟"
            )
        begun += length
    return ""


def _clock(moment: Fraction) -> str:
    seconds = int(moment % 1 * 60)
    return plans.clock(int(moment)) + (f":{seconds:02d}" if seconds else "")


def _in_words(minutes: Fraction) -> str:
    return str(int(minutes)) if minutes.denominator == 1 else str(float(minutes))


class Limits(SphinxTransform):
    """Hold each slide to what can be read from the back row."""

    default_priority = 856

    def apply(self, **kwargs: Any) -> None:
        for section, content in slides_of(self.document):
            title = _title(section)
            if (count := sum(han(child) for child in content)) > MOST_HAN:
                warn("slide-long", section, title=title, count=count, most=MOST_HAN)
            charts = [node for child in content for node in child.findall(chart)]
            if len(charts) > 1:
                warn("slide-charts", section, title=title, number=len(charts))
            if section.parent is not self.document and not _second(section, self.document):
                warn("slide-deep", section, title=title)


def _second(section: nodes.section, document: nodes.document) -> bool:
    return section.parent.parent is document


def _title(section: nodes.section) -> str:
    return section[0].astext()


def han(node: nodes.Node) -> int:
    """Count the Han characters that a slide shows of a node; a chart's, or its box's, are not counted."""
    if isinstance(node, NOT_SHOWN) or (isinstance(node, nodes.Element) and BOX in node["classes"]):
        return 0
    if isinstance(node, nodes.Text):
        return len(HAN.findall(node))
    return sum(han(child) for child in node.children)
