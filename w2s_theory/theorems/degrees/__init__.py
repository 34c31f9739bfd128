"""Targets of several degrees: each degree alone in the mean, and all of them together on one network."""

PLACE = 11
