r"""Certified two-sided bounds on the tail of sum_k N_k lambda_k^m, by telescoping.

In one parity class let t_k = N_k lambda_k^m and r(k) = t_{k+2}/t_k, a rational function. If a
rational R satisfies R(k) - R(k+2) r(k) >= 1 from k_0 on, then t_k <= R(k) t_k - R(k+2) t_{k+2}, and the
sum of t_k, t_{k+2}, ... is at most R(k) t_k; with <= 1 it is at least that (R(k) t_k -> 0, because
t_k = O(k^{-1-e}), e >= 1, and R is linear). Here, with x = k + d/2 - 1,

R(k) = x/(2e) + 1/2 + c/x,   e = 2p + 1 for m = 1, e = d + 4p + 1 for m = 2:

the first two terms are forced by the decay, and c is moved up or down a little from the value that
the expansion gives. The sign is proved by shifting: a polynomial whose coefficients in y = k - k_0
are all >= 0 is >= 0 for every y >= 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq, fmpq_poly

from w2s_theory.derive.angle_integral import PiNumber, pi_number
from w2s_theory.derive.exact_eigenvalue import ExactEigenvalue, derive_exact_eigenvalue
from w2s_theory.derive.sphere import derive_multiplicity, require_degree, require_dimension, require_power
from w2s_theory.records.errors import AccuracyError, InputError

_K = fmpq_poly([0, 1])
_LARGEST_START = 10**7


@dataclass(frozen=True, slots=True)
class TailBound:
    """lower <= sum over k > last_degree of N_k lambda_k^m <= upper, exact numbers.

    Parameters
    ----------
    lower, upper
        Exact (:class:`~w2s_theory.derive.angle_integral.PiNumber`).
    valid_from
        The degree from which the two telescoping inequalities were proved.
    certificates
        The polynomials in y = k - valid_from with nonnegative coefficients that prove them.
    """

    lower: PiNumber
    upper: PiNumber
    valid_from: int
    certificates: tuple[fmpq_poly, fmpq_poly]


def _ratio(d: int, p: int, m: int) -> tuple[fmpq_poly, fmpq_poly]:
    """t_{k+2}/t_k as numerator and denominator, polynomials in k."""
    k = _K
    top = (2 * k + (d + 2)) * (k + (d - 1)) * (k + (d - 2)) * (k - p) ** (2 * m)
    bottom = (2 * k + (d - 2)) * (k + 2) * (k + 1) * (k + (d + p)) ** (2 * m)
    return top, bottom


def _excess(d: int, p: int, m: int, c: fmpq) -> fmpq_poly:
    """(R(k) - R(k+2) r(k) - 1) times its positive denominator, a polynomial in k."""
    e = _decay(d, p, m)
    x, next_x = _K + fmpq(d - 2, 2), _K + fmpq(d + 2, 2)
    top, bottom = _ratio(d, p, m)
    now = x * x * fmpq(1, 2 * e) + x / 2 + c
    then = next_x * next_x * fmpq(1, 2 * e) + next_x / 2 + c
    return now * next_x * bottom - then * x * top - x * next_x * bottom


def _decay(d: int, p: int, m: int) -> int:
    return 2 * p + 1 if m == 1 else d + 4 * p + 1


def _shift(polynomial: fmpq_poly, start: int) -> fmpq_poly:
    return polynomial(fmpq_poly([start, 1]))


def _critical(d: int, p: int, m: int) -> fmpq:
    """The c at which the leading coefficient of the excess vanishes (it is linear in c)."""
    at_zero, at_one = _excess(d, p, m, fmpq(0)), _excess(d, p, m, fmpq(1))
    degree = (at_one - at_zero).degree()
    if at_zero.degree() > degree:
        raise ArithmeticError("the leading terms of the tail bound do not cancel")
    base, slope = at_zero[degree], at_one[degree] - at_zero[degree]
    return -base / slope


def _first_valid(polynomial: fmpq_poly) -> int | None:
    """The smallest power of two from which the shifted coefficients are all >= 0."""
    start = 1
    while start <= _LARGEST_START:
        if all(c >= 0 for c in _shift(polynomial, start).coeffs()):
            return start
        start *= 2
    return None


def derive_tail_bound(dimension: int, last_degree: int, power: int = 1, exponent: int = 1) -> TailBound:
    """Two-sided bounds on the sum of N(d, k) lambda_k^exponent over k > last_degree.

    Parameters
    ----------
    dimension, last_degree, power : int
        d >= 2, J >= 0, p in 0..3.
    exponent : int
        m, 1 or 2 (for p = 0 as well: t_k decays like k^{-2} then).

    Returns
    -------
    TailBound
        Relative width about 4 e s/x^2 with s = (|c| + 1)/8, where c grows with d^2: sharp for first degrees
        well beyond d, of no use far below (there
        :func:`~w2s_theory.derive.traces.derive_trace_tail` is exact). Terms below ``valid_from`` are
        added exactly.

    Raises
    ------
    InputError
        For arguments outside the domain.
    AccuracyError
        If no start of the telescoping below 10^7 could be proved.
    """
    d, p, after = require_dimension(dimension), require_power(power), require_degree(last_degree)
    if exponent not in (1, 2):
        raise InputError(f"the exponent must be 1 or 2, and {exponent!r} is neither")
    critical = _critical(d, p, exponent)
    slack = abs(critical) / 8 + fmpq(1, 8)
    above, below = _excess(d, p, exponent, critical + slack), -_excess(d, p, exponent, critical - slack)
    starts = (_first_valid(above), _first_valid(below))
    if None in starts:
        raise AccuracyError(
            f"the tail for d = {d} could not be bounded from a degree below {_LARGEST_START}: use a smaller d"
        )
    start = max(p + 1, *(value for value in starts if value is not None))
    total = PiNumber(fmpq_poly([0]))
    k = after + 1
    while k < max(start, after + 1):
        total = total + _term(d, k, p, exponent)
        k += 1
    low = high = total
    for first in (k, k + 1):
        if first > p and (first - p) % 2 == 0:
            continue  # exact zeros from here on in this parity class
        x = fmpq(first) + fmpq(d - 2, 2)
        base = x / (2 * _decay(d, p, exponent)) + fmpq(1, 2)
        term = _term(d, first, p, exponent)
        low = low + term.scaled(base + (critical - slack) / x, 0)
        high = high + term.scaled(base + (critical + slack) / x, 0)
    return TailBound(low, high, start, (_shift(above, start), _shift(below, start)))


def _term(d: int, k: int, p: int, m: int) -> PiNumber:
    value = derive_exact_eigenvalue(d, k, p)
    n = derive_multiplicity(d, k)
    if m == 1:
        return pi_number(ExactEigenvalue(value.rational * n, value.over_pi_squared))
    return PiNumber(fmpq_poly([value.rational**2 * n]), 4 if value.over_pi_squared else 0)
