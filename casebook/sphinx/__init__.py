"""What the book adds to Sphinx: each module here is an extension of one subject."""

from __future__ import annotations

import gc
import hashlib
import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from casebook.findings import CasebookError
from casebook.ledger import ledger
from casebook.office.forms import forms
from casebook.settings import FILE, settings
from casebook.tables import ROOT

PARTS = (
    "faults",
    "addresses",
    "assets",
    "facts",
    "awaited",
    "charts",
    "chapters",
    "review",
    "pictures",
    "footnotes",
    "ledger_pages",
    "ledger_parts",
    "glossary",
    "sheets",
    "loose_numbers",
    "wording",
    "han",
    "schemes",
    "forms",
    "office",
    "play",
    "notebooks",
    "edition",
    "exercises",
    "bibliography",
    "quiz",
    "plans",
    "decks",
    "shelf",
    "presenting",
    "pages",
    "sidebar",
    "slim",
    "search",
    "metadata",
    "policy",
)


class DataError(SphinxError):
    """The tables cannot be used; the message is ready for the contributor."""

    category = "数据有误"


PACKAGE = Path(__file__).parent.parent
# Reading makes millions of nodes and drops few: looking for those so often took a tenth of the time.
RARELY = (100_000, 20, 100)
# The code that makes pages, that of charts left out: notebooks answer for it, and for book/charts/.
CODE = ("*.py", "*.txt", "sphinx/**/*.py", "office/*.py", "slides/decks.py")
# What stands around and beside the pages.
LOOK = ("sphinx/static/**/*.*", "sphinx/templates/**/*.*", "sphinx/on_demand/*.*")


def digest(patterns: tuple[str, ...], package: Path = PACKAGE) -> str:
    """Return a hash of the package's files of these patterns."""
    files = sorted(file for pattern in patterns for file in package.glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def setup(app: Sphinx) -> dict[str, Any]:
    """Load all parts; `jupyter-book build .` finds this by `local_extensions`."""
    gc.set_threshold(*RARELY)
    # Kernels run in their notebook's folder and must find the package all the same.
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    try:
        settings()
        ledger()
        forms()
    except CasebookError as error:
        raise DataError(f"\n{error}") from None
    # Sphinx reads every page again when one of the first two values changes, and writes every page again when
    # the third does; the notebooks' runs are kept.
    app.add_config_value("casebook_code", digest(CODE), "env")
    app.add_config_value("casebook_settings", (ROOT / FILE).read_text(encoding="utf-8"), "env")
    app.add_config_value("casebook_look", digest(LOOK), "html")
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    app.setup_extension("casebook.typst")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
