"""A ReLU teacher and its student of infinite width as functions on a grid of the circle or the sphere.

No degrees, no eigenvalues, no Funk-Hecke: the teacher is a least-squares fit to the target's values, and
gradient flow f' = K (f_TE - f) is solved with the kernel's values between the grid points. On coarser
grids the same is done again, which tells how far the number may be off.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.kernels.arc_cosine_kernel import relative_arc_cosine
from w2s_theory.simulate.kernels.gegenbauer import orthonormal_values
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import SphereGrid, circle_grid, product_grid
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher

# beyond these the teacher's features are too alike for the grid, or the grid too coarse for them
LARGEST_UNITS = {2: 16, 3: 10}
# nodes on each arc between kinks; heights of the product grid
CIRCLE_NODES, SPHERE_HEIGHTS = (6, 12), (12, 18, 24)


def simulate_teacher_on_grid(
    units: np.ndarray, degree: int, grid: SphereGrid
) -> tuple[np.ndarray, np.ndarray]:
    """The target sqrt(N_k) P_k(x_1) and its ReLU teacher, values times the square root of the grid's weights.

    Parameters
    ----------
    units : array, shape (M_TE, d)
        Bottom weights of the teacher, d = 2 or 3.
    degree : int
        k of the target, which has norm 1.
    grid : SphereGrid
        Of n points.

    Returns
    -------
    target, teacher : arrays, shape (n,)
        Inner products of L2 are plain dot products of these, up to the grid's quadrature error.
    """
    root = np.sqrt(grid.weights)
    target = root * next(islice(orthonormal_values(grid.points[:, 0], units.shape[1]), degree, None))
    features = root[:, None] * np.maximum(grid.points @ units.T, 0.0)
    return target, features @ np.linalg.lstsq(features, target, rcond=None)[0]


def simulate_flow_on_grid(
    units: np.ndarray, degree: int, grid: SphereGrid, time: float, start_share: float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Target, ReLU teacher and its student of infinite width at ``time``, from values on the grid alone.

    Parameters
    ----------
    units, degree, grid
        As for :func:`simulate_teacher_on_grid`; an n x n matrix is diagonalised.
    time : float
        Finite t >= 0.
    start_share : float
        p: training starts at p f*, by default at 0.

    Returns
    -------
    target, teacher, student : arrays, shape (n,)
        Accurate to the grid's quadrature error for functions with the teacher's kinks.
    """
    target, teacher = simulate_teacher_on_grid(units, degree, grid)
    root = np.sqrt(grid.weights)
    # K(x, x) = E max(<u, x>, 0)^2 = 1/(2d)
    kernel = relative_arc_cosine(grid.points @ grid.points.T, 1) / (2 * units.shape[1])
    speed, directions = np.linalg.eigh(root[:, None] * kernel * root)
    learnt = -np.expm1(-np.maximum(speed, 0.0) * time)
    start = start_share * target
    return target, teacher, start + directions @ (learnt * (directions.T @ (teacher - start)))


def simulate_student_on_grid(units: np.ndarray, degree: int, grid: SphereGrid, time: float) -> float:
    """L_ST(t) of the student of infinite width of one ReLU teacher, by :func:`simulate_flow_on_grid`."""
    target, _, student = simulate_flow_on_grid(units, degree, grid, time)
    return float(np.sum((target - student) ** 2))


def grids_for(units: np.ndarray) -> list[SphereGrid]:
    """Grids of growing fineness, on the circle between the teacher's kinks."""
    if units.shape[1] == 2:
        return [circle_grid(units, nodes) for nodes in CIRCLE_NODES]
    return [product_grid(heights, 2 * heights) for heights in SPHERE_HEIGHTS]


def estimate_on_grids(units: np.ndarray, measure: Callable[[SphereGrid], float]) -> tuple[float, float]:
    """A number from the finest grid, and how far it may be off: four times what the grids differ by."""
    found = [measure(grid) for grid in grids_for(units)]
    return found[-1], 4 * (max(found) - min(found)) + 1e-12


def draw_teacher(rng: np.random.Generator, dimension: int) -> TeacherDraw:
    """A random ReLU teacher for the grid, resolved into degrees up to 20."""
    model = relu_sphere(dimension)
    while True:
        units = draw_units(model, int(rng.integers(2, LARGEST_UNITS[dimension] + 1)), rng)
        try:
            return simulate_teacher(model, units, int(rng.choice([1, 1, 2, 4])), degrees=20, accuracy=1e-7)
        except AccuracyError:
            continue


def draw_on_grid(
    rng: np.random.Generator, dimension: int, measure: Callable[..., float] = simulate_student_on_grid
) -> tuple[TeacherDraw, float, float, float]:
    """A random teacher resolved into degrees, a time t, and L_ST(t) from the grid with its error.

    ``measure`` takes the arguments of :func:`simulate_student_on_grid`, which it replaces where another number of the
    student is wanted.
    """
    teacher = draw_teacher(rng, dimension)
    units, degree = teacher.units, teacher.target.main_degree
    time = 10.0 ** rng.uniform(-1, 1) / float(teacher.eigenvalue[degree])
    found = estimate_on_grids(units, lambda grid: measure(units, degree, grid, time))
    return teacher, time, *found
