r"""The root nu_2 of random-feature ridge regression.

(n - D_1)(p - D_1) nu_2 = p rho with D_1 = sum_j N_j lambda_j/(lambda_j + nu_2).

Without ridge D_1 = min(n, p). From that root kappa on, what is missing of min(n, p) is a sum of positive numbers,
(nu_2 - kappa) sum_j N_j lambda_j/((lambda_j + kappa)(lambda_j + nu_2)), so nothing is lost where the ridge is small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, isfinite, isinf, log
from typing import Any

import numpy as np
from scipy.optimize import brentq

from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.equivalents.float_root import shares, solve_root
from w2s_theory.records.errors import AccuracyError, InputError

_STEPS = 200


@dataclass(frozen=True, eq=False)
class RidgeRoot:
    """nu_2 of n inputs and p units (``inf`` for a kernel), with what the formulas need: sums of positive numbers.

    Parameters
    ----------
    root
        nu_2.
    taken, missed
        h_j and 1 - h_j, shape (modes,).
    units
        N_j h_j.
    samples_left, units_left
        n - D_1 and p - D_1.
    """

    root: float
    taken: np.ndarray
    missed: np.ndarray
    units: np.ndarray
    samples_left: float
    units_left: float

    @property
    def spread(self) -> np.ndarray:
        """e_j = N_j h_j (1 - h_j)."""
        return self.units * self.missed


def solve_ridge_root(modes: FloatModes, samples: float, units: float, ridge: float) -> RidgeRoot:
    """The root nu_2 of (n - D_1)(1 - D_1/p) nu_2 = rho; without ridge D_1 = min(n, p). Relative accuracy about 1e-13."""
    small, large = min(samples, units), max(samples, units)
    rank = float(np.sum(modes.count)) if modes.tail == 0.0 and np.all(np.isfinite(modes.count)) else inf
    base = 0.0 if small >= rank else _capacity(modes, int(small))
    if base == 0.0 and isinf(rank):
        raise AccuracyError(
            f"{small:g} samples or units reach degrees beyond those that can be summed here: use fewer"
        )
    surplus = max(small - rank, 0.0) if isfinite(rank) else 0.0
    if ridge == 0.0:
        if base == 0.0:
            raise InputError(
                f"the spectrum has rank {rank:.0f}: without ridge use fewer samples or units than that, or give a ridge"
            )
        return _at(modes, base, 0.0, small, large, samples <= units)

    def left(distance: float) -> float:
        taken, _ = shares(modes.eigenvalue, base + distance)
        kept = np.ones(len(taken)) if base == 0.0 else shares(modes.eigenvalue, base)[0]
        # sum N lambda/((lambda + base)(lambda + nu)); through the trace where N is beyond float64
        with np.errstate(invalid="ignore", over="ignore"):
            terms = np.where(
                np.isfinite(modes.count) & (modes.eigenvalue > 0),
                modes.count * kept * taken / modes.eigenvalue,
                modes.trace
                / np.maximum(modes.eigenvalue + base, 1e-300)
                / (modes.eigenvalue + base + distance),
            )
        return surplus + distance * float(terms.sum())

    def gap(logarithm: float) -> float:
        distance = exp(logarithm)
        short = left(distance)
        other = (
            1.0
            if isinf(large) and samples <= units
            else (large - small + short) / (1.0 if units == inf else units)
        )
        both = short * other if samples <= units or isfinite(units) else short
        return log(both) + log(base + distance) - log(ridge)

    start = log(ridge) if base == 0.0 else log(base)
    low = high = start
    while gap(low) > 0.0:
        low -= 4.0
    while gap(high) < 0.0:
        high += 4.0
    logarithm: Any = brentq(gap, low, high, xtol=1e-15, maxiter=_STEPS)
    distance = exp(logarithm)
    return _at(modes, base + distance, left(distance), small, large, samples <= units)


@lru_cache(maxsize=256)
def _capacity(modes: FloatModes, size: int) -> float:
    """The root of D_1 = size; asked again for every ridge."""
    return solve_root(modes, size).kappa


def _at(
    modes: FloatModes, root: float, short: float, small: float, large: float, few_samples: bool
) -> RidgeRoot:
    taken, missed = shares(modes.eigenvalue, root)
    with np.errstate(invalid="ignore", over="ignore"):
        units = np.where(np.isfinite(modes.count), modes.count * taken, modes.trace / root * missed)
    other = large - small + short
    samples_left, units_left = (short, other) if few_samples else (other, short)
    return RidgeRoot(root, taken, missed, units, samples_left, units_left)
