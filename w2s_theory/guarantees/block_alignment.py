"""The student's error from the weighted alignment of a teacher whose units are split into disjoint blocks.

With probability >= 1 - delta the alignment Z is at most (sum_j N_j (gamma_j ell_j(m))^q/delta)^{1/q} for q blocks of
m units, and L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma + Z) L_TE for all f* in V_k at once, s_j^2 <= sigma + gamma_j.
Divided by L_TE it falls with L_TE, and only (1 - s)^2 is divided: of the floor little more than the logarithm matters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.guarantees.formulas import (
    alignment_from_blocks,
    student_error_from_weighted_alignment,
    teacher_error_from_log_det,
)
from w2s_theory.guarantees.log_det_recursion import compute_log_det_sum, enclose_log_det_sum
from w2s_theory.guarantees.spectral_sums import BallSums, FloatSums
from w2s_theory.records.errors import AccuracyError

# numbers of blocks to choose from: few in low dimension, more where a degree has many harmonics
COUNTS = (2, 3, 4, 5, 6, 8, 12)
# how many degrees may have a weight, and shares of s^2 to choose sigma from
_DEGREES = 24
SHARES = (0.0125, 0.025, 0.05, 0.1, 0.2, 0.4)
TAUS = np.append(np.exp(np.linspace(np.log(0.05), np.log(60.0), 28)), (80.0, 110.0, 150.0))
# sigma is taken this much larger than float64 wants it, so that the balls agree
MARGIN = 1e-9


@dataclass(frozen=True)
class BlockWeights:
    """One choice of blocks and weights, and the alignment that it gives.

    Parameters
    ----------
    blocks, units
        q blocks of m units each.
    sigma
        Exact; every degree but ``degrees`` has s_j^2 <= sigma.
    degrees
        Those with a weight, gamma_j = max(s_j^2 - sigma, 0).
    delta
        The failure probability it was chosen for, exact.
    alignment
        Z is at most this; a float or a ball.
    """

    blocks: int
    units: int
    sigma: Fraction
    degrees: tuple[int, ...]
    delta: Fraction
    alignment: Any


def compute_block_weights(
    sums: FloatSums, dimension: int, units: int, lam: float, floor: float, delta: Fraction
) -> tuple[Fraction, BlockWeights, float] | None:
    """The stopping time tau and the choice with the largest gap recovered, and that gap; in float64.

    Parameters
    ----------
    floor
        At most L_TE.
    delta
        For the alignment alone.
    """
    listed, eigenvalue, multiplicity = listed_degrees(sums, dimension)
    best: tuple[float, float, float, int] | None = None
    for blocks in COUNTS:
        # the gap rises with the number of blocks, and then falls
        if units < blocks or (best is not None and blocks > 2 * best[3]):
            break
        errors = teacher_error_from_log_det(eigenvalue, time_after(sums, units // blocks))
        taus = TAUS
        for _ in range(2):
            found = [
                _best_sigma(tau, lam, eigenvalue, multiplicity, errors, blocks, floor, float(delta))
                for tau in taus
            ]
            top = int(np.argmax([recovered for recovered, _ in found]))
            if best is None or found[top][0] > best[0]:
                best = (*found[top], float(taus[top]), blocks)
            taus = np.linspace(taus[max(top - 1, 0)], taus[min(top + 1, len(taus) - 1)], 9)
    if best is None:
        return None
    recovered, sigma, time, blocks = best
    tau = Fraction(time).limit_denominator(1000)
    learnt = squares_learnt(float(tau), lam, eigenvalue)
    exact = Fraction(max(sigma, learnt[-1]) * (1 + MARGIN))
    chosen = BlockWeights(
        blocks, units // blocks, exact, tuple(int(j) for j in listed[learnt > float(exact)]), delta, 0.0
    )
    # the time was rounded: what is said is said of the rounded one
    chosen, recovered = _at(chosen, sums, dimension, lam, float(tau), floor)
    return tau, chosen, recovered


def enclose_block_weights(
    sums: BallSums, guide: FloatSums, dimension: int, lam: Any, tau: Fraction, chosen: BlockWeights
) -> BlockWeights:
    """The same choice by balls, at the ambient precision.

    Raises
    ------
    AccuracyError
        If it is not certain that sigma is large enough for the degrees without a weight.
    """
    weights = enclose_weights(sums, BALLS.number(tau) / lam, chosen.sigma, chosen.degrees)
    x = enclose_log_det_sum(sums, guide, chosen.units).low
    errors = [teacher_error_from_log_det(sums.eigenvalue(degree), x) for degree in chosen.degrees]
    return replace(
        chosen, alignment=_alignment(chosen, dimension, weights, errors, BALLS.number(chosen.delta))
    )


def enclose_weights(sums: BallSums, time: arb, exact: Fraction, degrees: tuple[int, ...]) -> list[arb]:
    """max(s_j^2 - sigma, 0) for each of the degrees; all others are shown to have s_j^2 <= sigma.

    Raises
    ------
    AccuracyError
        If that is not certain.
    """
    sigma, rest = BALLS.number(exact), arb(sums.modes.top).upper() if sums.modes.moments else arb(0)
    for degree, eigenvalue in zip(sums.modes.degree, sums.modes.eigenvalue, strict=True):
        rest = rest if degree in degrees else rest.max(eigenvalue)
    if not square_learnt(rest, time) <= sigma:
        raise AccuracyError("the weights hold in float64 and could not be certified: use a few more units")
    return [(square_learnt(sums.eigenvalue(degree), time) - sigma).max(arb(0)) for degree in degrees]


def recovered_by_blocks(floor: Any, sigma: Any, alignment: Any, decay: Any) -> Any:
    """1 - L_ST/L_TE at least, for a teacher with L_TE at least ``floor``; ``decay`` is 1 - s = exp(-tau)."""
    return 1 - student_error_from_weighted_alignment(floor, decay, sigma, alignment) / floor


def listed_degrees(sums: FloatSums, dimension: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Degrees with the largest eigenvalues, falling: numbers, eigenvalues, multiplicities; the last bounds all others."""
    modes = sums.modes
    order = np.argsort(-modes.eigenvalue, kind="stable")[: _DEGREES + 1]
    degrees = modes.degree[order]
    # the entry for all high degrees is no degree: nothing behind it may have a weight
    end = int(np.argmax(degrees < 0)) + 1 if (degrees < 0).any() else len(degrees)
    order, degrees = order[:end], degrees[:end]
    numbers = [float(derive_multiplicity(dimension, int(j))) if j >= 0 else 0.0 for j in degrees]
    return degrees, modes.eigenvalue[order], np.array(numbers)


@lru_cache(maxsize=128)
def time_after(sums: FloatSums, units: int) -> float:
    """x after so many units."""
    # asked for again at every share of delta
    return compute_log_det_sum(sums, units).low


def squares_learnt(tau: float, lam: float, eigenvalue: np.ndarray) -> np.ndarray:
    """s_j^2 at lambda_k t = tau, in float64."""
    return np.expm1(-eigenvalue / lam * tau) ** 2


def square_learnt(eigenvalue: Any, time: Any) -> Any:
    """s_j^2 at the time t, by balls."""
    return (1 - (-eigenvalue * time).exp()) ** 2


def _best_sigma(
    tau: float, lam: float, eigenvalue: np.ndarray, multiplicity: np.ndarray, errors: np.ndarray, blocks: int,
    floor: float, delta: float,
) -> tuple[float, float]:  # fmt: skip
    """The largest gap recovered at one time, and its sigma, of a list of candidates."""
    learnt = squares_learnt(tau, lam, eigenvalue)
    decay = np.exp(-tau)
    sigma = np.concatenate([learnt, [share * (1 - decay) ** 2 for share in SHARES]])
    sigma = sigma[sigma >= learnt[-1]]
    weights = np.maximum(learnt[None, :] - sigma[:, None], 0.0)
    # what the theorem's record says, for all candidates at once; the chosen one is evaluated from the record
    alignment = (((weights * errors) ** blocks) @ multiplicity / delta) ** (1 / blocks)
    best = int(np.argmin(sigma + alignment))
    recovered = 1 - decay**2 / floor - 2 * decay * (1 - decay) - sigma[best] - alignment[best]
    return float(recovered), float(sigma[best])


def _at(
    chosen: BlockWeights, sums: FloatSums, dimension: int, lam: float, tau: float, floor: float
) -> tuple[BlockWeights, float]:
    eigenvalue = np.array([sums.eigenvalue(degree) for degree in chosen.degrees])
    sigma = float(chosen.sigma)
    errors = teacher_error_from_log_det(eigenvalue, time_after(sums, chosen.units))
    weights = np.maximum(squares_learnt(tau, lam, eigenvalue) - sigma, 0.0)
    alignment = _alignment(chosen, dimension, list(weights), list(errors), float(chosen.delta))
    return replace(chosen, alignment=alignment), float(
        recovered_by_blocks(floor, sigma, alignment, np.exp(-tau))
    )


def _alignment(
    chosen: BlockWeights, dimension: int, weights: list[Any], errors: list[Any], delta: Any
) -> Any:
    counts = [derive_multiplicity(dimension, degree) for degree in chosen.degrees]
    return alignment_from_blocks(counts, weights, errors, chosen.blocks, delta)
