"""Decimals of a few digits, rounded towards the safe side: what stands in a bound is still a bound."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import floor, inf, isfinite, log10, nextafter

# a probability nearer to 1 than this is written as 1 - delta
_NEAR_ONE = Fraction(1, 10**15)


def rounded_down(value: float | Fraction, digits: int) -> str:
    """At most the value, to ``digits`` significant digits: for lower bounds."""
    return _rounded(value, digits, ROUND_FLOOR)


def rounded_up(value: float | Fraction, digits: int) -> str:
    """At least the value, to ``digits`` significant digits: for upper bounds."""
    return _rounded(value, digits, ROUND_CEILING)


def probability_at_least(failure: Fraction) -> str:
    """1 - failure for a person to read, never too large: ``0.9``, ``0.999999999999``, ``1 - 1e-17``."""
    if failure < _NEAR_ONE:
        return f"1 - {rounded_up(failure, 3)}" if failure else "1"
    # ten digits of the probability, and three of what it lacks
    lacks = -floor(log10(failure))
    return rounded_down(1 - failure, max(10, lacks + 2))


def float_at_most(value: Fraction) -> float:
    """The largest float that is not above an exact number."""
    found = float(value)
    return found if Fraction(found) <= value else nextafter(found, -inf)


def _rounded(value: float | Fraction, digits: int, rounding: str) -> str:
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    exact = Fraction(value)
    if exact == 0:
        return "0"
    # the quotient is rounded once, towards the safe side, to these digits
    context = Context(prec=digits, rounding=rounding, Emin=-(10**6), Emax=10**6)
    number = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    plain = Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=-(10**6), Emax=10**6)
    number = number.normalize(plain)
    exponent = number.adjusted()
    if -5 <= exponent < digits:
        return f"{number:f}"
    mantissa = number.scaleb(-exponent, plain)
    return f"{mantissa:f}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
