"""Simulations beside what is proved and what is assumed: one file per figure, found by listing; data in ``results/``."""
