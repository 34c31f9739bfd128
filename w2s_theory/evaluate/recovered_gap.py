"""The share of the gap between teacher and ceiling that a student closes."""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError


def performance_gap_recovered(teacher_error: Any, student_error: Any, ceiling_error: Any = 0.0) -> Any:
    """PGR = (L_TE - L_ST)/(L_TE - L_ceiling).

    Parameters
    ----------
    teacher_error, student_error, ceiling_error : float or array, broadcasting together
        Population errors relative to ||f*||^2 = 1. The ceiling is the error of the student's own
        best predictor: 0 for an infinite student and a target in its span.

    Returns
    -------
    float or array
        1 where the student reaches the ceiling, 0 where it only copies its teacher; negative where
        it does worse. float64; the relative accuracy is that of the two differences.

    Raises
    ------
    InputError
        Unless all are finite and >= 0 and L_ceiling < L_TE everywhere: otherwise there is no gap.

    Examples
    --------
    >>> performance_gap_recovered(0.25, 0.0625)
    0.75
    """
    try:
        teacher, student, ceiling = np.broadcast_arrays(
            *(np.asarray(each, dtype=float) for each in (teacher_error, student_error, ceiling_error))
        )
    except (TypeError, ValueError, OverflowError) as problem:
        raise InputError(
            "the errors must be numbers, or arrays of shapes that broadcast together"
        ) from problem
    if not all(np.all(np.isfinite(each)) and np.all(each >= 0.0) for each in (teacher, student, ceiling)):
        raise InputError("the errors must be finite numbers >= 0")
    if np.any(ceiling >= teacher):
        raise InputError(
            "the ceiling error must be below the teacher error: without a gap nothing can be recovered"
        )
    recovered = (teacher - student) / (teacher - ceiling)
    return recovered if recovered.ndim else float(recovered)
