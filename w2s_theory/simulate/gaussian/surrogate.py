"""A teacher on Gaussian features with the covariance of a network's features: no networks, same spectrum.

phi_i = sum_j sqrt(lambda_j) g_ij, g_ij standard normal in R^{N_j}. The Gram matrix is sum_j lambda_j W_j with
independent Wishart matrices, drawn exactly for any multiplicity N_j; the target's own direction is one column
of its W_k. Between this and a real network lies the universality gap; between this and a deterministic
equivalent lies the finite-size gap, and neither is used here.

The rest of the spectrum, above the last degree J that is drawn, stands as its mean T I, T = sum N_j lambda_j.
With D the deviation of the rest from that mean, w the weights, S = sum N_j lambda_j^2 and l = max lambda_j over
the rest, and x = 30, each of the following fails with probability at most 2 e^-x (chi-square deviation, Laurent and
Massart, Ann. Statist. 28, 2000, lemma 1; the second after conditioning on the component along w):

    |w.D w| <= |w|^2 (2 sqrt(S x) + 2 l x),   |D w| <= |w| zeta,

and L_TE = L_TE(mean) + w.D w - (D w).(G + D)^{-1} (D w), where G + D is at least the part that is drawn. These
bounds are part of every accuracy returned. Degrees have streams of their own, so more of them resolve the same draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.simulate.gaussian.surrogate_spectrum import (
    LARGEST_LIST,
    SurrogateSpectrum,
    read_spectrum,
    read_target,
    resolve_degrees,
)
from w2s_theory.simulate.gaussian.teacher import GaussianTeacher
from w2s_theory.simulate.gaussian.wishart import add_wishart, blas, draw_wishart, multiply_wishart
from w2s_theory.simulate.kernels.gram import GramMatrix
from w2s_theory.simulate.machine.free_memory import require_memory
from w2s_theory.simulate.machine.streams import child_generator, child_generators
from w2s_theory.simulate.projection import Factor, factorise, project_function
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.targets import Target
from w2s_theory.simulate.teacher import require_accuracy

_EPS = float(np.finfo(float).eps)
LARGEST_SURROGATE = 20_000
_FIRST_DEGREES = 12
_LARGEST_DEGREES = 2048
# the work of one draw: beyond this many multiplications it is refused
_MOST_WORK = 3e13
_DEVIATION = 30.0
# numbers that a draw keeps, 32 MiB
_MOST_KEPT = 2**22


def simulate_gaussian_teacher(
    spectrum: Any,
    teacher_units: int,
    rng: np.random.Generator,
    target: Any = 1,
    *,
    times: Iterable[float] = (),
    spectral_filter: SpectralFilter | None = None,
    accuracy: float = 1e-4,
    degrees: int | None = None,
) -> GaussianTeacher:
    """Draw Gaussian features with a given covariance and train one teacher on them to convergence.

    Parameters
    ----------
    spectrum : Model or list
        A sphere model with an activation, whose eigenvalues and multiplicities are taken; or a list of pairs
        (eigenvalue, multiplicity), rows counted from 0, at most 4096.
    teacher_units : int
        M_TE, 1 to 20000; below the rank of a listed spectrum.
    rng : Generator
        One whole number is drawn from it.
    target : int or mapping
        A degree k (one harmonic), or {degree: coefficient} with squares of sum 1; rows for a list.
    times : iterable of float
        Times at which a student's error will be asked for.
    spectral_filter : SpectralFilter, optional
        That student's filter, gradient flow by default.
    accuracy : float
        Relative accuracy asked for of L_TE, and of the student errors at ``times`` (of 3/4 L_TE^2 where they
        are below it).
    degrees : int, optional
        Draw the degrees of a sphere model up to this one, whatever accuracy they give. Default: as many as needed.

    Returns
    -------
    GaussianTeacher
        The same features for every number of degrees: more of them resolve the same draw.

    Raises
    ------
    InputError
        For bad arguments, or M_TE at or above the rank.
    AccuracyError
        If the accuracy needs more degrees than can be drawn.
    """
    model = spectrum if isinstance(spectrum, Model) and spectrum.activation is not None else None
    units = require_whole(teacher_units, "the number of teacher units", 1, LARGEST_SURROGATE)
    require_accuracy(accuracy)
    moments = require_times(list(times))
    rows = read_spectrum(spectrum) if model is None else resolve_degrees(model, _FIRST_DEGREES)
    goal = read_target(target, rows, model)
    if units >= rows.rank:
        raise InputError(
            f"{units} teacher units reach the rank {rows.rank:.0f} of this spectrum, and the teacher would be "
            f"exact: use fewer than {rows.rank:.0f} units"
        )
    require_memory(8 * units * (4 * units + 4096), f"simulating {units} Gaussian features")
    draw = _FeatureDraw(units, goal, int(rng.integers(2**63)))
    if degrees is not None:
        if model is None:
            raise InputError("a listed spectrum is drawn whole: leave out degrees")
        last = require_whole(degrees, "degrees", goal.degrees[-1], _LARGEST_DEGREES)
        found = draw.train(resolve_degrees(model, last))
        if found is None:
            raise _refusal(units, last)
        return found
    last = len(rows.eigenvalue) - 1 if model is None else max(_FIRST_DEGREES, goal.degrees[-1])
    while last <= (_LARGEST_DEGREES if model else LARGEST_LIST):
        found = draw.train(rows if model is None else resolve_degrees(model, last))
        if found is not None and _reached(found, moments, spectral_filter, accuracy):
            return found
        if model is None:
            break
        last += max(4, last // 3)
    raise _refusal(units, last)


def _refusal(units: int, last: int) -> AccuracyError:
    return AccuracyError(
        f"the accuracy asked for of {units} Gaussian features is not reached with {last} degrees: use fewer units, a "
        "higher dimension or a larger accuracy"
    )


def _reached(
    found: GaussianTeacher, times: np.ndarray, spectral_filter: SpectralFilter | None, accuracy: float
) -> bool:
    if not found.teacher_error_accuracy <= accuracy * found.teacher_error:
        return False
    if not len(times):
        return True
    error, doubt = found.student_error(times, spectral_filter)
    return bool(np.all(doubt <= accuracy * np.maximum(error, 0.75 * found.teacher_error**2)))


class _FeatureDraw:
    """The features of one draw: a stream per degree, and the Gram matrix of those added so far."""

    def __init__(self, units: int, target: Target, seed: int) -> None:
        self.units, self.target, self.seed = units, target, seed
        self.gram = np.zeros((units, units), order="F")
        self.added = 0
        # what small matrices are made of; large ones are drawn again
        self.kept: dict[int, np.ndarray] = {}
        self.along = {k: child_generator(seed, "target", k).standard_normal(units) for k in target.degrees}

    def train(self, rows: SurrogateSpectrum) -> GaussianTeacher | None:
        """The teacher with these rows drawn and the rest as its mean; ``None`` if that says nothing."""
        weight = rows.eigenvalue / rows.trace
        count = np.minimum(rows.multiplicity[self.added :], self.units)
        if float(count.sum()) * self.units**2 > _MOST_WORK:
            raise _refusal(self.units, self.added)
        fresh = [j for j in range(self.added, len(weight)) if weight[j] > 0.0]
        for j, rng in zip(fresh, child_generators("degree", [(self.seed, j) for j in fresh]), strict=True):
            freedom = self._freedom(rows, j)
            drawn = draw_wishart(freedom, self.units, rng)
            keep = (len(self.kept) + 1) * self.units**2 <= _MOST_KEPT
            add_wishart(self.gram, weight[j], freedom, drawn, keep)
            if keep:
                self.kept[j] = drawn
            if j in self.along:
                blas.dsyr(weight[j], self.along[j], lower=1, a=self.gram, overwrite_a=1)
        self.added = len(weight)
        return _train(self, rows, weight)

    def multiply(
        self, rows: SurrogateSpectrum, j: int, weight: float, w: np.ndarray
    ) -> tuple[np.ndarray, float]:
        """(A w, w.A w) for the part A of the Gram matrix in row j."""
        freedom, drawn = self._freedom(rows, j), self.kept.get(j)
        if drawn is None:
            drawn = draw_wishart(freedom, self.units, child_generator(self.seed, "degree", j))
        image, form = multiply_wishart(w, weight, freedom, drawn)
        if j in self.along:
            overlap = float(self.along[j] @ w)
            return image + weight * overlap * self.along[j], form + weight * overlap**2
        return image, form

    def _freedom(self, rows: SurrogateSpectrum, j: int) -> float:
        return float(rows.multiplicity[j]) - (j in self.along)


def _train(draw: _FeatureDraw, rows: SurrogateSpectrum, weight: np.ndarray) -> GaussianTeacher | None:
    units, goal = draw.units, draw.target
    rest = rows.rest_trace / rows.trace
    diagonal = draw.gram.diagonal() + rest
    scale = 1.0 / np.sqrt(diagonal)
    entries = np.tril(draw.gram, -1)
    entries += entries.T
    entries *= scale
    entries *= scale[:, None]
    entries.flat[:: units + 1] = 1.0
    # sums of many products, each rounded on its own: a few eps of the diagonal
    rounding = 8.0 * _EPS
    factor = factorise(GramMatrix(entries, float(np.abs(entries).sum(axis=0).max()), rounding))
    c = np.array(goal.coefficients)
    products = np.sqrt(weight[list(goal.degrees)])[:, None] * np.stack([draw.along[k] for k in goal.degrees])
    products *= c[:, None] * scale
    w, error, error_accuracy, size = project_function(
        factor, products.sum(axis=0), 2.0 * _EPS * np.abs(products).sum(axis=0), rounding
    )
    plain = w * scale
    # G + D is at least the part that is drawn, whose smallest eigenvalue is at least that of G less T
    kept = _smallest_eigenvalue(factor, scale) - rest if rest > 0.0 else 1.0
    if not kept > 0.05 * rest:
        return None
    shift = _Shift(rows, units, kept)
    length = float(np.linalg.norm(plain))
    masses, images = np.zeros(len(weight)), np.zeros((units, len(weight)), order="F")
    for j in np.flatnonzero(weight > 0.0):
        images[:, j], masses[j] = draw.multiply(rows, int(j), weight[j], plain)
    places = list(goal.degrees)
    cross, crossing = np.zeros(len(weight)), np.zeros_like(images)
    cross[places] = products @ w
    crossing[:, places] = (products / scale).T
    # moving G by D moves mass_j by -2 u_j.D w, u_j = G^{-1} A_j w, and cross_j by -v_j.D w, v_j = G^{-1} b_j
    u, v = _solve(factor, scale, images), _solve(factor, scale, crossing)
    u_length, v_length = np.linalg.norm(u, axis=0), np.linalg.norm(v, axis=0)
    known = float(np.sum(rows.doubt * (masses + 2.0 * np.abs(cross)))) + shift.trace_doubt * length**2
    error_rounding = error_accuracy + known
    # rounding moves G as D does, and what the solve leaves over counts as much again
    scaled = np.abs(u) / scale[:, None]
    u_size = 4.0 * np.sum(scaled**2, axis=0) + 0.1 * np.sum(scaled, axis=0) ** 2
    mass_rounding = (2.0 * rows.doubt + 16 * _EPS) * masses + 4.0 * np.sqrt(u_size * size) * rounding
    mass_rounding += 2.0 * known * np.sqrt(masses)
    second = shift.second * length
    cross_shift = (shift.first + shift.second) * v_length * length
    mass_shift = 2.0 * shift.first * u_length * length + second * (2.0 * u_length + length)
    residual_shift = 2.0 * shift.first * np.linalg.norm(v - u, axis=0) * length
    residual_shift += second * (2.0 * u_length + 2.0 * v_length + length)
    aimed = np.zeros(len(weight), dtype=bool)
    aimed[places] = True
    mass_accuracy = mass_rounding + mass_shift
    error_accuracy = error_rounding + (shift.first + shift.second) * length**2
    tail = max(0.0, 1.0 - error - math.fsum(masses)) if rest > 0.0 else 0.0
    tail_accuracy = float(np.sum(mass_accuracy)) + error_accuracy if rest > 0.0 else 0.0
    positive = rows.eigenvalue[rows.eigenvalue > 0.0]
    return GaussianTeacher(
        goal, units, error, error_accuracy, rows.eigenvalue, rows.multiplicity,
        np.array([goal.coefficient(j) for j in range(len(weight))]),
        cross, np.where(aimed, cross_shift + error_rounding, 0.0), masses, mass_accuracy,
        np.where(aimed, residual_shift + mass_rounding + 2.0 * error_rounding, mass_accuracy),
        tail, tail_accuracy, rows.rest_largest if rest > 0.0 else float(positive.min()),
        1.0 / factor.reciprocal_condition,
    )  # fmt: skip


def _solve(factor: Factor, scale: np.ndarray, right: np.ndarray) -> np.ndarray:
    """G^{-1} right for the Gram matrix before its diagonal was made 1; right of shape (M, n)."""
    return scale[:, None] * factor.solve(np.asfortranarray(scale[:, None] * right))


def _smallest_eigenvalue(factor: Factor, scale: np.ndarray) -> float:
    """Of G, from below with a margin: 40 steps of inverse iteration come within 0.87 log(M)/39 of it on average.

    That average is over random starts (Kuczynski and Wozniakowski, SIAM J. Matrix Anal. Appl. 13, 1992).
    """
    x = np.cos(np.arange(1.0, len(scale) + 1.0) ** 2)
    growth = math.sqrt(float(x @ x))
    for _ in range(40):
        x = scale * factor.solve(scale * x / growth)
        growth = math.sqrt(float(x @ x))
    return 0.8 / growth


class _Shift:
    """What replacing the rest by its mean may do, per squared length of the weights."""

    def __init__(self, rows: SurrogateSpectrum, units: int, kept: float) -> None:
        x = _DEVIATION
        square = rows.rest_square / rows.trace**2
        largest = rows.rest_largest / rows.trace
        self.first = 2.0 * math.sqrt(square * x) + 2.0 * largest * x if rows.rest_trace > 0.0 else 0.0
        # |D w|^2: along w as above; across, normal with variance sum lambda_j^2 chi2(N_j) in each direction
        variance = square + 2.0 * largest * math.sqrt(square * x) + 2.0 * largest**2 * x
        across = variance * (math.sqrt(units) + math.sqrt(2.0 * x)) ** 2
        self.second = (self.first**2 + across) / kept if rows.rest_trace > 0.0 else 0.0
        self.trace_doubt = rows.rest_trace_doubt / rows.trace
