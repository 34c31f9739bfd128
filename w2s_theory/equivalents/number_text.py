"""The numbers of an equivalent as plain data and as text; precision is set here, never taken from the surroundings."""

from __future__ import annotations

from math import isinf
from typing import Any

import mpmath
from flint import arb

from w2s_theory.records.precision import working_digits

_SHORT = 12


def plain_number(value: Any, digits: int | None) -> Any:
    """A float as it is (infinity is ``inf``), as text if ``digits`` are asked for; other numbers as that many digits."""
    if isinstance(value, float):
        return "inf" if isinf(value) else value if digits is None else repr(value)
    return _digits(value, digits or 15)


def short_number(value: Any) -> str:
    """About nine digits of a float, twelve of another number, a ball with its radius."""
    if isinstance(value, arb):
        return value.str(_SHORT)
    return f"{value:.9g}" if isinstance(value, float) else _digits(value, _SHORT)


def _digits(value: Any, digits: int) -> str:
    if isinstance(value, arb):
        return value.str(digits, radius=False)
    with working_digits(digits + 10):
        return str(mpmath.nstr(mpmath.mpmathify(value), digits, min_fixed=-4, max_fixed=max(digits, 15)))
