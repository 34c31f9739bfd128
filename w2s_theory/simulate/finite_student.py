"""A student of finite width M_ST: exact population inner products, no data.

With features phi_v divided by sqrt(K1), K1 = K(x, x): kappa = K(V, V)/K1, A = (K1/M_ST) kappa (the spectrum
of K_hat), h = <phi_v, f_TE> = (K(V, U)/K1) w, y = <phi_v, f*>. The student s(K_hat) f_TE has coefficients
c = (K1/M_ST) psi(A) h with psi(x) = s(x)/x, and L_ST = 1 - 2 y.c + c.kappa c.

A student that starts at f_0 is f_0 + s(K_hat)(f_TE - f_0): the same with f* - f_0 and f_TE - f_0 in the place of target
and teacher.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.linalg import eigh

from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.simulate.best_stop import BestStop, find_best_finite_stop
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gram import compute_gram, compute_kernel_product
from w2s_theory.simulate.machine.lanczos import build_krylov_flow
from w2s_theory.simulate.projection import blas, factorise
from w2s_theory.simulate.random_features import require_units
from w2s_theory.simulate.started_student import Start, start_energy, start_products
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.targets import compute_feature_products
from w2s_theory.simulate.teacher import TeacherDraw

_EPS = float(np.finfo(float).eps)
LARGEST_EIGENPROBLEM = 4096
_KRYLOV_FROM = 192
_KRYLOV_STEPS = 320


@dataclass(frozen=True, eq=False)
class StudentLimit:
    """A finite student trained to convergence: f_ST = P_ST f_TE.

    Parameters
    ----------
    student_error
        L_ST(inf), from the coefficients of P_ST f_TE.
    ceiling_error
        L_ceiling = ||f* - P_ST f*||^2.
    projected_residual
        ||P_ST (f* - f_TE)||^2, from its own linear system.
    student_energy
        ||P_ST f_TE||^2.
    """

    student_error: float
    student_error_accuracy: float
    ceiling_error: float
    ceiling_error_accuracy: float
    projected_residual: float
    projected_residual_accuracy: float
    student_energy: float


@dataclass(frozen=True, eq=False)
class FiniteRun:
    """A finite student at several times: arrays of shape (n_times,).

    Parameters
    ----------
    student_error, student_error_accuracy
        L_ST.
    misfit, misfit_accuracy
        ||f_TE - f_ST||^2, from inner products of the student with its teacher; the target does not enter.
    """

    student_error: np.ndarray
    student_error_accuracy: np.ndarray
    misfit: np.ndarray
    misfit_accuracy: np.ndarray


@dataclass(frozen=True, eq=False)
class _Setting:
    gram: Any
    teacher_products: np.ndarray
    target_products: np.ndarray
    shared: float
    single: np.ndarray
    diagonal: float
    teacher_size: float
    teacher_doubt: float
    teacher_energy: float
    teacher_energy_doubt: float
    target_energy: float = 1.0
    product_doubt: float = 0.0


def simulate_finite_student(
    draw: TeacherDraw, student_units: Any, times: Any, spectral_filter: SpectralFilter | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of a student with given bottom weights.

    Parameters
    ----------
    draw : TeacherDraw
        The teacher.
    student_units : array, shape (M_ST, d)
        Bottom weights of the student, rows of length 1.
    times : array, shape (n_times,)
        Times t >= 0; ``inf`` is training to convergence.
    spectral_filter : SpectralFilter, optional
        Gradient flow by default; others need M_ST <= 4096.

    Returns
    -------
    student_error, student_error_accuracy : arrays, shape (n_times,)

    Raises
    ------
    InputError
        For bad units or times, or a filter that a student of this size is too large for.
    AccuracyError
        At ``inf``, if the student's features are linearly dependent to working accuracy.

    Notes
    -----
    Up to 192 units, and for filters other than gradient flow, by eigendecomposition; beyond by
    Lanczos with its error bound included in the accuracy.
    """
    found = simulate_finite_run(draw, student_units, times, spectral_filter)
    return found.student_error, found.student_error_accuracy


def simulate_finite_run(
    draw: TeacherDraw,
    student_units: Any,
    times: Any,
    spectral_filter: SpectralFilter | None = None,
    start: Start | None = None,
) -> FiniteRun:
    """The same with the student's misfit, and from a start; parameters and errors as for :func:`simulate_finite_student`.

    With a start the teacher must be resolved at least into its degrees.
    """
    times = require_times(times)
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    units = require_units(draw.model, student_units)
    flow = chosen.name == "gradient_flow"
    if not flow and len(units) > LARGEST_EIGENPROBLEM:
        raise InputError(
            f"students of more than {LARGEST_EIGENPROBLEM} units are simulated for gradient flow only, "
            f"not {chosen.name}: use fewer units"
        )
    endless = np.isinf(times) & flow
    return _run(_prepare(draw, units, full=bool(endless.any()), start=start), times, chosen)


def simulate_best_finite_student(
    draw: TeacherDraw, student_units: Any, start: Start | None = None
) -> BestStop:
    """Gradient flow of a student with given bottom weights, stopped when its error is least; time 0 if at its start.

    Raises
    ------
    InputError, AccuracyError
        For bad units; if rounding hides where the least error lies.
    """
    units = require_units(draw.model, student_units)
    # beyond, training to convergence costs more than all of the rest
    endless = len(units) <= LARGEST_EIGENPROBLEM
    setting = _prepare(draw, units, full=endless, start=start)

    def errors(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found = _run(setting, times, gradient_flow())
        return found.student_error, found.student_error_accuracy

    return find_best_finite_stop(draw, errors, endless, start)


def _run(setting: _Setting, times: np.ndarray, chosen: SpectralFilter) -> FiniteRun:
    endless = np.isinf(times) & (chosen.name == "gradient_flow")
    usual = ~endless
    rows = np.empty((4, len(times)))
    if usual.any():
        rows[:, usual] = _stopped(setting, times[usual], chosen)
    if endless.any():
        limit = _limit(setting)
        misfit = max(setting.teacher_energy - limit.student_energy, 0.0)
        doubt = limit.student_error_accuracy + setting.teacher_energy_doubt
        rows[:, endless] = np.array([limit.student_error, limit.student_error_accuracy, misfit, doubt])[
            :, None
        ]
    return FiniteRun(*rows)


def simulate_student_limit(draw: TeacherDraw, student_units: Any) -> StudentLimit:
    """Train a finite student to convergence: its error, its ceiling and the residual it keeps.

    By Pythagoras L_ST(inf) = L_ceiling + ||P_ST (f* - f_TE)||^2; here the three numbers come from
    three linear systems, so that the identity can be tested.

    Raises
    ------
    InputError, AccuracyError
        For bad units; for linearly dependent features.
    """
    return _limit(_prepare(draw, require_units(draw.model, student_units), full=True))


def _prepare(draw: TeacherDraw, units: np.ndarray, full: bool, start: Start | None = None) -> _Setting:
    """Inner products of the student's features; only a factorisation needs the ``full`` Gram matrix."""
    model = draw.model
    assert model.activation is not None
    kernel = relative_kernel(model)
    table = estimate_coefficients(model, max(64, draw.target.degrees[-1]))
    products, shared, single = compute_feature_products(draw.target, table, units)
    weights = draw.top_weights * math.sqrt(table.kernel_diagonal)
    gram = compute_gram(units, kernel, model.activation, upper_only=not full)
    size = _size(weights)
    # the teacher's own rounding moves f_TE by at most this much in norm
    doubt = gram.entry_accuracy * size**0.5 * math.sqrt(draw.condition / max(1.0, len(weights) ** 0.5))
    teacher = compute_kernel_product(units, draw.units, kernel, weights)
    setting = _Setting(
        gram,
        teacher,
        products.sum(axis=0),
        float(np.max(shared)),
        single.sum(axis=0),
        table.kernel_diagonal,
        size,
        doubt,
        1.0 - draw.teacher_error,
        draw.teacher_error_accuracy,
    )
    return setting if start is None else _shifted(setting, draw, units, start)


def _shifted(setting: _Setting, draw: TeacherDraw, units: np.ndarray, start: Start) -> _Setting:
    """Target and teacher less the start."""
    products, doubt = start_products(draw, start, units)
    energy, energy_doubt = start_energy(draw, start)
    known = setting.shared * np.abs(setting.target_products) + setting.single + doubt
    return replace(
        setting,
        teacher_products=setting.teacher_products - products,
        target_products=setting.target_products - products,
        teacher_energy=max(setting.teacher_energy + energy, 0.0),
        teacher_energy_doubt=setting.teacher_energy_doubt + energy_doubt,
        target_energy=start.error(draw.target),
        product_doubt=float(np.linalg.norm(known)),
    )


def _size(weights: np.ndarray) -> float:
    return 4.0 * float(weights @ weights) + 0.1 * float(np.abs(weights).sum()) ** 2


def _stopped(setting: _Setting, times: np.ndarray, chosen: SpectralFilter) -> tuple[np.ndarray, ...]:
    """The four rows of :class:`FiniteRun`."""
    gram, h, y = setting.gram, setting.teacher_products, setting.target_products
    count = len(h)
    unit = setting.diagonal / count
    krylov, bound = None, np.zeros(len(times))
    if chosen.name == "gradient_flow" and count > _KRYLOV_FROM:
        # the upper triangle of a C array is the lower one of its transpose, which BLAS reads in place
        array = gram.entries.T
        krylov = build_krylov_flow(
            lambda x: unit * blas.dsymv(1.0, array, x, lower=1),
            unit * h,
            times,
            1e-11 * unit**0.5,
            _KRYLOV_STEPS,
        )
        bound = krylov.error_bound(times) / unit**0.5
        if np.max(bound) > 1e-9 and count <= LARGEST_EIGENPROBLEM:
            krylov, bound = None, np.zeros(len(times))
    if krylov is not None:
        solution = krylov.solution(times)
        inner, taught = (krylov.basis.T @ y) @ solution, (krylov.basis.T @ h) @ solution
        image = krylov.eigenvectors.T @ solution
        square = np.maximum(krylov.eigenvalues, 0.0) @ image**2 / unit
        top, moved = float(krylov.eigenvalues[-1]), bound
    else:
        values, vectors = eigh(gram.entries, lower=False)
        x = np.maximum(unit * values, _EPS * unit * values[-1])
        s = chosen.shrinkage(x[:, None], times[None, :])
        solution = unit * (vectors.T @ h)[:, None] * s / x[:, None]
        inner, taught = (vectors.T @ y) @ solution, (vectors.T @ h) @ solution
        square = (x / unit) @ solution**2
        top, moved = float(x[-1]), np.zeros(len(times))
    error = setting.target_energy - 2.0 * inner + square
    moved = moved + _perturbation(setting, times, chosen, top)
    size = np.sqrt(np.maximum(error, 0.0))
    whole = setting.target_energy + square
    accuracy = 2.0 * size * moved + moved**2 + 2 * setting.shared * np.abs(inner) + 16 * _EPS * whole
    accuracy = accuracy + 2 * setting.product_doubt * np.linalg.norm(solution, axis=0)
    misfit = np.maximum(setting.teacher_energy - 2.0 * taught + square, 0.0)
    # rounding of K(V, U) in <f_TE, f_ST>, for weights of this size; the student and its teacher may both have moved
    weights = (4.0 + 0.1 * count) * np.sum(solution**2, axis=0)
    moved = moved + setting.teacher_doubt
    doubt = 2.0 * np.sqrt(misfit) * moved + moved**2 + setting.teacher_energy_doubt
    doubt = (
        doubt
        + 2.0 * gram.entry_accuracy * np.sqrt(setting.teacher_size * weights)
        + 16 * _EPS * (1.0 + square)
        + 2 * setting.product_doubt * np.linalg.norm(solution, axis=0)
    )
    return np.maximum(error, 0.0), accuracy, misfit, doubt


def _perturbation(setting: _Setting, times: np.ndarray, chosen: SpectralFilter, top: float) -> np.ndarray:
    """How far rounding of K(V, V), K(V, U) and of the teacher moves the student, in norm."""
    count = len(setting.teacher_products)
    entry = setting.gram.entry_accuracy
    matrix = setting.diagonal * entry * (2.0 / count**0.5 + 0.1) + 16 * _EPS * top
    grid = top * np.geomspace(1e-9, 1.0, 240)[:, None]
    s = chosen.shrinkage(grid, times[None, :])
    slope = np.max(np.abs(np.diff(s, axis=0)) / np.diff(grid, axis=0), axis=0)
    gain = np.max(np.abs(s) / np.sqrt(grid), axis=0)
    return (
        slope * matrix
        + gain * setting.diagonal**0.5 * entry * setting.teacher_size**0.5
        + gain * (setting.diagonal / count) ** 0.5 * setting.product_doubt
        + setting.teacher_doubt
    )


def _limit(setting: _Setting) -> StudentLimit:
    gram, h, y = setting.gram, setting.teacher_products, setting.target_products
    entry = gram.entry_accuracy
    factor = factorise(gram)
    smallest = max(factor.reciprocal_condition * factor.norm, _EPS)

    def refined(right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        solution = factor.solve(right)
        solution = solution + factor.solve(right - factor.multiply(solution))
        return solution, right - factor.multiply(solution)

    student, student_rest = refined(h)
    best, best_rest = refined(y)
    kept, kept_rest = refined(y - h)
    error = math.fsum(
        [setting.target_energy, *(-2.0 * y * student), *(student * h), *(-student * student_rest)]
    )
    ceiling = math.fsum([setting.target_energy, *(-y * best), *(-best * best_rest)])
    residual = math.fsum([*((y - h) * kept), *(kept * kept_rest)])
    left = sum(float(rest @ rest) for rest in (student_rest, best_rest, kept_rest)) / smallest
    noise = entry * (setting.teacher_size**0.5 + _size(student) ** 0.5) + setting.product_doubt
    target_noise = 2.0 * (setting.shared + 4.0 * float(np.linalg.norm(setting.single * best)))
    moved = 2.0 * _size(kept) ** 0.5 * noise + left + 16 * _EPS
    teacher = 2.0 * math.sqrt(max(residual, 0.0)) * setting.teacher_doubt
    error_accuracy = moved + teacher + entry * _size(student) + target_noise
    error_accuracy += 2.0 * setting.product_doubt * float(np.linalg.norm(student))
    return StudentLimit(
        max(error, 0.0), error_accuracy,
        max(ceiling, 0.0), entry * _size(best) + target_noise + left + 16 * _EPS,
        max(residual, 0.0), moved + teacher + entry * _size(kept) + target_noise,
        float(student @ h),
    )  # fmt: skip
