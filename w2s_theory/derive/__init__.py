"""Exact in, exact out: derivations with SymPy and python-flint. No float may appear here."""
