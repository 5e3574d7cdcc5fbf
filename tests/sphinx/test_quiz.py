"""Questions that mark themselves: what the page holds, and faults that are told in Chinese."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from tests.sphinx.small_book import SmallBook

PATH = "book/case/one.md"
RIGHT = "- [x] {fact}`village.farmland`，不多不少"


@pytest.fixture(scope="module")
def page(teaching: SmallBook) -> BeautifulSoup:
    """Return the page with the questions."""
    return BeautifulSoup((teaching.html / "case/one.html").read_text(encoding="utf-8"), "html.parser")


def question(page: BeautifulSoup, quiz_id: str) -> Tag:
    """Return a question's form."""
    found = page.select_one(f"form.quiz#quiz-{quiz_id}")
    assert found is not None
    return found


def one(tag: Tag, selector: str) -> Tag:
    """Return the one element that a selector matches."""
    (found,) = tag.select(selector)
    return found


@pytest.mark.parametrize(
    ("quiz_id", "kind", "right", "hint"),
    [("one-right", "radio", "B", False), ("several-right", "checkbox", "AC", True)],
)
def test_one_right_option_makes_radios_and_several_make_check_boxes(
    page: BeautifulSoup, quiz_id: str, kind: str, right: str, hint: bool
) -> None:
    form = question(page, quiz_id)
    inputs = form.select("fieldset input")
    assert {each["type"] for each in inputs} == {kind}
    assert {each["name"] for each in inputs} == {quiz_id}
    assert [each["value"] for each in inputs] == ["A", "B", "C"]
    assert form["data-right"] == right
    assert ("可以选几项" in one(form, "legend").get_text()) is hint


def test_the_legend_is_the_question_with_its_figures(page: BeautifulSoup) -> None:
    legend = one(question(page, "one-right"), "legend")
    assert legend.get_text() == "自测1 耕地是多少？先看7858亩的来处。"
    assert one(legend, "a.fact")["data-fact"] == "village.farmland"
    assert one(question(page, "several-right"), "legend").get_text().startswith("自测2")


def test_every_option_is_a_label_without_a_link_in_it(page: BeautifulSoup) -> None:
    labels = question(page, "one-right").select("label")
    assert [one(label, ".quiz-text").get_text() for label in labels] == ["38个", "7858亩，不多不少", "报道没有写"]
    assert all(not label.select("a") and len(label.select("input")) == 1 for label in labels)


def test_a_figure_in_an_option_is_a_use_that_the_ledger_links_to(teaching: SmallBook, page: BeautifulSoup) -> None:
    ledger = (teaching.html / "evidence/ledger/village.html").read_text(encoding="utf-8")
    links = BeautifulSoup(ledger, "html.parser").select('#row-village-groups a[href*="case/one.html#"]')
    targets = [str(link["href"]).partition("#")[2] for link in links]
    assert targets
    assert [target for target in targets if page.find(id=target) is None] == []


def test_the_answers_stand_folded_at_the_question_for_who_has_no_script(page: BeautifulSoup) -> None:
    form = question(page, "one-right")
    key = one(form, "details.quiz-key")
    assert "open" not in key.attrs
    assert one(key, "p").get_text() == "答案：B"
    assert [(item["data-letter"], item.get_text()) for item in key.select("li")] == [
        ("A", "A　不对。那是小组数。"),
        ("B", "B　对。报道写的是7858亩。"),
        ("C", "C　不对。写了，在村情一章。"),
    ]
    assert one(form, ".quiz-check").has_attr("hidden")
    assert one(form, ".quiz-said")["role"] == "status"


def test_the_answers_are_gathered_at_the_end_for_print(page: BeautifulSoup) -> None:
    gathered = one(page.select_one("article") or page, ".quiz-answers")
    assert [each.get_text() for each in gathered.select(".quiz-answer > p")] == ["自测1　答案：B", "自测2　答案：A、C"]
    assert "B　对。报道写的是7858亩。" in gathered.get_text()
    assert not gathered.select("[id], a")


def test_no_id_stands_twice_on_the_page(page: BeautifulSoup) -> None:
    ids = [str(each["id"]) for each in page.find_all(id=True)]
    assert sorted({each for each in ids if ids.count(each) > 1}) == []


def test_script_and_style_come_with_the_question_and_with_nothing_else(
    teaching: SmallBook, page: BeautifulSoup
) -> None:
    assert page.select('script[src*="quiz.js"]') and page.select('link[href*="quiz.css"]')
    other = (teaching.html / "case/two.html").read_text(encoding="utf-8")
    assert "quiz.js" not in other and "quiz.css" not in other


FAULTS = {
    "没有对的选项": (RIGHT, RIGHT.replace("[x]", "[ ]"), "耕地是多少", "one-right"),
    "没有反馈": ("  - 那是小组数。\n", "", "- [ ] {fact}`village.groups`", "one-right"),
    "选项前面没有方括号": ("- [ ] 报道没有写", "- 报道没有写", "- 报道没有写", "one-right"),
    "题干读不出来": ("哪几项报道没有写？\n\n", "", "{quiz} several-right", "several-right"),
    "太少或太多": (
        "- [ ] 耕地面积\n  - 写了。\n- [x] 流转面积\n  - 也没有写。\n", "", "{quiz} several-right", "several-right"
    ),
    "已经用过": ("{quiz} several-right", "{quiz} one-right", "哪几项", "one-right"),
    "编号是": ("{quiz} several-right", "{quiz} Several", "{quiz} Several", "Several"),
}  # fmt: skip


@pytest.fixture(scope="module")
def reports(teaching: SmallBook) -> dict[str, tuple[list[str], list[str]]]:
    """Build once for each fault, on pages of their own, and return what is said of each page, with its lines."""
    source = (teaching.root / PATH).read_text(encoding="utf-8")
    pages, toc = {}, (teaching.root / "_toc.yml").read_text(encoding="utf-8")
    for number, (old, new, *_) in enumerate(FAULTS.values()):
        assert source.count(old) == 1, old
        # Ids are those of the page alone, but where their meeting is the fault.
        pages[f"book/case/fault{number}.md"] = _renamed(source.replace(old, new), number)
    for path, text in pages.items():
        teaching.write(path, text)
    entries = "".join(f"- file: {path.removesuffix('.md')}\n" for path in pages)
    teaching.write("_toc.yml", toc.replace("chapters:\n", f"chapters:\n{entries}"))
    outcome = teaching.build()
    teaching.write("_toc.yml", toc)
    for path in pages:
        (teaching.root / path).unlink()
    assert outcome.code == 1
    said = [line for line in outcome.err.splitlines() if line.startswith("· ")]
    return {
        fault: ([line for line in said if path in line], text.splitlines())
        for fault, (path, text) in zip(FAULTS, pages.items(), strict=True)
    }


def _renamed(text: str, number: int) -> str:
    return text.replace("one-right", f"n{number}-one").replace("several-right", f"n{number}-several")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_chinese_with_its_file_and_line(
    reports: dict[str, tuple[list[str], list[str]]], fault: str
) -> None:
    said, lines = reports[fault]
    number = list(FAULTS).index(fault)
    *_, near, quiz_id = FAULTS[fault]
    assert len(said) == 1, said
    assert fault in said[0] and "应为：" in said[0] and "改法：" in said[0]
    assert _renamed(quiz_id, number) in said[0]
    told = int(said[0].split(":")[1])
    expected = next(n for n, line in enumerate(lines, start=1) if _renamed(near, number) in line)
    assert abs(told - expected) <= 2, (told, expected)
