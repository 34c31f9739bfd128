"""Experiments: what is drawn to try a statement. An experiment knows no statement.

Networks, operators, spectra and labels are drawn here, and what is measured on them is handed on in plain numbers. The
bound is evaluated elsewhere, from the same parameters: no theorem, derivation, evaluation or SymPy is imported here.
"""
