"""Tests of the charts and tables."""
