"""Experiments on the trace of a teacher's projection: degree by degree, against the rank of the features' values."""

from __future__ import annotations

import numpy as np

from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity
from w2s_theory.simulate.random_features import draw_units

# degrees that are added up; the rest is bounded by the rest of the kernel's trace
LARGEST_DEGREE = 120
LARGEST_UNITS = 6
_POINTS = 200


def learnt_of_degrees(units: np.ndarray) -> tuple[np.ndarray, float, float]:
    """N_k (1 - ell_k) of one ReLU teacher for the degrees 0..J, the most that the rest can add, and the rounding.

    ``units`` has shape (M, d), the result shape (J+1,). What is left is the trace of G^{-1} times the Gram matrix of the
    features' parts beyond J, so at most M/(smallest eigenvalue of G) times what those parts have of K(x, x).
    """
    model = relu_sphere(units.shape[1])
    errors, accuracy = degree_errors(model, units[None], LARGEST_DEGREE)
    multiplicity = np.exp(compute_log_multiplicity(units.shape[1], LARGEST_DEGREE))
    table = estimate_coefficients(model, LARGEST_DEGREE + 2)
    rest = 1.0 - float(np.sum(table.amplitude[: LARGEST_DEGREE + 1] ** 2)) / table.kernel_diagonal
    cosines = np.clip(units @ units.T, -1.0, 1.0)
    np.fill_diagonal(cosines, 1.0)
    smallest = float(np.linalg.eigvalsh(relative_kernel(model).values(cosines))[0])
    rounding = float(np.sum(multiplicity * accuracy[0]))
    return multiplicity * (1.0 - errors[0]), len(units) * max(rest, 0.0) / smallest, rounding


def rank_of_values(units: np.ndarray, rng: np.random.Generator) -> int:
    """The rank of the features' values at random points: how many of them are linearly independent."""
    points = draw_units(relu_sphere(units.shape[1]), _POINTS, rng)
    return int(np.linalg.matrix_rank(np.maximum(points @ units.T, 0.0)))


def trace_trials(rng: np.random.Generator, size: int) -> Draws:
    """The degrees' sum with its tail, half of what is left counted in; and the rank."""
    rows = []
    for _ in range(size):
        units = draw_units(relu_sphere(int(rng.integers(3, 9))), int(rng.integers(1, LARGEST_UNITS + 1)), rng)
        learnt, rest, rounding = learnt_of_degrees(units)
        rows.append((rank_of_values(units, rng), float(np.sum(learnt)) + rest / 2, rest / 2 + rounding))
    rank, total, accuracy = np.array(rows).T
    sizes = {
        "ReLU networks": size,
        "d": "3 to 8",
        "M_TE": f"1 to {LARGEST_UNITS}",
        "degrees": f"0 to {LARGEST_DEGREE}",
    }
    return Draws({"M_TE": rank.astype(int)}, total, accuracy, sizes=sizes)
