"""The slides: a Sphinx extension for ``book/slides/``, where each page is a deck.

`decks` knows which decks there are; `nodes` what a slide is made of; `checks` what it must keep
to; `page` how it is shown on the web; `powerpoint` how it becomes an editable file; `build` runs
all that. Charts, figures, checks of numbers and wording are the book's own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casebook.editions import current
from casebook.tables import ROOT

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# The parts of the book that decks use as they are.
BOOK_PARTS = ("awaited", "loose_numbers", "wording", "han", "notebooks", "quiz")
PACKAGE = Path(__file__).parent


def setup(app: Sphinx) -> dict[str, Any]:
    """Load what the decks need; ``book/slides/conf.py`` names this extension."""
    # Here, for the commands import this package and need none of it.
    from sphinx.errors import ConfigError

    from casebook.slides import checks, nodes, page, powerpoint
    from casebook.sphinx import CODE, LOOK, digest

    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    try:
        edition = current()
    except ValueError as error:
        raise ConfigError(str(error)) from None
    app.add_config_value("casebook_code", digest((*CODE, *LOOK, "slides/**/*.*")), "env")
    app.add_config_value("casebook_edition", str(edition), "env")
    page.setup(app)
    for part in BOOK_PARTS:
        app.setup_extension(f"casebook.sphinx.{part}")
    app.add_directive("notes", nodes.NotesDirective)
    app.add_directive("slide", nodes.SlideDirective)
    app.add_directive("decks", nodes.DecksDirective)
    app.add_post_transform(nodes.Lay)
    app.add_transform(checks.Timing)
    app.add_transform(checks.Limits)
    app.connect("build-finished", powerpoint.write)
    return {"parallel_read_safe": False, "parallel_write_safe": False}
