"""The casebook: a teaching case whose every figure is a row of data.

Arrows run one way: notebooks → charts → ledger → quantity, and Sphinx parts → ledger.
"""
