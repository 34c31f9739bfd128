"""Experiments on principal angles: trained teachers, one target after another, against an orthonormal basis of the span.

The errors come from one linear system per target of a basis of V_k. The angles never see a target: the features are
orthonormalised, as functions on a grid of the circle (d = 2) or by the eigenvectors of their Gram matrix.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher

# the largest dimension of V_k; the statements hold for every one
LENGTH = 12
LARGEST_UNITS = 12
_EPS = float(np.finfo(float).eps)


def angles_on_circle(units: np.ndarray, degree: int) -> tuple[np.ndarray, float]:
    """sin^2 of the two angles for d = 2: features and cos, sin(k theta) as functions on the circle.

    ``units`` has shape (M, 2). Returns the squared sines, shape (2,), and how far one may be off.
    """
    grid = circle_grid(units, 24)
    root = np.sqrt(grid.weights)
    features = root[:, None] * np.maximum(grid.points @ units.T, 0.0)
    angle = degree * np.arctan2(grid.points[:, 1], grid.points[:, 0])
    basis = math.sqrt(2) * root[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    span, triangle = np.linalg.qr(features)
    unseen = basis - span @ (span.T @ basis)
    return np.linalg.svd(unseen, compute_uv=False) ** 2, 64 * _EPS * len(units) * float(
        np.linalg.cond(triangle)
    ) ** 2


def angles_of_linear_functions(units: np.ndarray) -> tuple[np.ndarray, float]:
    """sin^2 of the d angles between V_1 and the span, from an orthonormal basis of the span; units of shape (M, d).

    The basis is made of the Gram matrix's eigenvectors; its parts in V_1 are a_1 sqrt(d) times combinations of units.
    """
    model = relu_sphere(units.shape[1])
    table = estimate_coefficients(model, 4)
    cosines = np.clip(units @ units.T, -1.0, 1.0)
    np.fill_diagonal(cosines, 1.0)
    sizes, directions = np.linalg.eigh(table.kernel_diagonal * relative_kernel(model).values(cosines))
    if sizes[0] < 1e-9 * sizes[-1]:
        raise AccuracyError("the features are too alike for an orthonormal basis: use fewer units")
    parts = (directions / np.sqrt(sizes)).T @ (table.coefficient[1] * math.sqrt(units.shape[1]) * units)
    learnt = np.linalg.svd(parts, compute_uv=False) ** 2
    squared = np.ones(units.shape[1])
    squared[: len(learnt)] -= learnt
    return np.clip(squared, 0.0, 1.0), 64 * _EPS * len(units) * float(sizes[-1] / sizes[0])


def train_on_basis(units: np.ndarray, degree: int) -> list[TeacherDraw]:
    """A teacher for every function of an orthonormal basis of V_k: k = 1, or d = 2 and any k.

    The units are turned instead of the target.
    """
    model = relu_sphere(units.shape[1])
    if units.shape[1] == 2:
        quarter = math.pi / (2 * degree)
        turn = np.array([[math.cos(quarter), -math.sin(quarter)], [math.sin(quarter), math.cos(quarter)]])
        turned = [units, units @ turn]
    else:
        turned = [np.roll(units, -axis, axis=1) for axis in range(units.shape[1])]
    return [simulate_teacher(model, each, degree, degrees=degree, accuracy=1e-6) for each in turned]


Measure = Callable[[TeacherDraw, int], tuple[float, float]]


def _teacher_error(teacher: TeacherDraw, degree: int) -> tuple[float, float]:
    return teacher.teacher_error, teacher.teacher_error_accuracy


def _projection_error(teacher: TeacherDraw, degree: int) -> tuple[float, float]:
    """||Pi_k (f* - f_TE)||^2, the error of the student Pi_k f_TE."""
    doubt = teacher.mass_accuracy[degree] + 2 * teacher.cross_accuracy[degree]
    return float(teacher.residual_mass[degree]), float(doubt)


def _trials(rng: np.random.Generator, size: int, measure: Measure) -> Draws:
    rows: list[tuple[float, ...]] = []
    angles: list[np.ndarray] = []
    while len(rows) < size:
        dimension = int(rng.integers(2, 9))
        degree = int(rng.choice([1, 2, 4])) if dimension == 2 else 1
        units = draw_units(relu_sphere(dimension), int(rng.integers(1, LARGEST_UNITS + 1)), rng)
        try:
            sines, doubt = (
                angles_on_circle(units, degree) if dimension == 2 else angles_of_linear_functions(units)
            )
            found = np.array([measure(teacher, degree) for teacher in train_on_basis(units, degree)])
        except AccuracyError:
            continue
        angles.append(np.concatenate([sines, np.zeros(LENGTH - len(sines))]))
        error, accuracy = found.mean(axis=0)
        rows.append((len(sines), error, accuracy + 4 * doubt))
    n, error, accuracy = np.array(rows).T
    sizes = {
        "ReLU networks": len(rows),
        "d": "2 to 8",
        "M_TE": f"1 to {LARGEST_UNITS}",
        "target degree": "1, 2 or 4",
    }
    return Draws({"n": n.astype(int), "sines": np.array(angles)}, error, accuracy, sizes=sizes)


def teacher_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_TE averaged over an orthonormal basis of V_k, and the angles of the same units."""
    return _trials(rng, size, _teacher_error)


def student_trials(rng: np.random.Generator, size: int) -> Draws:
    """The same for the student that projects its teacher on V_k."""
    return _trials(rng, size, _projection_error)
