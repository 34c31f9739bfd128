r"""Certified eigenvalues by rigorous integration, for any activation or kernel with a ball function.

In the angle theta, z = cos(theta), the weight is the entire function sin(theta)^{d-2}, and
P_k(cos theta) = sum_j w_j cos((k-2j) theta) with w_j >= 0, sum w_j = 1: no singular end point for d = 2,
and balls that widen only in proportion to k.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import acb, arb, fmpq

from w2s_theory.derive.piecewise_coefficient import derive_activation_eigenvalue, scale_squared
from w2s_theory.derive.sphere import require_degree, require_dimension
from w2s_theory.evaluate.eigenvalues.kernel_ball import kernel_ball, kernel_expression
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for, refine, require_digits
from w2s_theory.records.activation import Activation
from w2s_theory.records.ball_expression import exact_ball
from w2s_theory.records.errors import InputError
from w2s_theory.records.precision import working_bits

LARGEST_DEGREE = 10_000


@lru_cache(maxsize=256)
def cosine_weights(degree: int, dimension: int) -> tuple[fmpq, ...]:
    """w_0, ..., w_k with P_k(cos theta) = sum_j w_j cos((k-2j) theta); all >= 0, sum 1, exact."""
    if dimension == 2:
        middle = [fmpq(0)] * max(degree - 1, 0)
        return (fmpq(1),) if degree == 0 else (fmpq(1, 2), *middle, fmpq(1, 2))
    alpha = fmpq(dimension - 2, 2)
    # w_j proportional to (alpha)_j (alpha)_{k-j} / (j! (k-j)!)
    weights = [fmpq(1)]
    for j in range(degree):
        weights.append(weights[-1] * ((alpha + j) * (degree - j)) / ((j + 1) * (alpha + (degree - j - 1))))
    total = sum(weights, fmpq(0))
    return tuple(weight / total for weight in weights)


def integrate_against_harmonic(
    function: Callable[[acb, acb, bool], acb], cuts: tuple[arb, ...], dimension: int, degree: int
) -> arb:
    """E[function P_k] under the law of z, at the ambient precision.

    Parameters
    ----------
    function
        ``function(theta, cos theta, analytic)``, a ball; not finite where it is not analytic.
    cuts
        Angles 0 = c_0 < c_1 < ... < c_n = pi between which it is analytic.
    dimension, degree : int
        d >= 2, k >= 0.
    """
    d, k = dimension, degree
    weights = [arb(weight) for weight in cosine_weights(k, d)]

    def integrand(theta: acb, analytic: bool) -> acb:
        cosine, sine = theta.cos(), theta.sin()
        wave = (theta * acb(0, 1)).exp()
        squared, polynomial = wave * wave, acb(0)
        for weight in weights:
            polynomial = polynomial * squared + weight
        # sum_j w_j exp(i (k-2j) theta); w_j = w_{k-j} makes it the sum of cosines
        return function(theta, cosine, analytic) * polynomial * wave**-k * sine ** (d - 2)

    total = acb(0)
    for left, right in zip(cuts, cuts[1:], strict=False):
        total += acb.integral(integrand, left, right)
    half = fmpq(1, 2)
    constant = arb.gamma_fmpq(fmpq(d, 2)) / (arb.pi().sqrt() * arb.gamma_fmpq(fmpq(d, 2) - half))
    return total.real * constant


def enclose_activation_eigenvalue(
    activation: Activation, dimension: int, degree: int, digits: int = 15
) -> arb:
    """lambda_k = E[sigma(scale z) P_k(z)]^2 as a certified ball, for an activation with a ball function.

    Parameters
    ----------
    activation : Activation
        Certified; where its even or odd part is a polynomial on each side of 0 the value is exact.
    dimension, degree : int
        d >= 2, 0 <= k <= 10^4.
    digits : int
        Correct decimal digits.

    Returns
    -------
    flint.arb
        Exactly 0 where the even or odd part in question is 0, or a polynomial that says so.

    Raises
    ------
    InputError
        For an activation given as a Python function only.
    AccuracyError
        If the digits are not reached (also when lambda_k is 0 for a reason other than parity).
    """
    d, k = require_dimension(dimension), require_degree(degree)
    exact = derive_activation_eigenvalue(activation, d, k)
    if exact is not None:
        return arb(0) if exact.is_zero() else refine(exact.to_ball, digits, what=f"lambda_{k}")
    ball = activation.ball
    if ball is None:
        raise InputError(
            f"{activation.name} is a Python function without certified values: ask for an estimate, "
            "or give it as a SymPy expression"
        )
    if vanishes_by_parity(activation, k):
        return arb(0)
    _require_moderate(k)

    def coefficient() -> arb:
        scale = arb(scale_squared(activation, d)).sqrt()
        kinks = _inner_kinks(activation.kinks, scale)
        # z falls as theta grows; the branch is that of the ball's centre, which must lie inside the piece
        cuts = (arb(0), *[(exact_ball(kink) / scale).acos() for kink in reversed(kinks)], arb.pi())
        total = arb(0)
        bounds = [arb("inf"), *[exact_ball(kink) for kink in reversed(kinks)], arb("-inf")]
        for piece in range(len(cuts) - 1):
            upper, lower = bounds[piece], bounds[piece + 1]

            def value(theta: acb, cosine: acb, analytic: bool, upper=upper, lower=lower) -> acb:
                z = cosine * scale
                centre = z.real.mid()
                return ball(z, analytic) if lower < centre < upper else acb("nan")

            total += integrate_against_harmonic(value, cuts[piece : piece + 2], d, k)
        return total

    a = refine(
        coefficient,
        min(require_digits(digits) + 1, 10**6),
        limit=64 * bits_for(digits),
        what=f"a_{k} of {activation.name}",
    )
    with working_bits(bits_for(digits) + 64):
        return a * a


def enclose_kernel_eigenvalue(
    kernel: Callable[[Any], Any], dimension: int, degree: int, digits: int = 15
) -> arb:
    """lambda_k = E[K(z) P_k(z)] as a certified ball, for a kernel given as an expression of rho.

    Parameters
    ----------
    kernel : callable
        SymPy symbol -> exact expression, smooth on (-1, 1).
    dimension, degree, digits : int
        d >= 2, 0 <= k <= 10^4, correct digits.

    Returns
    -------
    flint.arb
        A kernel that is a polynomial gives exact values, zeros included.

    Raises
    ------
    InputError
        For functions that have no certified evaluation.
    AccuracyError
        If the digits are not reached (also when lambda_k is exactly 0 and K is no polynomial).
    """
    import sympy

    d, k = require_dimension(dimension), require_degree(degree)
    rho = sympy.Symbol("rho", real=True)
    expression = kernel_expression(kernel, rho)
    polynomial = polynomial_kernel(expression, rho, d, k)
    if polynomial is not None:
        return arb(0) if polynomial == 0 else refine(lambda: arb(polynomial), digits, what=f"lambda_{k}")
    _require_moderate(k)
    value = kernel_ball(expression, rho)
    return refine(
        lambda: integrate_against_harmonic(
            lambda theta, _, analytic: value(theta, analytic), (arb(0), arb.pi()), d, k
        ),
        digits,
        limit=64 * bits_for(digits),
        what=f"lambda_{k} of the kernel",
    )


def polynomial_kernel(expression: Any, rho: Any, dimension: int, degree: int) -> fmpq | None:
    """The exact eigenvalue of a kernel that is a polynomial with rational coefficients, else ``None``."""
    from w2s_theory.derive.exact_eigenvalue import half_line_moment

    if not expression.is_polynomial(rho):
        return None
    terms = expression.as_poly(rho).all_coeffs()[::-1] if expression.has(rho) else [expression]
    if not all(term.is_Rational for term in terms):
        return None
    total = fmpq(0)
    for n, term in enumerate(terms):
        if (n - degree) % 2 == 0 and n >= degree:
            total += fmpq(int(term.p), int(term.q)) * half_line_moment(dimension, degree, n).rational * 2
    return total


def vanishes_by_parity(activation: Activation, degree: int) -> bool:
    """Whether a_k = 0 because the activation is even and k odd, or the reverse."""
    return (activation.parity == "even" and degree % 2 == 1) or (
        activation.parity == "odd" and degree % 2 == 0
    )


def _inner_kinks(kinks: tuple[Fraction, ...], scale: arb) -> list[Fraction]:
    return [kink for kink in sorted(kinks) if abs(exact_ball(kink)) < scale]


def _require_moderate(degree: int) -> None:
    if degree > LARGEST_DEGREE:
        raise InputError(
            f"degrees above {LARGEST_DEGREE} are integrated for no activation: ask for smaller ones"
        )
