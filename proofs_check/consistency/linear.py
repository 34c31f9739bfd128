"""Linear inequalities over the rationals that contradict each other, found by eliminating one unknown after another.

Fourier and Motzkin: what remains after all unknowns are gone are sums of the inequalities, with factors >= 0. One of them
that says ``0 > 0`` or ``-1 >= 0`` is a contradiction, written out. Too many sums, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofs_check.assumptions import rational
from proofs_check.polynomials import expanded

MOST = 400


@dataclass(frozen=True)
class Row:
    """``sum(coefficient * unknown) + constant >= 0``, or ``> 0`` if it is strict."""

    terms: dict[Any, Fraction]
    constant: Fraction
    strict: bool


def row_of(e: Any, strict: bool) -> Row:
    """An expression as a row in its monomials."""
    terms = {each: rational(c) for each, c in expanded(e).as_coefficients_dict().items() if c}
    return Row(terms, terms.pop(1, Fraction(0)), strict)


def infeasible(rows: Iterable[Row], known: Callable[[Any], Iterable[Row]]) -> bool:
    """Whether no values satisfy all rows and what is ``known`` of each unknown alone; ``False`` also if none is found."""
    rows, asked = [*rows], set()
    while True:
        if any(not row.terms and (row.constant < 0 or (row.strict and row.constant == 0)) for row in rows):
            return True
        signs: dict[Any, list[int]] = {}
        for row in rows:
            for unknown, factor in row.terms.items():
                signs.setdefault(unknown, [0, 0])[factor > 0] += 1
        if not signs:
            return False
        unknown = min(signs, key=lambda each: signs[each][0] * signs[each][1])
        if unknown not in asked:
            asked.add(unknown)
            rows += known(unknown)
        apart = [row for row in rows if unknown not in row.terms]
        above = [row for row in rows if row.terms.get(unknown, 0) > 0]
        below = [row for row in rows if row.terms.get(unknown, 0) < 0]
        if len(apart) + len(above) * len(below) > MOST:
            return False
        rows = apart + [_sum(one, other, unknown) for one in above for other in below]


def _sum(above: Row, below: Row, unknown: Any) -> Row:
    """Both rows, with factors at which the unknown cancels."""
    x, y = -below.terms[unknown], above.terms[unknown]
    terms = {
        each: x * above.terms.get(each, 0) + y * below.terms.get(each, 0)
        for each in {*above.terms, *below.terms}
    }
    constant = x * above.constant + y * below.constant
    return Row({each: c for each, c in terms.items() if c}, constant, above.strict or below.strict)
