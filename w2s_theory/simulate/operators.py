"""Random finite-dimensional teachers and students: any projection, any self-adjoint student.

The limits speak of every Hilbert space, teacher projection and student operator, so they are
tried on all of them here, not only on the operators that a network gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class OperatorDraw:
    """One target f* (unit vector), teacher P f*, student S P f*, all in R^n.

    ``eigenvectors`` (n, n) and ``shrinkage`` (n,) are those of S; ``target``, ``teacher`` and
    ``student`` have shape (n,). The first ``multiplicity`` eigenvectors span the eigenspace V_k
    in which an eigenfunction target lies.
    """

    target: np.ndarray
    teacher: np.ndarray
    student: np.ndarray
    eigenvectors: np.ndarray
    shrinkage: np.ndarray
    multiplicity: int = 1

    @property
    def degree_energy(self) -> float:
        """||Pi_k f_TE||^2, the teacher's part in V_k."""
        return float(np.sum((self.eigenvectors[:, : self.multiplicity].T @ self.teacher) ** 2))

    @property
    def teacher_error(self) -> float:
        """||f* - f_TE||^2."""
        return float(np.sum((self.target - self.teacher) ** 2))

    @property
    def student_error(self) -> float:
        """||f* - f_ST||^2."""
        return float(np.sum((self.target - self.student) ** 2))


def build_operators(
    basis: np.ndarray,
    directions: np.ndarray,
    shrinkage: np.ndarray,
    target: np.ndarray,
    multiplicity: int = 1,
) -> OperatorDraw:
    """Teacher = projection on the columns of ``basis`` (n, r), student = Q diag(shrinkage) Q^T.

    ``directions`` (n, n) is orthonormalised to Q. ``target`` (n,) is normalised.
    """
    target = target / np.linalg.norm(target)
    span, _ = np.linalg.qr(basis)
    eigenvectors, _ = np.linalg.qr(directions)
    teacher = span @ (span.T @ target)
    student = eigenvectors @ (shrinkage * (eigenvectors.T @ teacher))
    return OperatorDraw(target, teacher, student, eigenvectors, shrinkage, multiplicity)


def draw_operators(rng: np.random.Generator, eigenfunction_target: bool = False) -> OperatorDraw:
    """A random draw with random dimension (2 to 12), rank, spectrum and gradient-flow time.

    With ``eigenfunction_target`` the target lies in an eigenspace of the student, of random
    multiplicity.
    """
    n = int(rng.integers(2, 13))
    rank = int(rng.integers(1, n))
    eigenvalues = rng.exponential(size=n) ** rng.integers(1, 5)
    multiplicity = int(rng.integers(1, n)) if eigenfunction_target else 1
    eigenvalues[:multiplicity] = eigenvalues[0]
    shrinkage = -np.expm1(-eigenvalues * rng.exponential(scale=3.0))
    eigenvectors, _ = np.linalg.qr(rng.standard_normal((n, n)))
    inside = eigenvectors[:, :multiplicity] @ rng.standard_normal(multiplicity)
    target = inside if eigenfunction_target else rng.standard_normal(n)
    # bases that lean towards the target give good teachers, which chance alone hardly draws
    basis = rng.standard_normal((n, rank))
    basis[:, 0] += 10.0 ** rng.uniform(-1, 2) * target / np.linalg.norm(target)
    return build_operators(basis, eigenvectors, shrinkage, target, multiplicity)


def operators_from_coordinates(
    x: np.ndarray, n: int, rank: int, eigenfunction_target: bool = False, multiplicity: int = 1
) -> OperatorDraw:
    """A draw for an optimiser: x has :func:`coordinates_needed` free real entries."""
    x = np.asarray(x, dtype=float)
    basis, directions = x[: n * rank].reshape(n, rank), x[n * rank : n * rank + n * n].reshape(n, n)
    logits = x[n * rank + n * n :].copy()
    logits[:multiplicity] = logits[0]
    # sin^2 reaches both ends of [0, 1], which any sigmoid only approaches
    shrinkage = np.sin(logits) ** 2
    eigenvectors, _ = np.linalg.qr(directions + 1e-9 * np.eye(n))
    target = eigenvectors[:, 0] if eigenfunction_target else np.eye(n)[0]
    return build_operators(basis + 1e-9 * np.eye(n, rank), eigenvectors, shrinkage, target, multiplicity)


def coordinates_needed(n: int, rank: int) -> int:
    """How many coordinates :func:`operators_from_coordinates` reads."""
    return n * rank + n * n + n
