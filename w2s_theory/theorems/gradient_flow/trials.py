"""Small models in function space, trained numerically: nothing here knows the solution of the flow.

The inputs are m equally likely points, so a function is a vector of m values and ||f||^2 is the mean
of its squares. Features are max(<u, x>, 0); the student is trained through its top weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.theorems.gradient_flow.setting import LENGTH


@dataclass(frozen=True, eq=False)
class FunctionSpace:
    """``size`` models on m points with M student features.

    ``features`` (size, m, M), ``target`` and ``teacher`` (size, m): values at the points, ||f*|| = 1.
    ``time`` (size,).
    """

    features: np.ndarray
    target: np.ndarray
    teacher: np.ndarray
    time: np.ndarray

    @property
    def kernel(self) -> np.ndarray:
        """The kernel operator K on functions, shape (size, m, m): (K f)(x) = mean over x' of K(x, x') f(x')."""
        count, points, units = self.features.shape
        return self.features @ self.features.transpose(0, 2, 1) / (units * points)

    def modes(self) -> dict[str, np.ndarray]:
        """Eigenvalues and coefficients of target and teacher, padded with zeros to the instance's length."""
        eigenvalues, vectors = np.linalg.eigh(self.kernel)
        count, points = self.target.shape
        found = {
            "f": np.einsum("sij,si->sj", vectors, self.target) / points**0.5,
            "b": np.einsum("sij,si->sj", vectors, self.teacher) / points**0.5,
            "lambdas": np.maximum(eigenvalues, 0.0),
        }
        padded = {name: np.pad(value, ((0, 0), (0, LENGTH - points))) for name, value in found.items()}
        return {"n": np.full(count, points), "t": self.time, **padded}


def draw_models(rng: np.random.Generator, size: int, points: int) -> FunctionSpace:
    """Random inputs, units, targets and teachers (projections on other random features)."""
    units, dimension = int(rng.integers(2, 9)), 3
    inputs = rng.standard_normal((size, points, dimension))
    inputs /= np.linalg.norm(inputs, axis=2, keepdims=True)

    def features(count: int) -> np.ndarray:
        return np.maximum(inputs @ rng.standard_normal((size, dimension, count)), 0.0)

    target = rng.standard_normal((size, points))
    target /= np.sqrt(np.mean(target**2, axis=1, keepdims=True))
    weak = features(max(1, points // 2))
    teacher = np.einsum("smk,sk->sm", weak, np.einsum("skm,sm->sk", np.linalg.pinv(weak), target))
    # from students that learnt hardly anything to students near their teacher
    return FunctionSpace(features(units), target, teacher, 10.0 ** rng.uniform(-1, 2, size))


def train(models: FunctionSpace) -> tuple[np.ndarray, np.ndarray]:
    """L_ST at the models' times, by integrating the top weights' gradient flow; and its error.

    The weights follow w' = (1/M) E[(f_TE - f) phi], f = phi w, from 0. Solved twice by an explicit
    Runge-Kutta method of order 8; the difference between the two tolerances is the error stated.
    """
    count, points, units = models.features.shape
    speed = models.time[:, None, None] / (units * points)

    def rate(weights: np.ndarray) -> np.ndarray:
        residual = models.teacher[:, :, None] - models.features @ weights
        return speed * (models.features.transpose(0, 2, 1) @ residual)

    def error(weights: np.ndarray) -> np.ndarray:
        return np.mean((models.target - (models.features @ weights)[:, :, 0]) ** 2, axis=1)

    return integrate(rate, error, (count, units, 1))


def train_modes(modes: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The same for modes given by their coefficients: c' = lambda (b - c)."""
    speed = modes["t"][:, None] * modes["lambdas"]

    def rate(c: np.ndarray) -> np.ndarray:
        return speed * (modes["b"] - c)

    def error(c: np.ndarray) -> np.ndarray:
        return np.sum((modes["f"] - c) ** 2, axis=1)

    return integrate(rate, error, modes["b"].shape)


def integrate(rate, measure, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """``measure`` of the state at scaled time 1, from rest at 0, and how far it may be off."""
    from scipy.integrate import solve_ivp

    found = []
    for tolerance in (1e-9, 1e-12):
        solution = solve_ivp(
            lambda _, y: rate(y.reshape(shape)).ravel(), (0.0, 1.0), np.zeros(int(np.prod(shape))), "DOP853",
            t_eval=(1.0,), rtol=tolerance, atol=tolerance / 100,
        )  # fmt: skip
        found.append(measure(solution.y[:, -1].reshape(shape)))
    rough, fine = found
    # the largest difference of all, since a single one may vanish by accident
    return fine, np.full(len(fine), float(np.max(np.abs(fine - rough))) + 1e-13)
