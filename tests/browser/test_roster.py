"""The duty roster: its rules as properties, and the maker in the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from casebook.ledger import ledger
from tests.browser.playing import SCENARIOS, functions, play, summary
from tests.browser.test_pages import Visit

WEEK = 7
Off = list[list[bool]]

offs = st.integers(1, 6).flatmap(
    lambda count: st.lists(st.lists(st.booleans(), min_size=WEEK, max_size=WEEK), min_size=count, max_size=count)
)
spans = st.integers(1, 5 * WEEK)


@pytest.fixture(scope="module")
def maker(browser: Browser) -> Iterator[Page]:
    """Return an empty page with the roster's functions."""
    with functions(browser, "roster.js") as page:
        yield page


def plan(maker: Page, off: Off, days: int) -> dict[str, Any]:
    """Make a roster."""
    made: dict[str, Any] = maker.evaluate("question => casebookRoster.plan(...question)", [off, days])
    return made


def possible(off: Off, days: int) -> bool:
    """Whether some roster keeps the rules, by going through all last persons day by day."""
    last: set[int] = {-1}
    for day in range(days):
        able = {person for person, each in enumerate(off) if not each[day % WEEK]}
        last = {person for person in able if last - {person}}
        if not last:
            return False
    return True


@given(off=offs, days=spans)
def test_a_roster_keeps_every_rule(maker: Page, off: Off, days: int) -> None:
    made = plan(maker, off, days)
    if "duty" not in made:
        return
    duty = made["duty"]
    assert len(duty) == days
    assert all(not off[person][day % WEEK] for day, person in enumerate(duty))
    assert all(a != b for a, b in pairwise(duty))
    assert made["times"] == [duty.count(person) for person in range(len(off))]


@given(off=offs, days=spans)
def test_there_is_a_roster_wherever_one_is_possible(maker: Page, off: Off, days: int) -> None:
    assert ("duty" in plan(maker, off, days)) == possible(off, days)


@given(off=offs, days=spans)
def test_the_reason_given_is_true(maker: Page, off: Off, days: int) -> None:
    why = plan(maker, off, days).get("why")
    if why is None:
        return
    able = [{person for person, each in enumerate(off) if not each[day % WEEK]} for day in range(days)]
    if why["kind"] == "nobody":
        assert able[why["day"]] == set()
        return
    run, people = why["days"], why["people"]
    assert run == list(range(run[0], run[-1] + 1)) and run[-1] < days
    assert able[run[0]] == {people[0]}  # the first is forced by days off alone, each later one by the day before
    for before, person, day in zip(people, people[1:-1], run[1:-1], strict=False):
        assert able[day] - {before} == {person}
    assert people[-1] == people[-2] and able[run[-1]] == {people[-1]}


@settings(max_examples=60)
@given(off=offs, days=spans)
def test_the_same_question_has_the_same_answer(maker: Page, off: Off, days: int) -> None:
    assert plan(maker, off, days) == plan(maker, off, days)


@settings(max_examples=60)
@given(count=st.integers(2, 10), days=st.integers(1, 56))
def test_with_nobody_off_the_turns_are_even(maker: Page, count: int, days: int) -> None:
    times = plan(maker, [[False] * WEEK] * count, days)["times"]
    assert max(times) - min(times) <= 1


# ---------- in the page ----------


def roster(page: Page) -> list[str]:
    """Return the names of the roster that is shown, day by day."""
    return play(page, "duty").locator("table.play-duty td").all_text_contents()


def tick(page: Page, *names: str) -> None:
    """Mark days off with the mouse."""
    for name in names:
        play(page, "duty").locator(".play-tick", has=page.get_by_label(f"{name}休息")).click()


def test_it_starts_from_the_report_s_cadres_and_their_average(desk: Page, visit: Visit) -> None:
    visit(desk, SCENARIOS)
    cadres = ledger()["party.cadres"].quantity.number
    assert play(desk, "duty").get_by_label("几名干部轮值").input_value() == cadres
    assert len(roster(desk)) == 2 * WEEK
    average = ledger()["duty.hours_per_cadre"]
    expect(summary(desk, "duty")).to_contain_text(f"平均每人每周{average.quantity.number}小时，与台账")


def test_days_off_are_kept_free(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    tick(desk, "甲周一", "乙周一", "丙周日")
    names = roster(desk)
    assert {names[0], names[WEEK]} & {"甲", "乙"} == set()
    assert "丙" not in (names[6], names[13])


def test_it_says_when_it_cannot_be_done_and_why(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    told = summary(desk, "duty")
    play(desk, "duty").get_by_label("几名干部轮值").fill("1")
    expect(told).to_contain_text("周一只有甲能值，周二又只有甲能值，就要连值两天")
    play(desk, "duty").get_by_label("几名干部轮值").fill("2")
    expect(told).to_contain_text("排好了")
    tick(desk, "甲周三", "乙周三")
    expect(told).to_contain_text("周三大家都休息")
    tick(desk, "甲周三", "乙周三", "乙周日", "乙周一")
    expect(told).to_contain_text("周日只有甲能值，下一个周一又只有甲能值")
    assert roster(desk) == []


def test_a_chain_of_forced_days_is_told(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    play(desk, "duty").get_by_label("几名干部轮值").fill("2")
    tick(desk, "乙周二", "乙周五")
    expect(summary(desk, "duty")).to_contain_text("排不出来")
    expect(summary(desk, "duty")).to_contain_text("一天接一天都只剩一个人可排")


def test_names_are_used(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    play(desk, "duty").get_by_label("第1人的姓名").fill("老王")
    assert roster(desk)[0] == "老王"
    expect(summary(desk, "duty")).to_contain_text("老王3次")


def test_it_can_be_made_with_the_keyboard_alone(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    play(desk, "duty").get_by_label("第1人的姓名").focus()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    assert roster(desk)[0] == "乙"


def test_it_can_be_made_with_a_finger(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{SCENARIOS}")
    play(phone, "duty").locator(".play-tick", has=phone.get_by_label("甲周一休息")).tap()
    assert roster(phone)[0] == "乙"
    cells = (
        play(phone, "duty")
        .locator("table.play-duty td")
        .evaluate_all("all => all.filter(each => each.scrollWidth > each.clientWidth + 1).length")
    )
    assert cells == 0


def test_a_link_brings_the_same_roster_and_reset_the_first(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    first = roster(desk)
    play(desk, "duty").get_by_label("几名干部轮值").fill("4")
    tick(desk, "甲周一", "丁周六")
    made = roster(desk)
    form = play(desk, "duty")
    form.get_by_role("button", name="分享链接").click()
    link = form.get_by_label("可以分享的链接").input_value()
    desk.goto("about:blank")
    desk.goto(link)
    assert roster(desk) == made
    play(desk, "duty").get_by_role("button", name="回到开头").click()
    assert roster(desk) == first


@pytest.mark.parametrize("count", ["0", "11", "2.5", "六"])
def test_a_bad_number_of_cadres_gets_a_word(desk: Page, server: str, count: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    field = play(desk, "duty").get_by_label("几名干部轮值")
    field.fill(count)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(summary(desk, "duty")).to_contain_text("先把人数和周数填好")
