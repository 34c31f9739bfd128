"""Formulas and claims as text and LaTeX: the one place where a bound becomes characters."""
