"""The tests; each module mirrors one of ``casebook/``."""
