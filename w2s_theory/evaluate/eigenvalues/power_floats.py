"""Eigenvalues of sigma_p as float64 arrays, by the recursion a_{k+2} = -a_k (k-p)/(k+d+p).

Each parity class is one chain: its first value comes from a 160-bit ball, the rest is a
compensated running product (:mod:`w2s_theory.evaluate.eigenvalues.running_products`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, inf, log

import numpy as np
from flint import arb

from w2s_theory.derive.sphere import require_degree, require_dimension, require_power
from w2s_theory.evaluate.eigenvalues.power_balls import coefficient_ball
from w2s_theory.evaluate.eigenvalues.running_products import (
    Scaled,
    logarithm,
    multiply,
    quotient,
    rounded,
    running_products,
    scaled_from_integer,
    square,
)
from w2s_theory.records.errors import InputError
from w2s_theory.records.precision import working_bits

# small enough that a chunk's arrays stay in the cache: half the time of chunks of 2^20
_CHUNK = 1 << 17
_SEED_BITS = 160
_SHORT_BINOMIAL = 60
# whole numbers up to 2^52 are exact doubles, and so are k + d + p below this
LARGEST_SIZE = 1 << 50
# a single degree costs one ball, as much as about this many degrees of a chain
_DEGREES_PER_BALL = 200


@dataclass(frozen=True)
class FastSpectrum:
    """Arrays of shape (n,), one entry per degree asked for, in the order asked for.

    Parameters
    ----------
    degree
        int64.
    eigenvalue
        lambda_k, at most 1 ulp off; 0.0 where it is exactly zero or underflows.
    log_eigenvalue
        log(lambda_k), at most 2 ulp off, also where ``eigenvalue`` underflows; -inf for exact zeros, NaN where
        an eigenvalue is 0 to within its error and nothing more is known.
    multiplicity
        N(d, k), correctly rounded except in ties; ``inf`` above the range of float64.
    log_multiplicity
        log N(d, k), also where ``multiplicity`` overflows.
    error
        Absolute error that ``eigenvalue`` may have: one ulp, or an estimate where ``how`` says so.
    how
        ``float64``, or ``estimated`` for an activation given as a Python function.
    """

    degree: np.ndarray
    eigenvalue: np.ndarray
    log_eigenvalue: np.ndarray
    multiplicity: np.ndarray
    log_multiplicity: np.ndarray
    error: np.ndarray
    how: str = "float64"

    def __len__(self) -> int:
        return len(self.degree)


def compute_eigenvalues(
    dimension: int, degrees: range | np.ndarray, power: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """lambda_k and log(lambda_k) of sigma_p in float64.

    Parameters
    ----------
    dimension : int
        d >= 2, up to 2^50.
    degrees : range or int array, shape (n,)
        Degrees k >= 0 in any order.
    power : int
        p in 0..3.

    Returns
    -------
    eigenvalue, log_eigenvalue : arrays, shape (n,)
        See :class:`FastSpectrum`.

    Raises
    ------
    InputError
        For arguments outside the domain.

    Accuracy
    --------
    At most 1 ulp (eigenvalue, also gradual underflow) and 2 ulp (logarithm), tested against
    200-bit balls for d = 2 to 10^6 and k up to 10^6. About 0.1 us per degree.
    """
    d, p = require_dimension(dimension), require_power(power)
    return _over_chunks(
        degrees, d, lambda first, count: _eigenvalues(d, first, count, p), lambda k: _one_eigenvalue(d, k, p)
    )


def compute_multiplicities(dimension: int, degrees: range | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """N(d, k) and log N(d, k) in float64; arguments as in :func:`compute_eigenvalues`.

    Accuracy: the nearest double (whole numbers below 2^53 are exact), ``inf`` above the range;
    the logarithm to 2 ulp of itself.
    """
    d = require_dimension(dimension)
    return _over_chunks(
        degrees, d, lambda first, count: _multiplicities(d, first, count), lambda k: _one_multiplicity(d, k)
    )


def compute_spectrum(dimension: int, degrees: range | np.ndarray, power: int = 1) -> FastSpectrum:
    """Eigenvalues and multiplicities together; see :class:`FastSpectrum`."""
    if len(degrees) == 1:
        return _one_row(require_dimension(dimension), require_degree(int(degrees[0])), require_power(power))
    eigenvalue, log_eigenvalue = compute_eigenvalues(dimension, degrees, power)
    counts = compute_multiplicities(dimension, degrees)
    error = np.where(np.isneginf(log_eigenvalue), 0.0, np.spacing(eigenvalue))
    return FastSpectrum(degree_array(degrees), eigenvalue, log_eigenvalue, *counts, error)


def degree_array(degrees: range | np.ndarray) -> np.ndarray:
    """The degrees as int64; a range without walking through it."""
    if isinstance(degrees, range):
        return np.arange(degrees.start, degrees.stop, degrees.step, dtype=np.int64)
    return np.asarray(degrees, dtype=np.int64)


def _one_row(d: int, k: int, p: int) -> FastSpectrum:
    """One degree without detours through arrays, which would take most of the time."""
    _require_size(d, k)
    value, log_value = _one_eigenvalue(d, k, p)
    error = 0.0 if log_value == -inf else float(np.spacing(value))
    count, log_count = _one_multiplicity(d, k)
    a, b, c, e, f = (np.array([part]) for part in (value, log_value, count, log_count, error))
    return FastSpectrum(np.array([k], dtype=np.int64), a, b, c, e, f)


def _require_size(d: int, k: int) -> None:
    if k + d > LARGEST_SIZE:
        raise InputError(
            f"k + d must be below {LARGEST_SIZE} in float64: ask for digits or an enclosure instead"
        )


def _over_chunks(
    degrees: range | np.ndarray,
    dimension: int,
    compute: Callable[[int, int], tuple[np.ndarray, np.ndarray]],
    single: Callable[[int], tuple[float, float]],
) -> tuple[np.ndarray, np.ndarray]:
    wanted = degree_array(degrees)
    value, log_value = np.empty(len(wanted)), np.empty(len(wanted))
    if len(wanted) == 0:
        return value, log_value
    low, high = require_degree(int(wanted.min())), int(wanted.max())
    _require_size(dimension, high)
    if high - low >= _DEGREES_PER_BALL * len(wanted) or len(wanted) == 1:
        for place, k in enumerate(wanted.tolist()):
            value[place], log_value[place] = single(k)
        return value, log_value
    contiguous = isinstance(degrees, range) and degrees.step == 1
    for first in range(low, high + 1, _CHUNK):
        count = min(_CHUNK, high + 1 - first)
        part, log_part = compute(first, count)
        if contiguous:
            value[first - low : first - low + count], log_value[first - low : first - low + count] = (
                part,
                log_part,
            )
            continue
        inside = (wanted >= first) & (wanted < first + count)
        value[inside], log_value[inside] = part[wanted[inside] - first], log_part[wanted[inside] - first]
    return value, log_value


def _eigenvalues(d: int, first: int, count: int, p: int) -> tuple[np.ndarray, np.ndarray]:
    value, log_value = np.zeros(count), np.full(count, -np.inf)
    for start in range(first, min(first + 2, first + count)):
        if (start - p) % 2 == 0:
            # the chain that ends at k = p: at most two numbers, then exact zeros
            for k in range(start, min(p, first + count - 1) + 1, 2):
                one = square(_seed_coefficient(d, k, p))
                value[k - first], log_value[k - first] = rounded(one), logarithm(one)
            continue
        k = np.arange(start, first + count - 2, 2, dtype=np.float64)
        chain = running_products(_seed_coefficient(d, start, p), quotient(np.abs(k - p), k + (d + p)))
        eigenvalue = square(chain)
        value[start - first :: 2], log_value[start - first :: 2] = rounded(eigenvalue), logarithm(eigenvalue)
    return value, log_value


def _one_eigenvalue(d: int, k: int, p: int) -> tuple[float, float]:
    """One degree by itself: the ball, rounded; the chain of arrays would cost ten times as much."""
    if k > p and (k - p) % 2 == 0:
        return 0.0, -inf
    bits = _SEED_BITS
    while True:
        with working_bits(bits):
            a = coefficient_ball(d, k, p)
            if a.rel_accuracy_bits() >= 110:
                return float(a * a), float(2 * abs(a).log())
        bits *= 2


def _one_multiplicity(d: int, k: int) -> tuple[float, float]:
    """One N(d, k) by itself, rounded."""
    if d == 2 or k == 0:
        count = 2 if k else 1
        return float(count), log(count)
    if min(k, d - 3) <= _SHORT_BINOMIAL:
        # a whole number, quicker than a ball
        count = comb(k + d - 3, k) * (2 * k + d - 2) // (d - 2)
        try:
            return float(count), log(count)
        except OverflowError:
            return inf, log(count)
    with working_bits(_SEED_BITS):
        ball = arb.bin_uiui(k + d - 3, min(k, d - 3)) * (2 * k + d - 2) / (d - 2)
        return float(ball), float(ball.log())


def _multiplicities(d: int, first: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    if d == 2:
        value = np.where(np.arange(first, first + count) == 0, 1.0, 2.0)
        return value, np.log(value)
    # N(d, k) = C(k+d-3, k) (2k+d-2)/(d-2)
    k = np.arange(first, first + count, dtype=np.float64)
    with working_bits(_SEED_BITS):
        seed = _scaled(arb.bin_uiui(first + d - 3, min(first, d - 3)))
    binomials = running_products(seed, quotient(k[:-1] + (d - 2), k[:-1] + 1))
    counts = multiply(binomials, quotient(2 * k + (d - 2), np.full(count, d - 2.0)))
    value = rounded(counts)
    with np.errstate(over="ignore"):
        small = value < 1e15
        return value, np.where(small, np.log(value), logarithm(counts))


def _seed_coefficient(d: int, k: int, p: int) -> Scaled:
    bits = _SEED_BITS
    while True:
        with working_bits(bits):
            ball = abs(coefficient_ball(d, k, p))
            if ball.rel_accuracy_bits() >= 110:
                return _scaled(ball)
        bits *= 2


def _scaled(ball: arb) -> Scaled:
    mantissa, exponent = ball.mid().man_exp()
    return scaled_from_integer(int(mantissa), int(exponent))
