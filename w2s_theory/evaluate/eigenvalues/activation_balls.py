r"""Certified eigenvalues of any activation or kernel with a ball function: exact where a half is a polynomial,
else by the rules of :mod:`~w2s_theory.evaluate.eigenvalues.analytic_means`, else by an integral of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NoReturn

from flint import acb, arb, fmpq

from w2s_theory.activations.symmetry import has_no_degree, polynomial_half_of
from w2s_theory.derive.piecewise_coefficient import (
    RootPiNumber,
    derive_activation_eigenvalue,
    derive_piecewise_coefficient,
    rational_coefficients,
    scale_squared,
    vanishes,
)
from w2s_theory.derive.sphere import require_degree, require_dimension
from w2s_theory.evaluate.eigenvalues.adaptive_integral import (
    Budget,
    integrate_against_harmonic,
    integrate_within_budget,
)
from w2s_theory.evaluate.eigenvalues.analytic_means import Coefficient, activation_means, kernel_means
from w2s_theory.evaluate.eigenvalues.kernel_ball import kernel_ball, kernel_expression
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for, refine, require_digits
from w2s_theory.records.activation import Activation
from w2s_theory.records.ball_expression import exact_ball
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.precision import working_bits

LARGEST_DEGREE = 10_000
# rules for all degrees at once serve up to this accuracy; beyond it one integral for one degree
_MOST_SHARED_BITS = 1_500


class NotToldFromZero(AccuracyError):
    """A value that is 0 to within the radius of its ball; a table shows it so, and goes on."""

    def __init__(self, text: str, ball: arb) -> None:
        super().__init__(text)
        self.ball = ball


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
    if vanishes(activation, d, k):
        return arb(0)
    _require_moderate(k)

    def coefficient(budget: Budget) -> arb:
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

            total += integrate_against_harmonic(value, cuts[piece : piece + 2], d, k, budget)
        return total

    wanted = min(require_digits(digits) + 1, 10**6)
    what = f"a_{k} of {activation.name}"
    a = _enclose_mean(activation_means(activation, d), coefficient, k, wanted, what)
    with working_bits(bits_for(digits) + 64):
        square = a * a
        if not a.contains(0):
            return square
        _refuse_untold(arb(0, 1) * square.upper(), f"lambda_{k} of {activation.name}", "say so with parity=")


def _enclose_mean(
    means: Coefficient | None, integral: Callable[[Budget], arb], k: int, digits: int, what: str
) -> arb:
    """E[f P_k] to so many digits, or a ball around 0: by the rule for all degrees, or by an integral of its own."""
    goal = bits_for(digits)
    found = means(k, goal) if means is not None and goal <= _MOST_SHARED_BITS else None
    if found is None or (found.rel_accuracy_bits() < goal and not found.contains(0)):
        return integrate_within_budget(integral, k, digits, what)
    return found


def _refuse_untold(ball: arb, what: str, hint: str) -> NoReturn:
    raise NotToldFromZero(
        f"{what} is 0 to within {ball.upper().str(2, radius=False)} and may be 0, so that no number of digits can be "
        f"given: if its function is even, odd, or linear plus even, {hint}",
        ball,
    )


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
    value = kernel_ball(expression, rho)
    exact = derive_kernel_eigenvalue(expression, rho, d, k)
    if exact is not None:
        return arb(0) if exact.is_zero() else refine(exact.to_ball, digits, what=f"lambda_{k}")
    _require_moderate(k)

    def integral(budget: Budget) -> arb:
        return integrate_against_harmonic(
            lambda theta, _, analytic: value(theta, analytic), (arb(0), arb.pi()), d, k, budget
        )

    what = f"lambda_{k} of the kernel"
    found = _enclose_mean(kernel_means(expression, rho, d), integral, k, require_digits(digits), what)
    if not found.contains(0):
        return found
    _refuse_untold(arb(0, 1) * abs(found).upper(), what, "split it into its even and its odd part")


def derive_kernel_eigenvalue(expression: Any, rho: Any, dimension: int, degree: int) -> RootPiNumber | None:
    """The exact eigenvalue of a kernel whose odd or even part is a polynomial on rho > 0, else ``None``."""
    half = rational_coefficients(polynomial_half_of(expression, rho, (), degree % 2 == 1, 1))
    if half is not None:
        return derive_piecewise_coefficient(half, dimension, degree)
    general = polynomial_half_of(expression, rho, (), degree % 2 == 1, 1)
    return RootPiNumber((fmpq(0), fmpq(0), fmpq(0), fmpq(0))) if has_no_degree(general, degree) else None


def _inner_kinks(kinks: tuple[Fraction, ...], scale: arb) -> list[Fraction]:
    return [kink for kink in sorted(kinks) if abs(exact_ball(kink)) < scale]


def _require_moderate(degree: int) -> None:
    if degree > LARGEST_DEGREE:
        raise InputError(
            f"degrees above {LARGEST_DEGREE} are integrated for no activation: ask for smaller ones"
        )
