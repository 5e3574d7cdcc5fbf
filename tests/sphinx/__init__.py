"""Tests of what the book adds to Sphinx, as units and on the built book."""
