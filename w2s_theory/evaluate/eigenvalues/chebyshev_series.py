r"""Certified a_k of all degrees at once, for a function analytic on a neighbourhood of [-1, 1].

f(cos theta) = c_0/2 + sum_n c_n cos(n theta), and a_k = E[f P_k] = sum_m c_{k+2m} E[T_{k+2m} P_k] with means that
are rational numbers. If f(cos theta) is analytic and at most M on the strip |Im theta| <= eta, |c_n| <= 2 M
e^{-n eta}, and a sum over N Chebyshev points is off by what is folded back, at most of size e^{-(2N-n) eta}.
The strip is covered by balls: where all are finite there is no singularity, and the largest on its edge is M.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import acosh, ceil, log2
from typing import Any

from flint import acb, acb_poly, arb, fmpq

from w2s_theory.records.precision import working_bits

Values = Callable[[acb, bool], acb]

_LOG2_E = 1.4426950408889634
_WIDTHS = (
    7.0,
    5.0,
    3.6,
    2.6,
    1.9,
    1.4,
    1.05,
    0.8,
    0.6,
    0.45,
    0.34,
    0.25,
    0.19,
    0.14,
    0.1,
    0.075,
    0.055,
    0.04,
)
_LARGEST_SIZE = 20_000  # bits; a strip where f is larger says nothing about the degrees in question
_CELLS, _ROWS, _DEEPEST, _MOST_BOXES = 24, 3, 7, 3000
_BISECTIONS = 3
# the size of the transform and its precision: seconds
MOST_POINTS = 12_000
MOST_BITS = 5_200
_MOST_WORK = 16_000_000
_FIRST_BITS = 160
# this many bits below what its size could be, a coefficient that is not told from 0 is given up
_HOPELESS = 200


@dataclass(eq=False)
class ChebyshevSeries:
    """The expansion of one function, to more and more bits as they are asked for.

    Parameters
    ----------
    values
        f as a function of a ball z and the flag ``analytic``; not finite where it is not analytic.
    strips
        Certified pairs (eta, log2 of M), widest first; see :func:`certify_strips`.
    """

    values: Values
    strips: tuple[tuple[float, float], ...]
    _known: dict[int, list[arb]] = field(default_factory=dict, repr=False)

    def coefficient(self, dimension: int, degree: int, goal: int) -> arb | None:
        """a_k with ``goal`` correct bits, or with what the budget gives; ``None`` where that is nothing.

        A ball that contains 0 is one that is not told from 0: more bits have not helped, or are not to be had.
        """
        size = self.log2_tail(degree) - _log2_multiplicity(dimension, degree) / 2
        bits, found = _FIRST_BITS, None
        while bits <= MOST_BITS:
            # nothing of this size is seen with fewer bits
            if bits < goal - size and 2 * bits <= MOST_BITS:
                bits *= 2
                continue
            coefficients = self._coefficients(bits)
            if coefficients is None:
                break
            if degree >= len(coefficients):
                with working_bits(64):
                    return arb(0, 1) * arb(2) ** arb(size)
            with working_bits(bits + 64):
                found = self._mean(coefficients, dimension, degree, goal)
            if found.is_finite() and found.rel_accuracy_bits() >= goal:
                break
            if found.contains(0) and log2_upper(found.rad()) < size - goal - _HOPELESS:
                break
            bits *= 2
        return found

    def log2_tail(self, first: int) -> float:
        """An upper bound of log2 of the sum of |c_n| over n >= first."""
        return 1e-3 + min(
            1 + size - first * eta * _LOG2_E - log2(1 - 2 ** (-eta * _LOG2_E)) for eta, size in self.strips
        )

    def _coefficients(self, bits: int) -> list[arb] | None:
        if bits not in self._known:
            points = min(
                ceil((bits + 3 + size - log2(1 - 2 ** (-eta * _LOG2_E))) / (eta * _LOG2_E))
                for eta, size in self.strips
            )
            points = max(points, 8)
            if points > MOST_POINTS or points * bits > _MOST_WORK:
                return None
            with working_bits(bits + 64):
                found = _transform(self.values, points)
                # what is folded back into c_n is c_{2N-n}, c_{2N+n}, ...
                folded = [2 * arb(2) ** arb(self.log2_tail(2 * points - n)) for n in range(points)]
                self._known[bits] = [c + arb(0, 1) * e for c, e in zip(found, folded, strict=True)]
        return self._known[bits]

    def _mean(self, coefficients: list[arb], d: int, k: int, goal: int) -> arb:
        total = arb(0)
        mean = _leading_mean(d, k)
        n, m = k, 0
        while n < len(coefficients) and mean != 0:
            c = coefficients[n] / 2 if n == 0 else coefficients[n]
            total += c * mean
            # E[T_{n+2} P_k]/E[T_n P_k]
            top, bottom = (2 * m - d + 2) * (k + m), (m + 1) * (2 * k + d + 2 * m)
            if k == 0:
                top, bottom = 2 * m - d + 2, d + 2 * m
            else:
                top, bottom = top * (n + 2), bottom * n
            mean = mean * top / bottom
            n, m = n + 2, m + 1
            if m % 16 == 0 and self.log2_tail(n) < log2_upper(abs(total).mid()) - goal - 8:
                break
        if mean == 0:
            return total
        # |E[T_n P_k]| <= 1
        return total + arb(0, 1) * arb(2) ** arb(self.log2_tail(n))


def series_of(values: Values, widest: float | None = None) -> ChebyshevSeries | None:
    """The expansion of a function, ``None`` if no strip around [-1, 1] could be certified.

    Parameters
    ----------
    values
        As in :class:`ChebyshevSeries`.
    widest : float, optional
        Largest real part of z that may be looked at (> 1): beyond it another branch holds.
    """
    strips = certify_strips(values, None if widest is None else 0.95 * acosh(widest))
    return ChebyshevSeries(values, strips) if strips else None


def certify_strips(values: Values, widest: float | None) -> tuple[tuple[float, float], ...]:
    """A few widths eta with an upper bound of log2 of |f(cos theta)| for |Im theta| <= eta, widest first."""
    found: list[tuple[float, float]] = []
    refused = None
    with working_bits(64):
        plain = _strip_size(values, 1e-9) or 0.0
        for eta in _WIDTHS:
            if widest is not None and eta > widest:
                refused = min(refused or widest, widest)
                continue
            size = _strip_size(values, eta)
            if size is None:
                refused = eta
                continue
            if not found and refused is not None:
                low, high = eta, min(refused, widest or refused)
                for _ in range(_BISECTIONS):
                    middle = (low + high) / 2
                    better = _strip_size(values, middle)
                    if better is None:
                        high = middle
                    else:
                        low = middle
                        found.insert(0, (middle, better))
            found.append((eta, size))
            if size < plain + 2:  # narrower ones give no smaller bound
                break
    return tuple(found)


def _strip_size(values: Values, eta: float) -> float | None:
    """log2 of the maximum on the edge, ``None`` if the strip is not certified free of singularities."""
    pi = arb.pi()
    tip = abs(values(acb(0, eta).cos(), True))
    if not tip.is_finite() or (tip > 0 and log2_upper(tip.upper()) > _LARGEST_SIZE):
        return None
    # f is real on the reals and cos is even: a quarter of the strip is enough
    boxes = [(i, _CELLS, j, _ROWS, 0) for i in range(_CELLS) for j in range(_ROWS)]
    seen = 0
    while boxes:
        i, cells, j, rows, depth = boxes.pop()
        seen += 1
        theta = acb(
            (pi * (2 * i + 1) + pi * arb(0, 1)) / (2 * cells),
            (arb(2 * j + 1) + arb(0, 1)) * arb(eta) / (2 * rows),
        )
        if values(theta.cos(), True).is_finite():
            continue
        if depth == _DEEPEST or seen > _MOST_BOXES:
            return None
        boxes += [(2 * i + a, 2 * cells, 2 * j + b, 2 * rows, depth + 1) for a in (0, 1) for b in (0, 1)]
    worst = arb(0)
    cells = 4 * _CELLS
    for i in range(cells):
        theta = acb((pi * (2 * i + 1) + pi * arb(0, 1)) / (2 * cells), arb(eta))
        size = abs(values(theta.cos(), True))
        if not size.is_finite():
            return None
        worst = arb.max(worst, size.upper())
    return log2_upper(worst) if worst > 0 else -1e6


def _transform(values: Values, points: int) -> list[arb]:
    """c_0, ..., c_{N-1} from N Chebyshev points, by Bluestein's convolution, at the ambient precision."""
    n = points
    root = [acb(arb(fmpq(m, 2 * n))).exp_pi_i() for m in range(4 * n)]
    samples = [values(acb(arb(fmpq(2 * j + 1, 2 * n)).cos_pi()), False).real for j in range(n)]
    # sum_j f_j q^{2 n j} with 2 n j = n^2 + j^2 - (n - j)^2, q = exp(i pi/(2N)), q^{4N} = 1
    square = [m * m % (4 * n) for m in range(n)]
    left = acb_poly([f * root[s] for f, s in zip(samples, square, strict=True)])
    inverse = [root[-s % (4 * n)] for s in square]
    product = left * acb_poly([*reversed(inverse[1:]), *inverse])
    return [(product[n - 1 + m] * root[(square[m] + m) % (4 * n)]).real * 2 / n for m in range(n)]


def _leading_mean(d: int, k: int) -> arb:
    """E[T_k P_k]: k!/(2 (d/2) (d/2+1) ... (d/2+k-1)), and 1 for k = 0."""
    if k == 0:
        return arb(1)
    return arb(k).gamma() * k / (2 * arb(fmpq(d, 2)).rising(k))


def _log2_multiplicity(d: int, k: int) -> float:
    with working_bits(64):
        if d == 2 or k == 0:
            return 1.0 if k else 0.0
        return float((arb.bin_uiui(k + d - 3, min(k, d - 3)) * (2 * k + d - 2) / (d - 2)).log()) * _LOG2_E


def log2_upper(value: Any) -> float:
    """Log2 of a positive number of any size, a little above; -infinity for 0."""
    ball = arb(value)
    if ball == 0:
        return -float("inf")
    mantissa, exponent = ball.mid().man_exp()
    length = max(abs(int(mantissa)).bit_length() - 60, 0)
    return int(exponent) + length + log2(abs(int(mantissa)) >> length) + 1e-9
