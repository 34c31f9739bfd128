"""A teacher resolved into degrees: f_TE and the residual e = f* - f_TE on each of them, from float64 weights."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from w2s_theory.records.model import Model
from w2s_theory.simulate.degree_masses import compute_zonal_images
from w2s_theory.simulate.kernels.activation_coefficients import ActivationCoefficients, estimate_coefficients
from w2s_theory.simulate.projection import Projection
from w2s_theory.simulate.targets import Target

_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class TeacherParts:
    """Masses and inner products by degree, relative to ||f*||^2 = 1.

    Arrays have shape (J+1,), degrees 0..J, of several teachers (B, J+1) and tails (B,); every ``..._accuracy`` says
    how far its number may be off.

    Parameters
    ----------
    cross
        <Pi_k f*, Pi_k f_TE>.
    mass
        ||Pi_k f_TE||^2.
    residual_cross
        <Pi_k f*, Pi_k e>.
    residual_mass
        ||Pi_k e||^2.
    tail_mass
        The rest of ||f_TE||^2, on degrees above J.
    """

    cross: np.ndarray
    cross_accuracy: np.ndarray
    mass: np.ndarray
    mass_accuracy: np.ndarray
    residual_cross: np.ndarray
    residual_cross_accuracy: np.ndarray
    residual_mass: np.ndarray
    residual_mass_accuracy: np.ndarray
    tail_mass: Any
    tail_mass_accuracy: Any


def resolve_projection(
    model: Model, units: np.ndarray, target: Target, projection: Projection, largest: int
) -> TeacherParts:
    """Resolve a float64 projection into degrees 0..``largest``, which hold those of the target."""
    table = estimate_coefficients(model, largest + 2)
    amplitude = table.amplitude[: largest + 1]
    share = amplitude**2 / table.kernel_diagonal
    weights = projection.weights
    images = share * compute_zonal_images(units, weights, largest, amplitude != 0.0)
    mass = weights @ images
    relative, rounding = mass_rounding(table, largest)
    mass_accuracy = np.abs(mass) * relative + share * rounding * projection.weight_size
    # The weights solve the rounded system: G -> G + E moves the mass by -2 v.E w, v the weights that represent
    # Pi_k f_TE, and, as no degree has more than G itself, by at most |E w|^2/(smallest eigenvalue) at second order.
    seen = projection.factor.solve(np.asfortranarray(images))
    length, reach = float(np.linalg.norm(weights)), np.linalg.norm(seen, axis=0)
    entries = 4.0 * reach * length + 0.1 * np.sum(np.abs(seen), axis=0) * float(np.sum(np.abs(weights)))
    second = 4.0 * len(units) * (projection.entry_accuracy * length) ** 2 / projection.smallest
    mass_accuracy += 2.0 * projection.entry_accuracy * entries + np.where(amplitude == 0.0, 0.0, second)
    error = np.array(projection.error), np.array(projection.error_accuracy)
    parts = teacher_parts(
        target, largest, projection.cross, projection.cross_accuracy, *error, mass, mass_accuracy
    )
    return replace(
        parts, tail_mass=float(parts.tail_mass), tail_mass_accuracy=float(parts.tail_mass_accuracy)
    )


def mass_rounding(table: ActivationCoefficients, largest: int) -> tuple[np.ndarray, np.ndarray]:
    """Relative error of a degree's share of the kernel, and what its weights' size and share are multiplied by."""
    amplitude, error = table.amplitude[: largest + 1], table.amplitude_accuracy[: largest + 1]
    relative = 2.0 * error / np.where(amplitude == 0.0, 1.0, np.abs(amplitude))
    relative = relative + table.kernel_diagonal_accuracy / table.kernel_diagonal
    degree, dimension = np.arange(largest + 1), table.dimension
    # <u, v> is off by a rounding, and P_k by at most P_k'(1) = k (k+d-2)/(d-1) times that
    steepest = degree * (degree + dimension - 2.0) / (dimension - 1.0)
    return relative, (4.0 + steepest + 0.5 * dimension**0.5) * _EPS


def teacher_parts(
    target: Target,
    largest: int,
    cross: np.ndarray,
    cross_accuracy: np.ndarray,
    error: np.ndarray,
    error_accuracy: np.ndarray,
    mass: np.ndarray,
    mass_accuracy: np.ndarray,
) -> TeacherParts:
    """What follows from L_TE (...), the masses (..., J+1) and the cross terms (..., n) of the target's n degrees."""
    coefficient = np.array([target.coefficient(k) for k in range(largest + 1)])
    places = list(target.degrees)
    spread, spread_accuracy = np.zeros_like(mass), np.zeros_like(mass)
    spread[..., places], spread_accuracy[..., places] = cross, cross_accuracy
    # <Pi_k f*, Pi_k e> = c_k^2 - cross; a single degree has it from L_TE, which is known better
    kept, kept_accuracy = coefficient**2 - spread, spread_accuracy + 4 * _EPS * coefficient**2
    if len(places) == 1:
        kept[..., places[0]], kept_accuracy[..., places[0]] = error, error_accuracy
    total = np.array([math.fsum(row) for row in mass.reshape(-1, largest + 1).tolist()]).reshape(error.shape)
    return TeacherParts(
        spread, spread_accuracy, mass, mass_accuracy, kept, kept_accuracy,
        # ||Pi_k e||^2 = mass - c^2 + 2 (c^2 - cross)
        np.maximum(mass - coefficient**2 + 2 * kept, 0.0), mass_accuracy + 2 * kept_accuracy,
        np.maximum(0.0, 1.0 - error - total), np.sum(mass_accuracy, axis=-1) + error_accuracy,
    )  # fmt: skip
