"""The gap that the means of one width recover: E L_ST from first moments of half of the units, E L_TE from below.

E L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma) E L_TE + W: divided by E L_TE it falls with E L_TE, so a floor of that
decides. W is what the weighted degrees add: all of them at once, or the target's apart, for which a chain of sizes then
says more.
"""

from __future__ import annotations

from collections.abc import Callable
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
from w2s_theory.guarantees.formulas import teacher_error_from_log_det
from w2s_theory.guarantees.log_det_recursion import enclose_log_det_sum
from w2s_theory.guarantees.residual_chain import RATIOS, chain_of_sizes, residual_square
from w2s_theory.guarantees.spectral_sums import BallSums, FloatSums
from w2s_theory.guarantees.split_formulas import student_error_from_chain, student_error_from_split
from w2s_theory.records.errors import AccuracyError


@dataclass(frozen=True)
class SplitWeights:
    """One choice of weights and of the way that second moments are bounded.

    Parameters
    ----------
    units
        Each of the two parts has so many.
    sigma
        Exact; every degree but ``degrees`` has s_j^2 <= sigma.
    degrees
        Those with a weight, gamma_j = max(s_j^2 - sigma, 0).
    chain
        Growing sizes for the target's degree; empty where it is bounded with the others, by the two parts.
    """

    units: int
    sigma: Fraction
    degrees: tuple[int, ...]
    chain: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Search:
    """What does not depend on time and weights: arrays over the listed degrees."""

    lam: float
    floor: float
    eigenvalue: np.ndarray
    shares: np.ndarray
    errors: np.ndarray
    other: np.ndarray
    own: float
    square: float | None


def compute_split(
    sums: FloatSums, dimension: int, degree: int, units: int, floor: float
) -> tuple[Fraction, SplitWeights, float]:
    """The stopping time tau and the weights with the largest gap recovered, and that gap, for E L_TE >= ``floor``."""
    listed, eigenvalue, multiplicity = listed_degrees(sums, dimension)
    lam, part = sums.eigenvalue(degree), units // 2
    errors = teacher_error_from_log_det(eigenvalue, time_after(sums, part))
    own = float(teacher_error_from_log_det(lam, time_after(sums, part)))
    shares = multiplicity / float(derive_multiplicity(dimension, degree))
    chains = [chain_of_sizes(units, ratio) for ratio in RATIOS]
    squares = [float(residual_square(sizes, lam, lambda size: time_after(sums, size))) for sizes in chains]
    square, chain = min(zip(squares, chains, strict=True))
    found = [
        (*_best(_Search(lam, floor, eigenvalue, shares, errors, listed != degree, own, each)), sizes)
        for each, sizes in ((None, ()), (square, chain))
    ]
    _, sigma, time, sizes = max(found)
    tau = Fraction(time).limit_denominator(1000)
    learnt = squares_learnt(float(tau), lam, eigenvalue)
    exact = Fraction(max(sigma, learnt[-1]) * (1 + MARGIN))
    chosen = SplitWeights(part, exact, tuple(int(j) for j in listed[learnt > float(exact)]), sizes)
    weights = [float(value) - float(exact) for value in learnt[learnt > float(exact)]]
    missed = [float(value) for value in errors[learnt > float(exact)]]
    bound = _student_error(
        chosen, dimension, degree, float(np.exp(-float(tau))), float(exact), weights, missed, own,
        square if sizes else None, floor,
    )  # fmt: skip
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
        If it is not certain that sigma is large enough for the degrees without a weight, or the chain's sizes do not grow.
    """
    lam = sums.eigenvalue(degree)
    weights = enclose_weights(sums, BALLS.number(tau) / lam, chosen.sigma, chosen.degrees)
    time_of = _time_of(sums, guide)
    errors = [teacher_error_from_log_det(sums.eigenvalue(j), time_of(chosen.units)) for j in chosen.degrees]
    square = None
    if chosen.chain:
        if not 0 < chosen.chain[0] or any(
            a >= b for a, b in zip(chosen.chain, chosen.chain[1:], strict=False)
        ):
            raise AccuracyError("the sizes of the chain do not grow: use another number of units")
        square = residual_square(chosen.chain, lam, time_of)
    own = teacher_error_from_log_det(lam, time_of(chosen.units))
    decay, sigma = (-BALLS.number(tau)).exp(), BALLS.number(chosen.sigma)
    bound = _student_error(chosen, dimension, degree, decay, sigma, weights, errors, own, square, floor)
    return 1 - bound / floor


def _time_of(sums: BallSums, guide: FloatSums) -> Callable[[int], Any]:
    known: dict[int, Any] = {}

    def time_of(units: int) -> Any:
        if units not in known:
            known[units] = enclose_log_det_sum(sums, guide, units).low
        return known[units]

    return time_of


def _student_error(
    chosen: SplitWeights, dimension: int, degree: int, decay: Any, sigma: Any, weights: list[Any], errors: list[Any],
    own: Any, square: Any, floor: Any,
) -> Any:  # fmt: skip
    """E L_ST at most, for E L_TE = ``floor``, in floats or balls."""
    convert = float if isinstance(decay, float) else BALLS.number
    numbers = [convert(derive_multiplicity(dimension, j)) for j in chosen.degrees]
    own_count = convert(derive_multiplicity(dimension, degree))
    if square is None:
        return student_error_from_split(floor, decay, sigma, own, own_count, numbers, weights, errors)
    own_weight = dict(zip(chosen.degrees, weights, strict=True)).get(degree, 0 * decay)
    others = [place for place, each in enumerate(chosen.degrees) if each != degree]
    numbers, weights, errors = ([each[place] for place in others] for each in (numbers, weights, errors))
    return student_error_from_chain(
        floor, decay, sigma, square, own_weight, own_count, numbers, weights, errors
    )


def _best(search: _Search) -> tuple[float, float, float]:
    """The largest gap recovered, and its sigma and tau."""
    taus, best = TAUS, (-np.inf, 0.0, 0.0)
    for _ in range(3):
        found = [_best_sigma(tau, search) for tau in taus]
        top = int(np.argmax([each[0] for each in found]))
        best = max(best, (*found[top], float(taus[top])))
        taus = np.linspace(taus[max(top - 1, 0)], taus[min(top + 1, len(taus) - 1)], 9)
    return best


def _best_sigma(tau: float, search: _Search) -> tuple[float, float]:
    """The largest gap recovered at one time, and its sigma, of a list of candidates."""
    learnt, decay = squares_learnt(tau, search.lam, search.eigenvalue), np.exp(-tau)
    sigma = np.concatenate([learnt, [share * (1 - decay) ** 2 for share in SHARES]])
    sigma = sigma[sigma >= learnt[-1]]
    weights = np.maximum(learnt[None, :] - sigma[:, None], 0.0)
    # what the theorems' records say, for all candidates at once; the chosen one is evaluated from the record
    if search.square is None:
        energy = search.own * np.sqrt((weights * search.errors) ** 2 @ search.shares)
    else:
        others = (weights * search.errors * search.other) ** 2 @ search.shares
        own = np.maximum((1 - decay) ** 2 - sigma, 0.0)
        energy = own * search.square + np.sqrt(search.square * others)
    best = int(np.argmin(sigma + energy / search.floor))
    recovered = 1 - 2 * decay * (1 - decay) - sigma[best] - (decay**2 + energy[best]) / search.floor
    return float(recovered), float(sigma[best])
