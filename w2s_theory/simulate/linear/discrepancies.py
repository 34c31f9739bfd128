"""A linear student of a linear teacher, each on its own features of Gaussian inputs: draws, fits and measured risks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.simulate.gaussian.regression import fit_least_squares


@dataclass(frozen=True, eq=False)
class DiscrepancyTrials:
    """Excess risks E_x (f - f*)^2 of independent repeats, each of shape (repeats,).

    Parameters
    ----------
    weak, student, strong, ceiling
        The teacher on n labels; its student on N labels of the teacher; the strong features on the n labels; on these
        and the N true labels.
    """

    weak: np.ndarray
    student: np.ndarray
    strong: np.ndarray
    ceiling: np.ndarray


def simulate_discrepancies(
    strong: np.ndarray,
    weak: np.ndarray,
    target: np.ndarray,
    labels: int,
    unlabelled: int,
    noise: float,
    repeats: int,
    rng: np.random.Generator,
) -> DiscrepancyTrials:
    """Draw inputs x ~ N(0, I_D) and labels, fit all four learners by (minimum-norm) least squares.

    Parameters
    ----------
    strong, weak : arrays, shapes (D, d_s) and (D, d_w)
        Bases of the feature spaces, orthonormal columns.
    target : array, shape (D,)
        f*(x) = <target, x>.
    labels, unlabelled : int
        n and N.
    noise : float
        Standard deviation of the true labels' noise.
    repeats : int
    rng : numpy.random.Generator
    """
    ambient, total = len(target), labels + unlabelled
    inputs = rng.standard_normal((repeats, total, ambient))
    truth = inputs @ target + noise * rng.standard_normal((repeats, total))

    def fit(basis: np.ndarray, first: int, last: int, values: np.ndarray) -> np.ndarray:
        return fit_least_squares(inputs[:, first:last] @ basis, values) @ basis.T

    teacher = fit(weak, 0, labels, truth[:, :labels])
    given = np.einsum("knd,kd->kn", inputs[:, labels:], teacher)
    learners = (
        teacher,
        fit(strong, labels, total, given),
        fit(strong, 0, labels, truth[:, :labels]),
        fit(strong, 0, total, truth),
    )
    return DiscrepancyTrials(*(np.sum((each - target) ** 2, axis=1) for each in learners))
