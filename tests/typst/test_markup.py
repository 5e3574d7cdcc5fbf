"""Text as markup means itself, whatever is in it."""

from __future__ import annotations

import json

import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.typst.markup import array, escape, string

TEXT = st.text(
    st.one_of(st.characters(min_codepoint=32, max_codepoint=126), st.sampled_from("村亩“”《》，。\n")), max_size=40
)


def said(code: str) -> str:
    """Return the plain text of an expression's content, white space as one space."""
    script = (
        '#let plain(it) = if type(it) == str { it } else if it.has("text") { it.text } '
        'else if it.has("children") { it.children.map(plain).join() } else if it == [ ] { " " } else { "?" }\n'
        f"#metadata(plain({code})) <said>"
    )
    found = typst.Compiler(script.encode()).query("<said>", field="value", one=True)
    return str(json.loads(found) or "")


@settings(max_examples=100)
@given(TEXT)
def test_escaped_text_prints_as_it_stands(text: str) -> None:
    assert " ".join(said(f'[#""{escape(text)}#""]').split()) == " ".join(text.split())


@settings(max_examples=100)
@given(TEXT)
def test_a_string_is_itself(text: str) -> None:
    assert said(string(text)) == text


def test_an_array_of_one_is_an_array() -> None:
    assert said(f"str({array(['7'])}.len())") == "1"
    assert said(f"str({array([])}.len())") == "0"
