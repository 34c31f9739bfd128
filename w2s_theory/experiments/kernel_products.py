"""Experiments on the lower bounds that hold for every placement of the units: good, bad and optimised placements.

Measured is L_TE of one zonal target, for which F = ||f*||_inf^2 = N_k, or its mean over an orthonormal basis of V_k (F = 1).
The numbers z_j are integrated by a Gauss rule, exact for polynomials of their degree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import comb

import numpy as np

from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.records.theorem import Attack
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients, quadrature_rule
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity, gegenbauer_values
from w2s_theory.simulate.random_features import draw_units, normalise_rows
from w2s_theory.simulate.teacher import simulate_teacher

# (dimension, power, degree): ReLU targets of degree 0, 2 and 4 in dimensions 2 to 8, and other powers
NETWORKS = (
    *((d, 1, k) for d in (2, 3, 4, 5, 6, 8) for k in (0, 2)), (3, 1, 4), (5, 1, 4), (3, 0, 1), (4, 2, 1), (3, 3, 2),
)  # fmt: skip
# of numbers that a Gauss rule or a closed form gives
_ROUNDING = 1e-12
_LARGEST_LEVEL = 40
SIZES = {
    "d": "2 to 8",
    "M_TE": "1 to 20",
    "target degree": "0 to 4",
    "placements": "random, clustered, antipodal, simplex",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A network with its measured error: over all of V_k (peak 1), or of a zonal target (peak N_k)."""

    dimension: int
    power: int
    degree: int
    units: int
    peak: int
    error: float
    accuracy: float


def simplex(dimension: int) -> np.ndarray:
    """The d + 1 corners of the regular simplex, shape (d+1, d): the placement that comes nearest to the bound."""
    corners = np.eye(dimension + 1) - 1 / (dimension + 1)
    return normalise_rows(corners @ np.linalg.svd(corners)[2][:dimension].T)


def place_units(rng: np.random.Generator, dimension: int, power: int) -> np.ndarray:
    """Units placed in one of four ways, shape (M, d)."""
    model, kind = relu_sphere(dimension, power), rng.integers(4)
    count = int(rng.integers(1, 21))
    if kind == 0:
        return draw_units(model, count, rng)
    if kind == 1:
        return normalise_rows(np.eye(dimension)[0] + 0.4 * draw_units(model, min(count, 6), rng))
    if kind == 2:
        # more than d antipodal pairs have linearly dependent features
        half = draw_units(model, int(rng.integers(1, dimension + 1)), rng)
        return np.concatenate((half, -half))
    return simplex(dimension)


def measure_mean(dimension: int, power: int, degree: int, units: np.ndarray) -> Placed:
    """The error averaged over V_k."""
    try:
        errors, accuracy = degree_errors(relu_sphere(dimension, power), units[None], degree)
    except np.linalg.LinAlgError:
        # coinciding features: no number
        return Placed(dimension, power, degree, len(units), 1, np.nan, np.nan)
    return Placed(
        dimension, power, degree, len(units), 1, float(errors[0, degree]), float(accuracy[0, degree])
    )


def measure_zonal(dimension: int, power: int, degree: int, units: np.ndarray) -> Placed:
    """The error of the zonal target of degree k, whose largest square is N_k."""
    found = simulate_teacher(relu_sphere(dimension, power), units, degree, accuracy=0.01)
    below = comb(degree + dimension - 3, dimension - 1) if degree >= 2 else 0
    peak = comb(degree + dimension - 1, dimension - 1) - below
    return Placed(
        dimension, power, degree, len(units), peak, found.teacher_error, found.teacher_error_accuracy
    )


def measure_placements(rng: np.random.Generator, size: int) -> list[Placed]:
    """``size`` networks; every fourth with a zonal target."""
    found: list[Placed] = []
    while len(found) < size:
        dimension, power, degree = NETWORKS[rng.integers(len(NETWORKS))]
        units = place_units(rng, dimension, power)
        if len(found) % 4 == 0:
            units = draw_units(relu_sphere(dimension, power), len(units), rng)
            placed = measure_zonal(dimension, power, degree, units)
        else:
            placed = measure_mean(dimension, power, degree, units)
        # a Gram matrix too near to singular gives no number
        if placed.accuracy < 0.01 * placed.error:
            found.append(placed)
    return found


def compute_kernel_products(dimension: int, first: int, second: int) -> np.ndarray:
    """z_j = E[P_j kappa_m kappa_m'] for j = 0..m+m', by Gauss quadrature.

    Parameters
    ----------
    dimension : int
        d >= 2.
    first, second : int
        m and m'.

    Returns
    -------
    array, shape (m + m' + 1,)
        Exactly 0 where j - m - m' is odd. Relative accuracy about 1e-13 for m + m' <= 100.
    """
    top = first + second
    # for even d the density leaves a polynomial factor beside the rule's own weight
    nodes, weights = quadrature_rule(dimension, [-1.0, 1.0], top + dimension)
    multiplicity = np.exp(compute_log_multiplicity(dimension, max(top, 1)))
    values = np.array([each.copy() for each in islice(gegenbauer_values(nodes, dimension), top + 1)])

    def kappa(level: int) -> np.ndarray:
        return multiplicity[level % 2 : level + 1 : 2] @ values[level % 2 : level + 1 : 2]

    products = values @ (weights * kappa(first) * kappa(second))
    products[(np.arange(top + 1) - top) % 2 == 1] = 0.0
    return products


@lru_cache(maxsize=1024)
def choose_levels(dimension: int, power: int, degree: int, units: int, peak: int) -> tuple[float, ...]:
    """z_k, gamma and the relative accuracy of gamma, for a good choice of m and m'."""
    table = estimate_coefficients(relu_sphere(dimension, power), 2 * _LARGEST_LEVEL + degree + 4)
    best = (0.0, 0.0, 0.0)
    largest = 0.0
    for first in range(_LARGEST_LEVEL):
        size = comb(first + dimension - 1, dimension - 1)
        if size > 60 * peak * units and largest > 0.0:
            break
        # z_k <= D_m, and z_k > F M is asked for
        for second in range(first, first + degree + 3) if size > peak * units else ():
            if (first + second - degree) % 2 or first + second < degree:
                continue
            products = compute_kernel_products(dimension, first, second)
            seen = np.arange(degree % 2, first + second + 1, 2)
            ratios = table.eigenvalue[seen] / products[seen]
            where = int(seen[np.argmin(ratios)])
            value = float(np.min(ratios) * products[degree] * (products[degree] - peak * units))
            if products[degree] > peak * units and value > largest:
                doubt = float(table.eigenvalue_accuracy[where] / table.eigenvalue[where]) + _ROUNDING
                largest, best = value, (float(products[degree]), float(np.min(ratios)), doubt)
    return best


def kernel_product_draws(found: list[Placed]) -> Draws:
    """The networks with z_k, gamma and lambda_k for each."""
    rows = []
    for each in found:
        z_k, gamma, doubt = choose_levels(each.dimension, each.power, each.degree, each.units, each.peak)
        table = estimate_coefficients(relu_sphere(each.dimension, each.power), 2 * _LARGEST_LEVEL)
        lam, lam_doubt = table.eigenvalue[each.degree], table.eigenvalue_accuracy[each.degree]
        rows.append((each.units, each.peak, lam, z_k, gamma, lam_doubt, z_k * _ROUNDING, gamma * doubt))
    units, peak, lam, z_k, gamma, *doubts = np.array(rows).T
    return Draws(
        {"M_TE": units.astype(int), "peak": peak, "lam": lam, "z_k": z_k, "gamma_z": gamma},
        np.array([each.error for each in found]), np.array([each.accuracy for each in found]),
        dict(zip(("lam", "z_k", "gamma_z"), doubts, strict=True)), sizes=SIZES,
    )  # fmt: skip


def kernel_product_trials(rng: np.random.Generator, size: int) -> Draws:
    """Placed networks of dimension 2 to 8."""
    return kernel_product_draws(measure_placements(rng, size))


def kernel_product_witness() -> Draws:
    """Simplices and the constant target: the measured error is 1.45 to 1.62 times the bound."""
    return kernel_product_draws([measure_mean(d, 1, 0, simplex(d)) for d in (2, 3, 4, 5, 6, 8)])


def _attack(x: np.ndarray) -> Draws:
    """Four units in three dimensions, the constant target."""
    return kernel_product_draws([measure_mean(3, 1, 0, normalise_rows(np.reshape(x, (4, 3))))])


KERNEL_ATTACK = Attack(12, _attack)
