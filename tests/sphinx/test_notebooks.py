"""Which files a notebook rests on."""

from __future__ import annotations

import pytest

from casebook.sphinx.notebooks import modules_of
from casebook.tables import ROOT

HEAD = "# 一章\n\n"


def notebook(*cells: str) -> str:
    """Return a notebook as MyST text."""
    return HEAD + "\n\n".join(f"```{{code-cell}} ipython3\n{cell}\n```" for cell in cells) + "\n"


def test_imports_are_followed_down_to_the_quantities() -> None:
    found = modules_of(notebook("from book.charts import tobacco", "tobacco.area()"))
    below = {"book/charts/tobacco.py", "casebook/charts/figure.py", "casebook/charts/theme.py",
             "casebook/ledger.py", "casebook/quantity.py", "casebook/hedge.py", "casebook/formula.py"}  # fmt: skip
    assert below <= set(found)
    assert "book/charts/members.py" not in found
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    "cell",
    [
        "import casebook.hedge",
        "import casebook.hedge as h",
        "from casebook import hedge",
        "from casebook.hedge import Hedge",
        "---\nalt: 说明\n---\nimport casebook.hedge",
        ":tags: [hide]\nimport casebook.hedge",
        "def f():\n    from casebook import hedge",
    ],
)
def test_every_form_of_import_counts(cell: str) -> None:
    assert "casebook/hedge.py" in modules_of(notebook(cell))


@pytest.mark.parametrize(
    "text",
    [HEAD, notebook("1 + 1"), notebook("import json"), notebook("from casebook import"),
     "```python\nimport casebook.hedge\n```\n"],
)  # fmt: skip
def test_a_notebook_without_imports_of_ours_rests_on_no_file(text: str) -> None:
    assert modules_of(text) == []


def test_cells_fenced_by_colons_or_more_marks_count() -> None:
    for fence in (":::", "````"):
        assert modules_of(f"{fence}{{code-cell}}\nimport casebook.hedge\n{fence}\n")


def test_every_file_exists() -> None:
    for page in (ROOT / "book").rglob("*.md"):
        assert all((ROOT / each).is_file() for each in modules_of(page.read_text("utf-8")))
