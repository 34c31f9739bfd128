"""Mutation analysis of the proofs: one thing changed at a time, and the checker has to notice.

``operators`` makes the mutants, ``judge`` asks the checker about them, ``run`` (in ``w2s_theory.checks``) adds
what numbers say and counts.
"""
