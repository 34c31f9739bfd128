"""Numbers that people type, as exact rationals: 0.1 is one tenth, 1/10 too, and 1e-3."""

from __future__ import annotations

import re
from fractions import Fraction

from w2s_theory.records.errors import InputError

LARGEST_EXPONENT = 1000
LONGEST_NUMBER = 400

_DECIMAL = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"([+-]?)({_DECIMAL})(?:/({_DECIMAL}))?", re.ASCII)


def exact_number(text: str, what: str = "the value") -> Fraction:
    """The exact rational that a decimal or a fraction spells.

    Parameters
    ----------
    text
        ``3``, ``-0.1``, ``1/10``, ``1e-3``, ``2.5e-3/7``.
    what
        What is being read, for the error.

    Raises
    ------
    InputError
        For anything else (``nan``, ``inf``, code), for a zero denominator, and for exponents
        beyond 1000: a number of that size is refused before it is written out.

    Examples
    --------
    >>> exact_number("0.1")
    Fraction(1, 10)
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None or len(text) > LONGEST_NUMBER:
        raise InputError(f"{what} must be a number such as 0.1, 1/10 or 1e-3, not {shorten(text)}")
    sign, above, below = match.groups()
    value = _decimal(above, what)
    if below is not None:
        divisor = _decimal(below, what)
        if divisor == 0:
            raise InputError(f"{what} must be a number, and {shorten(text)} divides by zero")
        value /= divisor
    return -value if sign == "-" else value


def _decimal(text: str, what: str) -> Fraction:
    digits, _, exponent = text.lower().partition("e")
    # the length is looked at first: int() itself refuses absurdly long exponents
    if exponent and (len(exponent) > 6 or abs(int(exponent)) > LARGEST_EXPONENT):
        raise InputError(f"{what} must have an exponent between -{LARGEST_EXPONENT} and {LARGEST_EXPONENT}")
    whole, _, decimals = digits.partition(".")
    return Fraction(int(whole + decimals or "0")) * Fraction(10) ** (int(exponent or 0) - len(decimals))


def shorten(text: object, length: int = 40) -> str:
    """A value as it may stand in a one-line error: quoted, printable, cut."""
    shown = ascii(text)
    return shown if len(shown) <= length else shown[: length - 4] + "..." + shown[0]


def shorten_path(path: object, length: int = 80) -> str:
    """A path as it may stand in a one-line error: as `shorten`, but cut at its beginning, since its end names it."""
    shown = ascii(str(path))
    return shown if len(shown) <= length else shown[0] + "..." + shown[4 - length :]
