"""Polynomial activations with exact coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.records.activation import Activation, Scale
from w2s_theory.records.applied import Applied
from w2s_theory.records.errors import InputError

LARGEST_DEGREE = 64


def polynomial_activation(
    coefficients: Sequence[int | Fraction], name: str = "polynomial_activation", scale: Scale = "one"
) -> Activation:
    """sigma(z) = sum_i coefficients[i] z^i.

    Parameters
    ----------
    coefficients : sequence of int or Fraction
        Lowest power first, at most 65 of them, not all zero. Floats are refused: they would make the
        exact and certified values those of another polynomial.
    name : str
        Name of the record.
    scale : "one" or "sqrt_dimension"
        The argument is ``scale * <u, x>``.

    Returns
    -------
    Activation
        Certified; ``even`` or ``odd`` if all odd, or all even, coefficients vanish.

    Raises
    ------
    InputError
        For a float, an empty or zero polynomial, or a degree above 64.

    Examples
    --------
    >>> polynomial_activation([0, 0, 1]).parity
    'even'
    """
    if isinstance(coefficients, str) or not isinstance(coefficients, Sequence):
        raise InputError("a polynomial needs a list of whole numbers or Fractions, lowest power first")
    for value in coefficients:
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise InputError(
                f"polynomial coefficients must be whole numbers or Fractions, not {type(value).__name__}"
            )
    exact = [Fraction(value) for value in coefficients]
    while exact and exact[-1] == 0:
        exact.pop()
    if not exact or len(exact) > LARGEST_DEGREE + 1:
        raise InputError(
            f"a polynomial activation needs a non-zero polynomial of degree 0 to {LARGEST_DEGREE}"
        )
    if max(abs(value) for value in exact) > 10**100:
        raise InputError("polynomial coefficients must be at most 1e100 in absolute value")
    if scale not in ("one", "sqrt_dimension"):
        raise InputError("the scale must be 'one' or 'sqrt_dimension'")
    rounded = tuple(float(value) for value in exact)
    powers = {i % 2 for i, value in enumerate(exact) if value != 0}
    parity = "none" if len(powers) == 2 else "odd" if 1 in powers else "even"
    title = f"a polynomial of degree {len(exact) - 1}"
    forms = (
        Applied(_values, (rounded,)),
        Applied(_expression, (tuple(exact),)),
        Applied(_ball, (tuple(exact),)),
    )
    return Activation(name, title, *forms, parity=parity, scale=scale)


def _values(coefficients: tuple[float, ...], z: Any) -> Any:
    return np.polynomial.polynomial.polyval(np.asarray(z, dtype=float), coefficients)


def _expression(coefficients: tuple[Fraction, ...], z: Any) -> Any:
    from sympy import Add, Rational

    return Add(*(Rational(c.numerator, c.denominator) * z**i for i, c in enumerate(coefficients)))


def _ball(coefficients: tuple[Fraction, ...], z: Any, analytic: bool) -> Any:
    from flint import acb

    from w2s_theory.records.ball_expression import exact_ball

    total = acb(0)
    for value in reversed(coefficients):
        total = total * z + exact_ball(value)
    return total
