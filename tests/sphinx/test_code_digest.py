"""The digest by which Sphinx knows that the code, a script or a style has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from casebook.sphinx import CODE, LOOK, PACKAGE, digest


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("ledger.py", True),
        ("units.txt", True),
        ("sphinx/facts.py", True),
        ("sphinx/play/node.py", True),
        ("sphinx/static/play.js", True),
        ("sphinx/static/play.css", True),
        ("sphinx/templates/layout.html", True),
        ("charts/theme.py", False),
    ],
)
def test_a_change_that_pages_rest_on_is_seen(tmp_path: Path, path: str, counts: bool) -> None:
    package = Path(shutil.copytree(PACKAGE, tmp_path / "casebook", ignore=shutil.ignore_patterns("__pycache__")))
    assert digest(CODE + LOOK, package) == digest(CODE + LOOK)
    with (package / path).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert (digest(CODE + LOOK, package) != digest(CODE + LOOK)) == counts
