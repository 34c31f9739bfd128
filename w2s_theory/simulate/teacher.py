"""One trained teacher: its error, and its mass and cross term on every degree up to J."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.simulate.activation_coefficients import (
    LARGEST_DEGREE,
    ActivationCoefficients,
    estimate_coefficients,
)
from w2s_theory.simulate.degree_masses import compute_zonal_forms
from w2s_theory.simulate.projection import Projection, project_target
from w2s_theory.simulate.random_features import require_units
from w2s_theory.simulate.targets import Target, build_target
from w2s_theory.spec.errors import AccuracyError, InputError
from w2s_theory.spec.model import Model
from w2s_theory.spec.spectral_filter import SpectralFilter, gradient_flow

_EPS = float(np.finfo(float).eps)
_FIRST_DEGREES = 12


@dataclass(frozen=True, eq=False)
class TeacherDraw:
    """One teacher, f_TE = P f*.

    All arrays over degrees have shape (J+1,) for degrees 0..J; errors and masses are relative to
    ||f*||^2 = 1. Every ``..._accuracy`` says how far its number may be off.

    Parameters
    ----------
    model, target, units
        What was drawn; ``units`` has shape (M, d).
    top_weights
        Shape (M,). f_TE = sum_i top_weights_i sigma(scale <u_i, x>).
    teacher_error
        L_TE = ||f* - f_TE||^2 = 1 - ||f_TE||^2.
    eigenvalue
        lambda_k of the kernel.
    target_coefficient
        c_k.
    cross
        <Pi_k f*, Pi_k f_TE>.
    mass
        ||Pi_k f_TE||^2.
    tail_mass
        The rest of ||f_TE||^2, on degrees above J.
    tail_eigenvalue
        The largest lambda_j with j > J.
    condition
        Estimated condition number of the Gram matrix.
    """

    model: Model
    target: Target
    units: np.ndarray
    top_weights: np.ndarray
    teacher_error: float
    teacher_error_accuracy: float
    eigenvalue: np.ndarray
    target_coefficient: np.ndarray
    cross: np.ndarray
    cross_accuracy: np.ndarray
    mass: np.ndarray
    mass_accuracy: np.ndarray
    tail_mass: float
    tail_mass_accuracy: float
    tail_eigenvalue: float
    condition: float

    @property
    def norm_squared(self) -> float:
        """||f_TE||^2 = 1 - L_TE."""
        return 1.0 - self.teacher_error

    @property
    def residual_mass(self) -> np.ndarray:
        """||Pi_k (f* - f_TE)||^2, shape (J+1,)."""
        return np.maximum(self.target_coefficient**2 - 2.0 * self.cross + self.mass, 0.0)

    def __repr__(self) -> str:
        """Return one line: sizes and the error."""
        size = f"d={self.units.shape[1]}, M_TE={len(self.units)}"
        return f"TeacherDraw({size}, L_TE={self.teacher_error:.6g} +- {self.teacher_error_accuracy:.1g})"


def simulate_teacher(
    model: Model,
    units: Any,
    target: Any = 1,
    *,
    degrees: int | None = None,
    times: Iterable[float] = (),
    spectral_filter: SpectralFilter | None = None,
    accuracy: float = 1e-6,
) -> TeacherDraw:
    """Train one teacher to convergence on the population and resolve it into degrees.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    units : array, shape (M, d)
        Bottom weights, rows of length 1; any placement.
    target : int or mapping
        A degree k (f* = sqrt(N_k) P_k(<x, e>), k = 1 is sqrt(d) x_1), or {degree: coefficient}
        with squares that sum to 1. e is the first coordinate.
    degrees : int, optional
        Resolve up to this degree. Default: as many as the student errors at ``times`` need, and
        at least 12 and those of the target.
    times : iterable of float
        Times at which a student's error will be asked for.
    spectral_filter : SpectralFilter, optional
        The student's filter, gradient flow by default.
    accuracy : float
        Relative accuracy asked for of L_TE and of the student errors.

    Returns
    -------
    TeacherDraw

    Raises
    ------
    InputError
        For bad units (repeated features included) or a target that the features cannot represent.
    AccuracyError
        If the Gram matrix does not carry the accuracy asked for.

    Notes
    -----
    The population is integrated exactly: L_TE = 1 - b.G^{-1} b with the kernel as Gram matrix.
    """
    units = require_units(model, units)
    goal = build_target(target, model)
    require_accuracy(accuracy)
    projection, _ = project_target(model, units, goal)
    if not projection.error_accuracy <= accuracy * projection.error:
        raise AccuracyError(
            f"the teacher error {projection.error:.3g} is known to "
            f"+-{projection.error_accuracy:.1e} only, not to the relative accuracy {accuracy:g} asked for: "
            "use fewer units or a larger accuracy"
        )
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    if degrees is not None:
        if (
            isinstance(degrees, bool)
            or not isinstance(degrees, int | np.integer)
            or not 0 <= degrees <= LARGEST_DEGREE - 2
        ):
            raise InputError(f"degrees must be a whole number from 0 to {LARGEST_DEGREE - 2}")
        return _resolve(model, units, goal, projection, max(int(degrees), goal.degrees[-1]))
    finite = np.array([t for t in times if math.isfinite(t)], dtype=float)
    # Off the target's degrees f_TE is minus a part of f* - f_TE, so its mass there is at most L_TE;
    # a shrinkage student's error is at least 3/4 L_TE^2.
    largest = max(_FIRST_DEGREES, goal.degrees[-1])
    allowed = 0.2 * accuracy * projection.error
    while largest < 512 and len(finite) and _tail_shrinkage(model, chosen, finite, largest) ** 2 > allowed:
        largest = min(largest + max(4, largest // 4), 512)
    while True:
        draw = _resolve(model, units, goal, projection, largest)
        if not len(finite) or largest >= LARGEST_DEGREE // 4:
            return draw
        open_part = _tail_shrinkage(model, chosen, finite, largest) ** 2 * max(draw.tail_mass, 0.0)
        if open_part <= 0.2 * accuracy * projection.error**2 or draw.tail_mass <= 2 * draw.tail_mass_accuracy:
            return draw
        largest *= 2


def require_accuracy(accuracy: Any) -> float:
    """Return a relative accuracy in (0, 1)."""
    if (
        isinstance(accuracy, bool)
        or not isinstance(accuracy, int | float | np.floating)
        or not 0.0 < accuracy < 1.0
    ):
        raise InputError("the accuracy must be a number between 0 and 1, such as 1e-6")
    return float(accuracy)


def largest_shrinkage(spectral_filter: SpectralFilter, upper: float, times: np.ndarray) -> np.ndarray:
    """Return the largest |s(lambda, t)| over 0 < lambda <= ``upper``, for each time, shape (n_times,).

    Exact for filters that grow with lambda there; others are scanned on a fine grid.
    """
    if upper <= 0.0:
        return np.zeros(len(times))
    grid = upper * np.geomspace(1e-12, 1.0, 400)
    return np.max(np.abs(spectral_filter.shrinkage(grid[:, None], times[None, :])), axis=0)


def _tail_shrinkage(model: Model, chosen: SpectralFilter, times: np.ndarray, largest: int) -> float:
    upper = estimate_coefficients(model, largest + 2).largest_eigenvalue_from(largest + 1)
    return float(np.max(largest_shrinkage(chosen, upper, times), initial=0.0))


def _resolve(
    model: Model, units: np.ndarray, goal: Target, projection: Projection, largest: int
) -> TeacherDraw:
    table: ActivationCoefficients = estimate_coefficients(model, largest + 2)
    diagonal = table.kernel_diagonal
    amplitude, error = table.amplitude[: largest + 1], table.amplitude_accuracy[: largest + 1]
    share = amplitude**2 / diagonal
    forms = compute_zonal_forms(units, projection.weights, largest, amplitude != 0.0)
    degree = np.arange(largest + 1)
    mass = share * forms
    relative = 2.0 * error / np.where(amplitude == 0.0, 1.0, np.abs(amplitude))
    relative += table.kernel_diagonal_accuracy / diagonal
    rounding = (4.0 + degree + 0.5 * model.dimension**0.5) * _EPS * projection.weight_size
    mass_accuracy = np.abs(mass) * relative + share * rounding
    # The weights solve the rounded system: G -> G + E moves the mass by 2 v.E w, v the weights that
    # represent Pi_k f_TE. Their length is sqrt(mass K1/(M lambda_k)), the Monte Carlo value, times a
    # factor that grows as M exceeds N_k (seen in w itself), and never above sqrt(mass/smallest eigenvalue).
    usual = np.sqrt(diagonal / (len(units) * np.maximum(table.eigenvalue[: largest + 1], 1e-300)))
    growth = max(8.0, 4.0 * float(np.linalg.norm(projection.weights)) / float(usual[goal.main_degree]))
    reach = np.minimum(growth * usual, projection.smallest**-0.5)
    mass_accuracy += 2.0 * np.sqrt(np.abs(mass) * projection.weight_size) * projection.entry_accuracy * reach
    coefficient = np.array([goal.coefficient(k) for k in range(largest + 1)])
    cross, cross_accuracy = np.zeros(largest + 1), np.zeros(largest + 1)
    cross[list(goal.degrees)], cross_accuracy[list(goal.degrees)] = (
        projection.cross,
        projection.cross_accuracy,
    )
    tail_accuracy = float(np.sum(mass_accuracy)) + projection.error_accuracy
    return TeacherDraw(
        model, goal, units, projection.weights / math.sqrt(diagonal),
        projection.error, projection.error_accuracy,
        table.eigenvalue[: largest + 1], coefficient, cross, cross_accuracy, mass, mass_accuracy,
        max(0.0, 1.0 - projection.error - math.fsum(mass)), tail_accuracy,
        table.largest_eigenvalue_from(largest + 1),
        projection.condition,
    )  # fmt: skip
