"""One trained teacher: its error, and its mass and cross term on every degree up to J."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.simulate.ball_teacher import BallProjection, can_enclose, enclose_projection, resolve_balls
from w2s_theory.simulate.kernels.activation_coefficients import LARGEST_DEGREE, estimate_coefficients
from w2s_theory.simulate.projection import Projection, project_target
from w2s_theory.simulate.random_features import require_units
from w2s_theory.simulate.student import compute_student_error, largest_shrinkage
from w2s_theory.simulate.targets import Target, build_target
from w2s_theory.simulate.teacher_parts import resolve_projection

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
    eigenvalue, eigenvalue_accuracy
        lambda_k of the kernel.
    target_coefficient
        c_k.
    cross
        <Pi_k f*, Pi_k f_TE>.
    mass
        ||Pi_k f_TE||^2.
    residual_cross
        <Pi_k f*, Pi_k (f* - f_TE)>.
    residual_mass
        ||Pi_k (f* - f_TE)||^2.
    tail_mass
        The rest of ||f_TE||^2, on degrees above J.
    tail_eigenvalue
        The largest lambda_j with j > J.
    condition
        Estimated condition number of the Gram matrix; ``inf`` where float64 cannot tell it.
    bits
        Working precision of the projection: 53, or that of the balls, whose accuracies are enclosures.
    """

    model: Model
    target: Target
    units: np.ndarray
    top_weights: np.ndarray
    teacher_error: float
    teacher_error_accuracy: float
    eigenvalue: np.ndarray
    eigenvalue_accuracy: np.ndarray
    target_coefficient: np.ndarray
    cross: np.ndarray
    cross_accuracy: np.ndarray
    mass: np.ndarray
    mass_accuracy: np.ndarray
    residual_cross: np.ndarray
    residual_cross_accuracy: np.ndarray
    residual_mass: np.ndarray
    residual_mass_accuracy: np.ndarray
    tail_mass: float
    tail_mass_accuracy: float
    tail_eigenvalue: float
    condition: float
    bits: int

    @property
    def norm_squared(self) -> float:
        """||f_TE||^2 = 1 - L_TE."""
        return 1.0 - self.teacher_error

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
    The population is integrated exactly: L_TE = 1 - b.G^{-1} b with the kernel as Gram matrix. Where float64
    does not carry the accuracy asked for, features sigma_p of at most 512 units are projected in ball arithmetic.
    """
    units = require_units(model, units)
    goal = build_target(target, model)
    require_accuracy(accuracy)
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    finite = np.array([t for t in times if math.isfinite(t)], dtype=float)
    if degrees is not None and (
        isinstance(degrees, bool)
        or not isinstance(degrees, int | np.integer)
        or not 0 <= degrees <= LARGEST_DEGREE - 2
    ):
        raise InputError(f"degrees must be a whole number from 0 to {LARGEST_DEGREE - 2}")

    def resolve(projection: Projection | BallProjection, condition: float) -> TeacherDraw:
        if degrees is not None:
            return _resolve(model, units, goal, projection, condition, max(int(degrees), goal.degrees[-1]))
        return _resolve_for(model, units, goal, projection, condition, chosen, finite, accuracy)

    refined = can_enclose(model, units)
    try:
        projection, _ = project_target(model, units, goal)
    except AccuracyError:
        if not refined:
            raise
        return resolve(enclose_projection(model, units, goal), math.inf)
    if projection.error_accuracy <= accuracy * projection.error:
        draw = resolve(projection, projection.condition)
        if not refined or degrees is not None or not len(finite):
            return draw
        error, doubt = compute_student_error(draw, finite, chosen)
        if np.all(doubt <= accuracy * np.maximum(error, 0.75 * draw.teacher_error**2)):
            return draw
    elif not refined:
        raise AccuracyError(
            f"the teacher error {projection.error:.3g} is known to "
            f"+-{projection.error_accuracy:.1e} only, not to the relative accuracy {accuracy:g} asked for: "
            "use fewer units or a larger accuracy"
        )
    return resolve(enclose_projection(model, units, goal), projection.condition)


def require_accuracy(accuracy: Any) -> float:
    """Return a relative accuracy in (0, 1)."""
    if (
        isinstance(accuracy, bool)
        or not isinstance(accuracy, int | float | np.floating)
        or not 0.0 < accuracy < 1.0
    ):
        raise InputError("the accuracy must be a number between 0 and 1, such as 1e-6")
    return float(accuracy)


def _resolve_for(
    model: Model,
    units: np.ndarray,
    goal: Target,
    projection: Projection | BallProjection,
    condition: float,
    chosen: SpectralFilter,
    finite: np.ndarray,
    accuracy: float,
) -> TeacherDraw:
    """Resolve into as many degrees as the student errors at the ``finite`` times need."""
    largest = max(_FIRST_DEGREES, goal.degrees[-1])
    if isinstance(projection, Projection):
        largest = int(degrees_needed(model, goal, np.array([projection.error]), finite, chosen, accuracy)[0])
    while True:
        draw = _resolve(model, units, goal, projection, condition, largest)
        if not len(finite) or largest >= LARGEST_DEGREE // 4:
            return draw
        error, _ = compute_student_error(draw, finite, chosen)
        open_part = _tail_shrinkage(model, chosen, finite, largest) ** 2 * draw.tail_mass
        needed = 0.2 * accuracy * np.maximum(error, 0.75 * projection.error**2)
        if np.all(open_part <= needed) or draw.tail_mass <= 2 * draw.tail_mass_accuracy:
            return draw
        largest *= 2


def degrees_needed(
    model: Model,
    target: Target,
    errors: np.ndarray,
    times: np.ndarray,
    spectral_filter: SpectralFilter,
    accuracy: float,
) -> np.ndarray:
    """How many degrees teachers of errors L_TE, shape (n,), are resolved into at first, at most 512.

    A degree costs less than finding out that it is missing. Off the target's degrees f_TE is minus a part of
    f* - f_TE, so its mass there is at most L_TE; a shrinkage student's error is at least 3/4 L_TE^2.
    """
    largest = max(_FIRST_DEGREES, target.degrees[-1])
    found, missing = np.full(len(errors), largest), np.full(len(errors), len(times) > 0)
    while largest < 512 and missing.any():
        beyond = np.max(_tail_shrinkage(model, spectral_filter, times, largest)) ** 2
        missing &= beyond > 0.2 * accuracy * errors
        largest = min(largest + max(4, largest // 4), 512)
        found[missing] = largest
    return found


def _tail_shrinkage(model: Model, chosen: SpectralFilter, times: np.ndarray, largest: int) -> np.ndarray:
    upper = estimate_coefficients(model, largest + 2).largest_eigenvalue_from(largest + 1)
    return largest_shrinkage(chosen, upper, times)


def _resolve(
    model: Model,
    units: np.ndarray,
    goal: Target,
    projection: Projection | BallProjection,
    condition: float,
    largest: int,
) -> TeacherDraw:
    table = estimate_coefficients(model, largest + 2)
    if isinstance(projection, BallProjection):
        parts, bits = resolve_balls(projection, largest), projection.bits
    else:
        parts, bits = resolve_projection(model, units, goal, projection, largest), 53
    return TeacherDraw(
        model=model, target=goal, units=units, top_weights=projection.weights / math.sqrt(table.kernel_diagonal),
        teacher_error=projection.error, teacher_error_accuracy=projection.error_accuracy,
        eigenvalue=table.eigenvalue[: largest + 1], eigenvalue_accuracy=table.eigenvalue_accuracy[: largest + 1],
        target_coefficient=np.array([goal.coefficient(k) for k in range(largest + 1)]),
        **vars(parts),
        tail_eigenvalue=table.largest_eigenvalue_from(largest + 1), condition=condition, bits=bits,
    )  # fmt: skip
