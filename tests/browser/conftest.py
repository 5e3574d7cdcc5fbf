"""Fixtures that the browser tests share."""

from tests.browser.test_pages import desk, phone, visit  # noqa: F401  # fixtures, found by their names
