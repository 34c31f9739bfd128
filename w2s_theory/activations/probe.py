"""What an activation must be before anything is computed with it: finite and real where its argument lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError

Ball = Callable[[Any, bool], Any]
# a standard normal argument lies beyond this with probability below 1e-32
_REACH = 12.0
_POINTS = 257


def array_values(function: Callable[[Any], Any], points: np.ndarray, name: str) -> np.ndarray:
    """The values of a user's function, or ``InputError``: they must be real numbers in an array of the same shape."""
    try:
        with np.errstate(all="ignore"):
            values = np.asarray(function(points))
    except Exception as problem:
        raise InputError(
            f"the activation {name} must accept a NumPy array; it raised {type(problem).__name__}"
        ) from problem
    if np.iscomplexobj(values):
        raise InputError(f"the activation {name} returns complex numbers: an activation must be real")
    if values.shape != points.shape:
        raise InputError(f"the activation {name} must return an array of the shape it was given")
    try:
        return values.astype(float)
    except (TypeError, ValueError) as problem:
        raise InputError(f"the activation {name} must return numbers") from problem


def require_finite_values(
    values: np.ndarray, points: np.ndarray, name: str, ball: Ball | None = None
) -> None:
    """Refuse values that are not finite and real, and name a point where; with a ball function, an overflow is not."""
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        point = float(points[wrong[0]])
        if ball is not None and all(
            _is_real(ball, float(points[i])) for i in wrong[:: max(len(wrong) // 8, 1)]
        ):
            return
        raise InputError(
            f"the activation {name} is no finite real number at {point:.4g}: it must have finite real values "
            "wherever its argument lies"
        )


def _is_real(ball: Ball, point: float) -> bool:
    from flint import acb

    from w2s_theory.records.precision import working_bits

    with working_bits(128):
        value = ball(acb(point), False)
        return bool(value.is_finite() and value.imag.contains(0))


def require_parity(function: Callable[[Any], Any], points: np.ndarray, parity: Any, name: str) -> None:
    """Refuse a parity that is none, or that the values contradict."""
    if parity not in ("even", "odd", "none"):
        raise InputError("the parity must be 'even', 'odd' or 'none'")
    if parity == "none":
        return
    right, left = np.asarray(function(points), dtype=float), np.asarray(function(-points), dtype=float)
    gap = np.abs(right - left if parity == "even" else right + left)
    # at a jump the value itself is a matter of convention
    gap[points == 0.0] = 0.0
    worst = int(np.argmax(gap))
    if gap[worst] > 1e-9 * max(float(np.max(np.abs(right))), 1e-300):
        raise InputError(
            f"the activation {name} is not {parity}: its values at {points[worst]:.4g} and "
            f"{-points[worst]:.4g} are {right[worst]:.6g} and {left[worst]:.6g}"
        )


def require_finite_on_sphere(activation: Activation, dimension: int) -> None:
    """Refuse an activation that is not finite for an argument that the sphere of this dimension reaches."""
    reach = min(activation.factor(dimension), _REACH) if activation.scale != "one" else 1.0
    points = np.linspace(-reach, reach, _POINTS)
    values = array_values(activation.function, points, activation.name)
    require_finite_values(values, points, activation.name, activation.ball)
