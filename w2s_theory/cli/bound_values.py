"""The sides of a theorem's claim at a point, in the view that was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy

from w2s_theory.cli.point_letters import require_all
from w2s_theory.printing.text import claim_text
from w2s_theory.records.ball_expression import NoBall
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.theorem import Theorem

_BALL = re.compile(r"\[(\S+)?\s*\+/-\s*(\S+)\]")


def require_point(theorem: Theorem, point: Mapping[str, Any]) -> None:
    """Raise ``InputError`` unless every parameter is given, in its domain, and the hypotheses hold.

    Letters are the parameters' own names (:func:`w2s_theory.cli.point_letters.by_symbol`).
    """
    require_all(theorem, point)
    for parameter in theorem.parameters:
        name = parameter.symbol
        values = point[name] if isinstance(point[name], tuple) else (point[name],)
        if len(values) != (parameter.length or 1):
            expected = f"{parameter.length} values separated by commas" if parameter.length else "one value"
            raise InputError(f"{name} must be given {expected}, not {len(values)}")
        for value in values:
            parameter.require(value)
    for hypothesis in theorem.hypotheses:
        if _certainly_false(hypothesis, point):
            raise InputError(
                f"{theorem.name} needs {claim_text(hypothesis)}, which does not hold at the values given"
            )


def _certainly_false(claim: Any, point: Mapping[str, Any]) -> bool:
    from w2s_theory.evaluate.enclosure import enclose_expression

    try:
        ball = enclose_expression(sympy.S(claim.left) - sympy.S(claim.right), _as_arguments(point), 15)
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
    theorem: Theorem, point: Mapping[str, Any], digits: int | None, enclose: bool
) -> list[dict[str, Any]]:
    """Relation, value and radius of each side (two for ``between``).

    With ``digits`` or ``enclose`` value and radius are decimal strings; in float64 they are floats
    and the radius is what the theorem promises for that view.
    """
    from w2s_theory.evaluate.enclosure import enclose_expression
    from w2s_theory.evaluate.fast import compute_expression
    from w2s_theory.evaluate.high_precision import evaluate_expression

    arguments = _as_arguments(point)
    rows = []
    for relation, side in theorem.stable_sides():
        if enclose:
            value, radius = ball_text(enclose_expression(side, arguments, digits or 15), digits or 15)
        elif digits:
            value, radius = decimal_text(evaluate_expression(side, arguments, digits), digits), None
        else:
            arrays = {
                name: np.array([[float(v) for v in value]])
                if isinstance(value, tuple)
                else np.array([float(value)])
                for name, value in arguments.items()
            }
            number = float(compute_expression(side, arrays)[0])
            if not np.isfinite(number):
                raise AccuracyError("float64 cannot hold this value: ask for --digits or --enclose")
            value, radius = number, abs(number) * theorem.float_accuracy
        rows.append({"relation": relation, "value": value, "radius": radius})
    return rows


def _as_arguments(point: Mapping[str, Any]) -> dict[str, Any]:
    return dict(point)


def decimal_text(value: Any, digits: int) -> str:
    """An mpmath number with ``digits`` significant digits."""
    import mpmath

    return str(mpmath.nstr(value, digits, strip_zeros=False))


def ball_text(ball: Any, digits: int) -> tuple[str, str]:
    """Midpoint and radius of a ball as decimals that still enclose it.

    The radius includes what the printed midpoint lost by rounding.
    """
    text = ball.str(digits, more=False)
    match = _BALL.fullmatch(text)
    if match is None:
        return text, "0"
    return str(match[1] or "0"), str(match[2])
