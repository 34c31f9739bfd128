"""Students argmin 1/2 ||f - f_TE||^2 + Omega(f) in R^n, for six convex penalties that are minimised in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PENALTIES = ("quadratic", "l1 norm", "norm", "linear", "box", "positive part of a coordinate")


@dataclass(frozen=True, eq=False)
class PenalisedDraw:
    """Target, teacher and student, shape (n,), and the penalty at target and student."""

    target: np.ndarray
    teacher: np.ndarray
    student: np.ndarray
    target_price: float
    student_price: float


def draw_penalised(kind: int, rng: np.random.Generator) -> PenalisedDraw:
    """A random target of norm 1, any teacher, and the student of a random penalty of the given kind."""
    n = int(rng.integers(2, 13))
    target, noise = rng.standard_normal((2, n))
    target /= np.linalg.norm(target)
    teacher = target + rng.exponential() * noise / np.linalg.norm(noise)
    basis = np.linalg.qr(rng.standard_normal((n, n)))[0]
    own, label = basis @ target, basis @ teacher
    weight = rng.exponential() * 0.3
    if kind == 0:
        weights = rng.exponential(size=n) ** 3
        student = label / (1 + weights)
        prices = (weights @ own**2 / 2, weights @ student**2 / 2)
    elif kind == 1:
        student = np.sign(label) * np.maximum(np.abs(label) - weight, 0.0)
        prices = (weight * np.sum(np.abs(own)), weight * np.sum(np.abs(student)))
    elif kind == 2:
        student = label * max(0.0, 1 - weight / max(float(np.linalg.norm(label)), 1e-300))
        prices = (weight * np.linalg.norm(own), weight * np.linalg.norm(student))
    elif kind == 3:
        slope = weight * rng.standard_normal(n)
        student = label - slope
        prices = (slope @ own, slope @ student)
    elif kind == 4:
        student = np.clip(label, own - rng.exponential(size=n) * 0.2, own + rng.exponential(size=n) * 0.2)
        prices = (0.0, 0.0)
    else:
        # weight * max(f_0, 0): a step down by the weight, not below 0
        student = label.copy()
        student[0] = label[0] if label[0] <= 0 else max(label[0] - weight, 0.0)
        prices = (weight * max(own[0], 0.0), weight * max(student[0], 0.0))
    return PenalisedDraw(target, teacher, basis.T @ student, float(prices[0]), float(prices[1]))
