"""The engine: what it complains of becomes findings with their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook.typst.typeset import TypesettingError, typeset

HEAD = '#set document(title: "题")\n#set text(font: "Noto Serif SC", lang: "zh", fallback: false)\n'


def complaints(folder: Path, code: str) -> list[tuple[str, object]]:
    """Set a document that cannot be set; return what is complained of, and where."""
    main = folder / "main.typ"
    main.write_text(HEAD + code, encoding="utf-8")
    with pytest.raises(TypesettingError) as raised:
        typeset(main, folder, {})
    return [(each.glyph or each.what, each.location) for each in raised.value.complaints]


def test_a_good_document_is_a_pdf(tmp_path: Path) -> None:
    main = tmp_path / "main.typ"
    main.write_text(HEAD + "正文。\n", encoding="utf-8")
    first = typeset(main, tmp_path, {})
    assert first.startswith(b"%PDF")
    assert typeset(main, tmp_path, {}) == first


def test_each_lost_glyph_has_the_place_before_it(tmp_path: Path) -> None:
    code = "//@ book/a:3\n好。\n\n//@ book/a:5\n坏🔎。\n\n//@ book/b:7\n又🏠。\n"
    assert complaints(tmp_path, code) == [("🔎", ("book/a", 5)), ("🏠", ("book/b", 7))]


def test_a_warning_counts(tmp_path: Path) -> None:
    found = complaints(tmp_path, '//@ book/a:3\n#text(font: "没有的字体")[字]\n')
    assert found[0][1] == ("book/a", 3)
    assert "unknown font family" in found[0][0]


def test_a_fault_of_the_code_is_told(tmp_path: Path) -> None:
    assert "unknown variable" in complaints(tmp_path, "#nonsense\n")[0][0]
