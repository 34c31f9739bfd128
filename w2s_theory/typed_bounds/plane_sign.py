"""Exact sign of a polynomial on the open unit square: cells of one letter, roots of the other.

Between neighbouring real roots of the discriminant, of the leading coefficient and of the two
edges (all polynomials in the first letter) the real roots in the second letter neither meet, nor
appear, nor leave the square. So one rational sample per cell decides the whole cell, and a
polynomial that is >= 0 on every open cell is >= 0 on the square. Nothing is sampled on trust: the
number of roots in each cell is exact.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx, fmpz_poly

from w2s_theory.typed_bounds.ball_sign import series_precision

_LETTERS = fmpz_mpoly_ctx.get(("p", "q"), Ordering.lex)
MOST_TERMS = 400
LARGEST_DEGREE = 40
_BITS = 256


class TooLarge(ValueError):
    """The polynomial is beyond what is decided here."""


def negative_point(polynomial: dict[tuple[int, int], int]) -> tuple[Fraction, Fraction] | None:
    """A rational point of (0, 1)^2 where a polynomial is negative; ``None`` if it is >= 0 on all of it.

    Parameters
    ----------
    polynomial
        Exponents of (p, q) to integer coefficients.

    Raises
    ------
    TooLarge
        Beyond degree 40 in q or 400 terms.
    """
    value = _LETTERS.from_dict(polynomial)
    if value == 0:
        return None
    if len(polynomial) > MOST_TERMS or value.degrees()[1] > LARGEST_DEGREE:
        raise TooLarge("a polynomial of that degree is not decided")
    with series_precision(_BITS, 1):
        changing = _odd_part(value)
        for p in _samples(_cell_walls(changing)):
            line = _on_line(changing, p)
            for q in _samples([line]):
                if _value(changing, p, q) < 0:
                    return p, q
    return None


def _odd_part(value: Any) -> Any:
    """The product of the factors whose power is odd, with the constant's sign: same sign, no double roots."""
    constant, factors = value.factor_squarefree()
    found = _LETTERS.constant(1 if constant > 0 else -1)
    for factor, power in factors:
        if power % 2:
            found = found * factor
    return found


def _cell_walls(value: Any) -> list[Any]:
    """Polynomials in p whose roots separate the cells."""
    columns: dict[int, dict[int, int]] = {}
    for (i, j), coefficient in value.to_dict().items():
        columns.setdefault(int(j), {})[int(i)] = int(coefficient)
    top = max(columns)
    walls = [_univariate(columns[top])]
    if top == 0:
        return walls
    edges = {0: columns.get(0, {}), 1: {}}
    for column in columns.values():
        for i, coefficient in column.items():
            edges[1][i] = edges[1].get(i, 0) + coefficient
    walls += [_univariate(edge) for edge in edges.values()]
    discriminant = value.discriminant("q")
    walls.append(_univariate({int(i): int(c) for (i, _), c in discriminant.to_dict().items()}))
    return [wall for wall in walls if wall != 0]


def _univariate(coefficients: dict[int, int]) -> Any:
    length = max(coefficients, default=-1) + 1
    return fmpz_poly([coefficients.get(i, 0) for i in range(length)])


def _samples(walls: list[Any]) -> list[Fraction]:
    """One rational in every interval that the real roots of the polynomials leave of (0, 1)."""
    factors = {str(factor): factor for wall in walls if wall.degree() > 0 for factor, _ in wall.factor()[1]}
    bits = _BITS
    while True:
        with series_precision(bits, 1):
            inside = sorted(_real_roots(list(factors.values())), key=lambda ends: ends[0])
        ends = [(Fraction(0), Fraction(0)), *inside, (Fraction(1), Fraction(1))]
        pairs = list(zip(ends, ends[1:], strict=False))
        # different irreducible factors have different roots, so that enough bits part them
        if all(left[1] < right[0] for left, right in pairs):
            return [_plain_between(left[1], right[0]) for left, right in pairs]
        bits *= 2
        if bits > 1 << 16:
            raise TooLarge("roots too close to each other")


def _real_roots(factors: list[Any]) -> list[tuple[Fraction, Fraction]]:
    """Enclosures of the roots in (0, 1), one per root."""
    found = []
    for factor in factors:
        if factor(0) == 0 or factor(1) == 0:
            continue  # irreducible with a root at an end: no other root
        for root, _ in factor.complex_roots():
            low, high = _ends(root.real)
            # real roots come with an exact zero for their imaginary part
            if root.imag == 0 and high > 0 and low < 1:
                found.append((low, high))
    return found


def _ends(ball: Any) -> tuple[Fraction, Fraction]:
    return _exact(ball.lower()), _exact(ball.upper())


def _exact(ball: Any) -> Fraction:
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _plain_between(low: Fraction, high: Fraction) -> Fraction:
    """A number with a small denominator strictly between two others."""
    middle = (low + high) / 2
    for size in (10, 100, 10**4, 10**8, 10**16, 10**32):
        plain = middle.limit_denominator(size)
        if low < plain < high:
            return plain
    return middle


def _on_line(value: Any, p: Fraction) -> Any:
    columns: dict[int, Fraction] = {}
    for (i, j), coefficient in value.to_dict().items():
        columns[int(j)] = columns.get(int(j), Fraction(0)) + int(coefficient) * p ** int(i)
    scale = lcm(*(each.denominator for each in columns.values()))
    return _univariate({j: int(each * scale) for j, each in columns.items()})


def _value(value: Any, p: Fraction, q: Fraction) -> Fraction:
    return sum((int(c) * p ** int(i) * q ** int(j) for (i, j), c in value.to_dict().items()), Fraction(0))
