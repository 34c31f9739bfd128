r"""x_M of the log-det bound: x_0 = 0, x_{M+1} = x_M + 1/g(x_M), for any number of units.

E L_TE <= 1/(1 + lambda_k x_M) for a target of degree k, so a *lower* bound of x_M is what counts. The first
units are counted one by one. Beyond unit m, with F' = g: let phi = 1/g, which increases and is concave, since
(sum N v^2)^2 <= (sum N v)(sum N v^3) for v = lambda/(1 + lambda x). One step moves x by phi_m := phi(x_m), and
phi <= phi_m + phi'(x_m)(x - x_m) there, so

    1 >= F(x_{m+1}) - F(x_m) >= log(1 + phi'(x_m))/phi'(x_m) >= 1 - phi'(x_m)/2.

phi' falls, so phi'(x_{i+1}) <= phi_{i+1}/phi_i - 1 <= (1 + c) log(phi_{i+1}/phi_i) with c = phi'(x_m) = -g'/g^2,
and the logarithms add up: with D = log(g(x_m)/g(x_M)),

    F(x_M) - F(x_m) >= (M - m) - (c + (1 + c) D)/2,

while g is convex, its integral at most the trapezoid's, and 1 - 1/r >= log(r)/(1 + c) for 1 <= r <= 1 + c:

    F(x_M) - F(x_m) <= (M - m) - D/(2 (1 + c)).

Both left sides, with D taken to the left, increase in x_M, which encloses it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, log
from typing import Any

from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.guarantees.spectral_sums import (
    BITS,
    BallSums,
    FloatSums,
    ball_sums,
    float_sums,
    require_features,
)
from w2s_theory.records.errors import AccuracyError

# so many units are counted one by one
COUNTED = 2_000
COUNTED_BALLS = 300


@dataclass(frozen=True)
class LogDetTime:
    """x_M between ``low`` and ``high``.

    Parameters
    ----------
    low, high
        Floats; ``flint.arb`` when certified, and then x_M lies between them for certain.
    units
        M.
    how
        ``float64`` (the enclosure is then good to about 1e-12, relatively) or ``certified``.
    """

    low: Any
    high: Any
    units: int
    how: str


def log_det_time(model: Any, units: int, *, certified: bool = False) -> LogDetTime:
    """x_M of the log-det bound E L_TE <= 1/(1 + lambda_k x_M).

    Parameters
    ----------
    model : Model
        Random features on the sphere.
    units : int
        M, 1 to 10^12.
    certified : bool
        Balls instead of floats.

    Returns
    -------
    LogDetTime
        ``low == high`` (up to rounding) for up to 2000 units (300 certified). Beyond that the relative width is at
        most 2e-6 (certified 2e-4), and falls: d = 32, M = 10^6: 1e-9 (1e-8).

    Raises
    ------
    InputError
        For a model without features, or a wrong number of units.
    AccuracyError
        If the degrees that matter cannot be summed.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> round(1 / (1 + log_det_time(relu_sphere(32), 512).low / (4 * 32**2)), 4)
    0.0219
    """
    setting = require_features(model, units, None)
    if certified:
        with BALLS.working(BITS):
            try:
                return enclose_log_det_sum(ball_sums(setting), float_sums(setting), setting.units)
            except AccuracyError as problem:
                raise AccuracyError(
                    f"x_M could not be enclosed for {setting.units} units ({problem}): use fewer, or floats"
                ) from problem
    return compute_log_det_sum(float_sums(setting), setting.units)


def compute_log_det_sum(sums: FloatSums, units: int) -> LogDetTime:
    """x_M in float64."""
    counted = min(units, COUNTED)
    x = _counted_one_by_one(sums.modes)[counted]
    if counted == units:
        return LogDetTime(x, x, units, "float64")
    below, above = _sides(sums, x, units - counted, log)
    return LogDetTime(_solve(below, x), _solve(above, x), units, "float64")


@lru_cache(maxsize=64)
def _counted_one_by_one(modes: FloatModes) -> tuple[float, ...]:
    """x after 0, 1, ..., 2000 units: a search asks for them again and again."""
    found = [0.0]
    for _ in range(COUNTED):
        # g(x) with one product
        found.append(found[-1] + 1 / float(modes.trace @ (1 / (1 + modes.eigenvalue * found[-1]))))
    return tuple(found)


def enclose_log_det_sum(sums: BallSums, guide: FloatSums, units: int) -> LogDetTime:
    """x_M by balls, at the ambient precision; float64 only guesses where to look."""
    x, counted = arb(0), min(units, COUNTED_BALLS)
    for _ in range(counted):
        x += 1 / sums.slope(x)
    if counted == units:
        return LogDetTime(x.lower(), x.upper(), units, "certified")
    below, above = _sides(sums, x, units - counted, lambda ratio: ratio.log())
    below_float, above_float = _sides(guide, float(x), units - counted, log)
    low, high = _exact(_solve(below_float, float(x))), _exact(_solve(above_float, float(x)))
    for margin in (40, 30, 20, 12):
        step = arb(2) ** -margin
        down, up = (low * (1 - step)).lower(), (high * (1 + step)).upper()
        if below(down) <= 0 and above(up) >= 0:
            return LogDetTime(down, up, units, "certified")
    raise AccuracyError("the signs around it could not be told")


def _exact(value: float) -> arb:
    return BALLS.number(Fraction(value))


def _sides(sums: Any, start: Any, left: int, logarithm: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Two increasing functions of x: the first is <= 0 only below x_M, the second >= 0 only above."""
    first, slope, c = sums.log_det(start), sums.slope(start), sums.curvature(start)

    def below(x: Any) -> Any:
        return sums.log_det(x) - first - left + (c + (1 + c) * logarithm(slope / sums.slope(x))) / 2

    def above(x: Any) -> Any:
        return sums.log_det(x) - first - left + logarithm(slope / sums.slope(x)) / (2 * (1 + c))

    return below, above


def _solve(function: Callable[[float], float], start: float) -> float:
    """The zero above ``start`` of an increasing function, by bisection of its logarithm."""
    low, high = start, 2 * start if start > 0.0 else 1.0
    while function(high) < 0:
        low, high = high, 2 * high
        if high == inf:
            raise AccuracyError("x_M is beyond the range of float64: use fewer units")
    for _ in range(80):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return low
