"""The level R below which teacher error and residual energy are, with high probability, for all targets in V_k.

From N(rho) and a matrix Bernstein inequality: if 8 N(rho) exp(-(c^2/2)/(N(rho)/M + c/(3M))) <= delta then
L_TE <= R and mu <= R with R = rho c/((1 - c) lambda_k), probability >= 1 - delta. rho and c are chosen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.guarantees.formulas import deviation_failure, log_rational, residual_level
from w2s_theory.guarantees.spectral_sums import BallSums, FloatSums
from w2s_theory.records.errors import AccuracyError

_GRID = 160
_ROUNDS = 4
# c is taken this much larger than float64 wants it, so that the balls agree
_MARGIN = 1e-9


@dataclass(frozen=True)
class ResidualLevel:
    """One choice of rho and c, and what it gives.

    Parameters
    ----------
    rho, deviation
        Exact; rho <= the largest eigenvalue, 0 < c < 1.
    delta
        The failure probability it was chosen for, exact.
    residual
        R; a float or a ball.
    """

    rho: Fraction
    deviation: Fraction
    delta: Fraction
    residual: Any


def compute_level(sums: FloatSums, lam: float, units: int, delta: Fraction) -> ResidualLevel | None:
    """The choice with the smallest R in float64; ``None`` if no c < 1 will do."""
    high = np.log(sums.largest)
    low = high - 60.0
    best: tuple[float, float, float] | None = None
    for _ in range(_ROUNDS):
        logs = np.linspace(low, high, _GRID)
        levels = np.exp(logs)
        deviation = _deviation(sums.count(levels), units, delta) * (1 + _MARGIN)
        with np.errstate(all="ignore"):
            residual = np.where(deviation < 1, residual_level(levels, deviation, lam), np.inf)
        i = int(np.argmin(residual))
        if not np.isfinite(residual[i]):
            return None
        best = float(levels[i]), float(deviation[i]), float(residual[i])
        low, high = logs[max(i - 1, 0)], logs[min(i + 1, _GRID - 1)]
    assert best is not None
    rho = min(Fraction(best[0]), Fraction(sums.largest) * (1 - Fraction(1, 10**12)))
    return ResidualLevel(rho, Fraction(best[1]), delta, best[2])


def enclose_level(sums: BallSums, lam: Any, units: int, level: ResidualLevel) -> ResidualLevel:
    """The same choice by balls, with everything that the bound asks for checked.

    Raises
    ------
    AccuracyError
        If one of the conditions cannot be certified.
    """
    rho, c = BALLS.number(level.rho), BALLS.number(level.deviation)
    count = sums.count(rho)
    failure = deviation_failure(count, c, units)
    # the inequality's own condition, and the intrinsic dimension <= 2 N(rho)
    large_enough = c >= (count / units).sqrt() + BALLS.number(Fraction(1, 3 * units))
    if not (c < 1 and failure <= BALLS.number(level.delta) and large_enough and rho <= sums.largest):
        raise AccuracyError("the level holds in float64 and could not be certified: use a few more units")
    return ResidualLevel(level.rho, level.deviation, level.delta, residual_level(rho, c, lam))


def _deviation(count: Any, units: int, delta: Fraction) -> Any:
    """The c with 8 N exp(-(c^2/2)/(N/M + c/(3M))) = delta: a quadratic equation."""
    bits = (np.log(8 * count) - log_rational(delta)) / units
    return bits / 3 + np.sqrt((bits / 3) ** 2 + 2 * bits * count)
