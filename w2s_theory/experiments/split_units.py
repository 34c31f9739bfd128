"""Experiments on tr C^2 for C = Gamma^{1/2} (I - P) Gamma^{1/2}: all harmonics of the weighted degrees, small ReLU teachers.

tr C^2 = tr Gamma^2 - 2 tr Gamma^2 P + tr (Gamma P)^2, and with the Gram matrices G of the features and G_A of their
images under A^{1/2} tr A P = tr G^{-1} G_A, tr (A P)^2 = tr (G^{-1} G_A)^2. The means for the parts alone are bounded
by (K_1 - lambda_j)/(K_1 + (m - 1) lambda_j), which for one unit is what they are.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import numpy as np

from w2s_theory.experiments.feature_tails import exact_cosines
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity, gegenbauer_values
from w2s_theory.simulate.random_features import draw_units

_EPS = float(np.finfo(float).eps)
# how many degrees an instance has
LENGTH = 3
# the probability of failure at which networks are drawn
DELTA = Fraction(3, 4)
# (d, weighted degrees, M_1, M_2): with few units in high dimension little is lost
SETTINGS = ((64, (1,), 1, 1), (128, (0, 1), 1, 2), (48, (0, 1, 2), 1, 1), (96, (1,), 1, 2))
SIZES = {"(d, degrees, M_1, M_2)": str(SETTINGS)}


def missed_square(
    dimension: int, weights: dict[int, float], units: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """tr C^2 of many ReLU teachers, and how far it may be off.

    Parameters
    ----------
    dimension : int
        d.
    weights : mapping
        Degree j -> gamma_j >= 0; 0 for all others.
    units : array, shape (n, M, d)
        The units of n teachers.

    Returns
    -------
    squares, accuracy : arrays, shape (n,)
    """
    model, largest = relu_sphere(dimension), max(weights)
    cosines = exact_cosines(units)
    table = estimate_coefficients(model, largest + 2)
    multiplicity = np.exp(compute_log_multiplicity(dimension, largest + 2))
    inverse = np.linalg.inv(relative_kernel(model).values(cosines))
    once, squared = np.zeros_like(cosines), np.zeros_like(cosines)
    for degree, values in enumerate(islice(gegenbauer_values(cosines, dimension), largest + 1)):
        share = (
            weights.get(degree, 0.0) * table.eigenvalue[degree] * multiplicity[degree] / table.kernel_diagonal
        )
        once += share * values
        squared += weights.get(degree, 0.0) * share * values
    whole = sum(weight**2 * multiplicity[degree] for degree, weight in weights.items())
    seen = inverse @ once
    found = (
        whole
        - 2 * np.sum(inverse * squared, axis=(1, 2))
        + np.sum(seen * seen.transpose(0, 2, 1), axis=(1, 2))
    )
    # rounding of the entries of G, carried by the inverse
    norm = np.linalg.norm(inverse, ord=2, axis=(1, 2))
    size = units.shape[1]
    accuracy = 64 * size * _EPS * (norm * size * whole + norm**2 * size * whole + norm**3 * size**2 * whole)
    return found, accuracy + 16 * _EPS * whole


def describe_parts(
    dimension: int, weights: dict[int, float], first: int, second: int
) -> dict[str, np.ndarray]:
    """The parameters of one setting, each with a first axis of length 1."""
    degrees = list(weights)
    table = estimate_coefficients(relu_sphere(dimension), max(degrees) + 2)
    numbers = np.exp(compute_log_multiplicity(dimension, max(degrees) + 2))[degrees]
    lam, padding = table.eigenvalue[degrees], np.zeros(LENGTH - len(degrees))

    def errors(units: int) -> np.ndarray:
        bound = (table.kernel_diagonal - lam) / (table.kernel_diagonal + (units - 1) * lam)
        return np.concatenate([bound, padding])[None]

    return {
        "M_first": np.array([first]), "M_second": np.array([second]), "n": np.array([len(degrees)]),
        "counts": np.concatenate([numbers, padding])[None],
        "degree_weights": np.concatenate([list(weights.values()), padding])[None],
        "first_errors": errors(first), "second_errors": errors(second), "delta": np.array([float(DELTA)]),
    }  # fmt: skip


def equal_weights(dimension: int, degrees: tuple[int, ...]) -> dict[int, float]:
    """One weight for all degrees, with sum_j N_j gamma_j^2 = 1: then tr C^2 lies in [0, 1]."""
    multiplicity = np.exp(compute_log_multiplicity(dimension, max(degrees) + 2))
    return dict.fromkeys(degrees, float(1 / np.sqrt(sum(multiplicity[j] for j in degrees))))


def measure_parts(
    dimension: int, weights: dict[int, float], first: int, second: int, units: np.ndarray
) -> Draws:
    """tr C^2 of the teachers, with bounds of the mean errors of the parts."""
    squares, accuracy = missed_square(dimension, weights, units)
    row = describe_parts(dimension, weights, first, second)
    parameters = {
        name: np.repeat(value, len(squares), axis=0) for name, value in row.items() if name != "delta"
    }
    # rounding of multiplicities and eigenvalues
    return Draws(parameters, squares, accuracy + 1e-12, sizes=SIZES)


def square_trials(rng: np.random.Generator, size: int) -> Draws:
    """Networks of two to four units, all weighted degrees alike."""
    each = -(-size // len(SETTINGS))
    parts = []
    for dimension, degrees, first, second in SETTINGS:
        count = first + second
        units = draw_units(relu_sphere(dimension), each * count, rng).reshape(each, count, dimension)
        parts.append(measure_parts(dimension, equal_weights(dimension, degrees), first, second, units))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def square_witness() -> Draws:
    """A degree that the features lack, so that nothing of it is learnt: both sides are 1."""
    return join([
        measure_parts(d, equal_weights(d, (3,)), 1, 1, np.eye(d)[None, :2]) for d in (2, 3, 8)
    ])  # fmt: skip


def alignment_trials(rng: np.random.Generator, size: int) -> Draws:
    """Z^2 for a constant target, where the one number Z is tr C; one unit in each part.

    Z = gamma_0 (1 - lambda_0 sum G^{-1}): with N_0 = 1 no norm has to be found.
    """
    parts = []
    for dimension in (256, 512, 1024):
        units = draw_units(relu_sphere(dimension), 2 * size, rng).reshape(size, 2, dimension)
        squares, accuracy = missed_square(dimension, {0: 1.0}, units)
        row = describe_parts(dimension, {0: 1.0}, 1, 1)
        parameters = {name: np.repeat(value, size, axis=0) for name, value in row.items()}
        parts.append(
            Draws(
                parameters,
                squares,
                accuracy + 1e-12,
                sizes={"d": "256, 512 and 1024", "M_1, M_2": "1, 1", "degrees": "0"},
            )
        )
    return join(parts)


def block_trials(rng: np.random.Generator, size: int) -> Draws:
    """Z^q for a constant target, two or three blocks of one unit each, in one dimension so high that little varies."""
    parts, dimension = [], 1024
    for blocks in (2, 3):
        units = draw_units(relu_sphere(dimension), blocks * size, rng).reshape(size, blocks, dimension)
        squares, accuracy = missed_square(dimension, {0: 1.0}, units)
        row = describe_parts(dimension, {0: 1.0}, 1, 1)
        row["block_errors"], row["block_count"] = row["first_errors"], np.array([blocks])
        names = ("block_count", "n", "counts", "degree_weights", "block_errors", "delta")
        parts.append(
            Draws(
                {name: np.repeat(row[name], size, axis=0) for name in names},
                squares ** (blocks / 2), blocks * (accuracy + 1e-12),
                sizes={"d": dimension, "q": "2 and 3", "units in a block": 1, "degrees": "0"},
            )
        )  # fmt: skip
    return join(parts)
