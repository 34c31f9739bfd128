"""Experiments on mean teacher errors, beside moments of the features' tails from the simulation's own spectrum."""

from __future__ import annotations

import numpy as np

from w2s_theory.experiments.feature_tails import tail_traces
from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.random_features import draw_units

# (d, M, k, B), and the failure probability of the Gram matrix at these sizes
SETTINGS = ((64, 2, 1, (0, 1)), (32, 2, 1, (0, 1)), (128, 6, 1, (0, 1)))
DELTA = 0.02


def _measure(
    dimension: int, count: int, degree: int, row: dict[str, float], size: int, rng: np.random.Generator
) -> Draws:
    """Means of L_TE over V_k of ``size`` networks, with the numbers of ``row``."""
    model = relu_sphere(dimension)
    units = draw_units(model, size * count, rng).reshape(size, count, dimension)
    errors, accuracy = degree_errors(model, units, degree)
    lam = float(estimate_coefficients(model, degree + 2).eigenvalue[degree])
    row = {
        **row,
        "M_TE": count,
        "lam": lam,
        "delta": DELTA,
        "tail_energy_mean": count * lam * row["tail_energy_mean"],
    }
    return Draws(
        {name: np.full(size, value) for name, value in row.items()}, errors[:, degree], accuracy[:, degree] + 1e-12,
        sizes={"(d, M_TE, k, B)": str(SETTINGS)},
    )  # fmt: skip


def _floor(count: int, trace: float, square: float) -> float:
    """g, which the smallest eigenvalue falls below with probability delta at most."""
    return trace - float(np.sqrt(count * (count - 1) * square / DELTA))


def moment_trials(rng: np.random.Generator, size: int) -> Draws:
    """Networks of a few units in high dimension, theta = 1/T."""
    parts = []
    for dimension, count, degree, low in SETTINGS:
        trace, square = tail_traces(relu_sphere(dimension), low)
        floor = _floor(count, trace, square)
        energy = (1 + (count - 1) * square / (floor * trace)) / trace * (1 + 1e-12)
        row = {"T_B": trace, "S_B": square, "g_tail": floor, "theta": 1 / trace, "tail_energy_mean": energy}
        parts.append(_measure(dimension, count, degree, row, -(-size // len(SETTINGS)), rng))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def two_tail_trials(rng: np.random.Generator, size: int) -> Draws:
    """The same networks, with degree 2 in the middle and the best theta."""
    parts = []
    for dimension, count, degree, low in SETTINGS:
        trace, square = tail_traces(relu_sphere(dimension), low)
        top, top_square = tail_traces(relu_sphere(dimension), (*low, 2))
        mid, mid_square = trace - top, square - top_square
        floor = _floor(count, top, top_square)
        rest = (count - 1) * top_square / (floor * top**2)
        quadratic = (
            mid + (mid**2 + (count - 1) * mid_square) / top + rest * (2 * mid**2 + (count - 2) * mid_square)
        )
        linear, constant = mid / top + rest * mid, 1 / top + rest
        theta = linear / quadratic
        energy = (quadratic * theta**2 - 2 * linear * theta + constant) * (1 + 1e-9)
        row = {
            "T_mid": mid, "S_mid": mid_square, "T_top": top, "S_top": top_square, "g_tail": floor, "theta": theta,
            "tail_energy_mean": energy,
        }  # fmt: skip
        parts.append(_measure(dimension, count, degree, row, -(-size // len(SETTINGS)), rng))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))
