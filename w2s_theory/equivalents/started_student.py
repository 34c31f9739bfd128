"""The mean error of a student with a start, over its teachers, with the moments of the deterministic equivalent.

The formula is ``expected_student_error_eq_of_start``; the teacher's moments are those of the equivalent (universality). The
start is a function of the target's axis: f_0 = sum_k a_k Y_k with Y_k zonal of norm 1, f* = sum_k c_k Y_k.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from w2s_theory.equivalents.one_pass_sgd import FIRST_DEGREES
from w2s_theory.equivalents.teacher_moments import TeacherMoments, mean_moments
from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError

LARGEST_DEGREE = 200
# of tau, where the least error is looked for
_SHORTEST, _LONGEST, _COARSE, _FINE, _REFINEMENTS = 1e-3, 1e6, 400, 41, 5
_ROUNDING = 1e-14


def mean_started_error(
    model: Any, teacher_units: int, coefficients: Mapping[int, float], start: Mapping[int, float], taus: Any
) -> np.ndarray:
    """E L_ST over teachers at each tau = lambda_K t of gradient flow, shape (n_taus,).

    Parameters
    ----------
    model : Model
        A model on the sphere, of teacher and student.
    teacher_units : int
        M_TE.
    coefficients : mapping
        Degree -> c_k of the target, squares of sum 1.
    start : mapping
        Degree -> a_k of the start, degrees up to 200.
    taus : list of float
        Finite stopping times >= 0.

    Raises
    ------
    InputError
        For anything that :func:`w2s_theory.equivalent` refuses, and times or starts out of range.
    """
    moments, times, given = _asked(model, teacher_units, coefficients, start, taus)
    return _mean_error(moments, times, coefficients, given)


def mean_started_misfit(
    model: Any, teacher_units: int, coefficients: Mapping[int, float], start: Mapping[int, float], taus: Any
) -> np.ndarray:
    """E ||f_TE - f_ST||^2 over teachers at each tau, shape (n_taus,): what is left of f_TE - f_0.

    Parameters and errors as for :func:`mean_started_error`.
    """
    moments, times, given = _asked(model, teacher_units, coefficients, start, taus)
    left = np.exp(-np.outer(times, moments.eigenvalue))
    misfit = left**2 @ moments.teacher_energy + moments.tail_energy
    for k, a in given.items():
        place = np.flatnonzero(moments.degree == k)
        if not len(place):
            misfit = misfit + a * a
            continue
        c = float(coefficients.get(k, 0.0))
        taught = c - float(moments.residual_cross[place[0]]) / c if c else 0.0
        misfit = misfit + left[:, place[0]] ** 2 * (a * a - 2 * a * taught)
    return misfit


def best_started_stop(
    model: Any, teacher_units: int, coefficients: Mapping[int, float], start: Mapping[int, float]
) -> tuple[float, float]:
    """The tau at which the mean error over teachers is least, and that error; tau 0 where nothing improves the start.

    Looked for up to tau = 10^6, the error to about 1e-9 of itself; beyond, what the degrees of the tail learn would matter.

    Raises
    ------
    InputError
        As :func:`mean_started_error`.
    AccuracyError
        If it falls until the last tau.
    """
    moments, _, given = _asked(model, teacher_units, coefficients, start, [])
    slow = float(moments.eigenvalue[moments.main_place])

    def errors(taus: np.ndarray) -> np.ndarray:
        return _mean_error(moments, taus / slow, coefficients, given)

    taus = np.append(0.0, np.geomspace(_SHORTEST, _LONGEST, _COARSE))
    for _ in range(_REFINEMENTS):
        found = errors(taus)
        best = int(np.argmin(found))
        if best == len(taus) - 1 and taus[-1] == _LONGEST:
            raise AccuracyError(
                f"the mean error falls until tau = {_LONGEST:g}: it has no least value that is known"
            )
        taus = np.linspace(taus[max(best - 1, 0)], taus[min(best + 1, len(taus) - 1)], _FINE)
    found, still = errors(taus), max(float(errors(np.zeros(1))[0]), 0.0)
    best = int(np.argmin(found))
    # the sums round by this much
    if float(found[best]) > still - _ROUNDING * (1.0 + still):
        return 0.0, still
    return float(taus[best]), float(found[best])


def _asked(
    model: Any, teacher_units: int, coefficients: Mapping[int, float], start: Mapping[int, float], taus: Any
) -> tuple[TeacherMoments, np.ndarray, dict[int, float]]:
    """The teacher's moments, times t, and the start."""
    moments = mean_moments(model, teacher_units, dict(coefficients), FIRST_DEGREES)
    times = np.array([float(exact_rational(each, "tau")) for each in taus])
    if not np.all(times >= 0):
        raise InputError("tau must be a number >= 0")
    given = {require_whole(k, "a degree of the start", 0, LARGEST_DEGREE): float(a) for k, a in start.items()}
    return moments, times / float(moments.eigenvalue[moments.main_place]), given


def _mean_error(
    moments: TeacherMoments, times: np.ndarray, coefficients: Mapping[int, float], given: Mapping[int, float]
) -> np.ndarray:
    left = np.exp(-np.outer(times, moments.eigenvalue))
    learnt = -np.expm1(-np.outer(times, moments.eigenvalue))
    error = (
        left**2 @ moments.target_energy
        + (2 * learnt * left) @ moments.residual_cross
        + learnt**2 @ moments.residual_energy
    )
    for k, a in given.items():
        c = float(coefficients.get(k, 0.0))
        place = np.flatnonzero(moments.degree == k)
        if not len(place):
            # no features: the start stays there
            error = error + a * a - 2 * a * c
            continue
        own, missed = left[:, place[0]], float(moments.residual_cross[place[0]]) / c if c else 0.0
        error = error + own**2 * (a * a - 2 * a * c) - 2 * own * (1 - own) * a * missed
    return error
