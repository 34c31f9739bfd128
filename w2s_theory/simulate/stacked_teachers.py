"""Many small teachers of one size at once, resolved into degrees: one pass over all pairs of units of a whole stack.

A small teacher alone costs little but the calls that it takes. Here the kernel, the degrees and everything that is a
number per teacher are arrays over the stack; pairs of units are kept once (i <= j), so a mass of degree k is
sum_{i<=j} P_k(<u_i, u_j>) w_i w_j with off-diagonal pairs doubled. A teacher's numbers do not depend on the stack in
which it is computed, bit for bit. Where float64 does not carry the accuracy asked for, the teacher is left to
:func:`w2s_theory.simulate.teacher.simulate_teacher`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.linalg import blas as _blas
from scipy.linalg import lapack as _lapack

from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.simulate.degree_masses import PairMasses, power_growth
from w2s_theory.simulate.kernels.activation_coefficients import ActivationCoefficients, estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import RelativeKernel, relative_kernel
from w2s_theory.simulate.kernels.arc_cosine_kernel import angle_of_units
from w2s_theory.simulate.kernels.gram import NEAR, entry_accuracy, refuse_repeated
from w2s_theory.simulate.projection import weight_size_of
from w2s_theory.simulate.targets import Target, compute_feature_products
from w2s_theory.simulate.teacher import degrees_needed
from w2s_theory.simulate.teacher_parts import mass_rounding, teacher_parts

_EPS = float(np.finfo(float).eps)
# compiled modules whose functions a type checker cannot see
blas: Any = _blas
lapack: Any = _lapack

# above this a teacher's own arithmetic takes longer than the calls
LARGEST_STACKED = 384
# pairs of a stack, two arrays of which are kept, and of a part of it whose arrays stay in the second-level cache
_STACK_PAIRS, _CACHED = 512 * 1024, 16 * 1024


@dataclass(frozen=True, eq=False)
class StackedTeachers:
    """B teachers f_TE = P f*, resolved into degrees 0..J, as :class:`~w2s_theory.simulate.teacher.TeacherDraw` is.

    Arrays per teacher have shape (B,) and (B, J+1) and are relative to ||f*||^2 = 1; eigenvalues and the target's
    coefficients, shape (J+1,), are common to all.

    Parameters
    ----------
    places
        Shape (B,). Which teachers of the stack these are.
    teacher_error, teacher_error_accuracy
        L_TE, and how far it may be off.
    """

    places: np.ndarray
    teacher_error: np.ndarray
    teacher_error_accuracy: np.ndarray
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
    tail_mass: np.ndarray
    tail_mass_accuracy: np.ndarray
    tail_eigenvalue: float


def stack_size(units: int) -> int:
    """How many teachers of so many units make one stack; 1 where a stack gains nothing."""
    return 1 if units > LARGEST_STACKED else max(2, _STACK_PAIRS // (units * (units + 1) // 2))


def simulate_stacked_teachers(
    model: Model,
    units: np.ndarray,
    target: Target,
    times: np.ndarray,
    spectral_filter: SpectralFilter,
    accuracy: float,
) -> Iterator[StackedTeachers]:
    """Train teachers to convergence on the population and resolve them into as many degrees as students need.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    units : array, shape (B, M, d)
        Bottom weights, rows of length 1.
    target, times, spectral_filter, accuracy
        As for ``simulate_teacher``; times finite.

    Yields
    ------
    StackedTeachers
        Those that are resolved into the same degrees. A teacher whose L_TE is not known to the accuracy asked for,
        or whose features repeat, is in none of them.

    Notes
    -----
    Accuracy: as of one teacher (``projection``), with one estimate replaced by its bound: of a degree's share D of
    the Gram matrix G, v = G^{-1} D w has |v|^2 <= w.D w/(smallest eigenvalue), as D <= G. Memory: three arrays
    of all pairs, and a few of a part that fits the cache.
    """
    pairs = _Pairs.of(units)
    solved, good = _project(pairs, model, units, target, accuracy)
    needed = degrees_needed(model, target, solved.error[good], times, spectral_filter, accuracy)
    for largest in sorted(set(needed.tolist())):
        yield _resolve(pairs, solved, good[needed == largest], model, target, int(largest))


def project_stacked_teachers(
    model: Model, units: np.ndarray, target: Target, accuracy: float
) -> tuple[StackedProjections, np.ndarray]:
    """Train teachers as :func:`simulate_stacked_teachers` does, without resolving them; and which are known well enough."""
    return _project(_Pairs.of(units), model, units, target, accuracy)


def _project(
    pairs: _Pairs, model: Model, units: np.ndarray, target: Target, accuracy: float
) -> tuple[StackedProjections, np.ndarray]:
    kernel = relative_kernel(model)
    entries, sound = _stacked_kernel(pairs, units, kernel, model)
    solved = _solve(pairs, units, entries, sound, target, model, entry_accuracy(kernel, model.dimension))
    return solved, np.flatnonzero(solved.sound & (solved.error_accuracy <= accuracy * solved.error))


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Cosines <u_i, u_j>, i <= j, row after row, shape (B, M(M+1)/2); i, j, i M + j, and which pairs have i = j.

    Those with i = j are left 0: where one counts it is known to be 1. ``widest``, shape (B,), is the largest |cosine|.
    """

    cosines: np.ndarray
    widest: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    places: np.ndarray
    diagonal: np.ndarray
    count: int

    @staticmethod
    def of(units: np.ndarray) -> _Pairs:
        count = units.shape[1]
        rows, columns, places, diagonal = _pair_places(count)
        # of an array and a copy of it: of one and itself numpy makes a symmetric product, which it then mirrors slowly
        full = np.matmul(units, units.copy().transpose(0, 2, 1)).reshape(len(units), -1)
        cosines = np.take(full, places, axis=1)
        cosines[:, diagonal] = 0.0
        widest = np.maximum(cosines.max(axis=1), -cosines.min(axis=1))
        return _Pairs(cosines, widest, rows, columns, places, diagonal, count)


@lru_cache(maxsize=8)
def _pair_places(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rows, columns = np.triu_indices(count)
    return rows, columns, rows * count + columns, np.flatnonzero(rows == columns)


def _stacked_kernel(
    pairs: _Pairs, units: np.ndarray, kernel: RelativeKernel, model: Model
) -> tuple[np.ndarray, np.ndarray]:
    """K/K(1) of all pairs, and of which teachers no two features are equal."""
    entries = np.empty_like(pairs.cosines)
    for part in _blocks(*entries.shape):
        entries[part] = kernel.values(pairs.cosines[part])
    sound = np.ones(len(units), dtype=bool)
    close = np.flatnonzero(pairs.widest > 1.0 - NEAR)
    if len(close):
        which, place = np.nonzero(np.abs(pairs.cosines[close]) > 1.0 - NEAR)
        which = close[which]
        rows, columns = pairs.rows[place], pairs.columns[place]
        theta = angle_of_units(units[which, rows], units[which, columns])
        entries[which, place] = kernel.values(np.cos(theta), theta)
        assert model.activation is not None
        sound[repeated_features(which, theta, rows, columns, model.activation)] = False
    entries[:, pairs.diagonal] = 1.0
    return entries, sound


def repeated_features(
    which: np.ndarray, theta: np.ndarray, rows: np.ndarray, columns: np.ndarray, activation: Activation
) -> list[int]:
    """The networks of a stack, out of ``which``, that have two equal features among their pairs at angles theta."""
    found = []
    for one in sorted(set(which.tolist())):
        chosen = which == one
        try:
            refuse_repeated(theta[chosen], rows[chosen], columns[chosen], activation)
        except InputError:
            found.append(one)
    return found


@dataclass(frozen=True, eq=False)
class StackedProjections:
    """Weights (B, M) and what follows from them, as in ``Projection``; ``smallest`` is of the Gram matrix's eigenvalues."""

    weights: np.ndarray
    sound: np.ndarray
    error: np.ndarray
    error_accuracy: np.ndarray
    cross: np.ndarray
    cross_accuracy: np.ndarray
    weight_size: np.ndarray
    smallest: np.ndarray
    entry_accuracy: float

    def take(self, places: np.ndarray) -> StackedProjections:
        """Some of the teachers."""
        parts: dict[str, Any] = {
            k: each[places] if isinstance(each, np.ndarray) else each for k, each in vars(self).items()
        }
        return StackedProjections(**parts)


def _solve(
    pairs: _Pairs,
    units: np.ndarray,
    entries: np.ndarray,
    sound: np.ndarray,
    target: Target,
    model: Model,
    entry_error: float,
) -> StackedProjections:
    batch, count = len(units), pairs.count
    table = estimate_coefficients(model, max(64, target.degrees[-1]))
    products, shared, single = compute_stacked_products(target, table, units)
    total = products.sum(axis=0)
    weights, residual = np.zeros((batch, count)), np.zeros((batch, count))
    smallest, error, sound = np.ones(batch), np.zeros(batch), sound.copy()
    for one in range(batch):
        # row after row of the upper triangle is column after column of the lower one, which the factor then takes
        square, _ = lapack.dtpttr(count, entries[one], uplo="L")
        factor, info = lapack.dpotrf(square, lower=1, clean=0, overwrite_a=1)
        # with the norm 1 in its place the estimate is 1/||G^{-1}||; the 1-norm of G is at most M
        smallest[one] = float(lapack.dpocon(factor, 1.0, uplo="L")[0]) if info == 0 else 0.0
        if smallest[one] < 16 * _EPS * count:
            sound[one], smallest[one] = False, 1.0
            continue
        b, packed = total[one], entries[one]
        w = lapack.dpotrs(factor, b, lower=1)[0]
        w = w + lapack.dpotrs(factor, b - blas.dspmv(count, 1.0, packed, w, lower=1), lower=1)[0]
        weights[one], residual[one] = w, b - blas.dspmv(count, 1.0, packed, w, lower=1)
    for one, row in enumerate(np.concatenate([-total * weights, -weights * residual], axis=1).tolist()):
        error[one] = math.fsum([1.0, *row])
    size = weight_size_of(weights)
    rounding = 8.0 * np.linalg.norm(np.abs(weights) * single.sum(axis=0), axis=1)
    left = np.vecdot(residual, residual) / np.maximum(smallest, _EPS)
    cross = np.vecdot(products, weights)
    accuracy = entry_error * size + rounding + left + 4 * _EPS + 2.0 * shared @ np.abs(cross)
    cross_accuracy = (
        shared[:, None] * np.abs(cross) + 4.0 * np.linalg.norm(single * weights, axis=2) + accuracy
    )
    return StackedProjections(
        weights, sound, error, accuracy, cross.T, cross_accuracy.T, size, smallest, entry_error
    )


def compute_stacked_products(
    target: Target, table: ActivationCoefficients, units: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """<Pi_k f*, phi_u> and its errors, shapes (n, B, M), (n,), (n, B, M)."""
    batch, count, dimension = units.shape
    products, shared, single = compute_feature_products(target, table, units.reshape(-1, dimension))
    return products.reshape(-1, batch, count), shared, single.reshape(-1, batch, count)


def _resolve(
    pairs: _Pairs, solved: StackedProjections, chosen: np.ndarray, model: Model, target: Target, largest: int
) -> StackedTeachers:
    """Masses by degree of the ``chosen`` teachers, as in ``teacher_parts.resolve_projection``."""
    table = estimate_coefficients(model, largest + 2)
    amplitude = table.amplitude[: largest + 1]
    share = amplitude**2 / table.kernel_diagonal
    weights, size = solved.weights[chosen], solved.weight_size[chosen]
    mass, sums = np.empty((len(chosen), largest + 1)), PairMasses(model.dimension, largest, amplitude != 0.0)
    for part in _blocks(len(chosen), len(pairs.rows)):
        # take keeps each teacher's pairs next to each other, whatever the stack: sums run in one order
        both = (2.0 * weights[part])[:, :, None] * weights[part][:, None, :]
        products = np.take(both.reshape(len(both), -1), pairs.places, axis=1)
        products[:, pairs.diagonal] = 0.0
        mass[part] = sums.compute(pairs.cosines[chosen[part]], products)
    # P_k(1) = 1
    mass = share * (mass + np.vecdot(weights, weights)[:, None])
    relative, rounding = mass_rounding(table, largest)
    if sums.from_moments:
        # a power z^j is off by at most j roundings
        growth = power_growth(model.dimension, largest, pairs.widest[chosen])
        rounding = rounding + _EPS * (4.0 + np.arange(largest + 1.0)) * growth
    mass_accuracy = np.abs(mass) * relative + share * rounding * size[:, None]
    # the bound of |G^{-1} D w| that the module's text gives stands for the solve of resolve_projection
    count = pairs.count
    reach = np.sqrt((np.abs(mass) + mass_accuracy) / solved.smallest[chosen][:, None])
    length, total = np.linalg.norm(weights, axis=1)[:, None], np.sum(np.abs(weights), axis=1)[:, None]
    moved = 4.0 * reach * length + 0.1 * math.sqrt(count) * reach * total
    second = 4.0 * count * (solved.entry_accuracy * length) ** 2 / solved.smallest[chosen][:, None]
    mass_accuracy += 2.0 * solved.entry_accuracy * moved + np.where(amplitude == 0.0, 0.0, second)
    parts = teacher_parts(
        target, largest, solved.cross[chosen], solved.cross_accuracy[chosen],
        solved.error[chosen], solved.error_accuracy[chosen], mass, mass_accuracy,
    )  # fmt: skip
    return StackedTeachers(
        places=chosen, teacher_error=solved.error[chosen], teacher_error_accuracy=solved.error_accuracy[chosen],
        eigenvalue=table.eigenvalue[: largest + 1], eigenvalue_accuracy=table.eigenvalue_accuracy[: largest + 1],
        target_coefficient=np.array([target.coefficient(k) for k in range(largest + 1)]),
        **vars(parts),
        tail_eigenvalue=table.largest_eigenvalue_from(largest + 1),
    )  # fmt: skip


def _blocks(rows: int, columns: int) -> Iterator[slice]:
    """Slices of rows of which a few arrays with so many columns stay in the cache."""
    step = max(1, _CACHED // columns)
    return (slice(start, start + step) for start in range(0, rows, step))
