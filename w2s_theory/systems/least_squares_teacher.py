"""A teacher of least squares on finitely many labels and a filter of it, exactly.

E L_TE = L + (L + sigma^2) p/(n - p - 1) and E L_ST = B + (L + sigma^2) T/(n - p - 1), with L what the p normal
features miss of the target, B = ||f* - S P f*||^2 and T = tr(S P S) of the student's filter S
(``expected_student_error_eq_of_least_squares_teacher``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.regression_risks import ratio
from w2s_theory.systems.risk_records import LARGEST_COUNT, Kind, NamedNumbers, require_amount


@dataclass(frozen=True, slots=True)
class LeastSquaresRisks(NamedNumbers):
    """Mean errors relative to ||f*|| = 1, exact for exact arguments.

    Parameters
    ----------
    teacher, student
        E L_TE and E L_ST.
    spread
        (L + sigma^2)/(n - p - 1), the variance of each of the teacher's coefficients.
    kind
        ``exact``.
    """

    shown: ClassVar[tuple[str, ...]] = ("teacher", "student", "spread")
    teacher: Any
    student: Any
    spread: Any
    kind: Kind = "exact"


def least_squares_risks(
    features: Any, labels: Any, missed: Any, *, noise_variance: Any = 0, student_bias: Any, kept: Any
) -> LeastSquaresRisks:
    """Exact mean errors of a least-squares teacher on normal features and of its filtered student.

    Parameters
    ----------
    features, labels : int
        p and n >= p + 2.
    missed, noise_variance : number
        L and sigma^2.
    student_bias, kept : number
        B and T <= p of the student's filter; the teacher itself has L and p.

    Raises
    ------
    InputError
        For n <= p + 1, where the mean is infinite or the fit is not unique, and for numbers out of range.

    Examples
    --------
    >>> from fractions import Fraction
    >>> least_squares_risks(128, 256, Fraction(1, 50), student_bias=Fraction(1, 1000), kept=16).teacher
    Fraction(51, 1270)
    """
    p = require_whole(features, "the number of features", 1, LARGEST_COUNT)
    n = require_whole(labels, "the number of labels", 1, LARGEST_COUNT)
    if n <= p + 1:
        raise InputError(
            f"with {n} labels for {p} features the mean error of least squares is infinite or the fit is not unique: use at "
            f"least {p + 2} labels, or finite_sample_equivalent, which knows fewer"
        )
    lost, noise = (
        require_amount(missed, "what the features miss"),
        require_amount(noise_variance, "the noise variance"),
    )
    bias, trace = (
        require_amount(student_bias, "the student's bias"),
        require_amount(kept, "the trace that the student keeps"),
    )
    if trace > p:
        raise InputError(f"a filter between 0 and 1 keeps at most the trace {p} of the teacher's features")
    spread = ratio(lost + noise, n - p - 1)
    return LeastSquaresRisks(lost + spread * p, bias + spread * trace, spread)
