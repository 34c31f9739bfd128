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
from w2s_theory.simulate.kernels.gram import GramMatrix, compute_gram, compute_kernel_product
from w2s_theory.simulate.machine.lanczos import build_krylov_flow
from w2s_theory.simulate.projection import blas, factorise, weight_size_of
from w2s_theory.simulate.random_features import require_units
from w2s_theory.simulate.started_student import Start, start_energy, start_products
from w2s_theory.simulate.stopped_students import (
    StoppedStudent,
    StudentSetting,
    measure_stopped,
    stop_spectrally,
    teacher_rounding,
)
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.targets import compute_feature_products
from w2s_theory.simulate.teacher import TeacherDraw

_EPS = float(np.finfo(float).eps)
LARGEST_EIGENPROBLEM = 4096
KRYLOV_FROM = 192
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
class PreparedStudent:
    """One student's full Gram matrix, the error of each entry of y on its own, and the rest."""

    gram: GramMatrix
    single: np.ndarray
    known: StudentSetting


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


def _run(setting: PreparedStudent, times: np.ndarray, chosen: SpectralFilter) -> FiniteRun:
    endless = np.isinf(times) & (chosen.name == "gradient_flow")
    usual = ~endless
    rows = np.empty((4, len(times)))
    if usual.any():
        stopped = _stopped(setting, times[usual], chosen)
        rows[:, usual] = measure_stopped(setting.known, stopped, times[usual], chosen)
    if endless.any():
        rows[:, endless] = np.array(measure_limit(setting))[:, None]
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


def _prepare(draw: TeacherDraw, units: np.ndarray, full: bool, start: Start | None = None) -> PreparedStudent:
    """Inner products of the student's features; only a factorisation needs the ``full`` Gram matrix."""
    model = draw.model
    assert model.activation is not None
    kernel = relative_kernel(model)
    table = estimate_coefficients(model, max(64, draw.target.degrees[-1]))
    products, shared, single = compute_feature_products(draw.target, table, units)
    weights = draw.top_weights * math.sqrt(table.kernel_diagonal)
    gram = compute_gram(units, kernel, model.activation, upper_only=not full)
    teacher = compute_kernel_product(units, draw.units, kernel, weights)
    energy = 1.0 - draw.teacher_error, draw.teacher_error_accuracy
    size, doubt = teacher_rounding(weights, draw.condition, gram.entry_accuracy)
    known = StudentSetting(
        gram.entry_accuracy, float(np.max(shared)), table.kernel_diagonal, teacher, products.sum(axis=0),
        size, doubt, *energy,
    )  # fmt: skip
    if start is not None:
        known = _shifted(known, single.sum(axis=0), draw, units, start)
    return PreparedStudent(gram, single.sum(axis=0), known)


def _shifted(
    known: StudentSetting, single: np.ndarray, draw: TeacherDraw, units: np.ndarray, start: Start
) -> StudentSetting:
    """Target and teacher less the start."""
    products, doubt = start_products(draw, start, units)
    energy, energy_doubt = start_energy(draw, start)
    off = known.shared * np.abs(known.target_products) + single + doubt
    return replace(
        known,
        teacher_products=known.teacher_products - products,
        target_products=known.target_products - products,
        teacher_energy=max(known.teacher_energy + energy, 0.0),
        teacher_energy_doubt=known.teacher_energy_doubt + energy_doubt,
        target_energy=start.error(draw.target),
        product_doubt=float(np.linalg.norm(off)),
    )


def _stopped(setting: PreparedStudent, times: np.ndarray, chosen: SpectralFilter) -> StoppedStudent:
    gram, known = setting.gram, setting.known
    h, y = known.teacher_products, known.target_products
    count = len(h)
    unit = known.diagonal / count
    if chosen.name == "gradient_flow" and count > KRYLOV_FROM:
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
        if np.max(bound) <= 1e-9 or count > LARGEST_EIGENPROBLEM:
            solution = krylov.solution(times)
            image = krylov.eigenvectors.T @ solution
            square = np.maximum(krylov.eigenvalues, 0.0) @ image**2 / unit
            inner, taught = (krylov.basis.T @ y) @ solution, (krylov.basis.T @ h) @ solution
            top = float(krylov.eigenvalues[-1])
            return StoppedStudent(inner, taught, square, np.sum(solution**2, axis=0), top, bound)
    values, vectors = eigh(gram.entries, lower=False)
    return stop_spectrally(known, values, vectors, times, chosen)


def measure_limit(setting: PreparedStudent) -> tuple[float, float, float, float]:
    """The four numbers of :class:`FiniteRun` after training to convergence."""
    limit, known = _limit(setting), setting.known
    misfit = max(float(known.teacher_energy) - limit.student_energy, 0.0)
    doubt = limit.student_error_accuracy + float(known.teacher_energy_doubt)
    return limit.student_error, limit.student_error_accuracy, misfit, doubt


def _limit(setting: PreparedStudent) -> StudentLimit:
    gram, known = setting.gram, setting.known
    h, y = known.teacher_products, known.target_products
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
    whole = known.target_energy
    error = math.fsum([whole, *(-2.0 * y * student), *(student * h), *(-student * student_rest)])
    ceiling = math.fsum([whole, *(-y * best), *(-best * best_rest)])
    residual = math.fsum([*((y - h) * kept), *(kept * kept_rest)])
    left = sum(float(rest @ rest) for rest in (student_rest, best_rest, kept_rest)) / smallest
    noise = entry * (known.teacher_size**0.5 + weight_size_of(student) ** 0.5) + known.product_doubt
    target_noise = 2.0 * (known.shared + 4.0 * float(np.linalg.norm(setting.single * best)))
    moved = 2.0 * weight_size_of(kept) ** 0.5 * noise + left + 16 * _EPS
    teacher = 2.0 * math.sqrt(max(residual, 0.0)) * known.teacher_doubt
    error_accuracy = moved + teacher + entry * weight_size_of(student) + target_noise
    error_accuracy += 2.0 * known.product_doubt * float(np.linalg.norm(student))
    return StudentLimit(
        max(error, 0.0), error_accuracy,
        max(ceiling, 0.0), float(entry * weight_size_of(best) + target_noise + left + 16 * _EPS),
        max(residual, 0.0), moved + teacher + entry * weight_size_of(kept) + target_noise,
        float(student @ h),
    )  # fmt: skip
