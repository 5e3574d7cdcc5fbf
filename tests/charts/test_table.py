"""Tables as MyST text."""

from __future__ import annotations

import pytest

from casebook.charts.table import Table, to_roles, working


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("{party.members}", "{fact}`party.members`"),
        ("共{party.members:value}人", "共{fact}`party.members:value`人"),
        ("{plain:1300}", "{plain}`1300`"),
        ("没有数", "没有数"),
    ],
)
def test_placeholders_become_roles(text: str, roles: str) -> None:
    assert to_roles(text) == roles


def test_a_table_as_text() -> None:
    table = Table(("项目", "数"), [("党员", "{party.members}"), ("甲|乙", "")], numeric=(1,))
    assert table.markdown().splitlines() == [
        "| 项目 | 数 |",
        "| :-- | --: |",
        "| 党员 | {fact}`party.members` |",
        r"| 甲\|乙 |  |",
    ]


def test_a_caption_wraps_the_table_and_holds_roles_too() -> None:
    lines = Table(("项目",), [("党员",)], "共{party.members}").markdown().splitlines()
    assert lines[0] == "````{table} 共{fact}`party.members`"
    assert lines[-1] == "````"


def test_a_row_of_another_length_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"“两列”.*只有一格"):
        Table(("项目", "数"), [("党员", "134"), ("只有一格",)], "两列")


def test_a_worked_figure_shows_inputs_result_and_assumption() -> None:
    table = working("tobacco.pay_per_worker", "除法")
    cells = [cell for row in table.rows for cell in row]
    assert {"{tobacco.wages}", "{tobacco.jobs}", "{tobacco.pay_per_worker}"} <= set(cells)
    assert "年劳动力支出 ÷ 每年吸收的劳动力" in table.rows[2][0]
    assert "所报支出全部付给所报吸收的劳动力" in table.rows[3][0]
