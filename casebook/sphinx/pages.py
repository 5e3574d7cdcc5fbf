"""The page around the text: our style and scripts, and nothing from anywhere else."""

from __future__ import annotations

import os
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from pydata_sphinx_theme.pygments import overwrite_pygments_css
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript
from sphinx.config import Config

from casebook.ledger import ledger
from casebook.records import period_in_words
from casebook.settings import settings

STATIC = Path(__file__).with_name("static")
TEMPLATES = Path(__file__).with_name("templates")
# Of the theme's scripts: sidebars, colours and the search dialog. The rest has nothing to do here.
THEME_SCRIPTS = ("_static/scripts/sphinx-book-theme.js", "_static/scripts/pydata-sphinx-theme.js")
TABS = "_static/design-tabs.js"


def configure(app: Sphinx, config: Config) -> None:
    """Set what YAML cannot: paths of this package, and options merged into Jupyter Book's."""
    # Relative, for the configuration's hash is part of the book and must not name this machine.
    config.html_static_path = [*config.html_static_path, os.path.relpath(STATIC, app.confdir)]
    config.templates_path = [os.path.relpath(TEMPLATES, app.confdir), *config.templates_path]
    config.html_sidebars = {"**": ["casebook-sidebar.html"]}
    config.html_context = {**config.html_context, "default_mode": "auto"}
    config.html_theme_options = {
        **config.html_theme_options,
        "article_header_start": ["casebook-toggle.html"],
        "article_header_end": ["casebook-buttons.html"],
        "primary_sidebar_end": [],
        "search_bar_text": "在本书中查找",
        "toc_title": "本页目录",
        "navbar_persistent": [],
        "footer_content_items": ["extra-footer.html"],
        "extra_footer": _footer(),
        "pygments_light_style": "bw",
    }


def drop_notebook_style(app: Sphinx, config: Config) -> None:
    """Leave out myst-nb's style: the book has its own, and myst-nb's link changes between builds."""
    app.registry.css_files = [each for each in app.registry.css_files if not each[0].startswith("mystnb.")]


def colour_code_at_once(app: Sphinx) -> None:
    """Have the style of code be the theme's before pages name it with its version; the theme writes it at the end."""
    builder: Any = app.builder
    builder.create_pygments_style_file = partial(overwrite_pygments_css, app)


def _footer() -> str:
    """Name the source and the licence, as every page's foot does."""
    article = next(iter(ledger().sources.values()))
    return (
        f"<p>资料：{escape(article.author)}，“{escape(article.title)}”，{escape(article.publisher)}，{period_in_words(article.date)}。"
        f"{escape(settings().caution)}。"
        f"本书文字与数据按 {escape(settings().licence)} 许可使用，报道的版权归原作者和发布单位。</p>"
    )


def choose_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave out the scripts that this book has no use for, and let none block."""
    ours = [each for each in context["script_files"] if "defer" in each.attributes]
    if doctree is not None and any("sd-tab-set" in node["classes"] for node in doctree.findall(nodes.container)):
        ours.append(_JavaScript(TABS, defer="defer"))
    context["script_files"] = [*ours, *(_JavaScript(each, defer="defer") for each in THEME_SCRIPTS)]


def setup(app: Sphinx) -> dict[str, Any]:
    # Jupyter Book sets these whether or not the extension that reads it is loaded.
    app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", configure, priority=900)
    app.connect("config-inited", drop_notebook_style)
    app.connect("builder-inited", colour_code_at_once)
    app.connect("html-page-context", choose_scripts, priority=800)
    app.add_css_file("casebook.css", priority=900)
    app.add_js_file("page.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
