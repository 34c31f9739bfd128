"""The gap that the means of one width recover: E L_ST from first moments of half of the units, E L_TE from below.

E L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma) E L_TE + W: divided by E L_TE it falls with E L_TE, so a floor of that decides.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from w2s_theory.guarantees.formulas import student_error_from_split, teacher_error_from_log_det
from w2s_theory.guarantees.log_det_recursion import enclose_log_det_sum
from w2s_theory.guarantees.spectral_sums import BallSums, FloatSums


@dataclass(frozen=True)
class SplitWeights:
    """One choice of weights: ``sigma`` exact, and the ``degrees`` with s_j^2 > sigma; each part has ``units`` units."""

    units: int
    sigma: Fraction
    degrees: tuple[int, ...]


def compute_split(
    sums: FloatSums, dimension: int, degree: int, units: int, floor: float
) -> tuple[Fraction, SplitWeights, float]:
    """The stopping time tau and the weights with the largest gap recovered, and that gap, for E L_TE >= ``floor``."""
    listed, eigenvalue, multiplicity = listed_degrees(sums, dimension)
    lam, part = sums.eigenvalue(degree), units // 2
    errors = teacher_error_from_log_det(eigenvalue, time_after(sums, part))
    own = float(teacher_error_from_log_det(lam, time_after(sums, part)))
    shares = multiplicity / float(derive_multiplicity(dimension, degree))
    taus, best = TAUS, (-np.inf, 0.0, 0.0)
    for _ in range(3):
        found = [_best_sigma(tau, lam, eigenvalue, shares, errors, own, floor) for tau in taus]
        top = int(np.argmax([each[0] for each in found]))
        best = max(best, (*found[top], float(taus[top])))
        taus = np.linspace(taus[max(top - 1, 0)], taus[min(top + 1, len(taus) - 1)], 9)
    tau = Fraction(best[2]).limit_denominator(1000)
    learnt = squares_learnt(float(tau), lam, eigenvalue)
    sigma = Fraction(max(best[1], learnt[-1]) * (1 + MARGIN))
    chosen = SplitWeights(part, sigma, tuple(int(j) for j in listed[learnt > float(sigma)]))
    weights = [float(value) - float(sigma) for value in learnt[learnt > float(sigma)]]
    numbers = [float(derive_multiplicity(dimension, j)) for j in chosen.degrees]
    missed = [float(value) for value in errors[learnt > float(sigma)]]
    decay = float(np.exp(-float(tau)))
    own_count = float(derive_multiplicity(dimension, degree))
    bound = student_error_from_split(floor, decay, float(sigma), own, own_count, numbers, weights, missed)
    return tau, chosen, float(1 - bound / floor)


def enclose_split(
    sums: BallSums,
    guide: FloatSums,
    dimension: int,
    degree: int,
    tau: Fraction,
    chosen: SplitWeights,
    floor: Any,
) -> Any:
    """The gap that the same choice recovers, by balls at the ambient precision.

    Raises
    ------
    AccuracyError
        If it is not certain that sigma is large enough for the degrees without a weight.
    """
    lam = sums.eigenvalue(degree)
    weights = enclose_weights(sums, BALLS.number(tau) / lam, chosen.sigma, chosen.degrees)
    x = enclose_log_det_sum(sums, guide, chosen.units).low
    errors = [teacher_error_from_log_det(sums.eigenvalue(j), x) for j in chosen.degrees]
    numbers = [derive_multiplicity(dimension, j) for j in chosen.degrees]
    decay, own = (-BALLS.number(tau)).exp(), teacher_error_from_log_det(lam, x)
    own_count = BALLS.number(derive_multiplicity(dimension, degree))
    bound = student_error_from_split(
        floor, decay, BALLS.number(chosen.sigma), own, own_count, numbers, weights, errors
    )
    return 1 - bound / floor


def _best_sigma(
    tau: float, lam: float, eigenvalue: np.ndarray, shares: np.ndarray, errors: np.ndarray, own: float, floor: float
) -> tuple[float, float]:  # fmt: skip
    """The largest gap recovered at one time, and its sigma, of a list of candidates."""
    learnt, decay = squares_learnt(tau, lam, eigenvalue), np.exp(-tau)
    sigma = np.concatenate([learnt, [share * (1 - decay) ** 2 for share in SHARES]])
    sigma = sigma[sigma >= learnt[-1]]
    weights = np.maximum(learnt[None, :] - sigma[:, None], 0.0)
    # what the theorem's record says, for all candidates at once; the chosen one is evaluated from the record
    energy = own * np.sqrt((weights * errors) ** 2 @ shares)
    best = int(np.argmin(sigma + energy / floor))
    return float(1 - 2 * decay * (1 - decay) - sigma[best] - (decay**2 + energy[best]) / floor), float(
        sigma[best]
    )
