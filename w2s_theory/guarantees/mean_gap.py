"""The mean over networks of max(PGR, 0): the student's bound by a weighted alignment, divided by the teacher's error, in
the mean.

Only (1 - s)^2 is divided by a floor, which needs a small failure probability of its own; the mean of the alignment is at
most the root of a sum over degrees of products of mean errors of half of the units.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.guarantees.block_alignment import (
    MARGIN,
    SHARES,
    TAUS,
    enclose_weights,
    listed_degrees,
    squares_learnt,
    time_after,
)
from w2s_theory.guarantees.formulas import teacher_error_from_log_det
from w2s_theory.guarantees.log_det_recursion import enclose_log_det_sum
from w2s_theory.guarantees.spectral_sums import BallSums, FloatSums
from w2s_theory.guarantees.split_formulas import mean_gap_from_split, mean_gap_kept
from w2s_theory.guarantees.split_means import SplitWeights
from w2s_theory.records.errors import AccuracyError


def compute_mean_gap(
    sums: FloatSums, dimension: int, units: int, lam: float, floor: float, delta: Fraction
) -> tuple[Fraction, SplitWeights, float]:
    """The stopping time tau and the weights with the largest mean, and that mean; the floor fails with probability delta."""
    listed, eigenvalue, multiplicity = listed_degrees(sums, dimension)
    errors = teacher_error_from_log_det(eigenvalue, time_after(sums, units // 2))
    taus, best = TAUS, (-np.inf, 0.0, 0.0)
    for _ in range(3):
        found = [_best_sigma(tau, lam, eigenvalue, multiplicity, errors, floor, float(delta)) for tau in taus]
        top = int(np.argmax([each[0] for each in found]))
        best = max(best, (*found[top], float(taus[top])))
        taus = np.linspace(taus[max(top - 1, 0)], taus[min(top + 1, len(taus) - 1)], 9)
    tau = Fraction(best[2]).limit_denominator(1000)
    learnt = squares_learnt(float(tau), lam, eigenvalue)
    sigma = Fraction(max(best[1], learnt[-1]) * (1 + MARGIN))
    weighted = learnt > float(sigma)
    chosen = SplitWeights(units // 2, sigma, tuple(int(j) for j in listed[weighted]))
    recovered = mean_gap_from_split(
        float(np.exp(-float(tau))), float(sigma), floor, float(delta), [float(each) for each in multiplicity[weighted]],
        [float(each) - float(sigma) for each in learnt[weighted]], [float(each) for each in errors[weighted]],
    )  # fmt: skip
    return tau, chosen, float(recovered)


def enclose_mean_gap(
    sums: BallSums, guide: FloatSums, dimension: int, lam: Any, tau: Fraction, chosen: SplitWeights, floor: Any,
    delta: Fraction,
) -> Any:  # fmt: skip
    """The mean that the same choice recovers, by balls at the ambient precision.

    Raises
    ------
    AccuracyError
        If it is not certain that sigma is large enough for the degrees without a weight, or that anything is left.
    """
    weights = enclose_weights(sums, BALLS.number(tau) / lam, chosen.sigma, chosen.degrees)
    x = enclose_log_det_sum(sums, guide, chosen.units).low
    errors = [teacher_error_from_log_det(sums.eigenvalue(j), x) for j in chosen.degrees]
    counts = [derive_multiplicity(dimension, j) for j in chosen.degrees]
    decay, sigma = (-BALLS.number(tau)).exp(), BALLS.number(chosen.sigma)
    if not floor > 0 or not mean_gap_kept(decay, sigma, floor) >= 0:
        raise AccuracyError("the mean of the gap could not be certified: use a few more units")
    return mean_gap_from_split(decay, sigma, floor, BALLS.number(delta), counts, weights, errors)


def _best_sigma(
    tau: float, lam: float, eigenvalue: np.ndarray, multiplicity: np.ndarray, errors: np.ndarray, floor: float, delta: float
) -> tuple[float, float]:  # fmt: skip
    """The largest mean at one time, and its sigma, of a list of candidates."""
    learnt, decay = squares_learnt(tau, lam, eigenvalue), np.exp(-tau)
    sigma = np.concatenate([learnt, [share * (1 - decay) ** 2 for share in SHARES]])
    sigma = sigma[sigma >= learnt[-1]]
    weights = np.maximum(learnt[None, :] - sigma[:, None], 0.0)
    # what the theorem's record says, for all candidates at once; the chosen one is evaluated from the record
    kept = 1 - 2 * decay * (1 - decay) - sigma - decay**2 / floor
    found = np.where(kept >= 0, (1 - delta) * kept - np.sqrt((weights * errors) ** 2 @ multiplicity), -np.inf)
    best = int(np.argmax(found))
    return float(found[best]), float(sigma[best])
