"""Deterministic equivalents: the root kappa, mean errors of teacher and student, recipes of several rounds.

Status *universality*: exact for no network; how far off they are is measured elsewhere.
"""
