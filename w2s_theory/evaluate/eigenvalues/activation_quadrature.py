r"""Eigenvalues of any activation or kernel by quadrature in the angle: mpmath, and float64 estimates.

The mpmath values are the uncertified second opinion to the balls; the float64 estimate is all there
is for an activation given as a Python function, and says how far off it may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import arb, fmpq

from w2s_theory.derive.piecewise_coefficient import derive_activation_eigenvalue, scale_squared, vanishes
from w2s_theory.derive.sphere import require_degree, require_dimension
from w2s_theory.evaluate.eigenvalues.activation_balls import derive_kernel_eigenvalue
from w2s_theory.evaluate.eigenvalues.kernel_ball import kernel_ball, kernel_expression
from w2s_theory.evaluate.eigenvalues.power_balls import require_digits
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.precision import working_bits, working_digits

_MOST_DIGITS = 2_000
_MOST_NODES = 3_100
# an unseen kink makes the differences of two rules shrink slowly, and what is left a few times the last one
_STEP_FACTOR = 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """A float64 value with an estimate of its error (rules compared; no enclosure)."""

    value: float
    error: float
    how: str = "estimated"

    def __repr__(self) -> str:
        return f"{self.value:.10g} +/- {self.error:.1g} (estimated)"


def evaluate_activation_eigenvalue(
    activation: Activation, dimension: int, degree: int, digits: int = 15
) -> Any:
    """lambda_k of an activation given with an expression, by ``mpmath.quad`` at two precisions.

    Parameters
    ----------
    activation : Activation
        With an expression.
    dimension, degree, digits : int
        d >= 2, k >= 0, correct digits wanted.

    Returns
    -------
    mpmath.mpf
        Exactly 0 where the even or odd part in question is 0.

    Raises
    ------
    InputError
        For an activation given as a Python function only.
    AccuracyError
        If two precisions do not agree.
    """
    d, k = require_dimension(dimension), require_degree(degree)
    if activation.expression is None:
        raise InputError(f"{activation.name} is a Python function: only a float64 estimate exists for it")
    exact = derive_activation_eigenvalue(activation, d, k)
    if (exact is not None and exact.is_zero()) or vanishes(activation, d, k):
        return mpmath.mpf(0)
    z = sympy.Symbol("z", real=True)
    function = sympy.lambdify([z], activation.expression(z), modules=["mpmath"])

    def coefficient() -> Any:
        scale = mpmath.sqrt(scale_squared(activation, d))
        kinks = [mpmath.mpf(kink.numerator) / kink.denominator / scale for kink in activation.kinks]
        inner = sorted(mpmath.acos(kink) for kink in kinks if abs(kink) < 1)
        return _angle_mean(lambda cosine: function(scale * cosine), inner, d, k)

    a = _agreeing(coefficient, require_digits(digits) + 2, f"a_{k} of {activation.name}")
    with working_digits(digits + 3):
        return a * a


def evaluate_kernel_eigenvalue(
    kernel: Callable[[Any], Any], dimension: int, degree: int, digits: int = 15
) -> Any:
    """lambda_k of a kernel given as an expression of rho, by ``mpmath.quad`` at two precisions.

    Returns
    -------
    mpmath.mpf
        Exactly 0 where a polynomial kernel has none of degree k.

    Raises
    ------
    AccuracyError
        If two precisions do not agree.
    """
    d, k = require_dimension(dimension), require_degree(degree)
    rho = sympy.Symbol("rho", real=True)
    expression = kernel_expression(kernel, rho)
    kernel_ball(expression, rho)  # refuses what no view understands
    exact = derive_kernel_eigenvalue(expression, rho, d, k)
    if exact is not None and exact.is_zero():
        return mpmath.mpf(0)
    function = sympy.lambdify([rho], expression, modules=["mpmath"])
    return _agreeing(
        lambda: _angle_mean(function, [], d, k), require_digits(digits), f"lambda_{k} of the kernel"
    )


def _angle_mean(function: Callable[[Any], Any], cuts: list[Any], d: int, k: int) -> Any:
    """E[function(z) P_k(z)] at mpmath's working precision."""
    pi = mpmath.pi
    # the weight sin^{d-2} is a bump of width 1/sqrt(d) about pi/2
    width = 1 / mpmath.sqrt(d)
    bumps = [pi / 2 + sign * c * width for c in (2, 5, 10) for sign in (-1, 1)]
    points = sorted({mpmath.mpf(0), +pi, *cuts, *(x for x in bumps if 0 < x < pi)})

    def integrand(theta: Any) -> Any:
        cosine = mpmath.cos(theta)
        value = function(cosine)
        if abs(mpmath.im(value)) > abs(value) * mpmath.mpf(10) ** (8 - mpmath.mp.dps):
            raise InputError(
                "the function is not real on the sphere: its eigenvalues are those of a real one only"
            )
        return mpmath.re(value) * _harmonic(cosine, d, k) * mpmath.sin(theta) ** (d - 2)

    constant = mpmath.gammaprod([mpmath.mpf(d) / 2], [mpmath.mpf(1) / 2, mpmath.mpf(d - 1) / 2])
    return constant * mpmath.quad(integrand, points)


def _harmonic(z: Any, d: int, k: int) -> Any:
    before, now = 1, z
    if k == 0:
        return before
    for m in range(1, k):
        before, now = now, ((2 * m + d - 2) * z * now - m * before) / (m + d - 2)
    return now


def _agreeing(compute: Callable[[], Any], digits: int, what: str) -> Any:
    working, previous = digits + 15, None
    while working <= 20 * digits + 500 and working <= _MOST_DIGITS:
        with working_digits(working):
            value = compute()
            if previous is not None and abs(value - previous) <= abs(value) * mpmath.mpf(10) ** -digits:
                return value
            if (
                previous is not None
                and working > 2 * digits + 60
                and abs(value) < mpmath.mpf(10) ** (-0.8 * working)
            ):
                raise AccuracyError(
                    f"{what} is 0 to within 1e-{int(0.8 * working)} and may be 0, so that no number of digits can be given"
                )
            previous = value
        working = working * 3 // 2
    raise AccuracyError(
        f"{digits} digits of {what} were not reached by quadrature: ask for fewer, or for an enclosure"
    )


@lru_cache(maxsize=64)
def _rule(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    from scipy.special import roots_legendre

    return roots_legendre(nodes)


def estimate_activation_eigenvalue(activation: Activation, dimension: int, degree: int) -> Estimate:
    """lambda_k in float64 by Gauss-Legendre rules in the angle, with an error estimate.

    Parameters
    ----------
    activation : Activation
        Only its function and its kinks are used.
    dimension, degree : int
        d >= 2, k >= 0.

    Returns
    -------
    Estimate
        The error joins the last two differences of ever finer rules and a rounding floor; a value below its
        error says only that lambda_k is smaller than that.
    """
    d, k = require_dimension(dimension), require_degree(degree)
    if vanishes(activation, d, k):
        return Estimate(0.0, 0.0)
    scale = activation.factor(d)
    kinks = [float(kink) / scale for kink in activation.kinks]
    bumps = [np.pi / 2 + sign * c / np.sqrt(d) for c in (1, 2, 4, 8, 16) for sign in (-1, 1)]
    inner = [float(np.arccos(kink)) for kink in kinks if abs(kink) < 1.0]
    points = np.unique([0.0, np.pi, *inner, *(x for x in bumps if 0.0 < x < np.pi)])
    with working_bits(128):
        half = fmpq(1, 2)
        constant = float(arb.gamma_fmpq(fmpq(d, 2)) / (arb.pi().sqrt() * arb.gamma_fmpq(fmpq(d, 2) - half)))
    # finer and finer rules until two steps in a row change nothing but roundings
    nodes, steps = 48 + 32 * (k // 64), [np.inf]
    previous, _ = _gauss_sum(activation.function, scale, points, d, k, nodes)
    while True:
        nodes = 2 * nodes
        fine, size = _gauss_sum(activation.function, scale, points, d, k, nodes)
        steps.append(abs(fine - previous))
        floor = (64 + 4 * k) * np.finfo(float).eps * size
        previous = fine
        if max(steps[-2:]) <= floor or 2 * nodes > _MOST_NODES:
            break
    a, error = constant * fine, constant * (_STEP_FACTOR * max(steps[-2:]) + floor)
    return Estimate(float(a * a), float(2 * abs(a) * error + error * error))


def _gauss_sum(
    function: Any, scale: float, points: np.ndarray, d: int, k: int, nodes: int
) -> tuple[float, float]:
    x, w = _rule(nodes)
    left, right = points[:-1, None], points[1:, None]
    theta = (left + (right - left) * (x + 1) / 2).ravel()
    weight = ((right - left) / 2 * w).ravel() * np.exp((d - 2) * np.log(np.sin(theta)))
    cosine = np.cos(theta)
    terms = np.asarray(function(scale * cosine), dtype=float) * _harmonic(cosine, d, k) * weight
    return float(np.sum(terms)), float(np.sum(np.abs(terms)) + np.sum(weight) * np.finfo(float).eps)
