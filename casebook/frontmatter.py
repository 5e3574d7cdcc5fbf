"""What stands before a page's text: a few lines of YAML between two lines of dashes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


def front_matter(page: Path) -> dict[str, Any]:
    """Return a page's front matter; empty where it has none, or none that can be read.

    That it cannot be read is told by the build, at its place.
    """
    match = FRONT_MATTER.match(page.read_text(encoding="utf-8"))
    try:
        found = yaml.safe_load(match[1]) if match else None
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}
