"""What one build notes for the next: with it, a build tells what has changed since."""

from __future__ import annotations

from typing import Any

from sphinx.environment import BuildEnvironment


def noted(env: BuildEnvironment, name: str, now: Any) -> Any:
    """Note something under a name, an attribute of the environment; return what the last build noted, or None."""
    before = getattr(env, name, None)
    setattr(env, name, now)
    return before
