"""Pages with something to write in or to cut out load the sheets' style, and no others."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document

from casebook.sphinx import sheets


@pytest.mark.parametrize("name", sorted(sheets.CLASSES))
def test_a_page_with_a_sheet_is_known(name: str) -> None:
    document = new_document("page.md")
    document += nodes.section("", nodes.table(classes=["colwidths-given", name]))
    assert sheets.holds_sheet(document)


def test_a_page_without_one_is_left_alone() -> None:
    document = new_document("page.md")
    document += nodes.section("", nodes.table(classes=["colwidths-given"]))
    assert not sheets.holds_sheet(document)
