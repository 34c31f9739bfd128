"""The spectra of teacher and student as float64 arrays, the infinite tail as one more entry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, log10

import numpy as np
from flint import arb

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.continued_degrees import continued_nodes, log_eigenvalue_ratio, multiplicities
from w2s_theory.equivalents.kernel_trace import enclose_kernel_trace, enclose_remaining_trace, last_degree
from w2s_theory.equivalents.listed_spectrum import ListedSpectrum
from w2s_theory.equivalents.trace_tail import enclose_trace_tail, has_closed_tail
from w2s_theory.evaluate.eigenvalues.power_floats import FastSpectrum
from w2s_theory.evaluate.eigenvalues.sources import ClosedSource, source_of
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.records.precision import working_bits

FIRST_LAST = 16
# beyond this the degrees of sigma_p are continued by Euler-Maclaurin, in dimensions up to _SMALL; the eigenvalues fall like
# k^-(d + 2p), and the faster they fall the later its end corrections are good to the last digits
_CONTINUED = ((8, 1024), (16, 4096), (30, 16_384))
_SMALL = 24
_MOST_EXPLICIT = 1 << 20
# integrals take milliseconds each
_MOST_INTEGRATED = 128
# the last continued degree, and the smallest power of it that eigenvalues and multiplicities may be
_END, _LOWEST = 1.6e16, 1e-250


@dataclass(frozen=True, eq=False)
class FloatModes:
    """One entry per eigenspace with a nonzero teacher eigenvalue, and one for all the others together.

    Parameters
    ----------
    degree
        int64, shape (n,); -1 where an entry stands for many degrees. For a listed spectrum its row.
    eigenvalue, student
        lambda_j of the teacher's kernel and of the student's, shape (n,).
    count
        N_j, shape (n,); ``inf`` beyond float64 and for the tail's entry. Where an entry stands for many degrees they are
        weights, and some of them are negative.
    trace
        N_j lambda_j, shape (n,).
    tail
        The share of the trace in the last entry, if its eigenvalue is an upper bound for many
        (then > 0), else 0.
    last
        Last explicit degree.
    complete
        Whether nothing is gained by more degrees.
    mixed
        Whether the student's kernel lacks some of the last explicit degrees and has others, so that its
        part in the tail is not known.
    """

    degree: np.ndarray
    eigenvalue: np.ndarray
    student: np.ndarray
    count: np.ndarray
    trace: np.ndarray
    tail: float
    last: int
    complete: bool
    mixed: bool = False

    def place(self, degree: int) -> int | None:
        """Where a degree stands, ``None`` if the teacher's kernel lacks it."""
        found = np.flatnonzero(self.degree == degree)
        return int(found[0]) if len(found) else None


def listed_modes(teacher: ListedSpectrum, student: ListedSpectrum) -> FloatModes:
    """The modes of two spectra of equal length, row by row."""
    lam = np.array([float(value) for value in teacher.eigenvalues])
    mu = np.array([float(value) for value in student.eigenvalues])
    counts = np.array([float(n) for n in teacher.multiplicities])
    kept = lam > 0
    rows = np.flatnonzero(kept)
    with np.errstate(over="ignore"):
        trace = (lam * counts)[kept]
    return FloatModes(rows, lam[kept], mu[kept], counts[kept], trace, 0.0, len(lam), True)


def sphere_modes(teacher: Model, student: Model, last: int, least: int = 0) -> FloatModes:
    """The modes of two models on the same sphere with degrees 0..last, explicit at least up to ``least``.

    Accuracy: a few ulp for sigma_p; for other activations that of their eigenvalues.
    """
    source = source_of(teacher)
    end = last_degree(teacher)
    if end is not None and last >= end:
        return explicit_modes(teacher, student, end, finite=True)
    if isinstance(source, ClosedSource):
        start = max(continued_from(source), source.closed_from, least)
        if last > start and teacher == student and source.dimension <= _SMALL:
            return _continued(teacher, start)
        return explicit_modes(teacher, student, min(last, _MOST_EXPLICIT), finite=False)
    return explicit_modes(teacher, student, min(last, _MOST_INTEGRATED), finite=False)


def continued_from(source: ClosedSource) -> int:
    """The last explicit degree before the continued ones, in dimensions up to ``_SMALL``."""
    exponent = source.dimension + 2 * source.power
    return next((start for most, start in _CONTINUED if exponent <= most), _MOST_EXPLICIT)


def first_last(model: Model, units: int) -> int:
    """A last degree below which no number of degrees holds as many units; at least :data:`FIRST_LAST`."""
    last, d = FIRST_LAST, model.dimension
    # all spherical harmonics of degree at most K
    while last < _MOST_EXPLICIT and comb(last + d - 1, d - 1) + comb(last + d - 2, d - 1) < units:
        last *= 2
    return last


def explicit_modes(teacher: Model, student: Model, last: int, finite: bool) -> FloatModes:
    """The modes of degrees 0..last one by one; behind them nothing if ``finite``, else the tail's one entry."""
    fast = _fast(teacher, last)
    other = fast if student == teacher else _fast(student, last)
    # eigenvalues that underflow belong to the tail
    kept = fast.eigenvalue > 1e-290
    if not kept.any() or np.isinf(fast.eigenvalue).any():
        raise InputError(
            f"the eigenvalues of the {teacher.name} model are 0, or beyond the range of float64: multiply its "
            "features by a constant"
        )
    # not 0 for being small: after an infinite time it counts
    # nor is one a number that is not told from 0
    there = ~(np.isneginf(other.log_eigenvalue) | np.isnan(other.log_eigenvalue))
    strong = np.where(there, np.maximum(other.eigenvalue, 1e-300), 0.0)
    lam, mu, count = fast.eigenvalue[kept], strong[kept], fast.multiplicity[kept]
    trace = _traces(fast)[kept]
    degree = fast.degree[kept]
    most = _MOST_EXPLICIT if isinstance(source_of(teacher), ClosedSource) else _MOST_INTEGRATED
    complete = finite or last >= most or bool(len(kept) and not kept[-8:].any())
    if finite:
        return FloatModes(degree, lam, mu, count, trace, 0.0, last, True)
    rest, top = _tail(teacher, fast, int(degree[-1]))
    # the student's eigenvalue on the tail: it has the tail's degrees, or none of them
    found = mu[-4:][mu[-4:] > 0]
    student_top = 0.0 if not len(found) else top if student == teacher else float(found[-1])
    return FloatModes(
        np.append(degree, -1), np.append(lam, top), np.append(mu, student_top),
        np.append(count, np.inf), np.append(trace, rest), rest / float(trace.sum() + rest), last, complete,
        0 < len(found) < len(mu[-4:]),
    )  # fmt: skip


def _fast(model: Model, last: int) -> FastSpectrum:
    return source_of(model).fast(range(last + 1))


def _traces(fast: FastSpectrum) -> np.ndarray:
    with np.errstate(over="ignore", invalid="ignore"):
        direct = fast.eigenvalue * fast.multiplicity
        through_logs = np.exp(fast.log_eigenvalue + fast.log_multiplicity)
    known = np.where(np.isnan(fast.log_eigenvalue), 0.0, through_logs)
    return np.where(np.isfinite(direct) & (fast.eigenvalue > 1e-290), direct, known)


def _tail(model: Model, fast: FastSpectrum, last: int) -> tuple[float, float]:
    """Trace of the degrees above ``last``, and an upper bound of their eigenvalues."""
    source = source_of(model)
    if isinstance(source, ClosedSource):
        d, p = source.dimension, source.power
        first = last + 1 + (last - p) % 2
        with working_bits(200):
            lam = source.enclose(first, 30)
            if (has_closed_tail(d) and first >= source.closed_from) or first > max(
                4 * (d + 2 * p), p + 2, source.closed_from
            ):
                rest = enclose_trace_tail(d, p, first, 1, lam * derive_multiplicity(d, first), 8)
                if rest.is_finite() and rest.rel_accuracy_bits() > 50:
                    return float(rest), float(lam)
            parts = [source.enclose(k, 50) * source.multiplicity(k) for k in range(last + 1)]
            rest = enclose_kernel_trace(model, 50) - sum(parts, arb(0))
            return float(rest), float(lam)
    # what is left matters beside the smallest of the degrees that are explicit
    traces = _traces(fast)
    smallest = float(np.min(traces[traces > 0]))
    rest = max(
        enclose_remaining_trace(model, last, log10(smallest) - 18), arb(0), key=lambda ball: float(ball.mid())
    )
    bound = float(rest.upper())
    value = bound if rest.contains(0) else float(rest.mid())
    # N_k does not fall with k
    return value, bound / float(fast.multiplicity[last])


@lru_cache(maxsize=16)
def _continued(model: Model, last: int) -> FloatModes:
    source = source_of(model)
    assert isinstance(source, ClosedSource)
    d, p = source.dimension, source.power
    known = source.fast(range(last + 3)).eigenvalue
    degree = np.arange(last + 3)
    # the last degree that is not 0
    start = last - (last - p + 1) % 2
    reach = min(_END, _LOWEST ** (-1 / (d + 2 * p))) / start
    k, weight = continued_nodes(start, reach, d + 2 * p)
    place = 2 * np.arange(-2, 1) + start
    lam0 = float(known[start])
    lam = lam0 * np.exp(log_eigenvalue_ratio(d, p, k, start))
    lam[:3] = known[place]
    count = weight * multiplicities(d, k)
    before = (known > 0) & (degree < start)
    own = multiplicities(d, degree[before].astype(float))
    # the integral ends here, a little above the last node
    end = np.array([start * reach])
    lam_end = lam0 * np.exp(log_eigenvalue_ratio(d, p, end, start))
    # beyond the nodes N lambda falls like k^{-(2p+2)}: the sum over every second degree
    rest = float((lam_end * multiplicities(d, end) * end)[0]) / (2 * (2 * p + 1))
    eigenvalue = np.concatenate((known[before], lam, lam_end))
    return FloatModes(
        np.concatenate((degree[before], np.full(len(k) + 1, -1))),
        eigenvalue, eigenvalue,
        np.concatenate((own, count, [np.inf])),
        np.concatenate((known[before] * own, count * lam, [rest])),
        rest / float(enclose_kernel_trace(model, 20)), last, True,
    )  # fmt: skip
