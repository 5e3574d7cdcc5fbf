"""Numbers typed into the text, and the figure that was probably meant."""

from __future__ import annotations

import pytest

from casebook.ledger import ledger
from casebook.quantity import known_units
from casebook.sphinx.loose_numbers import likely_figures, loose_numbers, mending

FLAGGED = {
    "共134名党员": ["134"],
    "134 名": ["134"],
    "耕地7858亩，山林11,850亩": ["7858", "11,850"],
    "占52.2%": ["52.2"],
    "1300": ["1300"],
    "１３４名": ["１３４"],
    "十二个片区": ["十二"],
    "十一户": ["十一"],
    "二十名": ["二十"],
    "一百二十亩": ["一百二十"],
    "两千亩": ["两千"],
    "三户": ["三"],
    "四百六十余人": ["四百六十"],
    "三个支部和六名干部": ["三", "六"],
    "五万元": ["五万"],
    "三十八个村民小组": ["三十八"],
    "2000户": ["2000"],
    "在2021年有18户": ["18"],
    "第三章说的38个": ["38"],
    "8点": ["8"],
}
PASSING = [
    "一个", "两种", "一名干部", "两个年份", "三读", "三心二意", "五保户", "四议两公开", "八带头", "百姓", "万一",
    "千方百计", "九庄村", "两叉港", "2021年", "2000年前后", "2019年6月", "2022年7月1日", "2021-12-31", "2021/12/31",
    "6月30日", "2021年底", "第三章", "第3章", "第 12 行", "第二十条", "图1", "图 2.1", "表3", "附录2", "没有数字",
]  # fmt: skip


@pytest.mark.parametrize(("text", "numbers"), FLAGGED.items())
def test_a_number_in_the_text_is_flagged(text: str, numbers: list[str]) -> None:
    assert [match[0] for match in loose_numbers(text)] == numbers


@pytest.mark.parametrize("text", PASSING)
def test_words_dates_and_ordinals_pass(text: str) -> None:
    assert [match[0] for match in loose_numbers(text)] == []


@pytest.mark.parametrize("unit", sorted(known_units() - {"%"}))
def test_every_unit_of_the_ledger_makes_a_numeral_a_number(unit: str) -> None:
    assert [match.start() for match in loose_numbers(f"有七{unit}。")] == [1]


def test_the_place_of_a_number_is_kept() -> None:
    (match,) = loose_numbers("2021年，第三章：134名")
    assert match.start() == len("2021年，第三章：")


@pytest.mark.parametrize(
    ("number", "figure_id"),
    [("1300", "tobacco.area_2021"), ("7858", "village.farmland"), ("41,250", "village.area_mu"),
     ("41250", "village.area_mu"), ("52.2", "party.selected_share"), ("141.0", "country.tobacco_2013")],
)  # fmt: skip
def test_the_figure_probably_meant_is_named(number: str, figure_id: str) -> None:
    assert any(f"{{fact}}`{figure_id}`" in each for each in likely_figures(number, ledger()))


def test_every_figure_with_the_number_is_likely() -> None:
    found = "".join(likely_figures("134", ledger()))
    assert "`party.members`" in found and "`party.plaques`" in found


def test_an_unknown_number_is_likely_none() -> None:
    assert likely_figures("987654", ledger()) == []


def test_the_message_says_how_to_mend() -> None:
    known, unknown = mending("7858"), mending("987654")
    assert "{fact}`village.farmland`" in known and "{plain}`7858`" in known
    assert "data/facts.csv" in unknown and "{plain}`987654`" in unknown
