"""Deterministic equivalents: what they say of networks (measured), and what is proved about them."""

PLACE = 6
