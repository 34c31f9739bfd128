"""The slow, independent route in dimension 2 and 3: functions as values on a quadrature grid.

No kernel formula, no coefficients, no degrees: the teacher is a weighted least-squares fit on grid
points and gradient flow runs on a matrix over them. It is the referee of the fast route.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.gauss_rules import legendre_rule


@dataclass(frozen=True, eq=False)
class SphereGrid:
    """Points on S^{d-1}, shape (n, d), and weights, shape (n,), of sum 1."""

    points: np.ndarray
    weights: np.ndarray


def circle_grid(units: np.ndarray, nodes: int = 12) -> SphereGrid:
    """Gauss rule on every arc between the points where some <u, x> changes sign; units of shape (M, 2).

    For activations with a kink at 0 it is exact to rounding: the features are analytic on each arc.
    """
    angles = np.arctan2(units[:, 1], units[:, 0])
    cuts = np.unique(np.concatenate((angles + math.pi / 2, angles - math.pi / 2)) % (2 * math.pi))
    cuts = np.append(cuts, cuts[0] + 2 * math.pi)
    x, w = legendre_rule(nodes)
    half = np.diff(cuts) / 2
    angle = ((cuts[:-1] + half)[:, None] + half[:, None] * x).ravel()
    weight = (half[:, None] * w).ravel() / (2 * math.pi)
    return SphereGrid(np.column_stack((np.cos(angle), np.sin(angle))), weight)


def product_grid(heights: int, longitudes: int) -> SphereGrid:
    """Gauss-Legendre in the height times equal longitudes on S^2: exact up to degree 2 heights - 1."""
    z, w = legendre_rule(heights)
    angle = 2 * math.pi * np.arange(longitudes) / longitudes
    radius = np.sqrt((1 - z) * (1 + z))
    columns = (
        np.outer(z, np.ones(longitudes)),
        np.outer(radius, np.cos(angle)),
        np.outer(radius, np.sin(angle)),
    )
    points = np.stack([column.ravel() for column in columns], axis=1)
    return SphereGrid(points, np.repeat(w / (2 * longitudes), longitudes))


def simulate_on_grid(
    model: Model,
    units: np.ndarray,
    target: np.ndarray,
    grid: SphereGrid,
    times: np.ndarray,
    student_units: np.ndarray,
) -> tuple[float, np.ndarray]:
    """L_TE and L_ST(t) of a finite student, from values on the grid alone.

    Parameters
    ----------
    model : Model
        Dimension 2 or 3.
    units : array, shape (M_TE, d)
        Bottom weights of the teacher.
    target : array, shape (n,)
        f* at the grid points, of norm 1.
    grid : SphereGrid
        Of n points.
    times : array, shape (n_times,)
        Finite times of gradient flow.
    student_units : array, shape (M_ST, d)
        Bottom weights of the student.

    Returns
    -------
    teacher_error : float
    student_error : array, shape (n_times,)

    Raises
    ------
    InputError
        In other dimensions.
    """
    if model.dimension not in (2, 3) or model.activation is None:
        raise InputError("grids are made for networks in dimension 2 and 3 only")
    root = np.sqrt(grid.weights)
    factor = model.activation.factor(model.dimension)
    features = root[:, None] * model.activation.function(factor * (grid.points @ units.T))
    goal = root * target
    weights = np.linalg.lstsq(features, goal, rcond=None)[0]
    teacher = features @ weights
    student = root[:, None] * model.activation.function(factor * (grid.points @ student_units.T))
    # K_hat = (1/M_ST) sum phi phi^T on the grid, through its singular vectors
    left, values, _ = np.linalg.svd(student / math.sqrt(len(student_units)), full_matrices=False)
    part = left.T @ teacher
    shrunk = left @ (-np.expm1(-np.outer(values**2, times)) * part[:, None])
    return float(np.sum((goal - teacher) ** 2)), np.sum((goal[:, None] - shrunk) ** 2, axis=0)
