"""Students nearest to their teacher in a Bregman divergence, on positive functions of finitely many equally likely inputs.

The divergence of phi(f) = mean h(f(x)) is the mean of h(p) - h(q) - h'(q)(p - q). In a box the nearest point is the nearest
entry by entry, as h'' > 0 decides in which direction alone; in a face of the simplex it is the rescaled teacher.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

POTENTIALS = ("relative entropy", "Itakura-Saito", "binary entropy", "square")


@dataclass(frozen=True, eq=False)
class BregmanDraw:
    """Target, teacher and student, shape (n,), and the divergence's function: a number of :data:`POTENTIALS`."""

    target: np.ndarray
    teacher: np.ndarray
    student: np.ndarray
    kind: int

    @property
    def teacher_divergence(self) -> float:
        """D(f*, f_TE)."""
        return divergence(self.kind, self.target, self.teacher)

    @property
    def student_divergence(self) -> float:
        """D(f*, f_ST)."""
        return divergence(self.kind, self.target, self.student)

    @property
    def misfit(self) -> float:
        """D(f_ST, f_TE)."""
        return divergence(self.kind, self.student, self.teacher)

    @property
    def angle(self) -> float:
        """<grad phi(f_ST) - grad phi(f_TE), f* - f_ST>: not below 0 for the nearest point of a convex set."""
        slopes = _slope(self.kind, self.student) - _slope(self.kind, self.teacher)
        return float(np.mean(slopes * (self.target - self.student)))


def divergence(kind: int, p: np.ndarray, q: np.ndarray) -> float:
    """D(p, q), each written as the mean of terms that are not negative one by one."""
    if kind == 0:
        terms = xlogy(p, p / q) - p + q
    elif kind == 1:
        terms = p / q - np.log(p / q) - 1
    elif kind == 2:
        terms = xlogy(p, p / q) + xlogy(1 - p, (1 - p) / (1 - q))
    else:
        terms = (p - q) ** 2
    return float(np.mean(terms))


def _slope(kind: int, q: np.ndarray) -> np.ndarray:
    """h'."""
    return (np.log(q), -1 / q, np.log(q / (1 - q)), 2 * q)[kind]


def draw_in_box(kind: int, rng: np.random.Generator) -> BregmanDraw:
    """A random box that holds the target."""
    n = int(rng.integers(2, 13))
    target, teacher = rng.uniform(0.05, 0.95, (2, n))
    low, high = target * rng.uniform(0.3, 1, n), target + (1 - target) * rng.uniform(0, 0.7, n)
    return BregmanDraw(target, teacher, np.clip(teacher, low, high), kind)


def draw_on_face(rng: np.random.Generator) -> BregmanDraw:
    """Probabilities whose sums over the blocks of a partition are known: the teacher's blocks are rescaled.

    The class is affine, so that misfit and student's divergence add up to the teacher's.
    """
    n = int(rng.integers(4, 13))
    target, teacher = rng.dirichlet(np.ones(n), 2) + 1e-3
    block = np.arange(n) % int(rng.integers(1, 4))
    sums = [np.bincount(block, each) for each in (target, teacher)]
    return BregmanDraw(target, teacher, teacher * (sums[0] / sums[1])[block], 0)
