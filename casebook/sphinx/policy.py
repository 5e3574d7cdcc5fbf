"""The content security policy that every page lives by.

Everything comes from the book's own files. The one script that stands in a page sets its
colours before anything is drawn, and the policy names it by its hash. Styles may stand in
the page: Vega and sphinx-design write them. Vega's expressions go through its interpreter,
so nothing is evaluated.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

EARLY_SCRIPT = (Path(__file__).with_name("templates") / "early.js").read_text(encoding="utf-8").strip()


def policy() -> str:
    """Return the policy for a meta element; what only a header may say is left to the server."""
    digest = base64.b64encode(hashlib.sha256(EARLY_SCRIPT.encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def add_policy(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the policy before everything that it rules."""
    context["policy"] = policy()
    context["early_script"] = EARLY_SCRIPT
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy()}" />'
    context["metatags"] = f"\n    {meta}{context.get('metatags', '')}"


def setup(app: Sphinx) -> dict[str, Any]:
    # After those that add to the meta elements, for it goes before them all.
    app.connect("html-page-context", add_policy, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
