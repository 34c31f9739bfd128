"""Experiments on teachers of a random width between M and 2 M, and their students at a fixed scaled time."""

from __future__ import annotations

from itertools import islice

import numpy as np

from w2s_theory.experiments.noise_profile import LENGTH
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.model import Model
from w2s_theory.simulate.growing_teachers import simulate_growing_teachers
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.random_features import draw_units

# a mean needs more draws than a single draw does
MANY = 8
# (dimension, M, lambda t)
SETTINGS = ((4, 16, 1.0), (8, 16, 1.0))
_DEGREES = 24
_EPS = float(np.finfo(float).eps)


def student_errors(
    model: Model, units: np.ndarray, values: np.ndarray, time: float
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of the infinitely wide students of n small teachers of a linear target.

    Parameters
    ----------
    model : Model
        With an activation.
    units : array, shape (n, M, d)
        The units of the teachers.
    values : array, shape (n, M)
        f*(u) at each unit.
    time : float
        t.

    Returns
    -------
    errors, accuracy : arrays, shape (n,)
        1 - 2 s_1 <f*, f_TE> + sum_j s_j^2 ||Pi_j f_TE||^2; the accuracy holds rounding and the degrees above 24.
    """
    cosines = np.clip(units @ units.transpose(0, 2, 1), -1.0, 1.0)
    size = units.shape[1]
    cosines[:, np.arange(size), np.arange(size)] = 1.0
    table = estimate_coefficients(model, _DEGREES + 2)
    gram = relative_kernel(model).values(cosines) * table.kernel_diagonal
    products = table.coefficient[1] * values
    weights = np.linalg.solve(gram, products[..., None])[..., 0]
    shrinkage = -np.expm1(-table.eigenvalue * time)
    overlap = np.einsum("ni,ni->n", weights, products)
    errors, seen = 1.0 - 2.0 * shrinkage[1] * overlap, np.zeros(len(units))
    for degree, each in enumerate(islice(gegenbauer_values(cosines, model.dimension), _DEGREES + 1)):
        mass = table.amplitude[degree] ** 2 * np.einsum("ni,nij,nj->n", weights, each, weights)
        errors += shrinkage[degree] ** 2 * mass
        seen += mass
    beyond = -np.expm1(-table.largest_eigenvalue_from(_DEGREES + 1) * time)
    tail = beyond**2 * np.maximum(overlap - seen, 0.0)
    sizes = np.einsum("ni,ni->n", np.abs(weights), np.abs(weights)) * table.kernel_diagonal * size
    return errors + tail / 2, tail / 2 + 256 * _EPS * (1.0 + sizes * size)


def measure_window(
    dimension: int, first: int, scaled_time: float, size: int, rng: np.random.Generator
) -> Draws:
    """``size`` networks of random width, and the errors of the first M units of each."""
    model = relu_sphere(dimension)
    units = draw_units(model, size * 2 * first, rng).reshape(size, 2 * first, dimension)
    made = simulate_growing_teachers(model, units)
    lam = made.coefficient**2
    time = scaled_time / lam
    width = rng.integers(first, 2 * first, size)
    error, accuracy = np.zeros(size), np.zeros(size)
    for count in range(first, 2 * first):
        those = width == count
        error[those], accuracy[those] = student_errors(
            model, units[those, :count], made.target_value[those, :count], time
        )
    # the bound does not look at the single modes
    nothing = np.zeros((size, LENGTH))
    return Draws(
        {
            "M_TE": np.full(size, first), "K_1": np.full(size, made.kernel_diagonal),
            "l_first": np.clip(made.teacher_error[:, first], 0.0, 1.0), "lam": np.full(size, lam),
            "t": np.full(size, time), "n": np.full(size, LENGTH), "lambdas": nothing,
        },
        error, accuracy, {"l_first": made.accuracy[:, first]},
        sizes={"(d, M, lambda t)": str(SETTINGS), "target degree": 1},
    )  # fmt: skip


def window_trials(rng: np.random.Generator, size: int) -> Draws:
    """ReLU networks and a linear target."""
    each = -(-MANY * size // len(SETTINGS))
    mixed = join([measure_window(d, first, time, each, rng) for d, first, time in SETTINGS])
    return mixed.select(rng.permutation(len(mixed)))
