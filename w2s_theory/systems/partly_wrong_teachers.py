"""Partly wrong teachers: how much a student recovers depends on where the teacher's error lies, not on its size.

An analogue of learning from reasoning traces of weak models (Yuan et al. 2025), with linear features in place of language
models: nothing here predicts a language model's number without a measured alignment. Two students of a teacher
f* + delta: least squares on N of its labels (exact), and gradient flow on all of them (exact, mode by mode).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.arrays import require_vector
from w2s_theory.systems.regression_risks import require_feasible, student_gain
from w2s_theory.systems.risk_records import (
    LARGEST_COUNT,
    Kind,
    NamedNumbers,
    gap_recovered,
    require_amount,
)


@dataclass(frozen=True, slots=True)
class WrongTeacherRisks(NamedNumbers):
    """Expected excess risks of a fixed teacher, its student, and the strong features on as many true labels.

    Parameters
    ----------
    teacher, student, ceiling
        R_T = ||delta||^2, R_w2s and R_c.
    kind
        How the numbers are known.
    """

    teacher: Any
    student: Any
    ceiling: Any
    kind: Kind
    shown: ClassVar[tuple[str, ...]] = ("teacher", "student", "ceiling", "performance_gap_recovered")

    @property
    def performance_gap_recovered(self) -> Any:
        """PGR = (R_T - R_w2s)/(R_T - R_c); ``None`` where teacher and ceiling are equal."""
        return gap_recovered(self.teacher, self.student, self.ceiling)


def wrong_teacher_risks(
    strong_dimension: int,
    unlabelled: int,
    *,
    aligned_error: Any,
    teacher_error: Any,
    unseen_labels: Any,
    strong_missed: Any = 0,
    noise_variance: Any = 0,
) -> WrongTeacherRisks:
    """Least squares on N > d_s + 1 labels <theta + delta, x> of a fixed teacher.

    R_w2s = rho_s + ||P_s delta||^2 + kappa ||(I - P_s)(theta + delta)||^2, kappa = d_s/(N - d_s - 1).

    Parameters
    ----------
    strong_dimension, unlabelled : int
        d_s and N.
    aligned_error : number
        ||P_s delta||^2: the teacher's error where the student looks, inherited in full.
    teacher_error : number
        ||delta||^2.
    unseen_labels : number
        ||(I - P_s)(theta + delta)||^2: what the student's features do not see of its labels. It is
        ||delta||^2 - ||P_s delta||^2 if they hold the target.
    strong_missed, noise_variance : number
        rho_s, and sigma^2 of the ceiling's N true labels.

    Returns
    -------
    WrongTeacherRisks
        Exact; ``Fraction`` for whole numbers and fractions. If the features hold the target and the ceiling has no noise,
        PGR = (1 - a)(1 - kappa) with the alignment a = ||P_s delta||^2/||delta||^2.

    Raises
    ------
    InputError
        For numbers out of range, and N <= d_s + 1.
    """
    dimension = require_whole(strong_dimension, "the strong learner's dimension", 1, LARGEST_COUNT)
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", 1, LARGEST_COUNT)
    require_feasible(fresh, dimension, "the student")
    if fresh < dimension:
        raise InputError(f"the student of a fixed teacher needs at least {dimension + 2} unlabelled inputs")
    for value, what in (
        (aligned_error, "the aligned error"), (teacher_error, "the teacher's error"), (unseen_labels, "what is unseen"),
        (strong_missed, "what the strong features miss"), (noise_variance, "the variance of the noise"),
    ):  # fmt: skip
        require_amount(value, what)
    if aligned_error > teacher_error:
        raise InputError("the aligned error is a part of the teacher's error: it cannot be larger")
    damping = student_gain(fresh, dimension)[1]
    return WrongTeacherRisks(
        teacher_error,
        strong_missed + aligned_error + damping * unseen_labels,
        strong_missed + damping * (strong_missed + noise_variance),
        "exact",
    )


def alignment_gap_recovered(alignment: Any, strong_dimension: int, unlabelled: int) -> Any:
    """PGR = (1 - a)(1 - kappa) for a target within the strong features and a ceiling without noise; exact.

    Parameters
    ----------
    alignment : number
        a = ||P_s delta||^2/||delta||^2 from 0 to 1.
    strong_dimension, unlabelled : int
        d_s and N.
    """
    if not require_amount(alignment, "the alignment") <= 1:
        raise InputError("the alignment is a share of the teacher's error: it lies between 0 and 1")
    return wrong_teacher_risks(
        strong_dimension, unlabelled, aligned_error=alignment, teacher_error=1, unseen_labels=1 - alignment
    ).performance_gap_recovered


@dataclass(frozen=True, eq=False)
class FlowOnWrongLabels:
    """A population gradient-flow student of a teacher with a spectrum of errors.

    Parameters
    ----------
    eigenvalues, target, error_means, error_variances : arrays, shape (modes,)
        lambda_k, f*_k, m_k = E delta_k and D_k = Var delta_k.
    """

    eigenvalues: np.ndarray
    target: np.ndarray
    error_means: np.ndarray
    error_variances: np.ndarray

    kind: ClassVar[Kind] = "exact"

    @property
    def teacher_risk(self) -> float:
        """sum_k D_k + m_k^2."""
        return float(np.sum(self.error_variances + self.error_means**2))

    def risk(self, time: Any) -> np.ndarray:
        """sum_k (1 - e_k)^2 (D_k + m_k^2) - 2 e_k (1 - e_k) m_k f*_k + e_k^2 f*_k^2, e_k = exp(-lambda_k t).

        Of the shape of ``time``; times >= 0, ``inf`` included.
        """
        with np.errstate(invalid="ignore"):
            exponent = np.asarray(time, dtype=float)[..., None] * self.eigenvalues
        exponent = np.where(self.eigenvalues == 0, 0.0, exponent)
        left, taken = np.exp(-exponent), -np.expm1(-exponent)
        bias = taken * self.error_means - left * self.target
        return np.sum(taken**2 * self.error_variances + bias**2, axis=-1)

    def gap_recovered(self, time: Any) -> np.ndarray:
        """PGR(t) = 1 - R(t)/R_T against a ceiling without error; 0 at t = inf."""
        return 1 - self.risk(time) / self.teacher_risk

    def best_time(self) -> float:
        """The time of the largest PGR, to a relative 1e-6 (the best of a geometric grid, then refined)."""
        from scipy.optimize import minimize_scalar

        positive = self.eigenvalues[self.eigenvalues > 0]
        if not len(positive):
            return 0.0
        grid = np.log(np.geomspace(1e-4 / positive.max(), 60 / positive.min(), 400))
        at = int(np.argmin(self.risk(np.exp(grid))))
        low, high = grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]
        found: Any = minimize_scalar(
            lambda log: float(self.risk(np.exp(log))),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-8},
        )
        return float(np.exp(found.x))


def flow_on_wrong_labels(
    eigenvalues: Any, target: Any, error_variances: Any, error_means: Any = 0.0
) -> FlowOnWrongLabels:
    """A student that learns a partly wrong teacher by gradient flow on 1/2 ||f - f_T||^2, from 0.

    Parameters
    ----------
    eigenvalues : array, shape (modes,)
        lambda_k >= 0 of the student's kernel.
    target : array, shape (modes,)
        f*_k.
    error_variances, error_means : arrays, shape (modes,), or numbers
        D_k >= 0 and m_k of the teacher's error; a fixed error has D_k = 0 and m_k = delta_k.

    Raises
    ------
    InputError
        For shapes that disagree, numbers that are not finite, negative eigenvalues or variances, a teacher without error.
    """
    values = require_vector(eigenvalues, "eigenvalues")
    count = len(values)
    goal = require_vector(target, "target's coefficients", count)
    means = require_vector(error_means, "means of the error", count)
    variances = require_vector(error_variances, "variances of the error", count)
    if np.any(values < 0) or np.any(variances < 0):
        raise InputError("eigenvalues and variances must be >= 0")
    found = FlowOnWrongLabels(values, goal, means, variances)
    if not found.teacher_risk > 0:
        raise InputError("the teacher makes no error: there is no gap to recover")
    return found
