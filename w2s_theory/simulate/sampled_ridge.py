"""Teachers of random features fitted to labelled inputs by ridge regression, and their students over the population.

Inputs are drawn and features evaluated at them; the population enters only where errors are measured, by the kernel. The
route knows no spectrum of the teacher's and no equivalent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.simulate.degree_masses import compute_zonal_images
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import orthonormal_values
from w2s_theory.simulate.kernels.gram import compute_gram
from w2s_theory.simulate.machine.streams import child_generator, require_seed
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.targets import Target, build_target, compute_feature_products

# degrees into which a teacher is resolved for its students; what lies beyond is learnt as far as the first of it at most
_DEGREES = 24


@dataclass(frozen=True, eq=False)
class SampledTeachers:
    """Errors of teachers on drawn inputs and of their infinitely wide students.

    Parameters
    ----------
    teacher_error
        Shape (trials,). L_TE, ||f*|| = 1.
    student_error
        Shape (trials, n_taus). L_ST of gradient flow over the population, stopped at tau.
    student_doubt
        Shape (trials, n_taus). How far degrees that are not resolved may move it.
    """

    teacher_error: np.ndarray
    student_error: np.ndarray
    student_doubt: np.ndarray


def simulate_sampled_ridge(
    model: Model,
    teacher_units: int,
    samples: int,
    target: Any = 1,
    *,
    ridge: float = 0.0,
    noise: float = 0.0,
    taus: Sequence[float] = (),
    trials: int = 20,
    seed: int = 0,
) -> SampledTeachers:
    """Fit teachers to n labelled inputs each, and measure their errors and their students'.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    teacher_units, samples : int
        p = M_TE features, divided by sqrt(p), and n inputs.
    target : int or mapping
        As for ``simulate_networks``.
    ridge, noise : float
        rho >= 0 of (X^T X + rho) w = X^T y (0: least squares, of smallest norm where n < p), and the label noise's variance.
    taus : sequence of float
        lambda_K t, K the target's main degree.
    trials, seed : int
        Independent units, inputs and noise.

    Raises
    ------
    InputError
        For anything out of range.
    """
    count = require_whole(samples, "the number of samples", 1, 10**6)
    units_count = require_whole(teacher_units, "the number of teacher units", 1, 10**5)
    number, seed = require_whole(trials, "the number of trials", 1, 10**6), require_seed(seed)
    if not (ridge >= 0.0 and noise >= 0.0 and math.isfinite(ridge) and math.isfinite(noise)):
        raise InputError("the ridge and the label noise must be finite numbers >= 0")
    goal, moments = build_target(target, model), require_times(taus)
    found = [
        _one(model, units_count, count, goal, ridge, noise, moments, seed, trial) for trial in range(number)
    ]
    return SampledTeachers(*(np.array(each) for each in zip(*found, strict=True)))


def _one(
    model: Model,
    units_count: int,
    count: int,
    goal: Target,
    ridge: float,
    noise: float,
    taus: np.ndarray,
    seed: int,
    trial: int,
) -> tuple[float, np.ndarray, np.ndarray]:
    activation = model.activation
    assert activation is not None
    units = draw_units(model, units_count, child_generator(seed, "teacher", trial))
    rng = child_generator(seed, "samples", trial)
    inputs = draw_units(model, count, rng)
    features = activation.function(activation.factor(model.dimension) * (inputs @ units.T)) / units_count**0.5
    labels = _values(goal, inputs) + noise**0.5 * rng.standard_normal(count)
    weights = _ridge_weights(features, labels, ridge) / units_count**0.5
    # relative to features of norm 1
    table = estimate_coefficients(model, max(_DEGREES, goal.degrees[-1]) + 2)
    weights = weights * math.sqrt(table.kernel_diagonal)
    products, _, _ = compute_feature_products(goal, table, units)
    gram = compute_gram(units, relative_kernel(model), activation).entries
    error = 1.0 - 2.0 * float(products.sum(axis=0) @ weights) + float(weights @ gram @ weights)
    return error, *_students(
        model, units, weights, products @ weights, goal, float(weights @ gram @ weights), taus
    )


def _values(goal: Target, inputs: np.ndarray) -> np.ndarray:
    values = np.zeros(len(inputs))
    dimension = inputs.shape[1]
    for degree, harmonic in enumerate(
        islice(orthonormal_values(inputs[:, 0], dimension), goal.degrees[-1] + 1)
    ):
        values += goal.coefficient(degree) * harmonic
    return values


def _ridge_weights(features: np.ndarray, labels: np.ndarray, ridge: float) -> np.ndarray:
    if ridge == 0.0:
        return np.linalg.lstsq(features, labels, rcond=None)[0]
    normal = features.T @ features
    normal[np.diag_indices_from(normal)] += ridge
    return cho_solve(cho_factor(normal), features.T @ labels)


def _students(
    model: Model,
    units: np.ndarray,
    weights: np.ndarray,
    crosses: np.ndarray,
    goal: Target,
    energy: float,
    taus: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    largest = max(_DEGREES, goal.degrees[-1])
    table = estimate_coefficients(model, largest + 2)
    share = table.amplitude[: largest + 1] ** 2 / table.kernel_diagonal
    masses = share * (weights @ compute_zonal_images(units, weights, largest))
    cross = np.zeros(largest + 1)
    cross[list(goal.degrees)] = crosses
    eigenvalue = table.eigenvalue[: largest + 1, None]
    rate = eigenvalue / table.eigenvalue[goal.main_degree]
    with np.errstate(invalid="ignore"):
        learnt = np.where(eigenvalue > 0.0, -np.expm1(-rate * taus[None, :]), 0.0)
    error = 1.0 - 2.0 * cross @ learnt + masses @ learnt**2
    tail = max(energy - float(masses.sum()), 0.0)
    first = table.largest_eigenvalue_from(largest + 1) / table.eigenvalue[goal.main_degree]
    with np.errstate(invalid="ignore"):
        beyond = np.where(np.isinf(taus), 1.0, -np.expm1(-first * taus)) ** 2 * tail
    endless = np.isinf(taus)
    return error + np.where(endless, beyond, beyond / 2), np.where(endless, 0.0, beyond / 2)
