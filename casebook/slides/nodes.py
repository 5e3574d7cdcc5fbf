"""What a slide is made of, and the directives that say so in a deck's text.

Each heading begins a slide. ``{notes} 3`` holds what the speaker is to say and the minutes the
slide takes; it is the trainer's. ``{slide} reveal`` gives a slide its kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from casebook.editions import Edition, current
from casebook.slides.decks import decks

COVER = "cover"  # the kind of a deck's first slide
KINDS = {
    "contents": "课件的目录",
    "figures": "几个数",
    "question": "问全班",
    "decision": "决策点",
    "vote": "表决和估计",
    "stop": "先不翻页",
    "reveal": "表决以后才看",
}


class slide(nodes.General, nodes.Element):
    """A slide: a `slide_title`, its content, and the `notes` at its end.

    Attributes: `kind` (see KINDS; ``cover``, or empty), `number` from 1, `minutes` as written.
    """


class slide_title(nodes.TextElement):
    """A slide's heading."""


class kind_mark(nodes.General, nodes.Element):
    """Gives the slide in which it stands a kind; attribute `kind`."""


class notes(nodes.General, nodes.Element):
    """What the speaker is to say, empty in the learner's edition.

    Attributes: `minutes` as written; `when`, the stage and the time it is shown, in Chinese.
    """


class deck_list(nodes.General, nodes.Element):
    """Stands where the decks are to be listed."""


class NotesDirective(SphinxDirective):
    """``{notes} MINUTES``, the last thing on a slide."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        node = notes(minutes=self.arguments[0], when="")
        self.set_source_info(node)
        self.assert_has_content()
        if current() is Edition.TRAINER:
            self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class SlideDirective(SphinxDirective):
    """``{slide} KIND`` on a slide of a kind."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in KINDS:
            known = "、".join(f"{name}（{label}）" for name, label in KINDS.items())
            raise self.error(f"没有“{kind}”这一种页。应为：{known}之一。改法：改正它")
        return [kind_mark(kind=kind)]


class DecksDirective(SphinxDirective):
    """``{decks}``: the list of all decks."""

    def run(self) -> list[nodes.Node]:
        for each in decks():
            self.env.note_dependency(f"{each.name}.md")
        return [deck_list()]


def slides_of(document: nodes.document) -> Iterator[tuple[nodes.section, list[nodes.Node]]]:
    """Yield each slide's section and what stands on it, the slides below it left out."""
    for section in document.findall(nodes.section):
        yield section, [child for child in section.children if not isinstance(child, nodes.section)]


class Lay(SphinxPostTransform):
    """Put a deck's slides one after the other, flat, as every writer wants them."""

    default_priority = 1

    def run(self, **kwargs: object) -> None:
        laid = [self._slide(number, *found) for number, found in enumerate(slides_of(self.document), start=1)]
        self.document.children = []
        self.document += laid

    def _slide(self, number: int, section: nodes.section, content: list[nodes.Node]) -> slide:
        marks = [child for child in content if isinstance(child, kind_mark)]
        said = [child for child in content if isinstance(child, notes)]
        kind = marks[0]["kind"] if marks else COVER if number == 1 else ""
        page = slide(kind=kind, number=number, minutes=said[0]["minutes"] if said else "0")
        page.source, page.line = section.source, section.line
        for child in content:
            if isinstance(child, nodes.title):
                page += slide_title("", "", *child.children, first=number == 1)
            elif not isinstance(child, (kind_mark, notes, nodes.comment)):
                page += child
        if current() is Edition.TRAINER:
            page += said
        return page


def minutes_of(page: slide) -> Fraction:
    """Return the minutes a slide takes."""
    return Fraction(page["minutes"])
