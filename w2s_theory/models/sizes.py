"""Checks of the sizes a model is given."""

from __future__ import annotations

import operator
from typing import Any

from w2s_theory.records.errors import InputError

LARGEST_DIMENSION = 10**9


def require_whole(value: Any, what: str, lower: int, upper: int) -> int:
    """Return ``value`` as an ``int`` in [lower, upper]; bools, floats, text and anything else are refused."""
    expected = f"{what} must be a whole number from {lower} to {upper}"
    try:
        if type(value).__name__ in ("bool", "bool_"):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        shown = repr(value)
        raise InputError(f"{expected}, not {shown if len(shown) <= 40 else type(value).__name__}") from None
    if not lower <= number <= upper:
        raise InputError(f"{expected}, not {number if abs(number) < 10**20 else 'a number that large'}")
    return number


def require_dimension(value: Any) -> int:
    """Return ``value`` as a dimension d >= 2."""
    return require_whole(value, "the dimension", 2, LARGEST_DIMENSION)
