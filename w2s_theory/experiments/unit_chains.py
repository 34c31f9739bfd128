"""Experiments on chains of units: what the first units miss of degree 1, and what more units leave of it; ReLU teachers.

On the d harmonics sqrt(d) x_i of degree 1 the error operator is A = I - F^T G^{-1} F, F the rows a_1 sqrt(d) u of the
units and G the features' Gram matrix.
"""

from __future__ import annotations

import numpy as np

from w2s_theory.experiments.feature_tails import exact_cosines
from w2s_theory.experiments.log_det import compute_log_det_time
from w2s_theory.experiments.split_units import missed_square
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.growing_teachers import simulate_growing_teachers
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.random_features import draw_units

# (d, units S of the first part, units after it); the next one is new
CHAINS = ((8, 1, 0), (8, 1, 1), (8, 2, 1))
# (d, S, m): one unit first, whose second moment is known
SETTINGS = ((32, 1, 1), (64, 1, 1), (64, 1, 2))
# a few roundings carried by the inverses of small Gram matrices
_CARRIED = 1e-10


def error_operators(dimension: int, units: np.ndarray) -> np.ndarray:
    """A of many teachers, on degree 1: units (n, M, d) in, (n, d, d) out; the identity without units."""
    count, size, _ = units.shape
    if size == 0:
        return np.tile(np.eye(dimension), (count, 1, 1))
    table = estimate_coefficients(relu_sphere(dimension), 3)
    gram = relative_kernel(relu_sphere(dimension)).values(exact_cosines(units)) * table.kernel_diagonal
    features = table.coefficient[1] * dimension**0.5 * units
    return np.eye(dimension) - features.transpose(0, 2, 1) @ np.linalg.solve(gram, features)


def _missed(dimension: int, units: np.ndarray, fresh: np.ndarray) -> np.ndarray:
    """||phi_u - P phi_u||^2 for each teacher and its own new unit."""
    made = simulate_growing_teachers(relu_sphere(dimension), np.concatenate([units, fresh], axis=1))
    return made.missed[:, -1]


def _new_unit(dimension: int, first: int, later: int, size: int, rng: np.random.Generator) -> Draws:
    count = first + later + 1
    units = draw_units(relu_sphere(dimension), size * count, rng).reshape(size, count, dimension)
    start = error_operators(dimension, units[:, :first])
    before, after = (
        np.einsum("nij,nij->n", start, error_operators(dimension, units[:, : first + more])) / dimension
        for more in (later, later + 1)
    )
    table = estimate_coefficients(relu_sphere(dimension), 3)
    # independent of each other: the mean of the product is the product of the means
    spread = np.einsum("nii->n", start) / dimension * _missed(dimension, units[:, first:-1], units[:, -1:])
    a = float(table.coefficient[1])
    # near the best one, and the same for every draw
    weight = a / float(table.kernel_diagonal)
    known = {"l_M": before, "spread_energy": spread, "a_k": np.full(size, a), "c_u": np.full(size, weight)}
    doubt = {name: np.full(size, _CARRIED) for name in ("l_M", "spread_energy")} | {
        "a_k": np.full(size, 1e-15)
    }
    return Draws(
        known,
        after,
        np.full(size, _CARRIED),
        doubt,
        sizes={"(d, S, later units)": str(CHAINS), "target degree": 1},
    )


def new_unit_trials(rng: np.random.Generator, size: int) -> Draws:
    """Traces of two error operators before and after one more unit, all harmonics of degree 1 at once."""
    mixed = join([_new_unit(*setting, -(-size // len(CHAINS)), rng) for setting in CHAINS])
    return mixed.select(rng.permutation(len(mixed)))


def new_unit_witness() -> Draws:
    """Without a unit before: the drop is lambda/K(x, x) wherever the unit is."""
    rng = np.random.default_rng(0)
    return join([_new_unit(d, 0, 0, 2, rng) for d in (2, 3, 5)])


def chain_trials(rng: np.random.Generator, size: int) -> Draws:
    """The mean of ||Pi_1 (f* - f_TE)||^2 over degree 1 for two or three units, one of them first."""
    parts, each = [], -(-size // len(SETTINGS))
    for dimension, first, later in SETTINGS:
        model = relu_sphere(dimension)
        units = draw_units(model, each * (first + later), rng).reshape(each, first + later, dimension)
        squares, accuracy = missed_square(dimension, {1: 1.0}, units)
        made = simulate_growing_teachers(model, units[:1])
        share = made.coefficient**2 / made.kernel_diagonal
        row = {
            "M_second": later, "target_count": float(dimension), "a_k": made.coefficient, "first_error": 1 - share,
            # A is I minus N_k times the share, in one direction
            "first_square": 1 - 2 * share + dimension * share**2, "xi": compute_log_det_time(made, later),
        }  # fmt: skip
        doubt = {"xi": np.full(each, 1e-6 * row["xi"]), "a_k": np.full(each, 1e-15)}
        parts.append(
            Draws(
                {name: np.full(each, value) for name, value in row.items()}, squares / dimension,
                accuracy / dimension + 1e-12, doubt, sizes={"(d, S, m)": str(SETTINGS), "target degree": 1},
            )
        )  # fmt: skip
    return join(parts)
