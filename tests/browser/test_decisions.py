"""The two decision points as a class plays them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from casebook.ledger import ledger
from tests.browser.playing import AREA, OUTCOME, SERVICES, play, summary
from tests.browser.test_pages import DESK, Visit, opened
from tests.spoilers import PAGE, spoilers_in

GUESSES = {"第一组": "300", "第二组": "2500", "第三组": "60"}
USES = [use.label for use in ledger().uses.values()]
PATIENCE = 10  # visits


def vote(page: Page) -> None:
    """Type a show of hands and three estimates."""
    for choice, count in {"扩大": "12", "维持": "20", "停种": "5"}.items():
        page.get_by_label(choice, exact=True).fill(count)
    for group, guess in GUESSES.items():
        page.get_by_label(f"{group}的估计").fill(guess)


# ---------- before the outcome ----------


def test_the_show_of_hands_is_counted_and_the_estimates_told(desk: Page, visit: Visit) -> None:
    visit(desk, AREA)
    vote(desk)
    told = summary(desk, "forecast")
    expect(told).to_contain_text("扩大12人，维持20人，停种5人，共37人")
    expect(told).to_contain_text("写下估计的有3组")


def test_the_page_before_the_outcome_ships_nothing_of_it(book: Path, desk: Page, server: str) -> None:
    fetched: list[str] = []
    desk.on("response", lambda response: fetched.append(response.url.removeprefix(f"{server}/").partition("?")[0]))
    desk.goto(f"{server}/{AREA}")
    vote(desk)
    form = play(desk, "forecast").evaluate("each => each.outerHTML")
    assert spoilers_in(form) == [] and PAGE not in form
    scripts = [book / each for each in fetched if each.endswith(".js")]
    assert any(each.name == "forecast.js" for each in scripts)
    assert [each.name for each in scripts if spoilers_in(each.read_text(encoding="utf-8"))] == []


def test_it_can_be_played_with_the_keyboard_alone(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{AREA}")
    desk.get_by_label("扩大", exact=True).focus()
    for count in ("12", "20", "5"):
        desk.keyboard.type(count)
        desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")  # over the group's name
    desk.keyboard.type("300")
    expect(summary(desk, "forecast")).to_contain_text("共37人")
    expect(summary(desk, "forecast")).to_contain_text("第一组300亩")


def test_it_can_be_played_with_a_finger(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{AREA}")
    phone.get_by_label("维持", exact=True).tap()
    phone.keyboard.type("9")
    form = play(phone, "forecast")
    form.get_by_role("button", name="加一组").tap()
    expect(form.locator(".play-row")).to_have_count(5)
    expect(summary(phone, "forecast")).to_contain_text("维持9人，共9人")


def test_there_are_eight_groups_at_most_and_one_at_least(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{AREA}")
    form = play(desk, "forecast")
    more, fewer = form.get_by_role("button", name="加一组"), form.get_by_role("button", name="减一组")
    while more.is_enabled():
        more.click()
    expect(form.locator(".play-row")).to_have_count(8)
    while fewer.is_enabled():
        fewer.click()
    expect(form.locator(".play-row")).to_have_count(1)


def test_a_bad_number_gets_a_word_at_its_field_and_is_not_counted(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{AREA}")
    field = desk.get_by_label("第一组的估计")
    field.fill("约五百")
    expect(field).to_have_attribute("aria-invalid", "true")
    problem = desk.locator(f"#{str(field.get_attribute('aria-describedby')).split()[0]}")
    expect(problem).to_contain_text("请只写数字")
    field.fill("500")
    expect(problem).to_be_empty()
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_what_was_typed_is_there_again_until_it_is_emptied(desk: Page, visit: Visit) -> None:
    visit(desk, AREA)
    vote(desk)
    desk.reload()
    expect(desk.get_by_label("维持", exact=True)).to_have_value("20")
    play(desk, "forecast").get_by_role("button", name="清空").click()
    expect(desk.get_by_label("维持", exact=True)).to_have_value("")
    play(desk, "forecast").get_by_role("button", name="恢复").click()
    expect(desk.get_by_label("维持", exact=True)).to_have_value("20")
    play(desk, "forecast").get_by_role("button", name="清空").click()
    desk.reload()
    expect(desk.get_by_label("维持", exact=True)).to_have_value("")
    assert desk.evaluate("localStorage.getItem('casebook.forecast')") is None


@pytest.mark.parametrize("kept", ["{", "7", "[]", '{"guesses": 3, "votes": null}', '{"guesses": [null, {"text": {}}]}'])
def test_what_is_kept_may_be_broken(desk: Page, server: str, kept: str) -> None:
    desk.goto(f"{server}/{AREA}")
    desk.evaluate("kept => localStorage.setItem('casebook.forecast', kept)", kept)
    for address, kind in ((AREA, "forecast"), (OUTCOME, "guesses")):
        desk.goto(f"{server}/{address}")
        play(desk, kind)


# ---------- beside the outcome ----------


def test_the_estimates_stand_beside_the_two_figures(desk: Page, visit: Visit) -> None:
    visit(desk, AREA)
    vote(desk)
    first, last = ledger()["tobacco.area_2000"], ledger()["tobacco.area_2021"]
    wanted = [first.when, *GUESSES, last.when]
    for _ in range(PATIENCE):  # a page from the disk has a process of its own, to which storage comes late
        visit(desk, OUTCOME)
        names = play(desk, "guesses").locator(".play-lanes").first.locator(".play-lane-name").all_text_contents()
        if names == wanted:
            break
        desk.wait_for_timeout(500)
    assert names == wanted
    widths = [box["width"] for box in boxes(desk)]
    values = [first.quantity.value, *map(int, GUESSES.values()), last.quantity.value]
    assert [width / max(widths) for width in widths] == pytest.approx([float(v) / 2500 for v in values], abs=0.01)


def boxes(page: Page) -> list[dict[str, float]]:
    """Return the boxes of the bars."""
    return (
        play(page, "guesses")
        .locator(".play-lanes")
        .first.locator(".play-lane-bar")
        .evaluate_all("all => all.map(each => each.getBoundingClientRect().toJSON())")
    )


def test_the_spread_is_told_in_words_and_nothing_is_judged(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{AREA}")
    vote(desk)
    desk.goto(f"{server}/{OUTCOME}")
    told = summary(desk, "guesses")
    expect(told).to_contain_text("举手：扩大12人，维持20人，停种5人，共37人")
    expect(told).to_contain_text("最小60亩，最大2500亩，中位数300亩")
    expect(told).to_contain_text("比它大的1组，比它小的2组")
    for word in ("对", "错", "准", "正确"):
        expect(told).not_to_contain_text(word)


def test_estimates_can_be_typed_beside_the_outcome_too(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{OUTCOME}")
    expect(summary(desk, "guesses")).to_contain_text("还没有估计")
    for group, guess in {"第一组": "1300", "第二组": "1000"}.items():
        desk.get_by_label(f"{group}的估计").fill(guess)
    expect(summary(desk, "guesses")).to_contain_text("中位数1150亩")
    expect(summary(desk, "guesses")).to_contain_text("与它相同的1组")


def test_print_shows_the_guesses_once_there_are_some(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{AREA}")
    vote(desk)
    desk.goto(f"{server}/{OUTCOME}")
    desk.emulate_media(media="print")
    form = play(desk, "guesses")
    expect(form.locator(".play-lanes").first).to_be_visible()
    expect(form.locator(".play-paper")).to_be_hidden()


# ---------- the sum to divide ----------


def give(page: Page, group: str, *amounts: str) -> None:
    """Turn to a group and type what it gives to each use, in order."""
    play(page, "allocation").locator("label", has_text=group).click()
    for use, amount in zip(USES, amounts, strict=False):
        page.get_by_label(use, exact=True).fill(amount)


def remainder(page: Page) -> str:
    """Return what is said of the rest."""
    return play(page, "allocation").locator(".play-remainder").inner_text()


def test_what_is_left_is_told_and_too_much_as_well(desk: Page, visit: Visit) -> None:
    visit(desk, SERVICES)
    assert remainder(desk) == "第一组：还有30万元没有安排。"
    give(desk, "第一组", "10", "12.5")
    assert remainder(desk) == "第一组：还有7.5万元没有安排。"
    give(desk, "第一组", "10", "12.5", "7.5")
    assert remainder(desk) == "第一组：30万元正好分完。"
    give(desk, "第一组", "10", "12.5", "8")
    assert remainder(desk) == "第一组：超出0.5万元，请减去一些。"


def test_tenths_add_up(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SERVICES}")
    give(desk, "第一组", "0.1", "0.2", "29.7")
    assert "正好分完" in remainder(desk)


def test_groups_stand_side_by_side(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SERVICES}")
    give(desk, "第一组", "10", "20")
    give(desk, "第三组", "0", "12", "6")
    table = play(desk, "allocation").locator("table.play-table")
    assert table.locator("thead th").all_text_contents()[1:] == ["第一组", "第三组"]
    assert table.locator("tbody tr").nth(1).locator("td").all_text_contents() == ["20", "12"]
    assert table.locator("tbody tr").last.locator("td").all_text_contents() == ["正好", "余12"]
    expect(summary(desk, "allocation")).to_contain_text(f"各组都给了钱的：{USES[1]}")


def test_the_sum_can_be_divided_with_the_keyboard_alone(desk: Page, server: str) -> None:
    desk.goto(f"{server}/{SERVICES}")
    desk.get_by_role("radio", name="第一组").focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Tab")
    desk.keyboard.type("30")
    assert remainder(desk) == "第二组：30万元正好分完。"


def test_a_finger_turns_from_group_to_group_and_each_keeps_its_own(phone: Page, server: str) -> None:
    phone.goto(f"{server}/{SERVICES}")
    form = play(phone, "allocation")
    phone.get_by_label(USES[0], exact=True).fill("5")
    form.locator("label", has_text="第二组").tap()
    expect(phone.get_by_label(USES[0], exact=True)).to_have_value("")
    form.locator("label", has_text="第一组").tap()
    expect(phone.get_by_label(USES[0], exact=True)).to_have_value("5")


def test_the_division_is_kept_and_emptied(browser: Browser, server: str) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{SERVICES}")
        give(page, "第一组", "10")
        page.reload()
        assert remainder(page) == "第一组：还有20万元没有安排。"
        play(page, "allocation").get_by_role("button", name="清空").click()
        page.reload()
        assert remainder(page) == "第一组：还有30万元没有安排。"
