"""Exact expressions to any number of digits with mpmath: the uncertified second opinion."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import sympy

from w2s_theory.evaluate.closed_form import closed_form, summation_ends, with_reciprocal_gammas
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.precision import working_digits

_GUARD = 10
_LARGEST_PRECISION = 200_000


def evaluate_expression(expression: Any, values: Mapping[str, Any], digits: int) -> Any:
    """Value of an expression at exact rational values of its letters.

    Parameters
    ----------
    expression
        Exact SymPy expression.
    values
        Letter name -> Fraction (or a sequence of them for an indexed letter).
    digits
        Decimal digits of the answer, 1 to 100000.

    Returns
    -------
    mpmath.mpf
        Two evaluations at growing precision agree to ``digits`` digits (an error estimate, not an
        enclosure: that is :func:`w2s_theory.evaluate.enclosure.enclose_expression`).

    Raises
    ------
    AccuracyError
        If no agreement is reached.
    """
    require_digits(digits)
    expression = closed_form(expression, values)
    names = tuple(sorted(values))
    function = _compiled(expression, names)
    counts = summation_ends(expression)
    working = digits + _GUARD
    previous = None
    while working <= _LARGEST_PRECISION:
        with working_digits(working):
            current = mpmath.mpf(function(*[_number(values[name], name in counts) for name in names]))
            if previous is not None and abs(current - previous) <= abs(current) * mpmath.mpf(10) ** (
                -digits - 2
            ):
                return current
            if previous is not None and current == previous == 0:
                return current
            previous = current
        working *= 2
    raise AccuracyError(f"{digits} digits were not reached with {_LARGEST_PRECISION} working digits")


def require_digits(digits: int) -> None:
    """Raise ``InputError`` unless ``digits`` is a sensible number of digits."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 100_000:
        raise InputError(f"digits must be a whole number from 1 to 100000, not {digits!r}")


@lru_cache(maxsize=512)
def _compiled(expression: Any, names: tuple[str, ...]) -> Any:
    symbols = {symbol.name: symbol for symbol in expression.free_symbols if isinstance(symbol, sympy.Symbol)}
    arguments = [symbols.get(name, sympy.Symbol(name)) for name in names]
    bases = {base.label.name: base for base in expression.atoms(sympy.IndexedBase)}
    arguments = [bases.get(name, argument) for name, argument in zip(names, arguments, strict=True)]
    return sympy.lambdify(
        arguments, with_reciprocal_gammas(expression), modules=[{"rgamma": mpmath.rgamma}, "mpmath"]
    )


def _number(value: Any, is_count: bool) -> Any:
    if isinstance(value, (tuple, list)):
        return [_number(entry, False) for entry in value]
    fraction = Fraction(value)
    if is_count:
        return int(fraction)
    # never a Python int: a quotient of two of them would be a double
    return mpmath.mpf(fraction.numerator) / fraction.denominator
