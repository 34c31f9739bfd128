"""Figures of what networks do and what is proved of them: one file per figure, found by listing; data in ``results/``."""
