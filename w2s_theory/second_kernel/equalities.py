"""Which letter each equality among the premises is solved for, in an order in which they can be put in.

Found here, proved in Coq: a wrong choice makes a lemma fail and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from w2s_theory import notation


@dataclass(frozen=True)
class Equality:
    """``left = right`` in plain symbols, the hypothesis that says so, and where it comes from."""

    hypothesis: str
    left: Any
    right: Any
    origin: str


def solve(
    equalities: list[Equality], meaning: dict[Any, Any], unfolded: list[Any]
) -> list[tuple[Any, Any, Any, Equality]]:
    """(letter, value, scale, equality): ``letter - value = scale * (left - right)`` after the earlier ones are put in."""
    found: list[tuple[Any, Any, Any, Equality]] = []
    for equality in equalities:
        difference = equality.left - equality.right
        for letter, value, _, _ in found:
            difference = difference.subs(letter, value)
        for letter in _candidates(equality, difference, meaning, unfolded):
            coefficient = sympy.expand(difference).coeff(letter, 1)
            value = letter
            if coefficient.is_Rational and coefficient != 0:
                value = _without(letter, letter - difference / coefficient)
            if not value.has(letter):
                found.append((letter, value, 1 / coefficient, equality))
                break
    return found


def _without(letter: Any, value: Any) -> Any:
    """A value in which the letter cancels, its denominators as they were written."""
    if value.has(letter):
        numerator, denominator = sympy.fraction(sympy.together(value))
        value = sympy.expand(numerator) / denominator
    return value


def _candidates(
    equality: Equality, difference: Any, meaning: dict[Any, Any], unfolded: list[Any]
) -> list[Any]:
    free = difference.free_symbols
    first = (
        [equality.left] if equality.left in free and equality.origin not in ("setting", "definition") else []
    )
    inner = sorted(
        (each for each in free if isinstance(meaning.get(each), notation.inner_type())),
        key=lambda each: each.name,
    )
    others = [each for each in unfolded if each in free]
    opaque = sorted(
        (
            each
            for each in free
            if not isinstance(meaning.get(each, each), sympy.Symbol) and each not in inner
        ),
        key=lambda each: each.name,
    )
    return list(dict.fromkeys([*first, *inner, *others, *opaque]))
