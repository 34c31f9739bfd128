"""The spectra to any number of digits: explicit degrees, and the tail through its traces T_1, T_2, ...

One code for balls and for mpmath numbers (:mod:`w2s_theory.equivalents.arithmetic`). A sum over all degrees
of f(lambda) = f_1 lambda + f_2 lambda^2 + ... is explicit up to degree K and f_1 T_1 + f_2 T_2 + ...
beyond it; a majorant of f bounds the terms left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

import mpmath
from flint import arb

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import Arithmetic, middle_number
from w2s_theory.equivalents.kernel_trace import enclose_kernel_trace, enclose_remaining_trace, last_degree
from w2s_theory.equivalents.listed_spectrum import ListedSpectrum
from w2s_theory.equivalents.trace_tail import enclose_trace_tail, has_closed_tail
from w2s_theory.evaluate.eigenvalues.sources import ClosedSource, source_of
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model

MOST_EXPLICIT = 1 << 16
MOST_INTEGRATED = 96
MOST_MOMENTS = 64


@dataclass(frozen=True, eq=False)
class PreciseModes:
    """Lists with one entry per eigenspace, and the tail's traces.

    Parameters
    ----------
    degree, eigenvalue, student, trace
        As in :class:`~w2s_theory.equivalents.float_modes.FloatModes`, in the arithmetic's numbers.
    counts
        N_j, exact.
    moments
        T_1, T_2, ..., the sums of N_k lambda_k^m over the degrees left out; empty without a tail.
    moment_errors
        Their errors, where the numbers do not carry them.
    top
        Upper bound of the eigenvalues left out (a number >= 0).
    student_top
        The same for the student's.
    same
        Whether the student's kernel is the teacher's.
    covered
        Whether the student's kernel has all the degrees left out (``True``), none of them (``False``), or
        that is not known (``None``).
    places
        Where each degree stands.
    """

    arithmetic: Arithmetic
    degree: Sequence[int]
    eigenvalue: Sequence[Any]
    student: Sequence[Any]
    trace: Sequence[Any]
    counts: Sequence[int]
    moments: Sequence[Any] = ()
    moment_errors: Sequence[Any] = ()
    top: Any = 0
    student_top: Any = 0
    same: bool = True
    covered: bool | None = None
    places: dict[int, int] = field(default_factory=dict)

    def add_tail(self, explicit: Any, coefficients: Sequence[Any], majorant: Any, rho: Any) -> Any:
        """The explicit sum + f_1 T_1 + ... + f_n T_n, widened by what is left out.

        |f_m| rho^m <= ``majorant`` for all m, and top < rho: the rest is at most
        majorant (T_1/top) q^{n+1}/(1-q), q = top/rho.
        """
        number = self.arithmetic.number
        if not self.moments:
            return explicit
        total = explicit
        slack = number(0)
        for c, moment, error in zip(coefficients, self.moments, self.moment_errors, strict=False):
            total += c * moment
            slack += abs(c) * error
        n = min(len(coefficients), len(self.moments))
        q = self.top / rho
        if not q < number(1) / 2:
            raise AccuracyError("the eigenvalues left out are not small yet")
        left_out = abs(majorant * self.moments[0] / rho * q**n / (1 - q))
        return self.arithmetic.with_error(total, left_out + slack)


def listed_precise(arithmetic: Arithmetic, teacher: ListedSpectrum, student: ListedSpectrum) -> PreciseModes:
    """Two listed spectra, exact."""
    rows = [i for i, lam in enumerate(teacher.eigenvalues) if lam]
    number = arithmetic.number
    return PreciseModes(
        arithmetic,
        rows,
        [number(teacher.eigenvalues[i]) for i in rows],
        [number(student.eigenvalues[i]) for i in rows],
        [number(teacher.eigenvalues[i] * teacher.multiplicities[i]) for i in rows],
        [teacher.multiplicities[i] for i in rows],
        same=teacher.eigenvalues == student.eigenvalues,
        places={row: place for place, row in enumerate(rows)},
    )


def sphere_precise(
    arithmetic: Arithmetic, teacher: Model, student: Model, last: int, digits: int, moments: int
) -> PreciseModes:
    """Degrees 0..``last`` of two models on one sphere, and up to ``moments`` traces of the tail.

    More than one trace exists for sigma_p with ``last`` well above d + 2p only.

    Raises
    ------
    AccuracyError
        If eigenvalues to these digits are not to be had.
    """
    end = last_degree(teacher)
    if end is not None:
        last = end
    lam = _column(arithmetic, teacher, last + 2, digits)
    mu = lam if student == teacher else _column(arithmetic, student, last + 2, digits)
    degree = [k for k in range(last + 1) if not lam[k] == 0]
    counts = {k: derive_multiplicity(teacher.dimension, k) for k in degree}
    trace = [lam[k] * counts[k] for k in degree]
    tail: list[Any] = []
    errors: list[Any] = []
    top: Any = arithmetic.number(0)
    student_top = top
    if end is None:
        tail, errors, top = _moments(arithmetic, teacher, last, digits, moments, trace, lam)
        student_top = top if student == teacher else _student_top(arithmetic, student, last, digits, mu)
    return PreciseModes(
        arithmetic,
        degree,
        [lam[k] for k in degree],
        [mu[k] for k in degree],
        trace,
        [counts[k] for k in degree],
        tail,
        errors,
        top,
        student_top,
        student == teacher,
        _covered(teacher, student, last),
        {k: place for place, k in enumerate(degree)},
    )


def _covered(teacher: Model, student: Model, last: int) -> bool | None:
    if teacher == student:
        return True
    weak, strong = source_of(teacher), source_of(student)
    # behind the power p only the degrees of the other parity are left
    if (
        isinstance(weak, ClosedSource)
        and isinstance(strong, ClosedSource)
        and last >= max(weak.closed_from, strong.closed_from)
    ):
        return (weak.power - strong.power) % 2 == 0
    return None


def _column(arithmetic: Arithmetic, model: Model, last: int, digits: int) -> list[Any]:
    """lambda_0, ..., lambda_last; in closed form by ``activation_coefficient_recursion`` from the first few."""
    source = source_of(model)
    certified = arithmetic.name == "certified"

    def single(k: int) -> Any:
        return source.enclose(k, digits) if certified else source.evaluate(k, digits)

    if not isinstance(source, ClosedSource):
        # balls in either arithmetic: all degrees at once, where quadrature takes each by itself
        return [arithmetic.lift(source.enclose(k, digits)) for k in range(last + 1)]
    d, p = source.dimension, source.power
    values = [single(k) for k in range(min(source.closed_from + 2, last + 1))]
    zero = arithmetic.number(0)
    for k in range(len(values) - 2, last - 1):
        values.append(zero if (k + 2 - p) % 2 == 0 else values[k] * (k - p) ** 2 / (k + d + p) ** 2)
    return values[: last + 1]


def _moments(
    arithmetic: Arithmetic, model: Model, last: int, digits: int, count: int, trace: list[Any], lam: list[Any]
) -> tuple[list[Any], list[Any], Any]:
    source = source_of(model)
    certified = arithmetic.name == "certified"
    if isinstance(source, ClosedSource):
        d, p = source.dimension, source.power
        first = last + 1 + (last - p) % 2
        top = lam[first]
        far = first > p + 2 and last > 4 * (d + 2 * p)
        if first >= source.closed_from and (has_closed_tail(d) or far):
            # the traces of the tail are balls in either arithmetic
            lead = source.enclose(first, digits)
            n = derive_multiplicity(d, first)
            order = min(max(12, digits // 2), 80)
            found, errors = [], []
            for m in range(1, count + 1):
                ball = enclose_trace_tail(d, p, first, m, lead**m * n, order)
                if not ball.is_finite():
                    break
                found.append(arithmetic.lift(ball))
                errors.append(0 if certified else middle_number(ball.rad()))
            if found:
                return found, errors, top
        whole = arithmetic.lift(enclose_kernel_trace(model, digits + 10))
        return [_rest(whole, trace)], [0], top
    # beside the smallest explicit degree, since beside the whole trace it may be nothing
    smallest = min(_log10(part) for part in trace)
    ball = enclose_remaining_trace(model, last, smallest - digits - 5)
    count_after = derive_multiplicity(model.dimension, last + 1)
    # N_k does not fall with k, and N_k lambda_k is at most all that is left
    top = arithmetic.lift(ball.upper()) / count_after
    return [arithmetic.lift(ball)], [0 if certified else middle_number(ball.rad())], top


def _log10(value: Any) -> float:
    """log10 of a positive number of any size, about."""
    if isinstance(value, arb):
        return float(value.upper().log()) / log(10)
    return float(mpmath.log10(value))


def _rest(whole: Any, trace: list[Any]) -> Any:
    rest = whole
    for part in trace:
        rest = rest - part
    if not rest > 0:
        raise AccuracyError("the trace of the degrees left out is below the rounding of the whole trace")
    return rest


def _student_top(arithmetic: Arithmetic, student: Model, last: int, digits: int, mu: list[Any]) -> Any:
    if isinstance(source_of(student), ClosedSource):
        # one of the two is 0, and from here on they fall
        return mu[last + 1] + mu[last + 2]
    end = last_degree(student)
    if end is not None and end <= last:
        return arithmetic.number(0)
    whole = arithmetic.lift(enclose_kernel_trace(student, digits))
    rest = whole
    for k in range(last + 1):
        rest = rest - mu[k] * derive_multiplicity(student.dimension, k)
    bound = abs(rest) / derive_multiplicity(student.dimension, last + 1)
    return bound.upper() if isinstance(bound, arb) else bound
