"""Which certified method gives E[f P_k]: Chebyshev series, Gauss rules between kinks, or neither.

Both give all degrees for the price of a few, so what belongs to a function on a sphere is built once and kept.
Neither is possible in very high dimension, or with a singularity on the sphere itself: then ``None``, and each
degree is an adaptive integral (:mod:`w2s_theory.evaluate.eigenvalues.activation_balls`).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy
from flint import acb, arb, fmpq

from w2s_theory.activations.symmetry import branch_at
from w2s_theory.activations.tree import enclose_value, require_supported
from w2s_theory.derive.piecewise_coefficient import scale_squared
from w2s_theory.evaluate.eigenvalues.chebyshev_series import series_of
from w2s_theory.evaluate.eigenvalues.gauss_pieces import GaussMeans, certified_piece
from w2s_theory.evaluate.eigenvalues.kernel_ball import kernel_ball
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError
from w2s_theory.records.precision import working_bits

Coefficient = Callable[[int, int], arb | None]

# more than any method computes with, so that the ends of the pieces are never what limits it
_CUT_BITS = 8_000
# beyond this the weight is too narrow for rules over the whole sphere
LARGEST_DIMENSION = 100_000


@lru_cache(maxsize=64)
def activation_means(activation: Activation, dimension: int) -> Coefficient | None:
    """a_k as a function of the degree and the bits wanted: a ball, ``None`` where the budget ends first."""
    ball = activation.ball
    if ball is None or dimension > LARGEST_DIMENSION:
        return None
    square = scale_squared(activation, dimension)
    inner = sorted(kink for kink in activation.kinks if kink * kink < square)
    if inner:
        return _between_kinks(activation, dimension, inner, square)
    outer = [abs(kink) for kink in activation.kinks]
    widest = float(min(outer)) / square**0.5 if outer else None
    if widest is not None and widest < 1.0001:
        return _between_kinks(activation, dimension, [], square)
    series = series_of(lambda z, analytic: ball(z * arb(square).sqrt(), analytic), widest)
    return None if series is None else lambda k, goal: series.coefficient(dimension, k, goal)


def _between_kinks(
    activation: Activation, dimension: int, kinks: list[Fraction], square: int
) -> Coefficient | None:
    if activation.expression is None:
        return None
    z = sympy.Symbol("z", real=True)
    definition = sympy.Integer(0) + activation.expression(z)
    reach = Fraction(int(square**0.5 * 1000) + 1, 1000)
    ends = [-reach, *kinks, reach]
    with working_bits(_CUT_BITS):
        scale = arb(square).sqrt()
        inner = [(arb(fmpq(kink.numerator, kink.denominator)) / scale).acos() for kink in reversed(kinks)]
        cuts = (arb(0), *inner, arb.pi())
    pieces = []
    for place, (low, high) in enumerate(zip(reversed(ends[:-1]), reversed(ends[1:]), strict=True)):
        # a point of the piece that the sphere reaches
        middle = (max(low, -reach + Fraction(1, 500)) + min(high, reach - Fraction(1, 500))) / 2
        branch = branch_at(definition, z, middle)
        if branch is None:
            return None

        def values(theta: acb, analytic: bool, branch: Any = branch) -> acb:
            return enclose_value(branch, z, theta.cos() * arb(square).sqrt(), analytic)

        piece = certified_piece(cuts[place], cuts[place + 1], values, dimension)
        if piece is None:
            return None
        pieces.append(piece)
    return GaussMeans(dimension, tuple(pieces)).coefficient


@lru_cache(maxsize=64)
def kernel_means(expression: Any, rho: Any, dimension: int) -> Coefficient | None:
    """E[K P_k] of a kernel given as an expression of rho, in the same form."""
    if dimension > LARGEST_DIMENSION:
        return None
    try:
        require_supported(expression, rho)
    except InputError:
        pass
    else:
        series = series_of(lambda z, analytic: enclose_value(expression, rho, z, analytic))
        if series is not None:
            return lambda k, goal: series.coefficient(dimension, k, goal)
    # pieces such as acos(rho) and sqrt(1 - rho^2) are entire in the angle
    with working_bits(_CUT_BITS):
        low, high = arb(0), arb.pi()
    piece = certified_piece(low, high, kernel_ball(expression, rho), dimension)
    return None if piece is None else GaussMeans(dimension, (piece,)).coefficient
