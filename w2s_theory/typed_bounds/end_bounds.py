"""A lower bound, near an end of (0, 1), that has a Taylor series there: for logarithms, exp(-1/L_TE) and odd powers.

With y -> 0+ at the end, term by term and for 0 < y < 1:

* y^b lies between y^ceil(b) and y^floor(b);
* -1/(e y) <= log y <= 256 y - 13/2 (the tangent at 2^-8, and 8 log 2 >= 11/2);
* 0 < exp(-a/y^n) <= (k/(e a))^k y^(n k) for every k (the maximum of x^k exp(-x) is (k/e)^k).

1/e < 2/5 keeps every constant rational.
"""

from __future__ import annotations

from math import ceil, floor
from typing import Any

import sympy

_INVERSE_E = sympy.Rational(2, 5)
_LEAST_ORDER = 12


def smooth_lower_bound(expression: Any, y: Any) -> Any | None:
    """An expression that is nowhere above the given one for 0 < y < 1 and is smooth at 0; ``None`` where no rule fits."""
    total = sympy.Integer(0)
    for term in sympy.Add.make_args(sympy.expand_log(sympy.expand(expression), force=True).expand()):
        below = _term(term, y)
        if below is None:
            return None
        total += below
    return total


def _term(term: Any, y: Any) -> Any | None:
    """The bound of one term c * y^b * F * (smooth and untouched)."""
    constant, factors = term.as_coeff_mul()
    power, singular, smooth = sympy.Integer(0), None, constant
    for factor in factors:
        base, exponent = factor.as_base_exp()
        if base == y and exponent.is_Rational:
            power += exponent
        elif factor == sympy.log(y) or _decays(factor, y):
            if singular is not None:
                return None
            singular = factor
        elif not factor.has(y):
            smooth *= factor
        elif _has_singularity(factor, y):
            return None
        else:
            smooth *= factor
    if singular is None and power.is_Integer:
        return term
    rising = smooth.is_positive
    if smooth.has(y) or rising is None:
        return None  # the sign of the rest is not known
    if singular is None:
        return smooth * y ** (ceil(power) if rising else floor(power))
    if singular == sympy.log(y):
        if rising:
            return -smooth * _INVERSE_E * y ** floor(power - 1)
        return smooth * (256 * y - sympy.Rational(13, 2)) if power == 0 else sympy.Integer(0)
    if rising:
        return sympy.Integer(0)
    decay = _decays(singular, y)
    assert decay is not None
    scale, order = decay
    k = max(1, ceil((_LEAST_ORDER - power) / order))
    return smooth * (k * _INVERSE_E / scale) ** k * y ** floor(power + order * k)


def _decays(factor: Any, y: Any) -> tuple[Any, Any] | None:
    """(a, n) of exp(-a/y^n)."""
    if factor.func is not sympy.exp:
        return None
    scale, rest = (-factor.args[0]).as_coeff_Mul()
    base, exponent = rest.as_base_exp()
    return (scale, -exponent) if base == y and exponent.is_Rational and exponent < 0 < scale else None


def _has_singularity(factor: Any, y: Any) -> bool:
    """Whether a part of the factor is log(y), a pole inside exp, or a power of y that is no whole number."""
    return any(
        each.has(y)
        and (
            (each.func is sympy.log and each.args[0].subs(y, 0).is_zero is not False)
            or (each.is_Pow and each.base == y and not (each.exp.is_Integer and each.exp > 0))
        )
        for each in sympy.preorder_traversal(factor)
    )
