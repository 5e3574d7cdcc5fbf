"""The calculators: where they start, what follows from a change, and sharing by link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from casebook.ledger import ledger
from tests.browser.playing import SCENARIOS, play, summary
from tests.browser.test_pages import Visit

AREA_LABEL = ledger()["tobacco.area_2021"].label
INCOME, JOBS, WAGES = (ledger()[each].quantity for each in ("tobacco.income", "tobacco.jobs", "tobacco.wages"))


def area(page: Page, label: str = AREA_LABEL) -> object:
    """Return a number box of the first calculator."""
    return play(page, "area").get_by_label(label, exact=True)


# ---------- area, income, labour ----------


def test_it_starts_from_the_ledger_and_gives_the_report_s_own_figures(desk: Page, visit: Visit) -> None:
    visit(desk, SCENARIOS)
    told = summary(desk, "area")
    expect(told).to_contain_text(f"年收入{INCOME.number}万元（与起点相同）")
    expect(told).to_contain_text(f"用工至少{JOBS.number}人（与起点相同）")
    expect(told).to_contain_text(f"劳务支出{WAGES.number}万元（与起点相同）")


def test_derived_starting_numbers_are_marked_and_name_what_they_assume(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    hints = play(desk, "area").locator(".play-hint").all_text_contents()
    ids = ("tobacco.income_per_mu", "tobacco.jobs_per_mu", "tobacco.pay_per_worker")
    for figure, hint in zip((ledger()[each] for each in ids), hints[1:], strict=True):
        assert "由本书推算" in hint and figure.assumption in hint and str(figure.quantity) in hint
    assert "由本书推算" not in hints[0]
    assert "合同" in play(desk, "area").inner_text() and "计划" in play(desk, "area").inner_text()


def test_twice_the_area_gives_twice_the_results_and_keeps_the_hedge(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    area(desk).fill("2600")
    told = summary(desk, "area")
    expect(told).to_contain_text("年收入1140万元（比起点多570万元）")
    expect(told).to_contain_text("用工至少920人")
    expect(told).to_contain_text("劳务支出400万元")
    lanes = play(desk, "area").locator(".play-lane-number").all_text_contents()
    assert "1140万元" in lanes and "起点570万元" in lanes


def test_a_changed_pay_meets_the_open_number_of_labourers(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    area(desk, ledger()["tobacco.pay_per_worker"].label).fill("5000")
    expect(summary(desk, "area")).to_contain_text("劳务支出至少230万元")
    area(desk, ledger()["tobacco.jobs_per_mu"].label).fill("0.5")
    expect(summary(desk, "area")).to_contain_text("用工650人")
    expect(summary(desk, "area")).to_contain_text("劳务支出325万元")


def test_the_slider_and_the_box_go_together(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    slider = play(desk, "area").get_by_label(f"{AREA_LABEL}，滑块")
    slider.focus()
    desk.keyboard.press("ArrowRight")
    typed = area(desk).input_value()
    assert float(typed) > 1300
    assert slider.get_attribute("aria-valuetext") == f"{typed}亩"
    area(desk).fill("900")
    assert slider.input_value() == "900"
    desk.keyboard.press("Tab")


def test_a_finger_on_the_slider_changes_the_results(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{SCENARIOS}")
    slider = play(phone, "area").get_by_label(f"{AREA_LABEL}，滑块")
    slider.tap(position={"x": 8, "y": 12})
    expect(summary(phone, "area")).to_contain_text("比起点少")


def test_reset_goes_back_to_the_start(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    area(desk).fill("7")
    play(desk, "area").get_by_role("button", name="回到起点").click()
    expect(area(desk)).to_have_value("1300")
    expect(summary(desk, "area")).to_contain_text("照起点的数")


def test_a_bad_number_stops_the_calculation_in_words(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    area(desk).fill("很多")
    expect(summary(desk, "area")).to_contain_text(f"先把“{AREA_LABEL}”填好")
    expect(play(desk, "area").locator(".play-lane")).to_have_count(0)


def test_an_area_of_nothing_gives_nothing(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    area(desk).fill("0")
    expect(summary(desk, "area")).to_contain_text("年收入0万元")
    expect(summary(desk, "area")).not_to_contain_text("NaN")


# ---------- sharing ----------


def shared_link(page: Page, kind: str) -> str:
    """Share what is played; return the link."""
    form = play(page, kind)
    form.get_by_role("button", name="分享链接").click()
    return form.get_by_label("可以分享的链接").input_value()


def test_a_link_brings_the_same_numbers(desk: Page, visit: Visit) -> None:
    visit(desk, SCENARIOS)
    area(desk).fill("1600")
    link = shared_link(desk, "area")
    desk.goto("about:blank")
    desk.goto(link)
    expect(area(desk)).to_have_value("1600")
    expect(play(desk, "area")).to_be_in_viewport()


BROKEN = ("{", "%", "null", "7", "[]", '{"area":"x"}', '{"area":7}', '{"items":[{}]}', '{"cadres":"2","weeks":"1"}')


@pytest.mark.parametrize("kind", ["area", "points", "duty"])
def test_a_bad_link_gets_a_word_and_the_start(desk: Page, server: str, kind: str) -> None:
    for fragment in BROKEN:
        desk.goto("about:blank")
        desk.goto(f"{server}/{SCENARIOS}#play-{kind}?{fragment}")
        notice = play(desk, kind).get_by_role("status").first
        expect(notice).to_contain_text("这个链接里的数读不出来")
        expect(area(desk)).to_have_value("1300")


def test_a_link_opened_on_the_page_itself_is_taken(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    area(desk).fill("1600")
    link = shared_link(desk, "area")
    play(desk, "area").get_by_role("button", name="回到起点").click()
    desk.evaluate("link => { location.href = link; }", link)
    expect(area(desk)).to_have_value("1600")


def test_markup_in_a_link_is_text(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    name = "<img src=x onerror=alert(1)>"
    desk.get_by_label("第1项的事项").fill(name)
    desk.get_by_label("第1项，每次几分").fill("2")
    desk.get_by_label("第1项，这个月几次").fill("3")
    link = shared_link(desk, "points")
    desk.goto("about:blank")
    desk.goto(link)
    expect(summary(desk, "points")).to_contain_text(name)
    expect(play(desk, "points").locator("img")).to_have_count(0)


# ---------- points ----------


def test_points_start_blank(desk: Page, visit: Visit) -> None:
    visit(desk, SCENARIOS)
    rows = play(desk, "points").locator(".play-row:not(.play-row-head) input")
    assert set(rows.evaluate_all("all => all.map(each => each.value)")) == {""}
    expect(summary(desk, "points")).to_contain_text("写下事项")


def test_a_member_s_month_and_year_are_added_up(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    for index, (name, points, times) in enumerate([("学习", "1.5", "2"), ("调解", "5", "1"), ("迟到", "-0.1", "3")], 1):
        desk.get_by_label(f"第{index}项的事项").fill(name)
        desk.get_by_label(f"第{index}项，每次几分").fill(points)
        desk.get_by_label(f"第{index}项，这个月几次").fill(times)
    told = summary(desk, "points")
    expect(told).to_contain_text("合计7.7分")
    expect(told).to_contain_text("照这样做12个月是92.4分")
    desk.get_by_label("照这样做几个月").fill("10")
    desk.get_by_label("年终测评").fill("20")
    expect(told).to_contain_text("照这样做10个月是77分，加年终测评20分，全年97分")
    play(desk, "points").get_by_role("button", name="清空").click()
    expect(told).to_contain_text("写下事项")
    play(desk, "points").get_by_role("button", name="恢复").click()
    expect(told).to_contain_text("全年97分")


def test_points_can_be_worked_out_with_the_keyboard_alone(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    desk.get_by_label("第1项的事项").focus()
    for text in ("学习", "3", "4"):
        desk.keyboard.type(text)
        desk.keyboard.press("Tab")
    expect(summary(desk, "points")).to_contain_text("合计12分")


def test_half_a_time_is_refused_at_its_field(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SCENARIOS}")
    desk.get_by_label("第1项，这个月几次").fill("0.5")
    expect(play(desk, "points")).to_contain_text("请写整数")
