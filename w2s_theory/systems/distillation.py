"""Distillation from a weak teacher: its quality, its weight beside the true labels, and a start at its parameters.

An analogue of Lee et al. (2023), whose three factors these are; every formula is ours. The loss
1/2 (1 - alpha) ||f - y||^2 + 1/2 alpha ||f - f_T||^2 moves f by -K (f - y_alpha), y_alpha = (1 - alpha) y + alpha f_T:
mode by mode, with e = exp(-lambda t), noise eps of the labels, the teacher's error delta and the start's error h,

    f_t - f* = (1 - e) [(1 - alpha) eps + alpha delta] + e h.

Risks are those on the training domain (fixed design or population); with random inputs see ``mixed_labels``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.systems.arrays import require_square, require_vector
from w2s_theory.systems.risk_records import Kind, require_amount, require_number


@dataclass(frozen=True, eq=False)
class Distillation:
    """Modes of a student that learns true and taught labels together.

    Parameters
    ----------
    eigenvalues, target : arrays, shape (modes,)
        lambda_j >= 0 of the student's kernel, and f*_j.
    noise : array
        s_j = Var eps_j; sigma^2/n on a fixed design of n points, in the normalised basis.
    error_means, error_variances, couplings : arrays
        m_j = E delta_j, D_j = Var delta_j and c_j = Cov(eps_j, delta_j) of the teacher.
    start : array
        r_j in [0, 1]: the start is r_j f_T,j. 0 is a start from nothing, 1 one at the teacher.
    """

    eigenvalues: np.ndarray
    target: np.ndarray
    noise: np.ndarray
    error_means: np.ndarray
    error_variances: np.ndarray
    couplings: np.ndarray
    start: np.ndarray

    kind: ClassVar[Kind] = "exact"

    @property
    def teacher_risk(self) -> float:
        """sum_j m_j^2 + D_j."""
        return float(np.sum(self.error_means**2 + self.error_variances))

    def risk(self, time: Any, mixing: Any) -> np.ndarray:
        """R(t, alpha) >= 0, of the broadcast shape of time and mixing; t >= 0, ``inf`` included."""
        left = self._left(time)
        weight = np.asarray(mixing, dtype=float)[..., None]
        taken = 1 - left
        # errors are (1 - alpha) taken eps + a delta + b f*: a mean and two variances with their coupling
        of_noise = (1 - weight) * taken
        of_error = weight * taken + left * self.start
        of_target = -left * (1 - self.start)
        bias = of_error * self.error_means + of_target * self.target
        spread = of_noise**2 * self.noise + of_error**2 * self.error_variances
        return np.sum(bias**2 + spread + 2 * of_noise * of_error * self.couplings, axis=-1)

    def best_mixing(self, time: float, convex: bool = False) -> float:
        """alpha*(t), where R(t, .) is smallest: R(t, alpha) = R(t, alpha*) + A (alpha - alpha*)^2.

        So a weight helps against alpha = 0 if it lies between 0 and 2 alpha*, and harms beyond.

        Parameters
        ----------
        time : float
        convex : bool
            Only weights from 0 to 1.

        Raises
        ------
        InputError
            If no weight matters: nothing is learnt by then, or true and taught labels are the same.
        """
        left = self._left(time)
        taken, energy = 1 - left, self.error_means**2 + self.error_variances
        with_error = self.start * energy - (1 - self.start) * self.target * self.error_means
        above = np.sum(
            taken**2 * (self.noise - self.couplings)
            + left * taken * (self.start * self.couplings - with_error)
        )
        below = np.sum(taken**2 * (self.noise + energy - 2 * self.couplings))
        if not below > 0:
            raise InputError("no weight of the teacher makes a difference at that time")
        best = float(above / below)
        return min(max(best, 0.0), 1.0) if convex else best

    def _left(self, time: Any) -> np.ndarray:
        times = np.asarray(time, dtype=float)
        if np.any(np.isnan(times)) or np.any(times < 0):
            raise InputError("times must be numbers >= 0")
        with np.errstate(invalid="ignore"):
            exponent = times[..., None] * self.eigenvalues
        return np.exp(-np.where(self.eigenvalues == 0, 0.0, exponent))


def distillation(
    eigenvalues: Any,
    target: Any,
    noise: Any,
    *,
    error_means: Any = 0.0,
    error_variances: Any = 0.0,
    couplings: Any = 0.0,
    start: Any = 0.0,
) -> Distillation:
    """A student of true and taught labels, mode by mode; arguments as the fields of :class:`Distillation`.

    Each is a list with one number per mode, or one number for all.

    Raises
    ------
    InputError
        For shapes that disagree, negative eigenvalues or variances, a coupling with c^2 > s D, a start outside [0, 1].
    """
    values = require_vector(eigenvalues, "eigenvalues")
    count = len(values)
    parts = [
        require_vector(value, what, count)
        for value, what in (
            (target, "target's coefficients"), (noise, "variances of the noise"), (error_means, "means of the error"),
            (error_variances, "variances of the error"), (couplings, "couplings"), (start, "shares of the start"),
        )
    ]  # fmt: skip
    found = Distillation(values, *parts)
    if np.any(values < 0) or np.any(found.noise < 0) or np.any(found.error_variances < 0):
        raise InputError("eigenvalues and variances must be >= 0")
    if np.any(found.couplings**2 > found.noise * found.error_variances * (1 + 1e-9)):
        raise InputError("a coupling is a covariance: its square is at most the product of the variances")
    if np.any(found.start < 0) or np.any(found.start > 1):
        raise InputError("shares of the start lie between 0 and 1")
    return found


def teacher_of_quality(
    target: Any, quality: Any, teacher_noise: Any, *, same_data: bool = False
) -> dict[str, np.ndarray]:
    """Error statistics of a teacher that keeps the share q_j of each mode, f_T = q (f* + zeta).

    Parameters
    ----------
    target : array
        f*_j.
    quality : array or number
        q_j: capacity and regularisation.
    teacher_noise : array or number
        Var zeta_j of the labels that it was trained on.
    same_data : bool
        These are the student's own labels (zeta = eps), else independent ones.

    Returns
    -------
    dict
        ``error_means``, ``error_variances`` and ``couplings`` for :func:`distillation`.
    """
    goal = require_vector(target, "target's coefficients")
    share = require_vector(quality, "qualities", len(goal))
    noise = require_vector(teacher_noise, "variances of the teacher's noise", len(goal))
    return {
        "error_means": -(1 - share) * goal,
        "error_variances": share**2 * noise,
        "couplings": share * noise if same_data else np.zeros(len(goal)),
    }


def fixed_design_risk(
    kernel: Any,
    target: Any,
    smoother: Any,
    *,
    time: float,
    mixing: float,
    noise_variance: float,
    teacher_noise_variance: float | None = None,
    start: Any = None,
) -> float:
    """The same on n inputs with a teacher f_T = H (f* + eps_T) that shares no basis with the student; exact.

    Parameters
    ----------
    kernel : array, shape (n, n)
        K of the flow f' = -K (f - y_alpha), symmetric, eigenvalues >= 0.
    target : array, shape (n,)
        f* at the inputs.
    smoother, start : arrays, shape (n, n)
        H, and R of the start R f_T (none: from 0).
    time, mixing : float
        t >= 0 and alpha.
    noise_variance, teacher_noise_variance : float
        sigma^2 of the student's labels; sigma_T^2 of the teacher's own, independent labels. Without the second the teacher
        was trained on the student's labels.

    Returns
    -------
    float
        E ||f_t - f*||^2/n.

    Raises
    ------
    InputError
        For shapes that disagree and numbers out of range.
    """
    goal = require_vector(target, "target")
    size = len(goal)
    matrix, hat = require_square(kernel, "kernel", size), require_square(smoother, "smoother", size)
    origin = np.zeros((size, size)) if start is None else require_square(start, "start", size)
    stop, weight = (
        float(require_amount(time, "the time")),
        float(require_number(mixing, "the weight of the teacher")),
    )
    noise = float(require_amount(noise_variance, "the variance of the noise"))
    if not np.allclose(matrix, matrix.T, atol=1e-10 * np.abs(matrix).max()):
        raise InputError("the kernel must be symmetric")
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    if values.min() < -1e-10 * max(values.max(), 0.0):
        raise InputError("the kernel's eigenvalues must be >= 0")
    left = (vectors * np.exp(-np.maximum(values, 0.0) * stop)) @ vectors.T
    same = np.eye(size)
    learnt = same - left
    of_teacher = (left @ origin + weight * learnt) @ hat
    bias = (left @ (origin @ hat - same) + weight * learnt @ (hat - same)) @ goal
    if teacher_noise_variance is None:
        spread = noise * np.sum(((1 - weight) * learnt + of_teacher) ** 2)
    else:
        other = float(require_amount(teacher_noise_variance, "the variance of the teacher's noise"))
        spread = noise * (1 - weight) ** 2 * np.sum(learnt**2) + other * np.sum(of_teacher**2)
    return float((bias @ bias + spread) / size)
