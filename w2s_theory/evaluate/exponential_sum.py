r"""All zeros on (0, inf) of g(t) = sum_i c_i exp(-mu_i t), isolated with certified balls.

Rates and coefficients are exact rationals, equal rates merged. Near 0 the first nonzero derivative
at 0, an exact number, keeps g from 0; for large t the smallest rate does. Between, intervals are
bisected on a logarithmic scale until a ball shows that g has no zero there, or that g' has none and
the exact signs at the ends decide. So the list is complete, not sampled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from flint import arb, ctx, fmpq

from w2s_theory.spec.errors import AccuracyError

_BITS = 128
_MOST_BOXES = 200_000
_MOST_BITS = 1 << 14


@dataclass(frozen=True, slots=True)
class ExponentialSum:
    """sum_i coefficient_i exp(-rate_i t), rates increasing and different, coefficients nonzero."""

    rates: tuple[Fraction, ...]
    coefficients: tuple[Fraction, ...]

    def ball(self, t: arb) -> arb:
        """Its value at a ball t, times exp(smallest rate t): same zeros, and no underflow."""
        total = arb(0)
        for rate, coefficient in zip(self.rates, self.coefficients, strict=True):
            total += _rational(coefficient) * (-_rational(rate - self.rates[0]) * t).exp()
        return total

    def derivative(self) -> ExponentialSum:
        """Derivative of t -> exp(smallest rate t) g(t), whose zeros are used for monotony."""
        return exponential_sum(
            (rate - self.rates[0], -(rate - self.rates[0]) * coefficient)
            for rate, coefficient in zip(self.rates, self.coefficients, strict=True)
        )

    def sign_changes(self) -> int:
        """At least the number of real zeros (Descartes' rule for exponential sums)."""
        signs = [coefficient > 0 for coefficient in self.coefficients]
        return sum(left != right for left, right in zip(signs, signs[1:], strict=False))


def exponential_sum(terms) -> ExponentialSum:
    """Merge equal rates of pairs (rate, coefficient) and drop zeros."""
    merged: dict[Fraction, Fraction] = {}
    for rate, coefficient in terms:
        merged[rate] = merged.get(rate, Fraction(0)) + coefficient
    kept = sorted((rate, coefficient) for rate, coefficient in merged.items() if coefficient != 0)
    return ExponentialSum(tuple(rate for rate, _ in kept), tuple(coefficient for _, coefficient in kept))


def enclose_zeros(function: ExponentialSum, digits: int) -> tuple[arb, ...]:
    """Every zero on (0, inf), as disjoint balls in increasing order, each with exactly one simple zero.

    Parameters
    ----------
    function : ExponentialSum
        Not identically zero.
    digits : int
        Correct digits of each zero.

    Returns
    -------
    tuple of flint.arb

    Raises
    ------
    AccuracyError
        If a zero cannot be told from two close ones or from a near miss.
    """
    if function.sign_changes() == 0:
        return ()
    with ctx.workprec(_BITS):
        low, high = _free_of_zeros_near_zero(function), _free_of_zeros_beyond(function)
    if high <= low:
        return ()
    slope = function.derivative()
    zeros, boxes, bits = [], [(low, high)], _BITS
    visited = 0
    while boxes:
        left, right = boxes.pop()
        visited += 1
        if visited > _MOST_BOXES:
            raise AccuracyError("two stationary points are too close to be separated: change a mode slightly")
        with ctx.workprec(bits):
            box = _rational(left).union(_rational(right))
            if not function.ball(box).contains(0):
                continue
            mean = (left + right) / 2
            derivative = slope.ball(box)
            centred = function.ball(_rational(mean)) + derivative_scale(function, box) * (box - _rational(mean))
            if not centred.contains(0):
                continue
            monotone = not derivative.contains(0)
        if monotone:
            if _sign(function, left) * _sign(function, right) < 0:
                zeros.append(_refine(function, left, right, digits))
            continue
        middle = _middle(left, right)
        if (right - left) * 2 ** (bits // 2) < right:
            bits *= 2
            if bits > _MOST_BITS:
                raise AccuracyError("two stationary points are too close to be separated: change a mode slightly")
        boxes += [(middle, right), (left, middle)]
    return tuple(zeros)


def derivative_scale(function: ExponentialSum, box: arb) -> arb:
    """A ball for the derivative of exp(smallest rate t) g(t) on a box."""
    total = arb(0)
    for rate, coefficient in zip(function.rates, function.coefficients, strict=True):
        excess = _rational(rate - function.rates[0])
        total -= _rational(coefficient) * excess * (-excess * box).exp()
    return total


def _sign(function: ExponentialSum, t: Fraction) -> int:
    """The sign at a rational point; precision is raised until it shows."""
    bits = _BITS
    while bits <= _MOST_BITS:
        with ctx.workprec(bits):
            value = function.ball(_rational(t))
            if value > 0:
                return 1
            if value < 0:
                return -1
        bits *= 2
    raise AccuracyError(f"the slope at t = {float(t):.6g} could not be told from 0: change a mode slightly")


def _refine(function: ExponentialSum, left: Fraction, right: Fraction, digits: int) -> arb:
    """The one zero between left and right by bisection on certified signs, then as a ball."""
    sign = _sign(function, left)
    while right - left > left / Fraction(10) ** (digits + 1):
        guess = _rounded(_newton(function, left, right), right - left)
        for point in _around(guess, left, right, digits):
            if _sign(function, point) == sign:
                left = max(left, point)
            else:
                right = min(right, point)
    with ctx.workprec(4 * digits + 64):
        return _rational(left).union(_rational(right))


def _newton(function: ExponentialSum, left: Fraction, right: Fraction) -> Fraction:
    """A better guess inside: a few Newton steps from the middle, uncertified, else the middle."""
    middle = (left + right) / 2
    bits = 2 * _BITS
    while bits < 64 or (right - left) * 2 ** (bits // 2) < right:
        bits *= 2
    with ctx.workprec(bits):
        t = _rational(middle)
        for _ in range(6):
            slope = derivative_scale(function, t)
            if slope.contains(0):
                return middle
            t = (t - function.ball(t) / slope).mid()
            if not (t > _rational(left) and t < _rational(right)):
                return middle
        return _fraction(t)


def _around(guess: Fraction, left: Fraction, right: Fraction, digits: int) -> list[Fraction]:
    """Points close to the guess on both sides: if the guess is good they enclose the zero at once."""
    gap = (right - left) / 2**40
    finest = guess / Fraction(10) ** (digits + 2)
    points = [(left + right) / 2, guess - gap, guess + gap, guess - finest, guess + finest]
    return [_rounded(point, finest) for point in points if left < _rounded(point, finest) < right]


def _free_of_zeros_near_zero(function: ExponentialSum) -> Fraction:
    """A delta with no zero in (0, delta]: Taylor at 0 with the first derivative that is not 0."""
    excess = [rate - function.rates[0] for rate in function.rates]
    order = 0
    while True:
        value = sum(c * (-x) ** order for c, x in zip(function.coefficients, excess, strict=True))
        if value != 0:
            break
        order += 1  # at most len(rates) - 1 times: a Vandermonde determinant
    bound = sum(abs(c) * x ** (order + 1) for c, x in zip(function.coefficients, excess, strict=True))
    # |g - value t^m/m!| <= bound t^(m+1)/(m+1)!
    delta = abs(value) * factorial(order + 1) / factorial(order) / bound / 2
    return _power_of_two_below(delta)


def _free_of_zeros_beyond(function: ExponentialSum) -> Fraction:
    """A T with no zero in [T, inf): the slowest term outweighs all others."""
    first, rest = abs(function.coefficients[0]), sum(abs(c) for c in function.coefficients[1:])
    gap = function.rates[1] - function.rates[0]
    # rest exp(-gap T) < first
    needed = (arb(fmpq((rest / first).numerator, (rest / first).denominator)).log() / _rational(gap)).upper()
    bound = Fraction(2) ** -10 if needed <= 0 else _fraction(needed.mid())
    return 2 * _power_of_two_below(bound) * 2


def _power_of_two_below(value: Fraction) -> Fraction:
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    return Fraction(2) ** (exponent - 1)


def _middle(left: Fraction, right: Fraction) -> Fraction:
    """The geometric middle of far ends, else the arithmetic one; a short rational."""
    if right > 4 * left:
        exponent = right.numerator.bit_length() - right.denominator.bit_length()
        exponent += left.numerator.bit_length() - left.denominator.bit_length()
        middle = Fraction(2) ** (exponent // 2)
        if left < middle < right:
            return middle
    return (left + right) / 2


def _rounded(value: Fraction, scale: Fraction) -> Fraction:
    """Rounded to a multiple of a power of two below scale/4, to keep fractions short."""
    unit = _power_of_two_below(scale / 4)
    return round(value / unit) * unit


def _rational(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _fraction(value: arb) -> Fraction:
    mantissa, exponent = value.man_exp()
    return int(mantissa) * Fraction(2) ** int(exponent)


def as_terms(rates: Sequence[Fraction], coefficients: Sequence[Fraction]) -> ExponentialSum:
    """The sum with these rates and coefficients, merged."""
    return exponential_sum(zip(rates, coefficients, strict=True))
