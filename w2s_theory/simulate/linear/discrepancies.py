"""A linear student of a linear teacher, each on its own features of Gaussian inputs: draws, fits and measured risks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.simulate.gaussian.compressed import adapted_frame, draw_factors, solve_triangular_systems
from w2s_theory.simulate.gaussian.regression import fit_least_squares

# repeats that are worked on together: their factors stay in the processor's cache
_BLOCK = 512
_INDEPENDENT = 1e-10


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

    With more labels than directions that matter the triangular factors of the samples are drawn instead of the samples:
    the same law, at a cost that does not depend on n and N.

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
    span = _span(np.column_stack((strong, weak, target)))
    strong, weak, target = span.T @ strong, span.T @ weak, span.T @ target
    directions = span.shape[1]
    if labels <= directions or unlabelled < strong.shape[1] or strong.shape[1] == directions == weak.shape[1]:
        return simulate_samples(strong, weak, target, labels, unlabelled, noise, repeats, rng)
    problem = _Problem(strong, weak, target, noise, labels, unlabelled)
    blocks = [problem.risks(min(_BLOCK, repeats - done), rng) for done in range(0, repeats, _BLOCK)]
    return DiscrepancyTrials(*np.concatenate(blocks, axis=1))


def simulate_samples(
    strong: np.ndarray,
    weak: np.ndarray,
    target: np.ndarray,
    labels: int,
    unlabelled: int,
    noise: float,
    repeats: int,
    rng: np.random.Generator,
) -> DiscrepancyTrials:
    """The same with all inputs and labels drawn and fitted; arguments as for :func:`simulate_discrepancies`."""
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


def _span(vectors: np.ndarray) -> np.ndarray:
    """Orthonormal basis of what the columns span: all other directions of the inputs matter to nobody."""
    left, sizes, _ = np.linalg.svd(vectors, full_matrices=False)
    return left[:, sizes > _INDEPENDENT * sizes[0]]


class _Problem:
    """One setting, in coordinates in which the weak (for labels) or the strong features (for the rest) come first."""

    def __init__(
        self,
        strong: np.ndarray,
        weak: np.ndarray,
        target: np.ndarray,
        noise: float,
        labels: int,
        unlabelled: int,
    ) -> None:
        in_weak, in_strong = adapted_frame(weak), adapted_frame(strong)
        self.directions, self.labels, self.unlabelled = len(target), labels, unlabelled
        self.weak_count, self.strong_count = weak.shape[1], strong.shape[1]
        # columns of the samples: the directions, then the noise
        self.label_of_weak = np.append(in_weak.T @ target, noise)
        self.label_of_strong = np.append(in_strong.T @ target, noise)
        self.strong_in_weak = in_weak.T @ strong
        self.teacher_in_strong = in_strong.T @ weak

    def risks(self, repeats: int, rng: np.random.Generator) -> np.ndarray:
        """Of teacher, student, strong and ceiling, shape (4, repeats)."""
        columns, weak, strong = self.directions + 1, self.weak_count, self.strong_count
        labelled = draw_factors(self.labels, columns, columns, repeats, rng)
        rest = draw_factors(self.unlabelled, strong, columns, repeats, rng)
        truth = labelled @ self.label_of_weak
        teacher = solve_triangular_systems(labelled[:, :weak, :weak], truth[:, :weak])
        taught = teacher @ self.teacher_in_strong.T
        given = np.einsum("kij,kj->ki", rest[:, :, : self.directions], taught)
        student = solve_triangular_systems(rest[:, :, :strong], given)
        seen = (labelled.reshape(-1, columns)[:, :-1] @ self.strong_in_weak).reshape(repeats, columns, strong)
        gram, moment = seen.transpose(0, 2, 1) @ seen, seen.transpose(0, 2, 1) @ truth[:, :, None]
        more = rest[:, :, :strong]
        gram_of_all = gram + more.transpose(0, 2, 1) @ more
        moment_of_all = moment + more.transpose(0, 2, 1) @ (rest @ self.label_of_strong)[:, :, None]
        learners = (
            (teacher, self.label_of_weak), (student, self.label_of_strong),
            (np.linalg.solve(gram, moment)[:, :, 0], self.label_of_strong),
            (np.linalg.solve(gram_of_all, moment_of_all)[:, :, 0], self.label_of_strong),
        )  # fmt: skip
        return np.array([_risk(each, goal[:-1]) for each, goal in learners])


def _risk(fitted: np.ndarray, goal: np.ndarray) -> np.ndarray:
    count = fitted.shape[1]
    return np.sum((fitted - goal[:count]) ** 2, axis=1) + np.sum(goal[count:] ** 2)
