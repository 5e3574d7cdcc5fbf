"""This book's own code, beside its words; any book's is in ``casebook/``."""
