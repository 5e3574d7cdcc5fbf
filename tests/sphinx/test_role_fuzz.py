"""Whatever stands in the fact role or a placeholder, a node or a warning comes of it."""

from __future__ import annotations

from typing import Any

import pytest
from docutils import nodes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.sphinx import facts
from casebook.sphinx.facts import FactDomain, fact, fact_node, inline_nodes

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
REFERENCES = st.one_of(
    st.sampled_from(["party.members", "party.members:value", "party.members:no", "party.member", "__class__", ""]),
    st.text(max_size=40),
)


class Environment:
    """As much of Sphinx's environment as a fact needs."""

    docname = "book/page"

    def __init__(self) -> None:
        self.domaindata: dict[str, Any] = {}
        self.settings: dict[str, Any] = {}
        self.count = 0
        self.domain = FactDomain(self)  # type: ignore[arg-type]

    def new_serialno(self, category: str) -> int:
        self.count += 1
        return self.count

    def get_domain(self, name: str) -> FactDomain:
        return self.domain


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the keys of what is warned of."""
    keys: list[str] = []
    monkeypatch.setattr(facts, "warn", lambda key, location, **values: keys.append(key))
    return keys


@QUICK
@given(reference=REFERENCES)
def test_a_reference_is_a_fact_or_a_warning(warned: list[str], reference: str) -> None:
    warned.clear()
    node = fact_node(reference, Environment(), None)  # type: ignore[arg-type]
    assert isinstance(node, fact) == (not warned)
    assert isinstance(node, fact | nodes.problematic)


@QUICK
@given(text=st.one_of(st.text(max_size=60), REFERENCES.map(lambda reference: f"共{{{reference}}}。")))
def test_a_caption_is_nodes_whatever_it_holds(warned: list[str], text: str) -> None:
    found = inline_nodes(text, Environment(), None)  # type: ignore[arg-type]
    assert all(isinstance(node, nodes.Node) for node in found)
