r"""The exponent of weak-to-strong generalization, L_ST = L_TE^exponent, from the equivalent and from its bound.

Above it stands what no student that shrinks can exceed: L_ST >= L_TE^2 for a target in one eigenspace of the student's
kernel, so 2. Below it stands what an explicit bound guarantees of the equivalent (``sharp_bound``), and what is published
under Gaussian universality: by Medvedev et al. (2025) 1.49 for ReLU features and 2 for linear ones, up to logarithms; since
October 2026 also 2 for ReLU features and a target of one degree (arXiv 2610.09044).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import log
from typing import Any

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.equivalents.sharp_bound import compute_error_bound
from w2s_theory.records.errors import AccuracyError, InputError

# of every student with shrinkage in [0, 1] whose kernel has the target as an eigenfunction
LARGEST_EXPONENT = Fraction(2)
# the headline of Medvedev et al. (2025), as their abstracts and a summary have it: for ReLU features, for linear features
PUBLISHED_RELU = Fraction(149, 100)
PUBLISHED_LINEAR = Fraction(2)


@dataclass(frozen=True, slots=True)
class ExponentRow:
    """One size; all errors are the equivalent's, float64.

    Parameters
    ----------
    teacher_units
        M_TE.
    teacher_error, student_error
        L_TE, and L_ST at the best stopping time.
    exponent
        log L_ST/log L_TE.
    guaranteed
        The same for the bound on L_ST at its own best time: the equivalent's exponent is no smaller.
    slope
        Of log L_ST against log L_TE between the size before and this one; ``None`` in the first row.
    """

    teacher_units: int
    teacher_error: float
    student_error: float
    exponent: float
    guaranteed: float
    slope: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def student_exponents(model: Any, teacher_units: Iterable[int], target: int = 1) -> tuple[ExponentRow, ...]:
    """The equivalent's exponent at several sizes, beside the one that is guaranteed.

    Parameters
    ----------
    model
        Teacher's and student's, as for :func:`~w2s_theory.equivalents.prediction.equivalent`.
    teacher_units : iterable of int
        Values of M_TE, in increasing order.
    target : int
        Degree (or row) of f*.

    Returns
    -------
    tuple of ExponentRow
        Status universality: of the formula, not of networks. Exponents to about 1e-9.

    Raises
    ------
    InputError
        For no sizes, sizes that do not increase, or whatever ``equivalent`` refuses.
    AccuracyError
        Where L_TE rounds to 1, so that its logarithm is 0.
    """
    sizes = list(teacher_units)
    if not sizes or any(later <= earlier for earlier, later in zip(sizes, sizes[1:], strict=False)):
        raise InputError("give at least one number of teacher units, in increasing order")
    rows: list[ExponentRow] = []
    for units in sizes:
        found = equivalent(model, units, target)
        teacher, student = found.teacher_error, found.best_stopping_time().error
        if not 0 < teacher < 1 or not 0 < student < 1:
            raise AccuracyError(
                f"with {units} teacher units L_TE is {teacher:.6g} in float64, and log L_TE no exponent's denominator: "
                f"use {'fewer' if teacher == 0 else 'more'} units"
            )
        slope = None
        if rows:
            fall = log(teacher / rows[-1].teacher_error)
            slope = log(student / rows[-1].student_error) / fall if fall else None
        guaranteed = log(compute_error_bound(found).value) / log(teacher)
        rows.append(ExponentRow(units, teacher, student, log(student) / log(teacher), guaranteed, slope))
    return tuple(rows)
