r"""One mean E[f P_k] by rigorous adaptive integration in the angle, with a budget of work.

In the angle theta, z = cos(theta), the weight is the entire function sin(theta)^{d-2}, and
P_k(cos theta) = sum_j w_j cos((k-2j) theta) with w_j >= 0, sum w_j = 1: no singular end point for d = 2,
and balls that widen only in proportion to k.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flint import acb, arb, fmpq

from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.precision import working_bits

# evaluations of the integrand, divided by k + 250: seconds
_EVALUATIONS = 10_000_000
_HOPELESS_BITS = 256


@dataclass
class Budget:
    """How many evaluations of an integrand are left: a function that is not analytic would take them for ever."""

    left: int


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
    function: Callable[[acb, acb, bool], acb],
    cuts: tuple[arb, ...],
    dimension: int,
    degree: int,
    budget: Budget,
) -> arb:
    """E[function P_k] under the law of z, at the ambient precision; not finite when the budget is spent.

    Parameters
    ----------
    function
        ``function(theta, cos theta, analytic)``, a ball; not finite where it is not analytic.
    cuts
        Angles 0 = c_0 < c_1 < ... < c_n = pi between which it is analytic.
    dimension, degree : int
        d >= 2, k >= 0.
    budget
        Counts the evaluations that are left.
    """
    d, k = dimension, degree
    weights = [arb(weight) for weight in cosine_weights(k, d)]

    def integrand(theta: acb, analytic: bool) -> acb:
        budget.left -= 1
        if budget.left <= 0:
            return acb("nan")
        cosine, sine = theta.cos(), theta.sin()
        wave = (theta * acb(0, 1)).exp()
        squared, polynomial = wave * wave, acb(0)
        for weight in weights:
            polynomial = polynomial * squared + weight
        # sum_j w_j exp(i (k-2j) theta); w_j = w_{k-j} makes it the sum of cosines
        return function(theta, cosine, analytic) * polynomial * wave**-k * sine ** (d - 2)

    total = acb(0)
    for left, right in zip(cuts, cuts[1:], strict=False):
        total += acb.integral(integrand, left, right, eval_limit=budget.left)
    if budget.left <= 0:
        return arb("nan")
    if total.is_finite() and not total.imag.contains(0):
        raise InputError(
            "the function is not real on the sphere: its eigenvalues are those of a real one only"
        )
    half = fmpq(1, 2)
    constant = arb.gamma_fmpq(fmpq(d, 2)) / (arb.pi().sqrt() * arb.gamma_fmpq(fmpq(d, 2) - half))
    return total.real * constant


def integrate_within_budget(integral: Callable[[Budget], arb], k: int, digits: int, what: str) -> arb:
    """The integral at doubled precisions, until it has the digits, the budget is spent, or 0 is all that is seen."""
    goal, budget = bits_for(digits), Budget(_EVALUATIONS // (k + 250))
    bits, found = goal + 32, arb("nan")
    while budget.left > 0 and bits <= 64 * goal:
        with working_bits(bits):
            value = integral(budget)
        if value.is_finite():
            found = value
        if value.rel_accuracy_bits() >= goal or (value.is_finite() and value == 0):
            return value
        if value.contains(0) and value.is_finite() and bits >= 4 * goal + _HOPELESS_BITS:
            return value
        bits *= 2
    if found.is_finite() and found.contains(0) and arb(found.rad()) < arb(2) ** -goal:
        return found
    raise AccuracyError(
        f"{what} could not be enclosed to {digits} digits in {_EVALUATIONS // (k + 250)} evaluations: ask for fewer "
        "digits or smaller degrees; a function that is singular or jumps on the sphere has no end"
    )
