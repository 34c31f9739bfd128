"""The small trusted checker: given a statement and steps, it decides each step or says that it cannot.

Whoever believes a verdict of this project has to believe this package, the notation table and the
exact libraries below them (SymPy's polynomials, python-flint's balls), and nothing else.
"""
