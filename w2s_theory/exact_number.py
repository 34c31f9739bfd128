"""Numbers that people type, as exact rationals: 0.1 is one tenth, 1/10 too, and 1e-3.

The one place where a text becomes a number, so that whatever is typed, for any option or argument,
is read or refused alike.
"""

from __future__ import annotations

import re
from fractions import Fraction
from numbers import Rational
from typing import Any

from w2s_theory.records.errors import InputError

LARGEST_EXPONENT = 1000
LONGEST_NUMBER = 400

_DECIMAL = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"([+-]?)({_DECIMAL})(?:/({_DECIMAL}))?", re.ASCII)
# what is often typed and is no number here, with what to type instead
_PERCENT = re.compile(rf"([+-]?{_DECIMAL})\s*%", re.ASCII)
_COMMA = re.compile(r"([+-]?\d+),(\d+(?:[eE][+-]?\d+)?)", re.ASCII)
_POWER = re.compile(r"([+-]?(?:\d+\s*/\s*)?(?:\d+\*)?)10(?:\^|\*\*)\(?([+-]?\d+)\)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([_' ])\d{3})+(?:\.\d*)?", re.ASCII)


def exact_number(text: str, what: str = "the value") -> Fraction:
    """The exact rational that a decimal or a fraction spells.

    Parameters
    ----------
    text
        ``3``, ``-0.1``, ``1/10``, ``1e-3``, ``2.5e-3/7``; a typographic minus sign is a minus sign.
    what
        What is being read, for the error.

    Raises
    ------
    InputError
        For anything else (``nan``, ``inf``, code, percent signs, decimal commas), for a zero denominator,
        for more than 400 characters and for exponents beyond 1000: a number of that size is refused before
        it is written out.

    Examples
    --------
    >>> exact_number("0.1")
    Fraction(1, 10)
    """
    if len(text) > LONGEST_NUMBER:
        raise InputError(
            f"{what} must be typed in at most {LONGEST_NUMBER} characters, and has {len(text)}: write 1e-300 "
            f"(exponents go from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT})"
        )
    match = _NUMBER.fullmatch(text.strip().replace("\u2212", "-"))
    if match is None:
        raise InputError(
            f"{what} must be a number such as 0.1, 1/10 or 1e-3, not {shorten(text)}{_advice(text.strip())}"
        )
    sign, above, below = match.groups()
    value = _decimal(above, what)
    if below is not None:
        divisor = _decimal(below, what)
        if divisor == 0:
            raise InputError(f"{what} must be a number, and {shorten(text)} divides by zero")
        value /= divisor
    return -value if sign == "-" else value


def exact_rational(value: Any, what: str) -> Fraction:
    """A finite number of any type as the exact rational it is, and text as :func:`exact_number` reads it.

    A float is the binary number it holds: ``0.1`` is one tenth only as text.

    Raises
    ------
    InputError
        For anything else: bools, ``nan``, ``inf``, complex numbers, lists.
    """
    if isinstance(value, str):
        return exact_number(value, what)
    if type(value) is Fraction:
        return value
    number: Any = value
    if not isinstance(value, (bool, Rational)) and hasattr(value, "item"):  # a NumPy scalar
        try:
            number = value.item()
        except (TypeError, ValueError):
            number = None
    if not isinstance(number, (bool, str)):
        try:
            return (
                Fraction(int(number.numerator), int(number.denominator))
                if isinstance(number, Rational)
                else Fraction(number)
            )
        except (TypeError, ValueError, OverflowError, AttributeError):  # nan, inf, and what is no number
            pass
    shown = repr(value)
    raise InputError(
        f"{what} must be a finite number, not {shown if len(shown) <= 40 else type(value).__name__}"
    )


def exact_whole(text: str, what: str) -> int | None:
    """The whole number that a text spells (``1000``, ``1e3``, ``2.5e3``); ``None`` where it spells another number.

    Raises
    ------
    InputError
        Where the text is no number at all.
    """
    if len(text) <= LONGEST_NUMBER and _NUMBER.fullmatch(text.strip().replace("\u2212", "-")) is None:
        # half of a count is no count, so a percent sign has no advice
        advice = "" if _PERCENT.fullmatch(text.strip()) else _advice(text.strip())
        raise InputError(f"{what} must be a whole number such as 30 or 1e3, not {shorten(text)}{advice}")
    value = exact_number(text, what)
    return int(value) if value.denominator == 1 else None


def _advice(text: str) -> str:
    percent, comma, power = _PERCENT.fullmatch(text), _COMMA.fullmatch(text), _POWER.fullmatch(text)
    if percent is not None:
        return f": write {_plain_decimal(Fraction(_decimal(percent[1].lstrip('+-'), 'it')) / 100)} for {percent[1]} %"
    if comma is not None:
        return f": write {comma[1]}.{comma[2]} with a decimal point"
    if power is not None:
        return ": write powers of ten as 1e-3"
    if _GROUPED.fullmatch(text):
        return ": write it without separators between the digits"
    return ""


def _plain_decimal(value: Fraction) -> str:
    return f"{float(value):.15g}" if value < 10**300 else "a fraction"


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
