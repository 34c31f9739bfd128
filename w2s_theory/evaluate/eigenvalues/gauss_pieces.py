r"""Certified means E[f P_k] of all degrees up to a largest one, for a function with kinks, or of the angle.

Gauss-Legendre rules in the angle between neighbouring kinks. If the integrand g is analytic and at most M on the
ellipse with foci at the ends of a piece of half length h and semi-axes h (rho +- 1/rho)/2, the rule with n points
is off by at most (64/15) h M rho^{-2n}/(1 - rho^{-2}) (Trefethen, Is Gauss quadrature better than
Clenshaw-Curtis?, theorem 4.5). A rectangle around the ellipse is covered by balls to see both;
|P_k(cos theta)| <= exp(k |Im theta|) for every dimension.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, log2

from flint import acb, arb, ctx, fmpq

from w2s_theory.evaluate.eigenvalues.chebyshev_series import log2_upper
from w2s_theory.records.precision import working_bits

AngleValues = Callable[[acb, bool], acb]

_LOG2_E = 1.4426950408889634
_RHOS = (8.0, 5.0, 3.4, 2.6, 2.0, 1.6, 1.35, 1.2)
_CELLS, _DEEPEST, _MOST_BOXES = 8, 6, 1500
# nodes times degrees: a few seconds
MOST_WORK = 3_000_000
MOST_BITS = 4_000
_FIRST_BITS = 160
_HOPELESS = 200


@dataclass(frozen=True)
class Piece:
    """An interval of the angle with the function on it, and certified ellipses (rho, log2 of M)."""

    low: arb
    high: arb
    values: AngleValues
    ellipses: tuple[tuple[float, float], ...]
    half: float

    def points(self, bits: int, degree: int) -> int:
        """How many Gauss points give ``bits`` bits up to a degree."""
        return max(
            4,
            min(ceil(self._needed(bits, degree, rho, size) / (2 * log2(rho))) for rho, size in self.ellipses),
        )

    def log2_error(self, points: int, degree: int) -> float:
        """An upper bound of log2 of the rule's error."""
        return min(self._needed(0, degree, rho, size) - 2 * points * log2(rho) for rho, size in self.ellipses)

    def _needed(self, bits: int, degree: int, rho: float, size: float) -> float:
        height = self.half * (rho - 1 / rho) / 2
        return bits + size + degree * height * _LOG2_E + log2(64 / 15 * self.half / (1 - rho**-2)) + 1e-6


@dataclass(eq=False)
class GaussMeans:
    """E[f P_k] for k up to a largest degree, to more and more bits as they are asked for.

    Parameters
    ----------
    dimension : int
        d >= 2.
    pieces
        All of [0, pi]; see :func:`certified_piece`.
    """

    dimension: int
    pieces: tuple[Piece, ...]
    _known: dict[tuple[int, int], list[arb]] = field(default_factory=dict, repr=False)

    def coefficient(self, degree: int, goal: int) -> arb | None:
        """As :meth:`~w2s_theory.evaluate.eigenvalues.chebyshev_series.ChebyshevSeries.coefficient`."""
        bits, last, found = _FIRST_BITS, 16, None
        while last < degree:
            last *= 2
        while bits <= MOST_BITS:
            means = self._means(bits, last)
            if means is None:
                break
            found = means[degree]
            accurate = found.is_finite() and found.rel_accuracy_bits() >= goal
            # in a piecewise analytic function nothing falls faster than a few bits per degree
            if accurate or (found.contains(0) and bits >= 2 * goal + _HOPELESS + 3 * degree):
                break
            bits *= 2
        return found

    def _means(self, bits: int, last: int) -> list[arb] | None:
        if (bits, last) not in self._known:
            counts = [piece.points(bits, last) for piece in self.pieces]
            # the recurrence of P_k loses up to log2(1 + sqrt 2) bits a degree
            working = bits + 32 + ceil(1.28 * last)
            if sum(counts) * (last + 20) * (1 + working / 2000) > MOST_WORK:
                return None
            with working_bits(working):
                self._known[bits, last] = self._sum(counts, last)
        return self._known[bits, last]

    def _sum(self, counts: list[int], last: int) -> list[arb]:
        d = self.dimension
        totals = [arb(0)] * (last + 1)
        for piece, n in zip(self.pieces, counts, strict=True):
            middle, half = (piece.low + piece.high) / 2, (piece.high - piece.low) / 2
            for node, weight in gauss_rule(n, ctx.prec):
                theta = middle + half * node
                z = theta.cos()
                value = piece.values(acb(theta), False).real * theta.sin() ** (d - 2) * weight * half
                before, now = value, value * z
                totals[0] += before
                totals[1] += now
                for m in range(1, last):
                    before, now = now, (z * now * (2 * m + d - 2) - before * m) / (m + d - 2)
                    totals[m + 1] += now
            for k in range(last + 1):
                totals[k] += arb(0, 1) * arb(2) ** arb(piece.log2_error(n, k))
        half_power = fmpq(1, 2)
        constant = arb.gamma_fmpq(fmpq(d, 2)) / (arb.pi().sqrt() * arb.gamma_fmpq(fmpq(d, 2) - half_power))
        return [total * constant for total in totals]


@lru_cache(maxsize=64)
def gauss_rule(n: int, bits: int) -> tuple[tuple[arb, arb], ...]:
    """Nodes and weights of the Gauss-Legendre rule on [-1, 1] as balls."""
    with working_bits(bits):
        right = [arb.legendre_p_root(n, k, True) for k in range((n + 1) // 2)]
    left = [(-node, weight) for node, weight in right[: n // 2]]
    return (*right, *left)


def certified_piece(low: arb, high: arb, values: AngleValues, dimension: int) -> Piece | None:
    """A piece with its ellipses, ``None`` if the function is not seen to be analytic around it.

    Parameters
    ----------
    low, high
        Ends of the piece, in the angle, at high precision.
    values
        f as a function of a ball theta and the flag ``analytic``: the continuation of what it is on the piece.
    dimension : int
        d >= 2; sin(theta)^{d-2} is bounded along with f.
    """
    found = []
    with working_bits(64):
        for rho in _RHOS:
            size = _rectangle_size(low, high, values, dimension, rho)
            if size is not None:
                found.append((rho, size))
            if len(found) == 3:
                break
    half = float(((high - low) / 2).upper())
    return Piece(low, high, values, tuple(found), half) if found else None


def _rectangle_size(low: arb, high: arb, values: AngleValues, dimension: int, rho: float) -> float | None:
    middle, half = (low + high) / 2, (high - low) / 2
    wide, tall = half * (rho + 1 / rho) / 2, half * (rho - 1 / rho) / 2
    boxes = [(i, j, _CELLS, 0) for i in range(_CELLS) for j in range(_CELLS // 2)]
    seen, worst = 0, -1e9
    while boxes:
        i, j, cells, depth = boxes.pop()
        seen += 1
        real = middle + wide * (arb(2 * i + 1 - cells) + arb(0, 1)) / cells
        # f is real on the reals: the upper half is enough
        imag = tall * (arb(2 * j + 1) + arb(0, 1)) / cells
        theta = acb(real, imag)
        size = abs(values(theta, True) * theta.sin() ** (dimension - 2))
        if size.is_finite():
            worst = max(worst, log2_upper(size.upper()))
        elif depth == _DEEPEST or seen > _MOST_BOXES:
            return None
        else:
            boxes += [(2 * i + a, 2 * j + b, 2 * cells, depth + 1) for a in (0, 1) for b in (0, 1)]
    return worst
