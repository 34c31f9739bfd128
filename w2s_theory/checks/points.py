"""Exact test points of a statement: its domain, dense near the ends, hypotheses satisfied."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from w2s_theory import notation
from w2s_theory.evaluate.rational_value import NotRational, rational_value
from w2s_theory.records.claim import Claim
from w2s_theory.records.entry_claims import entry_claims
from w2s_theory.records.parameter import Domain, Parameter
from w2s_theory.records.theorem import Theorem

Point = dict[str, Any]


def exact_points(theorem: Theorem, rng: np.random.Generator, count: int) -> list[Point]:
    """Up to ``count`` points, as exact rationals, at which the statement's hypotheses hold."""
    points: list[Point] = []
    for _ in range(60 * count):
        if len(points) >= count:
            break
        point = complete_point({each.symbol: _value(each, rng) for each in theorem.parameters}, theorem)
        if point is not None:
            points.append(point)
    return points


def _value(parameter: Parameter, rng: np.random.Generator) -> Any:
    if parameter.length is not None:
        return tuple(_scalar(parameter.typical, parameter.domain, rng) for _ in range(parameter.length))
    return _scalar(parameter.typical, parameter.domain, rng)


def _scalar(typical: Domain, domain: Domain, rng: np.random.Generator) -> Fraction:
    low = typical.lower if typical.lower is not None else Fraction(-10)
    high = typical.upper if typical.upper is not None else low + 20
    if domain.integer:
        return Fraction(int(rng.integers(int(low), int(high) + 1)))
    # the ends of the typical range are where formulas break: a third of the points crowd there
    share = Fraction(int(rng.integers(0, 1001)), 1000)
    if rng.random() < 1 / 3:
        share = Fraction(1, 10 ** int(rng.integers(3, 12)))
        share = 1 - share if rng.random() < 0.5 else share
    value = low + (high - low) * share
    return value if domain.contains(value) else (low + high) / 2


def complete_point(point: Point, theorem: Theorem) -> Point | None:
    """Impose the hypotheses: ``letter == value`` determines a letter, inequalities select."""
    point = dict(point)
    letters = {getattr(notation, name): name for name in point}
    # an equation of an unknown function says nothing of the letters
    hypotheses = restrictions(
        theorem, entries=min((len(v) for v in point.values() if isinstance(v, tuple)), default=0)
    )
    for claim in hypotheses:
        if claim.relation == "==" and claim.left in letters:
            value = _at(claim.right, point)
            if value is None:
                return None
            point[letters[claim.left]] = value
    for parameter in theorem.parameters:
        if parameter.length is None and not parameter.domain.contains(point[parameter.symbol]):
            return None
    return point if all(claim_holds(claim, point) for claim in hypotheses) else None


def restrictions(theorem: Theorem, entries: int | None = None) -> list[Claim]:
    """The hypotheses on numbers, at each of the entries (of the declared ones, if they are not counted here).

    The equation of an unknown function restricts no letter.
    """
    letters = {parameter.symbol for parameter in theorem.parameters}
    declared = min((parameter.length for parameter in theorem.parameters if parameter.length), default=0)
    length = declared if entries is None else entries
    numeric = (claim for claim in theorem.hypotheses if not _about_functions(claim))
    return [each for claim in numeric for each in entry_claims(claim, letters, length)]


def claim_holds(claim: Claim, point: Mapping[str, Any]) -> bool:
    """Whether a claim between exact numbers holds at a point; ``False`` if it is about something else."""
    difference = _at(claim.left - claim.right, point)
    if difference is None:
        return False
    return {
        "==": difference == 0,
        "<=": difference <= 0,
        ">=": difference >= 0,
        "<": difference < 0,
        ">": difference > 0,
    }[claim.relation]


def _about_functions(claim: Any) -> bool:
    """Whether a claim speaks of derivatives, or of a function that the table gives no values for."""
    both = sympy.S(claim.left) - sympy.S(claim.right)
    names = {function.func.__name__ for function in both.atoms(sympy.Function)}
    unknown = {name for name in names if name in notation.NAMES and notation.row(name).definition is None}
    return both.has(sympy.Derivative) or bool(unknown)


def _at(expression: Any, point: Mapping[str, Any]) -> Fraction | None:
    expression = sympy.S(expression)
    try:
        return rational_value(expression, point)
    except NotRational:
        pass  # exp(0) and the like are left to SymPy
    values = {
        getattr(notation, name): sympy.Rational(value.numerator, value.denominator)
        for name, value in point.items()
        if isinstance(value, Fraction)
    }
    result = expression.subs(values)
    return Fraction(int(result.p), int(result.q)) if result.is_Rational else None
