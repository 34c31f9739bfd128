"""E L_TE from below, from moments of the features' tails: close to the truth, for one number of units.

w is the mean energy of a vector that the features cannot tell from the target; theta is free, g caps a remainder and may
come from a higher tail. With two tails (k odd and all degrees outside B even: sigma_p, p odd) more of the energy is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.evaluate.eigenvalues.sources import PowerSource, source_of
from w2s_theory.guarantees.degree_tails import RestTraces, rest_traces
from w2s_theory.guarantees.formulas import (
    energy_of_one_tail,
    energy_of_two_tails,
    mean_error_floor,
    smallest_gram_eigenvalue,
    smallest_gram_eigenvalue_by_fourth,
)
from w2s_theory.guarantees.spectral_sums import BallSums
from w2s_theory.guarantees.tail_fourth import fourth_moments
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model

_FAILURES = tuple(Fraction(n, 1000) for n in (1, 2, 5, 10, 20, 50, 100, 200, 400))
# how many sets B, or splits into middle and top, are tried
_TRIED = 5


@dataclass(frozen=True)
class MeanFloor:
    """E L_TE is at least this, for every f* in V_k.

    Parameters
    ----------
    last
        B holds the degrees 0..last.
    middle
        With two tails, the middle degrees are last + 1..middle; else ``None``.
    gram_last
        g is that of the degrees above this one.
    delta, theta
        Exact: the failure probability of g, and the free number.
    fourth
        Whether g comes from a fourth moment of the tail, instead of a second.
    value
        A float or a ball.
    """

    last: int
    middle: int | None
    gram_last: int
    delta: Fraction
    theta: Fraction
    fourth: bool
    value: Any

    @property
    def anywhere(self) -> bool:
        """It is about random units, and holds without an exception."""
        return False


def compute_mean_error_floor(model: Model, degree: int, lam: float, units: int) -> MeanFloor | None:
    """The best choice in float64; ``None`` where nothing can be said."""
    rows, best = rest_traces(model, degree), None
    if not rows or units < 2:
        return None
    first, second = (np.array(each) for each in zip(*(row.floats for row in rows), strict=True))
    for delta in _FAILURES:
        gram = smallest_gram_eigenvalue(first, second, float(units), float(delta))
        by_fourth = gram.copy()
        for place, each in enumerate(fourth_moments(model, degree)):
            by_fourth[place] = smallest_gram_eigenvalue_by_fourth(
                first[place], second[place], float(each.kernel), float(each.trace), float(units), float(delta)
            )
        better, gram = by_fourth > gram, np.maximum(gram, by_fourth)
        for number in range(min(_TRIED, len(rows))):
            place = number + int(np.argmax(gram[number:]))
            g = float(gram[place])
            if g <= 0.0:
                continue
            ends = (rows[number].last, rows[place].last)
            t, s = float(first[number]), float(second[number])
            square = t * (t - g) + (units - 1) * s
            theta = (t - g) / square if square > 0.0 else 1 / t
            energy = energy_of_one_tail(lam, units, g, theta, t, s)
            fourth = bool(better[place])
            best = _better(best, ends[0], None, ends[1], delta, theta, fourth, energy)
            start = _even_tails(model, degree, rows)
            if start is None or number <= start or g >= 4 * t:
                continue
            middle = float(first[start] - first[number]), float(second[start] - second[number])
            theta = _best_theta(units, g, middle, (t, s))
            energy = energy_of_two_tails(lam, units, g, theta, middle, (t, s))
            best = _better(best, rows[start].last, ends[0], ends[1], delta, theta, fourth, energy)
    return best


def enclose_mean_error_floor(
    model: Model, degree: int, sums: BallSums, lam: Any, units: int, floor: MeanFloor
) -> MeanFloor:
    """The same choice by balls, at the ambient precision.

    Raises
    ------
    AccuracyError
        If a condition cannot be certified.
    """
    rows = {row.last: row for row in rest_traces(model, degree)}
    gram_row = rows[floor.gram_last]
    delta, theta = BALLS.number(floor.delta), BALLS.number(floor.theta)
    if floor.fourth:
        (moments,) = (each for each in fourth_moments(model, degree) if each.last == floor.gram_last)
        g = smallest_gram_eigenvalue_by_fourth(
            gram_row.first_lower, gram_row.second_upper, moments.kernel, moments.trace, units, delta
        )
    else:
        g = smallest_gram_eigenvalue(gram_row.first_lower, gram_row.second_upper, units, delta)
    trace = sums.trace - _traces(model, sums, 0, floor.last)[0]
    if floor.middle is None:
        allowed = g > 0 and theta * g < 4 and floor.gram_last >= floor.last >= degree
        energy = (
            energy_of_one_tail(lam, units, g, theta, trace, rows[floor.last].second_upper)
            if allowed
            else None
        )
    else:
        middle = _traces(model, sums, floor.last + 1, floor.middle)
        top = trace - middle[0], rows[floor.middle].second_upper
        start = _even_tails(model, degree, tuple(rows.values()))
        even = start is not None and floor.last >= tuple(rows)[start]
        allowed = g > 0 and g < 4 * top[0] and floor.gram_last >= floor.middle > floor.last >= degree and even
        energy = energy_of_two_tails(lam, units, g, theta, middle, top) if allowed else None
    if energy is None:
        raise AccuracyError("the floor of the mean error could not be certified: use a few more units")
    return replace(floor, value=mean_error_floor(energy, delta))


def _better(
    best: MeanFloor | None, last: int, middle: int | None, gram_last: int, delta: Fraction, theta: float,
    fourth: bool, energy: float,
) -> MeanFloor | None:  # fmt: skip
    value = float(mean_error_floor(energy, float(delta))) if energy > 0.0 else 0.0
    if value <= (0.0 if best is None else best.value):
        return best
    return MeanFloor(last, middle, gram_last, delta, Fraction(theta), fourth, value)


def _even_tails(model: Model, degree: int, rows: tuple[RestTraces, ...]) -> int | None:
    """The first row behind which all degrees of the features are even; ``None`` if k is even or there is none."""
    source = source_of(model)
    if not isinstance(source, PowerSource) or source.power % 2 == 0 or degree % 2 == 0:
        return None
    # lambda_j = 0 for j > p with j - p even
    return next((place for place, row in enumerate(rows) if row.last >= max(source.power, degree)), None)


def _best_theta(units: int, g: float, middle: tuple[float, float], top: tuple[float, float]) -> float:
    """Where the quadratic w of theta is smallest."""
    rest = (units - 1) * top[1] / (g * top[0] ** 2)
    linear = middle[0] / top[0] + rest * middle[0]
    square = middle[0] + (middle[0] ** 2 + (units - 1) * middle[1]) / top[0]
    return linear / (square + rest * (2 * middle[0] ** 2 + (units - 2) * middle[1]))


def _traces(model: Model, sums: BallSums, first: int, last: int) -> tuple[Any, Any]:
    """Sums of N_j lambda_j and of N_j lambda_j^2 over first..last."""
    once, twice = BALLS.number(0), BALLS.number(0)
    for j in range(first, last + 1):
        share = derive_multiplicity(model.dimension, j) * sums.eigenvalue(j)
        once, twice = once + share, twice + share * sums.eigenvalue(j)
    return once, twice
