"""Experiments on one round of a recipe: fresh ReLU teachers on a label that is itself a student's function.

The label is what a first round left: a student of the mean of four teachers. It is known by its degrees' means
and energies, measured on the draw; the second round's teachers and student are simulated on the function itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from w2s_theory.experiments.equivalent_means import (
    Cell,
    draws_per_cell,
    formula_parameters,
    in_cells,
    spectrum_of,
)
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.simulate.degree_masses import compute_zonal_images
from w2s_theory.simulate.kernels.activation_coefficients import ActivationCoefficients, estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.kernels.gram import compute_gram
from w2s_theory.simulate.projection import factorise
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.targets import build_target, compute_feature_products

# degrees that a student stopped at these times has seen anything of
_LARGEST = 12
FIRST_COPIES, FIRST_TAU = 4, 5.0


@dataclass(frozen=True, eq=False)
class Sample:
    """A function sum_i w_i phi_{u_i} filtered by degree: s_k times its part on degree k, k = 0.._LARGEST."""

    units: np.ndarray
    weights: np.ndarray
    shrinkage: np.ndarray


def shrinkage_at(table: ActivationCoefficients, tau: float, degree: int) -> np.ndarray:
    """1 - exp(-lambda_k t) for degrees 0.._LARGEST with tau = lambda_degree t."""
    return -np.expm1(-table.eigenvalue[: _LARGEST + 1] * tau / table.eigenvalue[degree])


def train_mean(
    rng: np.random.Generator, cell: Cell, copies: int, label: Sample | None
) -> tuple[np.ndarray, np.ndarray]:
    """Units and weights of the mean of fresh teachers on a label (``None``: the target itself)."""
    model = relu_sphere(cell.dimension)
    assert model.activation is not None
    table, target = estimate_coefficients(model, 64), build_target(cell.degree, model)
    all_units, all_weights = [], []
    for _ in range(copies):
        units = draw_units(model, cell.units, rng)
        factor = factorise(compute_gram(units, relative_kernel(model), model.activation))
        if label is None:
            products = compute_feature_products(target, table, units)[0].sum(axis=0)
        else:
            products = _label_products(table, units, label)
        all_units.append(units)
        all_weights.append(factor.solve(products) / copies)
    return np.concatenate(all_units), np.concatenate(all_weights)


def _label_products(table: ActivationCoefficients, units: np.ndarray, label: Sample) -> np.ndarray:
    """<g, phi_u>/sqrt(K(x, x)), degree by degree."""
    share = table.amplitude[: _LARGEST + 1] ** 2 / table.kernel_diagonal
    products = np.zeros(len(units))
    values = gegenbauer_values(units @ label.units.T, table.dimension)
    for factor, polynomial in zip(label.shrinkage * share, values, strict=False):
        if factor:
            products += factor * (polynomial @ label.weights)
    return products


def moments_of(cell: Cell, function: Sample) -> tuple[np.ndarray, float]:
    """Energy ||Pi_k g||^2 for k = 0.._LARGEST, and <f*, g>."""
    model = relu_sphere(cell.dimension)
    table, target = estimate_coefficients(model, 64), build_target(cell.degree, model)
    amplitude = table.amplitude[: _LARGEST + 1]
    forms = function.weights @ compute_zonal_images(
        function.units, function.weights, _LARGEST, amplitude != 0.0
    )
    energy = function.shrinkage**2 * amplitude**2 / table.kernel_diagonal * forms
    overlap = float(compute_feature_products(target, table, function.units)[0].sum(axis=0) @ function.weights)
    return np.maximum(energy, 0.0), float(function.shrinkage[cell.degree]) * overlap


def error_of(cell: Cell, function: Sample) -> float:
    """||f* - g||^2 for a function whose degrees above _LARGEST are filtered away."""
    energy, overlap = moments_of(cell, function)
    return 1.0 - 2.0 * overlap + math.fsum(energy)


def draw_label(rng: np.random.Generator, cell: Cell) -> Sample:
    """The student after a first round."""
    table = estimate_coefficients(relu_sphere(cell.dimension), 64)
    return Sample(*train_mean(rng, cell, FIRST_COPIES, None), shrinkage_at(table, FIRST_TAU, cell.degree))


def recipe_cell(
    rng: np.random.Generator, cell: Cell, copies: int, tau: float, count: int
) -> tuple[str, dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """A second round on ``count`` labels, each drawn with teachers of its own."""
    table = estimate_coefficients(relu_sphere(cell.dimension), 64)
    shared = formula_parameters(cell, count)
    degree, lambdas, _ = spectrum_of(cell.equivalent())
    (place,) = np.flatnonzero(degree == cell.degree)
    resolved = (degree >= 0) & (degree <= _LARGEST)
    shrinkage = shrinkage_at(table, tau, cell.degree)
    means, energies = np.zeros((count, len(degree))), np.zeros((count, len(degree)))
    errors = np.empty(count)
    for number in range(count):
        label = draw_label(rng, cell)
        energy, overlap = moments_of(cell, label)
        means[number, place] = overlap
        energies[number, resolved] = energy[degree[resolved]]
        errors[number] = error_of(cell, Sample(*train_mean(rng, cell, copies, label), shrinkage))
    parameters = {
        **shared, "t": np.full(count, tau / lambdas[place]), "copies": np.full(count, copies),
        "label_means": means, "label_energies": energies,
    }  # fmt: skip
    # what degrees above _LARGEST could add, and a few hundred roundings
    accuracy = np.full(count, float(shrinkage[-1]) ** 2 * 1e-2 + 1e-12)
    return f"{cell}, {copies} fresh teachers, tau = {tau:g}", parameters, errors, accuracy


def recipe_trials(
    rng: np.random.Generator, size: int, cells: Sequence[Cell] = (Cell(16, 64, 1), Cell(16, 128, 1))
) -> Draws:
    """L_ST after the second round."""
    count = min(draws_per_cell(size) // 5 + 28, 200)
    return in_cells([
        recipe_cell(rng, cells[0], 1, 2.0, count),
        recipe_cell(rng, cells[0], 2, 5.0, count),
        recipe_cell(rng, cells[1], 1, 2.0, count),
    ])  # fmt: skip
