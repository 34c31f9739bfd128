"""Small models in function space, trained numerically: nothing here knows the solution of the flow.

The inputs are m equally likely points, so a function is a vector of m values and ||f||^2 is the mean
of its squares. Features are max(<u, x>, 0); the student is trained through its top weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from w2s_theory.records.draws import Draws, join

# how many entries an instance has; the statements hold for every n
LENGTH = 6

# of target, teacher and student
Measure = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


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

    def arrays(self) -> tuple[np.ndarray, ...]:
        """All four, in the order of the fields."""
        return self.features, self.target, self.teacher, self.time

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
    """Random inputs, units, targets and teachers (projections on other random features).

    Models whose student or teacher happens to be silent on all points are drawn again.
    """
    units = int(rng.integers(2, 9))
    kept: list[FunctionSpace] = []
    while sum(len(each.time) for each in kept) < size:
        kept.append(_draw_heard(rng, size, points, units))
    joined = (np.concatenate(parts)[:size] for parts in zip(*(each.arrays() for each in kept), strict=True))
    return FunctionSpace(*joined)


def _draw_heard(rng: np.random.Generator, size: int, points: int, units: int) -> FunctionSpace:
    inputs = rng.standard_normal((size, points, 3))
    inputs /= np.linalg.norm(inputs, axis=2, keepdims=True)
    strong, weak = (
        np.maximum(inputs @ rng.standard_normal((size, 3, count)), 0.0)
        for count in (units, max(1, points // 2))
    )
    target = rng.standard_normal((size, points))
    target /= np.sqrt(np.mean(target**2, axis=1, keepdims=True))
    teacher = np.einsum("smk,sk->sm", weak, np.einsum("skm,sm->sk", np.linalg.pinv(weak), target))
    # the student's features must see something of the teacher
    seen = np.einsum("smu,sm->su", strong, teacher) / points
    heard = np.minimum(np.mean(teacher**2, axis=1), np.mean(seen**2, axis=1)) > 1e-4
    # from students that learnt hardly anything to students near their teacher
    time = 10.0 ** rng.uniform(-1, 2, size)
    return FunctionSpace(*(array[heard] for array in (strong, target, teacher, time)))


def strongest_modes(models: FunctionSpace) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Per model the mode on which the teacher is largest: index, eigenvalue, coefficient, eigenvector.

    Shapes (size,), (size,), (size,), (size, m); the eigenvector is scaled so that <f, e> is a dot product
    with the values of f.
    """
    eigenvalues, vectors = np.linalg.eigh(models.kernel)
    count, points = models.target.shape
    coefficients = np.einsum("sij,si->sj", vectors, models.teacher) / points**0.5
    # a mode that the features see at all
    seen = eigenvalues > 1e-3 * eigenvalues[:, -1:]
    index = np.argmax(np.abs(coefficients) * seen, axis=1)
    rows = np.arange(count)
    return index, eigenvalues[rows, index], coefficients[rows, index], vectors[rows, :, index] / points**0.5


def train(models: FunctionSpace, measure: Measure | None = None) -> tuple[np.ndarray, np.ndarray]:
    """L_ST at the models' times, by integrating the top weights' gradient flow; and its error.

    ``measure`` instead takes target, teacher and student, shape (size, m), and returns another sum of products over
    the m points, of which the mean is taken.

    The weights follow w' = (1/M) E[(f_TE - f) phi], f = phi w, from 0. Solved twice by an explicit
    Runge-Kutta method of order 8; the difference between the two tolerances is the error stated.
    """
    count, points, units = models.features.shape
    speed = models.time[:, None, None] / (units * points)

    def rate(weights: np.ndarray) -> np.ndarray:
        residual = models.teacher[:, :, None] - models.features @ weights
        return speed * (models.features.transpose(0, 2, 1) @ residual)

    def error(weights: np.ndarray) -> np.ndarray:
        student = (models.features @ weights)[:, :, 0]
        if measure is not None:
            return measure(models.target, models.teacher, student) / models.target.shape[1]
        return np.mean((models.target - student) ** 2, axis=1)

    return integrate(rate, error, (count, units, 1))


def train_modes(
    modes: dict[str, np.ndarray], measure: Measure | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The same for modes given by their coefficients: c' = lambda (b - c), from 0 or from the entry "a_0"."""
    speed = modes["t"][:, None] * modes["lambdas"]

    def rate(c: np.ndarray) -> np.ndarray:
        return speed * (modes["b"] - c)

    def error(c: np.ndarray) -> np.ndarray:
        if measure is not None:
            return measure(modes["f"], modes["b"], c)
        return np.sum((modes["f"] - c) ** 2, axis=1)

    return integrate(rate, error, modes["b"].shape, modes.get("a_0"))


def mode_trials(
    rng: np.random.Generator, size: int, measure: Measure | None = None, started: bool = False
) -> Draws:
    """Random modes integrated numerically, and feature models trained: L_ST, or what ``measure`` says.

    ``started``: from random coefficients ``a_0`` instead of 0; the feature models then by their modes.
    """
    parts = []
    share = max(4, size // (2 * LENGTH))
    for points in range(1, LENGTH + 1):
        keep = np.arange(LENGTH) < points
        modes = {
            "n": np.full(share, points),
            "t": rng.exponential(5.0, share),
            "f": rng.standard_normal((share, LENGTH)) * keep,
            "b": rng.standard_normal((share, LENGTH)) * keep,
            "lambdas": rng.exponential(1.0, (share, LENGTH)) * keep,
        }
        models = draw_models(rng, share, points)
        own = models.modes()
        if started:
            for each in (modes, own):
                each["a_0"] = rng.standard_normal((share, LENGTH)) * keep
                parts.append(Draws(each, *train_modes(each, measure)))
        else:
            parts.append(Draws(modes, *train_modes(modes, measure)))
            parts.append(Draws(own, *train(models, measure)))
    sizes = {"random modes": share * LENGTH, "feature models": share * LENGTH, "modes": f"1 to {LENGTH}"}
    return replace(join(parts), sizes=sizes)


def slope_trials(rng: np.random.Generator, size: int, started: bool = False) -> Draws:
    """dL_ST/dt of feature models: L_ST(t + ih) by the exponential of the kernel matrix, its imaginary part over h.

    ``started``: from random starts, of coefficients ``a_0``, instead of 0.
    """
    from scipy.linalg import expm

    parts, step = [], 1e-30
    share = max(4, size // LENGTH)
    for points in range(1, LENGTH + 1):
        models = draw_models(rng, share, points)
        start = rng.standard_normal((share, points)) if started else np.zeros((share, points))
        decay = expm(-(models.time + 1j * step)[:, None, None] * models.kernel)
        student = models.teacher - np.einsum("sij,sj->si", decay, models.teacher - start)
        # the square without conjugation is the analytic continuation of L_ST
        error = np.mean((models.target - student) ** 2, axis=1)
        largest = np.trace(models.kernel, axis1=1, axis2=2)
        # rounding of the exponential: a few dozen eps times its condition 1 + lambda t
        scale = np.maximum(1.0, np.mean(models.teacher**2, axis=1) + np.mean(start**2, axis=1))
        accuracy = 1e-14 * largest * (1 + largest * models.time) * scale + 1e-16
        modes = models.modes()
        if started:
            found = np.einsum("sij,si->sj", np.linalg.eigh(models.kernel)[1], start) / points**0.5
            modes["a_0"] = np.pad(found, ((0, 0), (0, LENGTH - points)))
        parts.append(Draws(modes, error.imag / step, accuracy))
    found = join(parts)
    return replace(found, sizes={"feature models": len(found), "modes": f"1 to {LENGTH}"})


def integrate(
    rate, measure, shape: tuple[int, ...], start: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """``measure`` of the state at scaled time 1, from 0 or ``start`` (of that shape), and how far it may be off."""
    from scipy.integrate import solve_ivp

    found = []
    first = np.zeros(int(np.prod(shape))) if start is None else np.ravel(start)
    for tolerance in (1e-9, 1e-12):
        solution = solve_ivp(
            lambda _, y: rate(y.reshape(shape)).ravel(), (0.0, 1.0), first, "DOP853",
            t_eval=(1.0,), rtol=tolerance, atol=tolerance / 100,
        )  # fmt: skip
        found.append(measure(solution.y[:, -1].reshape(shape)))
    rough, fine = found
    # the largest difference of all, since a single one may vanish by accident
    return fine, np.full(len(fine), float(np.max(np.abs(fine - rough))) + 1e-13)
