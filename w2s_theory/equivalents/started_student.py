"""The mean error of a student with a start, over its teachers, with the moments of the deterministic equivalent.

The formula is ``expected_student_error_eq_of_start``; the teacher's moments are those of the equivalent (universality). The
start is a function of the target's axis: f_0 = sum_k a_k Y_k with Y_k zonal of norm 1, f* = sum_k c_k Y_k.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from w2s_theory.equivalents.one_pass_sgd import FIRST_DEGREES
from w2s_theory.equivalents.teacher_moments import mean_moments
from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError

LARGEST_DEGREE = 200


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
    moments = mean_moments(model, teacher_units, dict(coefficients), FIRST_DEGREES)
    times = np.array([float(exact_rational(each, "tau")) for each in taus])
    if not np.all(times >= 0):
        raise InputError("tau must be a number >= 0")
    times = times / float(moments.eigenvalue[moments.main_place])
    given = {require_whole(k, "a degree of the start", 0, LARGEST_DEGREE): float(a) for k, a in start.items()}
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
