"""How small a teacher's error can be: from the Gram matrix of the features' high degrees, or for any placement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.equivalents.kernel_trace import last_degree
from w2s_theory.guarantees.degree_tails import RestTraces, rest_traces
from w2s_theory.guarantees.formulas import log_rational, smallest_gram_eigenvalue, teacher_error_floor
from w2s_theory.guarantees.lower_bound_anywhere import compute_placement_floor, enclose_placement_floor
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model

# failure probabilities to choose from where only the mean over networks is wanted
_FAILURES = tuple(Fraction(n, 100) for n in (2, 5, 10, 20, 35, 50))


@dataclass(frozen=True)
class Floor:
    """The mean of L_TE over f* in V_k is at least this, with probability >= 1 - ``delta``.

    Parameters
    ----------
    last
        B holds the degrees 0..last; or m, where ``anywhere``.
    delta
        Exact.
    gram
        g, the smallest eigenvalue of the features' Gram matrix outside B (at least).
    value
        1/(1 + M lambda_k/g), or the bound for any placement; 0 where nothing can be said.
    anywhere
        Whether it holds for every placement of the units (then it needs no probability).
    """

    last: int
    delta: Fraction
    gram: Any
    value: Any
    anywhere: bool = False


@lru_cache(maxsize=32)
def _table(model: Model, degree: int) -> tuple[np.ndarray, np.ndarray]:
    pairs = [(row.floats[0], row.log_share) for row in rest_traces(model, degree)]
    return np.array([t for t, _ in pairs]), np.array([s for _, s in pairs])


def compute_floor(model: Model, degree: int, lam: float, units: int, delta: Fraction) -> Floor:
    """The best degrees B = {0, ..., m} in float64, or the bound for any placement if that is larger."""
    found = _from_gram(model, degree, lam, units, delta)
    m, value = compute_placement_floor(model, degree, units)
    return Floor(m, delta, 0.0, value, True) if value > found.value else found


def _from_gram(model: Model, degree: int, lam: float, units: int, delta: Fraction) -> Floor:
    first, log_share = _table(model, degree)
    if not len(first):
        # a finite kernel, all of it in B
        return Floor(degree, delta, 0.0, 0.0)
    # in units of T, and with S/delta by logarithms: a small delta is no float
    with np.errstate(over="ignore", divide="ignore"):
        gram = first * smallest_gram_eigenvalue(
            1.0, np.exp(log_share - log_rational(delta)), float(units), 1.0
        )
    best = int(np.argmax(gram))
    g, last = float(gram[best]), rest_traces(model, degree)[best].last
    return Floor(last, delta, g, float(teacher_error_floor(lam, g, units)) if g > 0 else 0.0)


def enclose_floor(model: Model, degree: int, lam: Any, units: int, floor: Floor) -> Floor:
    """The same choice by balls, at the ambient precision."""
    if floor.anywhere:
        value = enclose_placement_floor(model, degree, units, floor.last)
        return replace(floor, gram=BALLS.number(0), value=value)
    row = _row(model, degree, floor.last)
    gram = smallest_gram_eigenvalue(row.first_lower, row.second_upper, units, BALLS.number(floor.delta))
    value = teacher_error_floor(lam, gram, units) if gram > 0 else BALLS.number(0)
    return Floor(floor.last, floor.delta, gram, value)


def compute_mean_floor(model: Model, degree: int, lam: float, units: int) -> Floor:
    """The choice of delta and B for which (1 - delta)/(1 + M lambda_k/g) <= E L_TE is best, in float64."""
    floors = [compute_floor(model, degree, lam, units, delta) for delta in _FAILURES]
    return max(floors, key=lambda floor: mean_of(floor))


def require_floor(model: Model, degree: int, lam: float, units: int, delta: Fraction) -> None:
    """Raise if no lower bound of L_TE is known, without which no gap recovered is certain.

    Raises
    ------
    AccuracyError
        Where the degrees of the features that are known leave too little for that many units.
    """
    # polynomials of few degrees are learnt without error from their rank on, which is refused with its own words
    if last_degree(model) is None and compute_floor(model, degree, lam, units, delta).value <= 0.0:
        last = max((row.last for row in rest_traces(model, degree)), default=0)
        raise AccuracyError(
            f"no lower bound of L_TE is certified with {units} units (it takes the features' degrees beyond {last + 1}), "
            "and without one no gap recovered is: use fewer units, a larger dimension or a larger delta"
        )


def mean_of(floor: Floor) -> Any:
    """E L_TE >= (1 - delta) times the floor, since L_TE >= 0; or the floor itself, if it always holds."""
    if floor.anywhere:
        return floor.value
    keep = 1 - floor.delta
    return (float(keep) if isinstance(floor.value, float) else BALLS.number(keep)) * floor.value


def _row(model: Model, degree: int, last: int) -> RestTraces:
    return next(row for row in rest_traces(model, degree) if row.last == last)
