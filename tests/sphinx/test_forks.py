"""Notebooks run in a fork show what a kernel's would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from casebook.ledger import READS_VARIABLE
from casebook.sphinx import forks
from casebook.tables import ROOT


def outputs(*codes: str, timeout: int = 60) -> tuple[list[list[Any]], object]:
    """Run cells; return the outputs of each and the error."""
    notebook = new_notebook(cells=[new_markdown_cell("字"), *map(new_code_cell, codes)])
    result = forks.run(notebook, ".", timeout, False)
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"], result.err


@pytest.mark.parametrize(
    ("code", "shown"),
    [("1 + 1", ["2"]), ("1 + 1;", []), ("x = 1", []), ("None", []), ("print('甲')", ["甲\n"]),
     ("print(1)\n2", ["1\n", "2"]),
     ("from IPython.display import display\ndisplay(3)\n4", ["3", "4"])],
)  # fmt: skip
def test_a_cell_shows_what_it_prints_displays_and_returns(code: str, shown: list[str]) -> None:
    ((found,), error) = outputs(code)
    assert [each.get("text") or each["data"]["text/plain"] for each in found] == shown
    assert error is None


def test_cells_know_of_those_before() -> None:
    ((_, second), _) = outputs("x = 5", "x")
    assert second[0]["data"]["text/plain"] == "5"


@pytest.mark.parametrize(("code", "name"), [("1 / 0", "ZeroDivisionError"), ("x =", "SyntaxError"), ("y", "NameError")])
def test_a_cell_that_fails_is_the_last_to_run(code: str, name: str) -> None:
    ((first, second), error) = outputs(code, "2")
    assert [each["ename"] for each in first] == [name]
    assert second == [] and error is not None


@pytest.mark.parametrize("code", ["import time\ntime.sleep(30)", "import os\nos._exit(3)"])
def test_a_notebook_that_does_not_end_well_is_stopped(code: str) -> None:
    ((found,), error) = outputs(code, timeout=1)
    assert found[0]["output_type"] == "error" and error is not None


def test_a_cell_that_asks_for_an_awaited_value_says_so_and_is_not_the_last() -> None:
    known = "from casebook.quantity import AwaitedError"
    raising = "raise AwaitedError(('village.farmland',))"
    ((_, shown, after), error) = outputs(known, f"{raising}\n1", "2")
    assert error is None and after[0]["data"]["text/plain"] == "2"
    assert shown[0]["data"]["text/markdown"] == "```{awaited}\nvillage.farmland\n```"
    assert shown[0]["data"]["text/plain"] == "待填：耕地面积（village.farmland）"


# In a process of its own, for what has drawn once cannot be forked any more.
DRAWN = """
import vl_convert
from nbformat.v4 import new_code_cell, new_notebook
from casebook.sphinx import forks
forks.begin()
vl_convert.vega_to_svg({"width": 1, "height": 1})
cells = [new_code_cell(each) for each in ("from book.charts import tobacco", "tobacco.area()")]
result = forks.run(new_notebook(cells=cells), ".", 100, False)
print(result.err, "{chart}" in cells[1].outputs[0]["data"]["text/markdown"])
"""


def test_a_chart_comes_as_the_book_takes_it_though_this_process_has_drawn() -> None:
    run = subprocess.run([sys.executable, "-c", DRAWN], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["None", "True"]


def test_what_a_notebook_looks_up_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READS_VARIABLE, str(tmp_path / "reads"))
    for figure_id in ("party.members", "village.groups"):
        (tmp_path / "reads").unlink(missing_ok=True)
        outputs(f"from casebook.ledger import ledger\nledger()['{figure_id}']")
        assert (tmp_path / "reads").read_text(encoding="utf-8").split() == [figure_id]


def test_notebooks_know_nothing_of_one_another() -> None:
    outputs("import builtins\nbuiltins.left_behind = 1")
    ((found,), error) = outputs("left_behind")
    assert error is not None and found[0]["ename"] == "NameError"
