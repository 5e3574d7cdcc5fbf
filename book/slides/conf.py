"""The decks, for ``make slides``: each page of this folder is one, and each heading a slide."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from casebook.settings import settings  # noqa: E402

project, author = settings().name, settings().author
language = "zh_CN"
root_doc = "index"
exclude_patterns = ["_build"]

# What the decks share with the book (charts, facts, checks) comes with casebook.slides.
extensions = ["myst_nb", "sphinx_revealjs", "casebook.slides"]
myst_enable_extensions = ["colon_fence", "tasklist"]

nb_execution_mode = "cache"
nb_execution_timeout = 120
nb_remove_code_source = True
nb_render_markdown_format = "myst"
nb_mime_priority_overrides = [["*", "text/markdown", 0]]
suppress_warnings = ["mystnb.exec"]
html_copy_source = False
