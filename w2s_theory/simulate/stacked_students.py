"""Many small students of finite width at once, with their teachers: stacked kernel matrices and eigenproblems.

The formulas are those of one student (``finite_student``, ``stopped_students``); what is saved are the calls. A student's
numbers do not depend on the stack, bit for bit.
"""

from __future__ import annotations

import math

import numpy as np

from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.simulate.finite_student import KRYLOV_FROM, PreparedStudent, measure_limit
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import RelativeKernel, relative_kernel
from w2s_theory.simulate.kernels.arc_cosine_kernel import angle_of_units
from w2s_theory.simulate.kernels.gram import NEAR, GramMatrix, entry_accuracy
from w2s_theory.simulate.stacked_teachers import (
    StackedProjections,
    compute_stacked_products,
    repeated_features,
)
from w2s_theory.simulate.stopped_students import (
    EIGENVALUE_GRID,
    StudentSetting,
    measure_stopped,
    stop_spectrally,
    teacher_rounding,
)
from w2s_theory.simulate.targets import Target

# numbers in the largest arrays of one stack, and in a part of it that stays in the cache
_STACK, _CACHED = 512 * 1024, 32 * 1024


def student_stack_size(units: float, times: int) -> int:
    """How many students of so many units make one stack; 1 where a stack gains nothing."""
    largest = max(units**2, EIGENVALUE_GRID * times)
    return 1 if units > KRYLOV_FROM else max(2, int(_STACK // largest))


def simulate_stacked_students(
    model: Model,
    target: Target,
    teachers: StackedProjections,
    teacher_units: np.ndarray,
    student_units: np.ndarray,
    times: np.ndarray,
    spectral_filter: SpectralFilter,
) -> tuple[np.ndarray, ...]:
    """L_ST, its accuracy, the misfit and its accuracy, each of shape (B, n_times).

    Parameters
    ----------
    model, target
        ``relu_sphere`` or ``activation_sphere``, and f*.
    teachers, teacher_units
        B teachers and their bottom weights, shape (B, M_TE, d).
    student_units : array, shape (B, M_ST, d)
        At most 192 of each student.
    times, spectral_filter
        As for ``simulate_finite_student``.

    Notes
    -----
    A student that cannot be trained (repeated or dependent features) has nan, and is for ``simulate_finite_student`` to
    refuse.
    """
    assert model.activation is not None
    kernel = relative_kernel(model)
    table = estimate_coefficients(model, max(64, target.degrees[-1]))
    products, shared, single = compute_stacked_products(target, table, student_units)
    entries, sound = _stacked_gram(student_units, student_units, kernel, model.activation)
    cross, _ = _stacked_gram(student_units, teacher_units, kernel, None)
    entry = entry_accuracy(kernel, model.dimension)
    # the 1-norm of a teacher's Gram matrix is at most M_TE
    condition = teachers.weights.shape[1] / teachers.smallest
    known = StudentSetting(
        entry, float(np.max(shared)), table.kernel_diagonal,
        np.matmul(cross, teachers.weights[..., None])[..., 0], products.sum(axis=0),
        *teacher_rounding(teachers.weights, condition, entry), 1.0 - teachers.error, teachers.error_accuracy,
    )  # fmt: skip
    rows = np.full((4, len(student_units), len(times)), math.nan)
    endless = np.isinf(times) & (spectral_filter.name == "gradient_flow")
    if not endless.all():
        usual = times[~endless]
        stopped = stop_spectrally(known, *np.linalg.eigh(entries), usual, spectral_filter)
        rows[:, :, ~endless] = measure_stopped(known, stopped, usual, spectral_filter)
    if endless.any():
        alone = single.sum(axis=0)
        for one in np.flatnonzero(sound):
            gram = GramMatrix(entries[one], float(np.abs(entries[one]).sum(axis=0).max()), entry)
            try:
                limit = measure_limit(PreparedStudent(gram, alone[one], known.one(int(one))))
            except AccuracyError:
                sound[one] = False
            else:
                rows[:, one, endless] = np.array(limit)[:, None]
    rows[:, ~sound] = math.nan
    return tuple(rows)


def _stacked_gram(
    first: np.ndarray, second: np.ndarray, kernel: RelativeKernel, activation: Activation | None
) -> tuple[np.ndarray, np.ndarray]:
    """K(U, V)/K(1) of each pair of placements, and, with an activation, of which students no two features are equal."""
    # of an array and a copy of it: a symmetric product is mirrored slowly
    rho = np.matmul(first, second.copy().transpose(0, 2, 1))
    entries, sound = np.empty_like(rho), np.ones(len(rho), dtype=bool)
    step = max(1, _CACHED // (rho.shape[1] * rho.shape[2]))
    diagonal = np.arange(rho.shape[1])
    for start in range(0, len(rho), step):
        part = slice(start, start + step)
        entries[part] = kernel.values(rho[part])
    near = np.abs(rho) > 1.0 - NEAR
    if activation is not None:
        near[:, diagonal, diagonal] = False
    if near.any():
        which, rows, columns = np.nonzero(near)
        theta = angle_of_units(first[which, rows], second[which, columns])
        entries[which, rows, columns] = kernel.values(np.cos(theta), theta)
        if activation is not None:
            sound[repeated_features(which, theta, rows, columns, activation)] = False
    if activation is not None:
        entries[:, diagonal, diagonal] = 1.0
    return entries, sound
