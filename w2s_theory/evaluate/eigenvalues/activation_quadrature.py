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

from w2s_theory.derive.piecewise_coefficient import derive_activation_eigenvalue, scale_squared
from w2s_theory.derive.sphere import require_degree, require_dimension
from w2s_theory.evaluate.eigenvalues.activation_balls import polynomial_kernel, vanishes_by_parity
from w2s_theory.evaluate.eigenvalues.kernel_ball import kernel_expression
from w2s_theory.evaluate.eigenvalues.power_balls import require_digits
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.precision import working_bits, working_digits

_MOST_DIGITS = 2_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A float64 value with an estimate of its error (two rules compared; no enclosure)."""

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
    if (exact is not None and exact.is_zero()) or vanishes_by_parity(activation, k):
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
    if polynomial_kernel(expression, rho, d, k) == 0:
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
        return mpmath.re(function(cosine)) * _harmonic(cosine, d, k) * mpmath.sin(theta) ** (d - 2)

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
            previous = value
        working = working * 3 // 2
    raise AccuracyError(
        f"{digits} digits of {what} were not reached by quadrature: ask for fewer, or for an enclosure"
    )


@lru_cache(maxsize=16)
def _rule(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(nodes)


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
        The error joins the difference of two rules and a rounding floor; a value below its error
        says only that lambda_k is smaller than that.
    """
    d, k = require_dimension(dimension), require_degree(degree)
    if vanishes_by_parity(activation, k):
        return Estimate(0.0, 0.0)
    scale = activation.factor(d)
    kinks = [float(kink) / scale for kink in activation.kinks]
    bumps = [np.pi / 2 + sign * c / np.sqrt(d) for c in (1, 2, 4, 8, 16) for sign in (-1, 1)]
    inner = [float(np.arccos(kink)) for kink in kinks if abs(kink) < 1.0]
    points = np.unique([0.0, np.pi, *inner, *(x for x in bumps if 0.0 < x < np.pi)])
    with working_bits(128):
        half = fmpq(1, 2)
        constant = float(arb.gamma_fmpq(fmpq(d, 2)) / (arb.pi().sqrt() * arb.gamma_fmpq(fmpq(d, 2) - half)))
    values = [_gauss_sum(activation.function, scale, points, d, k, nodes) for nodes in (48 + k // 2, 80 + k)]
    (coarse, _), (fine, size) = values
    floor = 64 * np.finfo(float).eps * size
    a, error = constant * fine, constant * (abs(fine - coarse) + floor)
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
