"""The sides of a theorem's claim at a point, in the view that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from w2s_theory.cli.point_letters import require_all
from w2s_theory.printing.text import claim_text
from w2s_theory.records.ball_expression import NoBall
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.theorem import Theorem


def require_point(theorem: Theorem, point: Mapping[str, Any]) -> None:
    """Raise ``InputError`` unless every parameter is given, in its domain, and the hypotheses hold.

    Letters are the parameters' own names (:func:`w2s_theory.cli.point_letters.by_symbol`).
    """
    require_all(theorem, point)
    for parameter in theorem.parameters:
        name = parameter.symbol
        values = point[name] if isinstance(point[name], tuple) else (point[name],)
        if parameter.length is None and len(values) != 1:
            raise InputError(f"{name} must be given one value, not {len(values)}")
        for value in values:
            parameter.require(value)
    _require_equal_lengths(theorem, point)
    for hypothesis in theorem.hypotheses:
        if _certainly_false(hypothesis, point):
            raise InputError(
                f"{theorem.name} needs {claim_text(hypothesis)}, which does not hold at the values given"
            )


def _require_equal_lengths(theorem: Theorem, point: Mapping[str, Any]) -> None:
    """Indexed letters of one statement run over the same entries; how many, the statement leaves open."""
    lengths = {
        each.symbol: len(point[each.symbol]) if isinstance(point[each.symbol], tuple) else 1
        for each in theorem.parameters
        if each.length
    }
    for name, length in lengths.items():
        first = next(iter(lengths))
        if length != lengths[first]:
            raise InputError(
                f"{first} has {lengths[first]} entries and {name} has {length}: give as many of each"
            )


def _certainly_false(claim: Any, point: Mapping[str, Any]) -> bool:
    from w2s_theory.evaluate.enclosure import enclose_expression

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
