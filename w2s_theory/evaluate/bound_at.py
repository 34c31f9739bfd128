"""The bound of a theorem at a point. Every number is printed from a ball: one certified way.

The exact expression is enclosed at the exact values given; float64, decimal digits and enclosure are three ways to
write down that ball. So the rounding of the input, a cancellation or an overflow on the way cannot come between the
number and its radius.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy
from flint import arb

from w2s_theory.evaluate.enclosure import ball_precision, ball_text, enclose_expression
from w2s_theory.printing.text import claim_text
from w2s_theory.records.ball_expression import NoBall
from w2s_theory.records.entry_claims import entry_claims
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.theorem import Theorem

# a double has 53 bits, 15.95 digits: the ball is far narrower than half a unit of its last place
_FLOAT_DIGITS = 20
# below it doubles lose digits
_SMALLEST_NORMAL = 2.0**-1022
# the smallest double above 0
_TINY = 2.0**-1074


@dataclass(frozen=True, slots=True)
class BoundSide:
    """One side of a claim at a point.

    Parameters
    ----------
    relation
        How the theorem's quantity stands to the side.
    value, radius
        The true value lies in ``value +- radius``: floats, or decimal strings where digits or an enclosure were
        asked for (``radius`` is ``None`` for digits alone: the last one is correctly rounded). Both ``None`` where
        float64 cannot hold the value: it is then beyond its range, or below its normal numbers.
    log10
        The decimal logarithm of the absolute value, where float64 cannot hold it.
    """

    relation: str
    value: float | str | None
    radius: float | str | None
    log10: float | None = None


def needed_letters(theorem: Theorem) -> frozenset[str]:
    """Names of the letters on which the bound or a hypothesis depends; the claim holds for every value of the others."""
    sides = [claim.right for claim in theorem.claims()]
    sides += [side for claim in theorem.hypotheses for side in (claim.left, claim.right)]
    letters = frozenset[str]().union(*(_letters(sympy.S(side)) for side in sides))
    return letters & {each.symbol for each in theorem.parameters}


@lru_cache(maxsize=4096)
def _letters(expression: Any) -> frozenset[str]:
    bases = {base.label.name for base in expression.atoms(sympy.IndexedBase)}
    return frozenset(
        bases | {each.name for each in expression.free_symbols if isinstance(each, sympy.Symbol)}
    )


def require_point(theorem: Theorem, point: Mapping[str, Any]) -> None:
    """Raise ``InputError`` unless the values lie in their domains, lists are equally long, and the hypotheses hold.

    ``point`` has a value for every parameter that is needed (:func:`needed_letters`), under its own name.
    """
    for parameter in theorem.parameters:
        name = parameter.symbol
        if name not in point:
            continue
        values = point[name] if isinstance(point[name], tuple) else (point[name],)
        if parameter.length is None and len(values) != 1:
            raise InputError(f"{name} must be given one value, not {len(values)}")
        for value in values:
            parameter.require(value)
    _require_equal_lengths(theorem, point)
    length = min((len(values) for values in point.values() if isinstance(values, tuple)), default=0)
    for hypothesis in theorem.hypotheses:
        if any(_certainly_false(each, point) for each in entry_claims(hypothesis, point, length)):
            raise InputError(
                f"{theorem.name} needs {claim_text(hypothesis)}, which does not hold at the values given"
            )


def _require_equal_lengths(theorem: Theorem, point: Mapping[str, Any]) -> None:
    """Indexed letters of one statement run over the same entries; how many, the statement leaves open."""
    lengths = {
        each.symbol: len(point[each.symbol]) if isinstance(point[each.symbol], tuple) else 1
        for each in theorem.parameters
        if each.length and each.symbol in point
    }
    for name, length in lengths.items():
        first = next(iter(lengths))
        if length != lengths[first]:
            raise InputError(
                f"{first} has {lengths[first]} entries and {name} has {length}: give as many of each"
            )


def _certainly_false(claim: Any, point: Mapping[str, Any]) -> bool:
    try:
        ball = enclose_expression(sympy.S(claim.left) - sympy.S(claim.right), point, 15)
    except AccuracyError:
        return False  # an exact tie that balls cannot see as one
    except NoBall:
        return False  # it speaks of functions (a differential equation, say), not of the point
    return {
        "==": ball != 0,
        "<=": ball > 0,
        ">=": ball < 0,
        "<": ball >= 0,
        ">": ball <= 0,
    }[claim.relation]


def evaluate_sides(
    theorem: Theorem, point: Mapping[str, Any], digits: int | None = None, certified: bool = False
) -> tuple[BoundSide, ...]:
    """The sides of the theorem's claim at exact values of its parameters, two for ``between`` (lower first).

    Parameters
    ----------
    theorem, point
        Letter name -> int, Fraction, or a sequence of them for an indexed letter: in the domain, hypotheses hold.
    digits
        Correct significant digits, 1 to 100000; without them and ``certified``, float64.
    certified
        Value and radius as decimal strings, with 15 digits unless said otherwise.

    Raises
    ------
    AccuracyError
        If no ball with that many digits is reached: a value that is 0 without being seen to be, for example.
    InputError
        If an index lies outside the entries given.
    """
    found = []
    for claim in theorem.claims():
        if certified or digits:
            wanted = digits or 15
            ball = enclose_expression(claim.right, point, wanted + 2)
            value, radius = ball_text(ball, wanted)
            found.append(BoundSide(claim.relation, value, radius if certified else None))
        else:
            ball = enclose_expression(claim.right, point, _FLOAT_DIGITS, smallest=_TINY / 4)
            found.append(BoundSide(claim.relation, *round_ball(ball)))
    return tuple(found)


def round_ball(ball: arb) -> tuple[float | None, float | None, float | None]:
    """Value, radius and logarithm of a ball in float64: the ball lies in value +- radius, both finite.

    ``(None, None, log10 |value|)`` where the value is beyond the range of float64 or, not 0, below its normal numbers.
    A ball around 0 that is narrower than the smallest double is 0 +- that double.
    """
    with ball_precision(200):
        if ball.contains(0):
            value = 0.0
        else:
            size = abs(ball)
            if not size < arb(2) ** 1023 or not size > _SMALLEST_NORMAL:
                return None, None, float((size.log() / arb(10).log()).mid())
            value = float(ball.mid())
        off = abs(ball - arb(value)).upper()
        radius = float(off)
        if arb(radius) < off:
            radius = math.nextafter(radius, math.inf)
        return value, radius, None
