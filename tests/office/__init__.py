"""Tests of the office files."""
