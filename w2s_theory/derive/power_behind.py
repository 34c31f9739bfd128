"""Activations that are c max(z, 0)^p plus a polynomial: behind its degrees their coefficients are those of the power.

The leaky ReLU, |z|, z|z|, and a step or a ReLU with any polynomial. With h(z) = f(z) + (-1)^k f(-z) on z > 0 the powers of
k's parity in h are orthogonal to P_k above their degree, and one of the other parity is a multiple of max(z, 0)^p.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from w2s_theory.derive.piecewise_coefficient import polynomial_half, scale_squared
from w2s_theory.records.activation import Activation

_LARGEST_POWER = 3


@dataclass(frozen=True, slots=True)
class PowerBehind:
    """lambda_k = ``factor`` times that of max(z, 0)^``power``, exactly, for every k >= ``start``."""

    power: int
    factor: fmpq
    start: int


def power_behind(activation: Activation, dimension: int) -> PowerBehind | None:
    """The power that an activation is behind its first degrees; ``None`` if it is not known to be one.

    Polynomials are none, nor are activations with kinks elsewhere than at 0 or with two powers of the parity that
    stays.
    """
    square = scale_squared(activation, dimension)
    kinks: dict[int, fmpq] = {}
    longest = 0
    for odd in (False, True):
        half = polynomial_half(activation, odd, square)
        if half is None:
            return None
        longest = max(longest, len(half))
        kinks |= {i: value for i, value in enumerate(half) if value != 0 and (i - odd) % 2}
    if len(kinks) != 1:
        return None
    ((power, coefficient),) = kinks.items()
    if power > _LARGEST_POWER:
        return None
    return PowerBehind(power, coefficient**2 * square**power, max(longest, power + 1))
