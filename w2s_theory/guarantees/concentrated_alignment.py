"""The student's error from the weighted alignment of a teacher with more units than there are harmonics in a set B of
degrees.

With probability >= 1 - delta Z <= max over B of gamma_j/(1 + lambda_j/rho), rho = (1 + eta) lambda_>/(1 - q), where q and
eta are the smallest that matrix Chernoff inequalities allow. Every degree outside B has s_j^2 <= sigma and no weight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.guarantees.block_alignment import (
    MARGIN,
    TAUS,
    enclose_weights,
    listed_degrees,
    recovered_by_blocks,
    squares_learnt,
)
from w2s_theory.guarantees.spectral_sums import BallSums, FloatSums
from w2s_theory.guarantees.split_formulas import (
    concentrated_weight,
    concentration_margins,
    conditioning_limit,
)
from w2s_theory.records.errors import AccuracyError

# how many degrees B may have
_LARGEST = 6
# eta is looked for below this multiple of T/(M lambda_>)
_WIDEST = 1e6


@dataclass(frozen=True)
class ConcentratedWeights:
    """One choice of B and of the shares by which sums may be off, and the alignment that it gives.

    Parameters
    ----------
    sigma
        Exact; every degree but ``degrees`` has s_j^2 <= sigma.
    degrees
        B; gamma_j = max(s_j^2 - sigma, 0).
    missing, excess
        q and eta, exact.
    delta
        The failure probability, exact.
    alignment
        Z is at most this; a float or a ball.
    """

    sigma: Fraction
    degrees: tuple[int, ...]
    missing: Fraction
    excess: Fraction
    delta: Fraction
    alignment: Any


def compute_concentrated_weights(
    sums: FloatSums, dimension: int, units: int, lam: float, floor: float, delta: Fraction
) -> tuple[Fraction, ConcentratedWeights, float] | None:
    """The stopping time tau and the choice with the largest gap recovered, and that gap; in float64.

    Parameters
    ----------
    floor
        At most L_TE.
    delta
        For the alignment alone.
    """
    listed, eigenvalue, multiplicity = listed_degrees(sums, dimension)
    best = None
    for size in range(1, min(_LARGEST, len(listed) - 1) + 1):
        beyond = float(eigenvalue[size])
        if listed[size - 1] < 0 or not eigenvalue[size - 1] > beyond > 0.0 or beyond >= lam:
            continue
        counts = [float(each) for each in multiplicity[:size]]
        first = sums.trace - float(multiplicity[:size] @ eigenvalue[:size])
        shares = _shares(counts, units, first, beyond, float(delta))
        if shares is None:
            continue
        ratio = conditioning_limit(beyond, *map(float, shares))
        left = np.array([1 / concentrated_weight(1.0, float(each), ratio) for each in eigenvalue[:size]])
        taus = TAUS
        for _ in range(3):
            found = [_recovered(tau, lam, eigenvalue[: size + 1], left, floor) for tau in taus]
            top = int(np.argmax(found))
            if best is None or found[top] > best[0]:
                best = (found[top], float(taus[top]), size, shares)
            taus = np.linspace(taus[max(top - 1, 0)], taus[min(top + 1, len(taus) - 1)], 9)
    if best is None:
        return None
    _, time, size, shares = best
    tau = Fraction(time).limit_denominator(1000)
    learnt = squares_learnt(float(tau), lam, eigenvalue)
    sigma = Fraction(float(learnt[size]) * (1 + MARGIN))
    weights = np.maximum(learnt[:size] - float(sigma), 0.0)
    ratio = conditioning_limit(float(eigenvalue[size]), *map(float, shares))
    alignment = max(
        float(concentrated_weight(float(weight), float(each), ratio))
        for weight, each in zip(weights, eigenvalue, strict=False)
    )
    chosen = ConcentratedWeights(sigma, tuple(int(j) for j in listed[:size]), *shares, delta, alignment)
    return tau, chosen, float(recovered_by_blocks(floor, float(sigma), alignment, np.exp(-float(tau))))


def enclose_concentrated_weights(
    sums: BallSums, dimension: int, units: int, lam: Any, tau: Fraction, chosen: ConcentratedWeights
) -> ConcentratedWeights:
    """The same choice by balls, at the ambient precision.

    Raises
    ------
    AccuracyError
        If it is not certain that sigma and the two shares are large enough.
    """
    weights = enclose_weights(sums, BALLS.number(tau) / lam, chosen.sigma, chosen.degrees)
    eigenvalues = [sums.eigenvalue(degree) for degree in chosen.degrees]
    counts = [BALLS.number(derive_multiplicity(dimension, degree)) for degree in chosen.degrees]
    beyond = arb(sums.modes.top).upper() if sums.modes.moments else arb(0)
    for degree, eigenvalue in zip(sums.modes.degree, sums.modes.eigenvalue, strict=True):
        beyond = beyond if degree in chosen.degrees else beyond.max(eigenvalue)
    first = sums.trace - sum((n * each for n, each in zip(counts, eigenvalues, strict=True)), arb(0))
    missing, excess = BALLS.number(chosen.missing), BALLS.number(chosen.excess)
    margins = concentration_margins(counts, units, first, beyond, missing, excess, BALLS.number(chosen.delta))
    inside = 0 < chosen.missing < 1 and chosen.excess > 0 and chosen.delta > 0
    if not inside or not all(each >= 0 for each in margins) or not all(each > 0 for each in eigenvalues):
        raise AccuracyError(
            "the concentration holds in float64 and could not be certified: use a few more units"
        )
    ratio, alignment = conditioning_limit(beyond, missing, excess), arb(0)
    for weight, eigenvalue in zip(weights, eigenvalues, strict=True):
        alignment = alignment.max(concentrated_weight(weight, eigenvalue, ratio))
    return replace(chosen, alignment=alignment)


def _shares(
    counts: list[float], units: int, first: float, beyond: float, delta: float
) -> tuple[Fraction, Fraction] | None:
    """The smallest q and eta, a little larger than float64 wants them; ``None`` if there are too few units for any q < 1."""

    def margins(missing: float, excess: float) -> tuple[float, float]:
        below, above, wide = concentration_margins(
            counts, float(units), first, beyond, missing, excess, delta
        )
        return float(below), min(float(above), float(wide))

    least = first / (units * beyond)
    missing = _smallest(lambda q: margins(q, 1.0)[0], 0.0, 1.0 - 1e-9)
    excess = _smallest(lambda eta: margins(0.5, eta)[1], 0.0, _WIDEST * least)
    if missing is None or excess is None:
        return None
    return Fraction(missing + MARGIN * (1 - missing)), Fraction(excess * (1 + MARGIN))


def _smallest(margin: Callable[[float], float], low: float, high: float) -> float | None:
    """Where an increasing function becomes >= 0, from above."""
    if not margin(high) >= 0:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if margin(middle) >= 0 else (middle, high)
    return high


def _recovered(tau: float, lam: float, eigenvalue: np.ndarray, left: np.ndarray, floor: float) -> float:
    """The gap recovered at one time: the eigenvalues of B, and the largest one outside; ``left`` is 1 + lambda_j/rho."""
    learnt, decay = squares_learnt(tau, lam, eigenvalue), np.exp(-tau)
    # sigma falls with fewer weights, but never by as much as the alignment grows
    alignment = float(np.max(np.maximum(learnt[:-1] - learnt[-1], 0.0) / left))
    return float(recovered_by_blocks(floor, float(learnt[-1]), alignment, decay))
