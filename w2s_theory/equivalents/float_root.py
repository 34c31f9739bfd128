r"""The root kappa in float64, from the complementary equation.

With the units counted along the eigenvalues, largest first, M_TE of them are *inside* and the rest *outside* (an
eigenspace on the border is split). Then sum_j N_j h_j = M_TE, h_j = lambda_j/(lambda_j + kappa), says that what the inside
lacks is what the outside has:

    sum over inside of N_j (1 - h_j) = sum over outside of N_j h_j.

Both sides are sums of positive numbers, so nothing is lost where h_j rounds to 1 or to 0. The logarithm of their
quotient grows in log kappa with a slope between 1 and 2 (h is larger inside than outside), so the root is as well
conditioned as its eigenvalues: relative errors are not magnified.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, ldexp, log, nan, sqrt

import numpy as np

from w2s_theory.equivalents.float_modes import FloatModes

_STEPS = 100
# eigenvalues are brought down by 2^-400 where kappa, up to the whole trace, would overflow
_DOWN = 400
_LARGE = 1e260


@dataclass(frozen=True, eq=False)
class FloatRoot:
    """kappa, and what the formulas need of it: numbers without a unit, each to a few ulp.

    Parameters
    ----------
    kappa
        The root; ``inf`` above the range of float64, 0.0 where the modes hold too few units (``open``).
    log_kappa
        log(kappa), also where ``kappa`` overflows.
    taken
        h_j = lambda_j/(lambda_j + kappa), shape (n,).
    missed
        1 - h_j, without cancellation, shape (n,).
    units
        N_j h_j, shape (n,); the sum is M_TE.
    """

    kappa: float
    log_kappa: float
    taken: np.ndarray
    missed: np.ndarray
    units: np.ndarray

    @property
    def open(self) -> bool:
        """Whether the modes hold fewer than M_TE units, the tail's one entry not counted."""
        return self.kappa == 0.0

    @property
    def spread(self) -> np.ndarray:
        """N_j h_j (1 - h_j), shape (n,); the sum is M_TE - S_2."""
        return self.units * self.missed


def solve_root(modes: FloatModes, units: int) -> FloatRoot:
    """The root of sum_j N_j lambda_j/(lambda_j + kappa) = M_TE; relative accuracy a few ulp."""
    lam = modes.eigenvalue
    order = np.arange(len(lam)) if bool(np.all(lam[1:] <= lam[:-1])) else np.argsort(-lam, kind="stable")
    counts = modes.count[order]
    with np.errstate(over="ignore"):
        held = np.cumsum(counts)
    border = int(np.searchsorted(held, units, side="left"))
    if border >= len(lam) or (modes.tail > 0.0 and order[border] == len(lam) - 1):
        return FloatRoot(0.0, -inf, np.ones(len(lam)), np.zeros(len(lam)), modes.count)
    near = units - (float(held[border - 1]) if border else 0.0)
    # the largest eigenvalue outside: kappa is at most its eigenspaces' trace, and 10^30 dimensions are the most
    first_out = float(lam[order[border if counts[border] > near or border + 1 == len(lam) else border + 1]])
    shift = _DOWN if first_out > _LARGE else 0
    lam, trace = np.ldexp(lam, -shift), np.ldexp(modes.trace, -shift)
    inside, outside = order[: border + 1], order[border:]
    inside_count = modes.count[inside].copy()
    inside_count[-1] = near
    problem = _Balance(lam, trace, modes.count, inside, inside_count, outside, near)
    # in the gap between the eigenvalues of the two sides, far from an underflow of either
    kappa = _solve(problem, sqrt(lam[order[border]]) * sqrt(ldexp(first_out, -shift)))
    taken, missed = shares(lam, kappa)
    effective = _effective(modes.count, trace, taken, missed, kappa)
    return FloatRoot(_up(kappa, shift), log(kappa) + shift * log(2.0), taken, missed, effective)


def shares(lam: np.ndarray, kappa: float) -> tuple[np.ndarray, np.ndarray]:
    """h = lambda/(lambda + kappa) and 1 - h, each to a few ulp, whatever the ratio."""
    # an eigenvalue brought down below the range is 0 beside such a kappa
    with np.errstate(over="ignore", under="ignore", divide="ignore"):
        return 1.0 / (1.0 + kappa / lam), 1.0 / (1.0 + lam / kappa)


def _effective(
    count: np.ndarray, trace: np.ndarray, taken: np.ndarray, missed: np.ndarray, kappa: float
) -> np.ndarray:
    """N h; through the trace where N is beyond float64 (an eigenspace of that size has lambda << kappa)."""
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        return np.where(np.isfinite(count), count * taken, trace / kappa * missed)


@dataclass(frozen=True, eq=False)
class _Balance:
    """The two sides of the complementary equation."""

    lam: np.ndarray
    trace: np.ndarray
    count: np.ndarray
    inside: np.ndarray
    inside_count: np.ndarray
    outside: np.ndarray
    near: float

    def sides(self, kappa: float) -> tuple[float, float, float]:
        """What the inside lacks, what the outside has, and the slope of the logarithm of their quotient."""
        taken_in, missed_in = shares(self.lam[self.inside], kappa)
        lacking = self.inside_count * missed_in
        taken, missed = shares(self.lam[self.outside], kappa)
        having = _effective(self.count[self.outside], self.trace[self.outside], taken, missed, kappa)
        # the part of the border's eigenspace that is outside
        border = self.count[self.outside[0]]
        having[0] = (
            (border - self.near) * taken[0] if np.isfinite(border) else having[0] - self.near * taken[0]
        )
        left, right = float(lacking.sum()), float(having.sum())
        if not (left > 0.0 and right > 0.0):
            return left, right, nan
        slope = float(np.sum(lacking * taken_in)) / left + float(np.sum(having * missed)) / right
        return left, right, min(max(slope, 1.0), 2.0)


def _solve(problem: _Balance, guess: float) -> float:
    """Newton's rule for log(left/right) in log kappa, inside the bracket that the slope's limits 1 and 2 give."""
    kappa, low, high = guess, 0.0, inf
    for _ in range(_STEPS):
        left, right, slope = problem.sides(kappa)
        if left == 0.0 or right == 0.0:
            # only where a whole side underflows
            low, high = (kappa, high) if left == 0.0 else (low, kappa)
            kappa = kappa * 2.0**40 if left == 0.0 else kappa * 2.0**-40
            continue
        distance = log(left / right)
        if distance > 0:
            low, high = max(low, kappa * exp(-distance)), min(high, kappa)
        else:
            low, high = max(low, kappa), min(high, kappa * exp(-distance))
        step = -distance / slope
        new = kappa * exp(step)
        if not low <= new <= high:
            new = sqrt(low) * sqrt(high)
        if abs(step) <= 4e-16:
            return new
        kappa = new
    return kappa


def missing_share(modes: FloatModes, root: FloatRoot) -> float:
    """Upper bound of the relative error of kappa that comes from the tail's one entry."""
    if modes.tail == 0.0:
        return 0.0
    if root.open:
        return inf
    # its count of units is off by the factor 1 + top/kappa, and d log kappa = dM/(M - S_2)
    return float(root.units[-1] * (modes.eigenvalue[-1] / root.kappa) / root.spread.sum())


def _up(kappa: float, shift: int) -> float:
    try:
        return ldexp(kappa, shift)
    except OverflowError:
        return inf
