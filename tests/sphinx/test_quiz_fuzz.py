"""Whatever stands in a quiz directive, a question comes of it or a finding with its file and line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from casebook.sphinx.quiz import quiz, quiz_feedback, quiz_option, quiz_stem

MANY = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DOCNAME = "page"
BEFORE = "# 题\n\n一段。\n\n"
FIRST = BEFORE.count("\n") + 1  # the line of the directive
AFTER = "\n\n后面一段。\n"
SOUND = "耕地是多少？\n\n- [ ] 甲\n  - 不对。\n- [x] 乙\n  - 对。\n"
FINDING = re.compile(r"^(?P<file>\S*page\.md):(?P<line>\d+): (?:WARNING|ERROR|CRITICAL): (?P<words>.+)$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PIECES = (
    "耕地是多少？", "- [ ] 甲", "- [x] 乙", "- [X] 乙", "- [] 甲", "-[x] 乙", "- [x]", "- 甲", "* [x] 乙", "1. [x] 乙",
    "  - 对。", "  - 不对。", "    - 深。", "  接着写。", "  - ", "- ", "", "", "  ", "\t- [x] 乙", "> 引", "# 标题",
    "| 一 | 二 |\n|--|--|\n| 三 | 四 |", "```\n代码", "```{note}\n话\n```", "{fact}`party.members`", "{fact}`no.such`",
    "{no}`x`", "{fact}`", "[链](nowhere.md)", "![图](none.png)", "$x$", "[^1]", "[^1]: 注", "<b>", "<script>",
    "---", "***", ":class: x", ":::", "::::", "(label)=", "% 注", "- [x] 乙" * 40, "- [x] **乙", "- [x] `", "\0",
    "\u2028", "🙂",
)  # fmt: skip
lines = st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
contents = st.lists(lines, max_size=10).map("\n".join)


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """A sound question in which some lines are others, gone, twice, or further in."""
    found = SOUND.splitlines()
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(found) - 1))
        line = found[at]
        near = [[], [line] * 2, [f"  {line}"], [line.lstrip()], [line, ""], [line.replace("[x]", "[ ]")]]
        near += [[line.replace("[ ]", "[x]")], [line.replace("[x] ", "")], [line[:-3]]]
        found[at : at + 1] = draw(st.sampled_from(near) | lines.map(lambda other: [other]))
        found = found or [""]
    return "\n".join(found)


class Reader:
    """A Sphinx application that reads a page again and again."""

    def __init__(self, folder: Path) -> None:
        self.page = folder / f"{DOCNAME}.md"
        self.page.write_text(BEFORE, encoding="utf-8")
        self.warnings = io.StringIO()
        settings = {
            "extensions": ["casebook.sphinx.faults", "myst_nb", "casebook.sphinx.facts", "casebook.sphinx.quiz"],
            "root_doc": DOCNAME,
            "myst_enable_extensions": ["colon_fence", "deflist", "tasklist"],
        }
        self.app = Sphinx(
            srcdir=folder, confdir=None, outdir=folder / "_html", doctreedir=folder / "_trees", buildername="html",
            confoverrides=settings, status=None, warning=self.warnings, freshenv=True,
        )  # fmt: skip
        self.app.build()

    def read(self, text: str) -> tuple[list[quiz], list[str]]:
        """Make a page of this text; return its questions, and what was complained of."""
        self.page.write_text(text, encoding="utf-8", newline="")
        self.warnings.seek(0)
        self.warnings.truncate()
        env, builder = self.app.env, self.app.builder
        self.app.events.emit("env-purge-doc", env, DOCNAME)
        env.clear_doc(DOCNAME)
        builder.read_doc(DOCNAME)
        env.check_consistency()
        builder.prepare_writing({DOCNAME})
        doctree = env.get_and_resolve_doctree(DOCNAME, builder)
        builder.write_doc(DOCNAME, doctree)
        said = [line for line in COLOUR.sub("", self.warnings.getvalue()).splitlines() if line.strip()]
        return list(doctree.findall(quiz)), said


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Return the application."""
    with patch_docutils(), docutils_namespace():
        yield Reader(tmp_path_factory.mktemp("quiz"))


def hold(reader: Reader, quiz_id: str, content: str, fence: str) -> None:
    """Hold that the page's question is whole, or that what is wrong is said in Chinese with its place."""
    text = f"{BEFORE}{fence}{{quiz}} {quiz_id}\n{content}\n{fence}{AFTER}"
    questions, said = reader.read(text)
    assert questions or said, text
    for question in questions:
        options = list(question.findall(quiz_option))
        assert len(list(question.findall(quiz_stem))) == 1
        assert 2 <= len(options) <= 8
        assert [each["letter"] for each in options if each["correct"]] == list(question["letters"]) != []
        assert len(list(question.findall(quiz_feedback))) == len(options)
    last = len(text.splitlines()) + 1
    for line in said:
        found = FINDING.match(line)
        assert found, line
        assert FIRST <= int(found["line"]) <= last, line
        assert "应为：" in found["words"] and "改法：" in found["words"], line


def test_a_sound_question_is_read_without_a_word(reader: Reader) -> None:
    text = f"{BEFORE}:::{{quiz}} one\n{SOUND}:::{AFTER}"
    questions, said = reader.read(text)
    assert ([each["letters"] for each in questions], said) == (["B"], [])


@MANY
@given(content=contents | nearly(), fence=st.sampled_from([":::", "```", "::::"]))
@example("", ":::")
@example(SOUND.replace("[x]", "[ ]"), ":::")
@example(SOUND.replace("  - 对。\n", ""), ":::")
@example(SOUND.replace("耕地是多少？\n", ""), ":::")
@example("\n\n", ":::")
@example(SOUND + SOUND, ":::")
@example("耕地？\n\n- [x] 甲\n  - 对。\n- \n", ":::")
def test_any_content_is_a_question_or_a_finding(reader: Reader, content: str, fence: str) -> None:
    hold(reader, "one", content, fence)


IDS = st.sampled_from(["one", "One", "a--b", "-", "1", "题", "a b", "", "{quiz}", "__proto__", '"', "<b>", "`"])


@settings(max_examples=60, deadline=None)
@given(quiz_id=IDS | st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12))
def test_any_id_is_a_question_or_a_finding(reader: Reader, quiz_id: str) -> None:
    hold(reader, quiz_id, SOUND, ":::")
