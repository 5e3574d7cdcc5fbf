"""The pages live by their policy: it stands first, and nothing in a page goes against it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from casebook.sphinx.policy import policy
from tests import pages


def test_every_page_states_the_policy_before_all_that_it_rules(book: Path) -> None:
    for address in pages.addresses(book):
        head = pages.page(book / address).head
        assert head is not None
        first = head.find(["script", "style", "link"])
        stated = head.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert stated is not None and stated["content"] == policy(), address
        assert first is None or stated.sourceline <= first.sourceline, address


def test_no_page_holds_a_script_that_the_policy_does_not_name(book: Path) -> None:
    named = set(re.findall(r"'sha256-([^']+)'", policy()))
    for address in pages.addresses(book):
        for script in pages.page(book / address).find_all("script", src=False):
            if script.get("type") != "application/json":
                digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
                assert digest in named, f"{address}: {script.string[:60]}"


def test_no_element_carries_a_script(book: Path) -> None:
    handlers = [
        (address, element.name, name)
        for address in pages.addresses(book)
        for element in pages.page(book / address).find_all(True)
        for name, value in element.attrs.items()
        if name.startswith("on") or str(value).lower().startswith("javascript:")
    ]
    assert handlers == []


def test_nothing_may_be_evaluated_or_taken_from_elsewhere() -> None:
    assert "unsafe-eval" not in policy()
    assert "http" not in policy()
    assert policy().startswith("default-src 'none'")
    assert "frame-ancestors" not in policy(), "a meta element may not say it"
