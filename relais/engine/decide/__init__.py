"""Deciding on delegation: what learning costs, when it pays back, what may go wrong, which provider, what next.

`docs/algorithms/decide.md` has the formulas and their sources. Amounts are numbers in one currency: forecasts, never
entries of the ledger, whose money is exact (`relais.engine.values`). Random draws come from a seed that is given.
"""
