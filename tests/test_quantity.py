"""Quantities: arithmetic with units and hedges, comparison, and print in Chinese."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from casebook.hedge import Hedge
from casebook.quantity import AwaitedError, Order, Quantity, QuantityError, format_number, known_units, parse_unit
from tests.hedged_trees import Case, Node, cases, decimals, evaluate, holds, trees

LAND = Quantity.of("27.5", "平方公里")
WAGES = Quantity.of("200", "万元/年", "exact", "达")
WORKERS = Quantity.of("460", "人/年", "at_least", "余")
MEMBERS = Quantity.of("134", "名")
SELECTED = Quantity.of("70", "名", "at_least", "余")


# ---------- arithmetic ----------


@settings(max_examples=1000)
@given(trees(1) | trees(3))
def test_a_calculation_never_claims_more_than_its_inputs_allow(tree: Node | Case) -> None:
    try:
        result = evaluate(tree)
    except (QuantityError, ZeroDivisionError):
        reject()
    assert holds(result.stated, result.true), result


@given(cases(), cases())
def test_comparison_never_says_more_than_the_hedges_allow(a: Case, b: Case) -> None:
    verdict = a.stated.order(b.stated)
    truth = Order.LESS if a.true < b.true else Order.GREATER if a.true > b.true else Order.EQUAL
    assert verdict in (truth, Order.UNDECIDED)


@given(cases(), cases())
def test_comparison_turns_with_its_sides(a: Case, b: Case) -> None:
    turned = {Order.LESS: Order.GREATER, Order.GREATER: Order.LESS}
    verdict = a.stated.order(b.stated)
    assert b.stated.order(a.stated) is turned.get(verdict, verdict)


@pytest.mark.parametrize(
    ("a", "b", "order"),
    [
        (("5", "exact"), ("7", "exact"), Order.LESS),
        (("7", "exact"), ("5", "exact"), Order.GREATER),
        (("5", "exact"), ("5", "exact"), Order.EQUAL),
        (("7", "at_least"), ("5", "exact"), Order.GREATER),
        (("5", "at_most"), ("7", "exact"), Order.LESS),
        (("5", "at_most"), ("7", "at_least"), Order.LESS),
        (("5", "at_least"), ("7", "exact"), Order.UNDECIDED),
        (("5", "at_least"), ("5", "exact"), Order.UNDECIDED),
        (("7", "at_most"), ("5", "at_most"), Order.UNDECIDED),
        (("1", "about"), ("9000", "exact"), Order.UNDECIDED),
    ],
)
def test_comparison_says_what_the_hedges_allow(a: tuple[str, str], b: tuple[str, str], order: Order) -> None:
    first, second = (Quantity.of(value, "名", hedge) for value, hedge in (a, b))
    assert first.order(second) is order


def test_comparison_converts_units() -> None:
    assert Quantity.of("41250", "亩").order(LAND) is Order.EQUAL
    assert Quantity.of("1", "公顷").order(Quantity.of("14", "亩")) is Order.GREATER


@pytest.mark.parametrize(
    ("result", "unit", "value", "hedge"),
    [
        (WAGES / WORKERS, "元/人", Fraction(2_000_000, 460), Hedge.AT_MOST),
        (SELECTED / MEMBERS, "%", Fraction(7000, 134), Hedge.AT_LEAST),
        (SELECTED + MEMBERS, "名", Fraction(204), Hedge.AT_LEAST),
        (MEMBERS - SELECTED, "名", Fraction(64), Hedge.AT_MOST),
        (SELECTED / WORKERS, "名/人", Fraction(70, 460), Hedge.UNDIRECTED),
        (LAND, "亩", Fraction(41250), Hedge.EXACT),
        (Quantity.of("600", "平方米", "about", "约") + LAND, "平方米", Fraction(27_500_600), Hedge.ABOUT),
    ],
)  # fmt: skip
def test_arithmetic_carries_value_unit_and_hedge(result: Quantity, unit: str, value: Fraction, hedge: Hedge) -> None:
    # 名 and 人 count alike and years cancel, so the units here fit what is asked for.
    converted = result.to(unit) if unit != "名/人" else result
    assert (converted.value, converted.hedge) == (value, hedge)


def test_a_result_forgets_the_source_s_words() -> None:
    result = WAGES / WORKERS
    assert (result.hedge_word, result.written) == ("", "")
    assert LAND.to("亩").written == ""


@pytest.mark.parametrize("other", ["户", "亩", "万元", "年", "名/年"])
def test_units_that_do_not_fit_are_refused(other: str) -> None:
    stranger = Quantity.of("1", other)
    with pytest.raises(QuantityError, match="不能相加减"):
        MEMBERS + stranger
    with pytest.raises(QuantityError, match="不能相加减"):
        MEMBERS - stranger
    with pytest.raises(QuantityError, match="不能相加减"):
        MEMBERS.order(stranger)
    with pytest.raises(QuantityError, match=f"不能换成“{other}”"):
        MEMBERS.to(other)


def test_division_by_zero_is_refused() -> None:
    with pytest.raises(QuantityError, match="除数是0"):
        MEMBERS / Quantity.of("0", "个")


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(QuantityError, match="不认识的单位“垧”"):
        parse_unit("万元/垧")


@pytest.mark.parametrize("unit", sorted(known_units()))
def test_every_unit_converts_to_itself(unit: str) -> None:
    assert Quantity.of("12.5", unit).to(unit).value == Fraction("12.5")


# ---------- print ----------


@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        (("134", "名"), "134名"),
        (("27.5", "平方公里"), "27.5平方公里"),
        (("460", "人/年", "at_least", "余"), "460余人/年"),
        (("30", "户", "at_least", "多"), "30多户"),
        (("600", "平方米", "about", "约"), "约600平方米"),
        (("99", "%", "exact", "达"), "达99%"),
        (("95", "%", "at_least", "以上"), "95%以上"),
        (("1500", "元", "about_at_least", "约…余"), "约1500余元"),
        (("141.0", "万公顷"), "141.0万公顷"),
        (("7", "名", "at_least"), "至少7名"),
        (("7", "名", "at_most"), "至多7名"),
        (("7", "名", "about"), "约7名"),
    ],
)
def test_a_figure_prints_as_chinese_writes_it(cells: tuple[str, ...], printed: str) -> None:
    assert str(Quantity.of(*cells)) == printed


@pytest.mark.parametrize(
    ("result", "unit", "printed"),
    [
        (WAGES / WORKERS, "元/人", "至多4348元/人"),
        (SELECTED / MEMBERS, "%", "至少52.2%"),
        (LAND, "亩", "41,250亩"),
        (LAND + Quantity.of("600", "平方米", "about", "约"), "平方公里", "约27.5平方公里"),
        (SELECTED - SELECTED, "名", "0名（方向不定）"),
    ],
)
def test_a_result_prints_its_direction(result: Quantity, unit: str, printed: str) -> None:
    assert str(result.to(unit)) == printed


@pytest.mark.parametrize(
    ("quantity", "hedged_number", "amount", "each"),
    [
        (WORKERS, "460余", "460余人", "每年460余人"),
        (WAGES, "达200", "达200万元", "每年达200万元"),
        (MEMBERS, "134", "134名", "134名"),
        (
            (Quantity.of("570", "万元/年") / Quantity.of("1300", "亩")).to("元/亩/年"),
            "4385",
            "4385元",
            "每亩每年4385元",
        ),
        (Quantity.of("95", "%", "at_least", "以上"), "95以上", "95%以上", "95%以上"),
    ],
)
def test_parts_of_the_print(quantity: Quantity, hedged_number: str, amount: str, each: str) -> None:
    assert (quantity.hedged_number, quantity.amount, quantity.each) == (hedged_number, amount, each)


@pytest.mark.parametrize(
    ("value", "hedge", "printed"),
    [
        (Fraction(2, 3), Hedge.EXACT, "0.67"),
        (Fraction(200, 3), Hedge.EXACT, "66.7"),
        (Fraction(20_000, 3), Hedge.EXACT, "6667"),
        (Fraction(200_000, 3), Hedge.EXACT, "66,667"),
        (Fraction(1, 8), Hedge.EXACT, "0.13"),
        (Fraction(-1, 8), Hedge.ABOUT, "−0.13"),
        (Fraction(-1, 1000), Hedge.EXACT, "0.00"),
        (Fraction(2, 3), Hedge.AT_LEAST, "0.66"),
        (Fraction(1, 3), Hedge.AT_MOST, "0.34"),
        (Fraction(-1, 3), Hedge.AT_LEAST, "−0.34"),
        (Fraction(2, 3), Hedge.ABOUT_AT_LEAST, "0.66"),
        (Fraction(9999), Hedge.EXACT, "9999"),
        (Fraction(10_000), Hedge.EXACT, "10,000"),
        (Fraction(-1_234_567), Hedge.EXACT, "−1,234,567"),
    ],
)
def test_rounding_and_separators(value: Fraction, hedge: Hedge, printed: str) -> None:
    assert format_number(value, hedge) == printed


def parsed(printed: str) -> Fraction:
    """Read a printed number back."""
    return Fraction(printed.replace(",", "").replace("−", "-"))


@given(
    st.one_of(decimals(-100_000, 100_000), st.fractions(max_denominator=10**6)),
    st.sampled_from(list(Hedge)),
)
def test_rounding_keeps_every_hedge_true(value: Fraction, hedge: Hedge) -> None:
    printed = format_number(value, hedge)
    shown = parsed(printed)
    last_place = Fraction(1, 10 ** len(printed.partition(".")[2]))
    if hedge in (Hedge.AT_LEAST, Hedge.ABOUT_AT_LEAST):
        assert value - last_place < shown <= value
    elif hedge is Hedge.AT_MOST:
        assert value <= shown < value + last_place
    else:
        assert abs(shown - value) <= last_place / 2


@given(st.integers(-(10**12), 10**12), st.sampled_from(list(Hedge)))
def test_a_whole_number_prints_whole(value: int, hedge: Hedge) -> None:
    assert parsed(format_number(Fraction(value), hedge)) == value
    assert "." not in format_number(Fraction(value), hedge)


# ---------- awaited ----------

FLOOR, COST = Quantity.awaited("centre.floor", "平方米"), Quantity.awaited("centre.cost", "万元")


@pytest.mark.parametrize(
    ("result", "rows"),
    [
        (LAND + FLOOR, ("centre.floor",)),
        (FLOOR - LAND, ("centre.floor",)),
        (-FLOOR, ("centre.floor",)),
        (COST / FLOOR, ("centre.cost", "centre.floor")),
        (WAGES / FLOOR, ("centre.floor",)),
        (FLOOR / FLOOR, ("centre.floor",)),
        (FLOOR.to("亩"), ("centre.floor",)),
    ],
)
def test_what_is_calculated_from_an_awaited_quantity_is_awaited(result: Quantity, rows: tuple[str, ...]) -> None:
    assert (result.awaits, str(result), result.amount, result.each, result.number) == (rows, *["待填"] * 4)
    with pytest.raises(AwaitedError) as caught:
        _ = result.value
    assert caught.value.rows == rows


def test_an_awaited_quantity_keeps_its_unit_and_decides_nothing() -> None:
    assert (FLOOR.to("亩").unit, (COST / FLOOR).to("元/平方米").unit) == ("亩", "元/平方米")
    assert LAND.order(FLOOR) is Order.UNDECIDED
    with pytest.raises(QuantityError):
        _ = COST + FLOOR
    with pytest.raises(QuantityError):
        FLOOR.to("万元")
