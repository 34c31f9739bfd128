"""Exact expressions to numbers in three views that must agree: mpmath, certified balls, NumPy."""
