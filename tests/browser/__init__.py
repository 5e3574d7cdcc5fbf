"""Tests of what only a browser can show."""
