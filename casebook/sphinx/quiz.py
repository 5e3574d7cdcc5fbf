"""Questions that mark themselves: ``{quiz} id``.

The directive holds a stem and a task list: ``[x]`` before what is right, and under each option
a list of one item, the feedback on it. One right option makes radio buttons, several make
check boxes. Without a script the answers stand folded at the question; in print they stand
together at the end of the page. Nothing here depends on the page's theme, so slides hold it too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from casebook.sphinx import assets
from casebook.sphinx.facts import fact
from casebook.sphinx.warn import warn

QUIZ_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LETTERS = "ABCDEFGH"
FEWEST = 2
ANSWERS_TITLE = "本页自测答案"
PRINTED_ANSWERS = "自测答案"


Visitor = Callable[[Any, Any], None]
Visitors = tuple[Visitor, Visitor | None]


class quiz(nodes.General, nodes.Element):
    """A question: a `quiz_stem`, then for each option a `quiz_option` and its `quiz_feedback`.

    Attributes: `name` its id, `number` its place on the page, `multiple` whether several options
    are right, `letters` those of the right ones (``"B"``, ``"AC"``).
    """


class quiz_stem(nodes.paragraph):
    """The question itself."""


class quiz_option(nodes.paragraph):
    """An option's text; attributes `letter` and `correct`."""


class quiz_feedback(nodes.paragraph):
    """What is to be said to who chose an option; attributes `letter` and `correct`."""


class quiz_answers(nodes.General, nodes.Element):
    """The answers of a page's questions, which print alone shows."""


class QuizDomain(Domain):
    """Which page holds which question."""

    name = "quiz"
    label = "自测"
    initial_data: dict[str, Any] = {"places": {}}  # noqa: RUF012  # as the base class has it
    data_version = 1

    def resolve_any_xref(self, *args: Any) -> list[Any]:
        """Return nothing: no link of Markdown leads here."""
        return []

    @property
    def places(self) -> dict[str, list[tuple[str, int]]]:
        """The ids of each document's questions, with their lines."""
        return cast(dict[str, list[tuple[str, int]]], self.data["places"])

    def clear_doc(self, docname: str) -> None:
        self.places.pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        self.places.update({each: otherdata["places"][each] for each in docnames if each in otherdata["places"]})

    def check_consistency(self) -> None:
        """Warn of each id that stands a second time."""
        seen: dict[str, str] = {}
        for docname, found in sorted(self.places.items()):
            for quiz_id, line in found:
                if quiz_id in seen:
                    warn("quiz-twice", (docname, line), id=quiz_id, first=seen[quiz_id])
                seen.setdefault(quiz_id, f"{self.env.doc2path(docname, base=False)}第{line}行")


@dataclass(frozen=True)
class _Option:
    correct: bool
    text: list[nodes.Node]
    feedback: list[nodes.Node]
    line: int | None


class QuizDirective(SphinxDirective):
    """``{quiz} id`` with a stem and a task list of options."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        quiz_id = self.arguments[0]
        parsed = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        stem, options = _read(parsed)
        faults = list(_faults(quiz_id, stem, options))
        for key, line in faults:
            warn(key, (self.env.docname, line or self.lineno), id=quiz_id)
        if faults:
            return []
        domain = cast(QuizDomain, self.env.get_domain(QuizDomain.name))
        domain.places.setdefault(self.env.docname, []).append((quiz_id, self.lineno))
        return [self._question(quiz_id, stem, options)]

    def _question(self, quiz_id: str, stem: list[nodes.Node], options: list[_Option]) -> quiz:
        right = [letter for letter, option in zip(LETTERS, options, strict=False) if option.correct]
        node = quiz(
            ids=[f"quiz-{quiz_id}"], name=quiz_id, number=self.env.new_serialno("quiz") + 1,
            multiple=len(right) > 1, letters="".join(right),
        )  # fmt: skip
        self.set_source_info(node)
        node += _placed(quiz_stem("", "", *stem), self.lineno)
        for letter, option in zip(LETTERS, options, strict=False):
            attributes = {"letter": letter, "correct": option.correct}
            node += _placed(quiz_option("", "", *option.text, **attributes), option.line)
            node += _placed(quiz_feedback("", "", *option.feedback, **attributes), option.line)
        return node


def _placed(node: nodes.Element, line: int | None) -> nodes.Element:
    node.line = line
    return node


def _read(parsed: nodes.container) -> tuple[list[nodes.Node], list[_Option]]:
    """Return the stem's words and the options, as far as the blocks are what they must be."""
    match parsed.children:
        case [nodes.paragraph() as stem, nodes.bullet_list() as options]:
            return stem.children, [_option(item) for item in options if isinstance(item, nodes.list_item)]
        case [nodes.bullet_list() as options]:
            return [], [_option(item) for item in options if isinstance(item, nodes.list_item)]
        case [nodes.paragraph() as stem]:
            return stem.children, []
        case _:
            return [], []


def _option(item: nodes.list_item) -> _Option:
    """Read a list item: the task list's check box, the option's words, the feedback under it."""
    words, feedback = _words(item), []
    box = words[0].astext() if words and isinstance(words[0], nodes.raw) else ""
    text = words[1:] if box else []
    if text and isinstance(text[0], nodes.Text):
        text[0] = nodes.Text(text[0].lstrip())
    match item.children[1:]:
        case [nodes.bullet_list() as below] if len(below) == 1:
            feedback = _words(below[0])
    return _Option('checked="checked"' in box, text, feedback, item.line)


def _words(item: nodes.Node) -> list[nodes.Node]:
    """Return the words of a list item's first paragraph."""
    first = item.children[0] if item.children else None
    return list(first.children) if isinstance(first, nodes.paragraph) else []


def _faults(quiz_id: str, stem: list[nodes.Node], options: list[_Option]) -> Iterator[tuple[str, int | None]]:
    """Yield the sayings of what is wrong with a question, and the lines of options at fault."""
    if not QUIZ_ID.fullmatch(quiz_id):
        yield "quiz-id", None
    if not stem:
        yield "quiz-stem", None
    if not FEWEST <= len(options) <= len(LETTERS):
        yield "quiz-options", None
    if options and not any(option.correct for option in options):
        yield "quiz-right", None
    for option in options:
        if not option.text:
            yield "quiz-box", option.line
        if not option.feedback:
            yield "quiz-feedback", option.line


class FiguresInOptions(SphinxPostTransform):
    """Print figures in options as words: a label is there to be chosen, and holds no link."""

    default_priority = 690
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for option in self.document.findall(quiz_option):
            for figure in list(option.findall(fact)):
                figure.replace_self(nodes.inline("", figure.astext(), ids=figure["ids"]))


class GatherAnswers(SphinxPostTransform):
    """Repeat the answers at the end of a page, for print."""

    default_priority = 700  # when the references within are resolved
    builders = ("html",)  # by name: slides have no end of a page, and other writers gather for themselves

    def run(self, **kwargs: Any) -> None:
        if questions := list(self.document.findall(quiz)):
            answers = quiz_answers()
            for question in questions:
                answers += _answer(question)
            self.document += answers


def _answer(question: quiz) -> nodes.Element:
    """Return a question's answer as plain words: what is linked above needs no second link."""
    entry = nodes.container(classes=["quiz-answer"])
    entry += nodes.paragraph("", f"{title(question)}　{answer(question)}")
    said = nodes.bullet_list()
    for feedback in question.findall(quiz_feedback):
        said += nodes.list_item("", nodes.paragraph("", f"{lead(feedback)}{feedback.astext()}"))
    entry += said
    return entry


def title(question: quiz) -> str:
    """Return what a question is called on its page."""
    return f"自测{question['number']}"


def hint(question: quiz) -> str:
    """Say that several options may be chosen, where they may."""
    return "（可以选几项）" if question["multiple"] else ""


def answer(question: quiz) -> str:
    """Name the right options."""
    return f"答案：{'、'.join(question['letters'])}"


def lead(feedback: quiz_feedback) -> str:
    """Return what stands before a feedback: the option's letter, and whether it is right."""
    return f"{feedback['letter']}　{'对' if feedback['correct'] else '不对'}。"


# ---------- HTML: the same for pages and slides ----------


def visit_quiz_html(translator: Any, node: quiz) -> None:
    translator.quiz_feedback = []
    translator.body.append(f'<form class="quiz" id="{node["ids"][0]}" data-right="{node["letters"]}"><fieldset>')


def depart_quiz_html(translator: Any, node: quiz) -> None:
    """Close the question: the feedback has waited until all options were written."""
    translator.body.append(
        '</fieldset><p class="quiz-act"><button type="button" class="quiz-check" hidden>看答案</button></p>'
        '<div class="quiz-said" role="status"></div>'
        f'<details class="quiz-key"><summary>答案</summary><p>{answer(node)}</p>'
        f"<ul>{''.join(translator.quiz_feedback)}</ul></details></form>"
    )


def visit_quiz_stem_html(translator: Any, node: quiz_stem) -> None:
    question = node.parent
    assert isinstance(question, quiz)
    translator.body.append(f'<legend><span class="quiz-title">{title(question)}{hint(question)}</span>')


def depart_quiz_stem_html(translator: Any, node: quiz_stem) -> None:
    translator.body.append("</legend>")


def visit_quiz_option_html(translator: Any, node: quiz_option) -> None:
    question = node.parent
    kind = "checkbox" if question["multiple"] else "radio"
    translator.body.append(
        f'<label class="quiz-option"><input type="{kind}" name="{question["name"]}" value="{node["letter"]}"'
        f' autocomplete="off" /><span class="quiz-letter">{node["letter"]}</span><span class="quiz-text">'
    )


def depart_quiz_option_html(translator: Any, node: quiz_option) -> None:
    translator.body.append("</span></label>")


def visit_quiz_feedback_html(translator: Any, node: quiz_feedback) -> None:
    translator.quiz_body, translator.body = translator.body, []
    translator.body.append(f'<li data-letter="{node["letter"]}"><strong>{lead(node)}</strong>')


def depart_quiz_feedback_html(translator: Any, node: quiz_feedback) -> None:
    translator.quiz_feedback += [*translator.body, "</li>"]
    translator.body = translator.quiz_body


def depart_quiz_answers_html(translator: Any, node: quiz_answers) -> None:
    translator.body.append("</div>")


def visit_quiz_answers_html(translator: Any, node: quiz_answers) -> None:
    translator.body.append(f'<div class="quiz-answers"><p class="quiz-answers-title">{ANSWERS_TITLE}</p>')


# ---------- Typst: a panel with boxes to tick, the answers in the book's end matter ----------


def visit_quiz_typst(translator: Any, node: quiz) -> None:
    translator.quiz_feedback = []
    translator.anchor(node)
    translator.body.append(f"#panel(title: [{title(node)}{hint(node)}])[")


def depart_quiz_typst(translator: Any, node: quiz) -> None:
    translator.body.append("]\n")
    said = "".join(translator.quiz_feedback)
    translator.put_at_end(PRINTED_ANSWERS, f"\n#block(sticky: true)[#strong[{title(node)}　{answer(node)}]]\n{said}")


def visit_quiz_stem_typst(translator: Any, node: quiz_stem) -> None:
    translator.body.append("#block(sticky: true)[")


def visit_quiz_option_typst(translator: Any, node: quiz_option) -> None:
    translator.body.append(f"#block(above: 0.7em, below: 0.7em, inset: (left: 0.4em))[#tick　{node['letter']}　")


def depart_block_typst(translator: Any, node: nodes.Element) -> None:
    translator.body.append("]\n")


def visit_quiz_feedback_typst(translator: Any, node: quiz_feedback) -> None:
    """Keep a feedback for the end: no reader is to see it beside the question."""
    said = f"#block(above: 0.5em, below: 0.5em, inset: (left: 1em))[{lead(node)}{translator.rendered(node)}]\n"
    translator.quiz_feedback.append(said)
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_domain(QuizDomain)
    app.add_directive("quiz", QuizDirective)
    stem, option, feedback = quiz_stem, quiz_option, quiz_feedback
    handlers: list[tuple[type[nodes.Element], Visitors, Visitors]] = [
        (quiz, (visit_quiz_html, depart_quiz_html), (visit_quiz_typst, depart_quiz_typst)),
        (stem, (visit_quiz_stem_html, depart_quiz_stem_html), (visit_quiz_stem_typst, depart_block_typst)),
        (option, (visit_quiz_option_html, depart_quiz_option_html), (visit_quiz_option_typst, depart_block_typst)),
        (feedback, (visit_quiz_feedback_html, depart_quiz_feedback_html), (visit_quiz_feedback_typst, None)),
    ]
    for node, html, typst in handlers:
        app.add_node(node, html=html, revealjs=html, typst=typst)
    app.add_node(quiz_answers, html=(visit_quiz_answers_html, depart_quiz_answers_html))
    app.add_post_transform(FiguresInOptions)
    app.add_post_transform(GatherAnswers)
    assets.attach(app, quiz, "quiz.js", "quiz.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
