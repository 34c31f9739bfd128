"""From a numerical instance to a proof that there is an exact one: Krawczyk's test with balls.

As many unknowns as there are equations are left free, the others are fixed at the floats as exact numbers. If
Krawczyk's operator maps a box around the free ones into its inside, the box holds an exact solution; each inequality
and the break of the claim is then decided on the whole box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sympy
from flint import arb, arb_mat

from w2s_theory.evaluate.enclosure import ball_precision
from w2s_theory.records.ball_expression import NoBall, ball_function

BITS = 200
_NEWTON_STEPS = 8


def certify(
    equations: Sequence[Any],
    unknowns: Sequence[Any],
    values: np.ndarray,
    whole: Mapping[str, int],
) -> dict[str, arb] | None:
    """Balls for every unknown that hold an exact solution of ``equations == 0``; ``None`` if that is not shown.

    Parameters
    ----------
    equations
        Expressions in the unknowns and the whole letters.
    values
        Shape (number of unknowns,). Near a solution.
    """
    fixed: dict[str, Any] = {name: arb(value) for name, value in whole.items()}
    point = {symbol.name: arb(float(value)) for symbol, value in zip(unknowns, values, strict=True)}
    if not equations:
        return point
    try:
        with ball_precision(BITS):
            return _krawczyk(equations, unknowns, point, fixed)
    except (NoBall, ZeroDivisionError, ValueError):
        return None


def _krawczyk(
    equations: Sequence[Any], unknowns: Sequence[Any], point: dict[str, arb], fixed: Mapping[str, Any]
) -> dict[str, arb] | None:
    slopes = [[sympy.diff(each, symbol) for symbol in unknowns] for each in equations]
    rows = [[ball_function(entry) for entry in row] for row in slopes]
    functions = [ball_function(each) for each in equations]
    jacobian = np.array([[float(entry({**fixed, **point}).mid()) for entry in row] for row in rows])
    free = _pivots(jacobian)
    if free is None:
        return None
    names = [unknowns[number].name for number in free]
    inverse = _approximate(np.linalg.inv(jacobian[:, free]))
    for _ in range(_NEWTON_STEPS):
        step = inverse * arb_mat([[f({**fixed, **point}).mid()] for f in functions])
        for number, name in enumerate(names):
            point[name] = (point[name] - step[number, 0]).mid()
    radius = arb(0, 2.0**-60)
    box = {**point, **{name: point[name] + radius for name in names}}
    residual = arb_mat([[f({**fixed, **point})] for f in functions])
    spread = arb_mat([[rows[i][j]({**fixed, **box}) for j in free] for i in range(len(functions))])
    size = len(free)
    identity = arb_mat([[int(i == j) for j in range(size)] for i in range(size)])
    deviation = arb_mat([[radius] for _ in range(size)])
    moved = (identity - inverse * spread) * deviation - inverse * residual
    for number, name in enumerate(names):
        if not radius.contains_interior(moved[number, 0]):
            return None
        box[name] = point[name] + moved[number, 0]
    return box


def _pivots(jacobian: np.ndarray) -> list[int] | None:
    """Columns that make the Jacobian invertible, well enough; by pivoted QR."""
    from scipy.linalg import qr

    found: Any = qr(jacobian, mode="r", pivoting=True)
    triangle, order = found
    count = jacobian.shape[0]
    diagonal = np.abs(np.diag(triangle))
    if count > jacobian.shape[1] or diagonal[:count].min() < 1e-7 * diagonal[0]:
        return None
    return sorted(int(each) for each in order[:count])


def _approximate(matrix: np.ndarray) -> arb_mat:
    return arb_mat([[float(entry) for entry in row] for row in matrix])


def holds_on(expression: Any, relation: str, box: Mapping[str, Any], whole: Mapping[str, int]) -> bool:
    """Whether ``expression >= 0`` or ``> 0`` is certain on the whole box."""
    try:
        with ball_precision(BITS):
            ball = value_on(expression, box, whole)
            return bool(ball >= 0) if relation == ">=" else bool(ball > 0)
    except (NoBall, ZeroDivisionError, ValueError):
        return False


def value_on(expression: Any, box: Mapping[str, Any], whole: Mapping[str, int]) -> arb:
    """The ball of an expression on the box."""
    with ball_precision(BITS):
        return ball_function(expression)({**{name: arb(value) for name, value in whole.items()}, **box})
