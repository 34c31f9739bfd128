"""Arc-cosine kernels: K(rho) of the activations max(z, 0)^p on the sphere, p = 0..3.

For Gaussian units E[max(g.x,0)^p max(g.x',0)^p] = J_p(theta)/(2 pi), theta the angle between x and
x' (Cho and Saul, Kernel methods for deep learning, NIPS 2009); units on the sphere divide this by
d(d+2)...(d+2p-2). Here everything is written relative to the diagonal: J_p(theta)/J_p(0).
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

_DIAGONAL = (1.0, 1.0, 3.0, 15.0)
# Below these angles pi - theta the closed form loses more than a digit to cancellation.
_SERIES_BELOW = (0.0, 0.6, 1.0, 1.3)
_SERIES_TERMS = 14


def relative_arc_cosine(rho: np.ndarray, power: int, theta: np.ndarray | None = None) -> np.ndarray:
    """K(rho)/K(1) for sigma_p, float64.

    Parameters
    ----------
    rho : array of any shape
        Cosines in [-1, 1] (rounding outside is clipped).
    power : int
        p, 0 to 3.
    theta : array of the same shape, optional
        The angles, where they are known better than ``arccos(rho)`` gives them (near 0 and pi).

    Returns
    -------
    array of the shape of ``rho``
        Relative error a few eps given the angle, also near rho = -1, where the formula would
        cancel and the Taylor series in pi - theta is used instead.
    """
    rho = np.clip(np.asarray(rho, dtype=float), -1.0, 1.0)
    sine = np.sqrt((1.0 - rho) * (1.0 + rho)) if theta is None else np.sin(theta)
    # pi - arccos(rho) = arccos(-rho), without the subtraction
    phi = np.arccos(-rho) if theta is None else math.pi - theta
    if power == 0:
        return phi / math.pi
    if power == 1:
        value = phi * rho
        value += sine
    elif power == 2:
        value = 3.0 * sine * rho + phi * (1.0 + 2.0 * rho * rho)
    else:
        square = rho * rho
        value = phi * rho * (6.0 * square + 9.0) + sine * (11.0 * square + 4.0)
    value *= 1.0 / (_DIAGONAL[power] * math.pi)
    if rho.size and float(rho.min()) < -math.cos(_SERIES_BELOW[power]):
        near = phi < _SERIES_BELOW[power]
        value[near] = _near_opposite(phi[near], power)
    return value


def angle_of_units(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Angles between unit vectors, rows of two (n, d) arrays, from |u - v| and |u + v|.

    Accurate to a few eps relative also near 0 and pi, where the arc cosine of <u, v> loses half
    of the digits.
    """
    return 2.0 * np.arctan2(np.linalg.norm(first - second, axis=1), np.linalg.norm(first + second, axis=1))


def _near_opposite(phi: np.ndarray, power: int) -> np.ndarray:
    coefficients = _TAYLOR[power]
    square = phi * phi
    total = np.full_like(phi, coefficients[-1])
    for value in coefficients[-2::-1]:
        total = total * square + value
    return total * phi ** (2 * power + 1)


def _taylor(power: int) -> list[float]:
    """Coefficients of J_p/(pi J_p(0)/pi) in phi = pi - theta: of phi^{2p+1}, phi^{2p+3}, ..."""
    # J_1 = sin f - f cos f;  J_2 = f (2 + cos 2f) - (3/2) sin 2f;
    # J_3 = (27/4) sin f + (11/4) sin 3f - f ((27/2) cos f + (3/2) cos 3f), f = phi
    sines = {1: [(1, 1)], 2: [(Fraction(-3, 2), 2)], 3: [(Fraction(27, 4), 1), (Fraction(11, 4), 3)]}[power]
    cosines = {1: [(-1, 1)], 2: [(1, 2), (2, 0)], 3: [(Fraction(-27, 2), 1), (Fraction(-3, 2), 3)]}[power]
    result = []
    for n in range(power + _SERIES_TERMS):
        sign = (-1) ** n
        value = sum(Fraction(c) * m ** (2 * n + 1) for c, m in sines) * Fraction(
            sign, math.factorial(2 * n + 1)
        )
        value += sum(Fraction(c) * m ** (2 * n) for c, m in cosines) * Fraction(sign, math.factorial(2 * n))
        result.append(value)
    return [float(value) / (_DIAGONAL[power] * math.pi) for value in result[power:]]


_TAYLOR = {power: _taylor(power) for power in (1, 2, 3)}
