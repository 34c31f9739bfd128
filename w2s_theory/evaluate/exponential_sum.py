r"""All zeros on (0, inf) of g(t) = sum_i c_i exp(-mu_i t), isolated with certified balls.

Rates and coefficients are exact rationals, equal rates merged. Near 0 the first nonzero derivative
at 0, an exact number, keeps g from 0; for large t the smallest rate does. Between, intervals are
bisected on a logarithmic scale until a ball shows that g has no zero there, or that g' has none and
the signs at the ends decide. So the list is complete, not sampled. (At a rational t > 0 no such g
vanishes, by Lindemann's theorem, so those signs always show at some precision.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from flint import arb, fmpq, fmpq_poly

from w2s_theory.records.ball_expression import exact_ball
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.precision import working_bits

_BITS = 128
_MOST_BOXES = 100_000
_MOST_BITS = 1 << 12
_LARGEST_POLYNOMIAL = 512
_TOO_CLOSE = "two stationary points are too close to be separated: change a mode slightly"


@dataclass(frozen=True, slots=True)
class ExponentialSum:
    """sum_i coefficient_i exp(-rate_i t), rates increasing and different, coefficients nonzero."""

    rates: tuple[Fraction, ...]
    coefficients: tuple[Fraction, ...]

    def ball(self, t: arb) -> arb:
        """Its value on a ball t."""
        total = arb(0)
        for rate, coefficient in zip(self.rates, self.coefficients, strict=True):
            total += exact_ball(coefficient) * (-exact_ball(rate) * t).exp()
        return total

    def derivative(self) -> ExponentialSum:
        """Its derivative."""
        return exponential_sum(
            (rate, -rate * c) for rate, c in zip(self.rates, self.coefficients, strict=True)
        )

    def normalised(self) -> ExponentialSum:
        """Times exp(smallest rate * t): the same zeros, and the slowest term a constant."""
        return ExponentialSum(tuple(rate - self.rates[0] for rate in self.rates), self.coefficients)

    def sign_changes(self) -> int:
        """At least the number of real zeros, with multiplicity (Descartes' rule)."""
        signs = [c > 0 for c in self.coefficients]
        return sum(left != right for left, right in zip(signs, signs[1:], strict=False))


def exponential_sum(terms: Iterable[tuple[Fraction, Fraction]]) -> ExponentialSum:
    """From pairs (rate, coefficient): equal rates merged, zero coefficients dropped."""
    merged: dict[Fraction, Fraction] = {}
    for rate, coefficient in terms:
        merged[rate] = merged.get(rate, Fraction(0)) + coefficient
    kept = sorted((rate, c) for rate, c in merged.items() if c != 0)
    return ExponentialSum(tuple(rate for rate, _ in kept), tuple(c for _, c in kept))


def enclose_zeros(function: ExponentialSum, digits: int) -> tuple[arb, ...]:
    """Every zero on (0, inf), as disjoint balls in increasing order with exactly one zero each.

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
        If two zeros cannot be told apart, or from a near miss.
    """
    h = simple_zeros(function).normalised()
    if h.sign_changes() == 0:
        return ()
    low, high = _free_until(h), _free_from(h)
    slope = h.derivative()
    scaled_slope = slope.normalised()
    zeros: list[arb] = []
    boxes = [(low, high)] if low < high else []
    visited = 0
    while boxes:
        left, right = boxes.pop()
        visited += 1
        bits = _bits_for_box(left, right)
        if visited > _MOST_BOXES or bits > _MOST_BITS:
            raise AccuracyError(_TOO_CLOSE)
        with working_bits(bits):
            box, centre = _hull(left, right), exact_ball((left + right) / 2)
            if not h.ball(box).contains(0) or not (
                h.ball(centre) + slope.ball(box) * (box - centre)
            ).contains(0):
                continue
            monotone = not scaled_slope.ball(box).contains(0)
        if not monotone:
            middle = _middle(left, right)
            boxes += [(middle, right), (left, middle)]
        elif _sign(h, left) != _sign(h, right):
            zeros.append(_refine(h, slope, left, right, digits))
    return tuple(zeros)


def simple_zeros(function: ExponentialSum) -> ExponentialSum:
    """The same zeros, each one simple, where the rates are small multiples of one number.

    Then g is a polynomial in exp(-unit t) and is divided by its common divisor with its derivative.
    """
    unit = Fraction(
        gcd(*(r.numerator for r in function.rates)), lcm(*(r.denominator for r in function.rates))
    )
    if unit == 0 or function.rates[-1] / unit > _LARGEST_POLYNOMIAL:
        return function
    coefficients = [fmpq(0)] * (int(function.rates[-1] / unit) + 1)
    for rate, c in zip(function.rates, function.coefficients, strict=True):
        coefficients[int(rate / unit)] = fmpq(c.numerator, c.denominator)
    polynomial = fmpq_poly(coefficients)
    polynomial = polynomial // polynomial.gcd(polynomial.derivative())
    return exponential_sum(
        (i * unit, Fraction(int(c.p), int(c.q))) for i, c in enumerate(polynomial.coeffs())
    )


def _sign(h: ExponentialSum, t: Fraction) -> int:
    """The sign at a rational point; precision is raised until it shows."""
    bits = _BITS
    while bits <= 64 * _MOST_BITS:
        with working_bits(bits):
            value = h.ball(exact_ball(t))
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
        bits *= 2
    raise AccuracyError(f"the slope at t = {float(t):.6g} could not be told from 0: change a mode slightly")


def _refine(h: ExponentialSum, slope: ExponentialSum, left: Fraction, right: Fraction, digits: int) -> arb:
    """The one zero between left and right, by certified signs at points that Newton's rule suggests."""
    sign, bits = _sign(h, left), 4 * digits + _BITS
    while right - left > left / Fraction(10) ** (digits + 1):
        guess = _newton(h, slope, left, right, bits)
        finest = guess / Fraction(10) ** (digits + 2)
        for point in ((left + right) / 2, guess - finest, guess + finest):
            point = _shortened(point, finest)
            if left < point < right:
                left, right = (point, right) if _sign(h, point) == sign else (left, point)
    with working_bits(bits):
        return _hull(left, right)


def _newton(h: ExponentialSum, slope: ExponentialSum, left: Fraction, right: Fraction, bits: int) -> Fraction:
    """A better guess inside (uncertified), else the middle."""
    middle = (left + right) / 2
    with working_bits(bits):
        t = exact_ball(middle).mid()
        for _ in range(8 + bits.bit_length()):
            steepness = slope.ball(t)
            if steepness.contains(0):
                return middle
            t = (t - h.ball(t) / steepness).mid()
            if not (exact_ball(left) < t < exact_ball(right)):
                return middle
    return _fraction(t)


def _free_until(h: ExponentialSum) -> Fraction:
    """A delta with no zero in (0, delta]: Taylor's formula with the first nonzero derivative at 0."""
    order = 0
    # ends after at most len(rates) - 1 orders: a Vandermonde determinant is not 0
    while True:
        value = sum(c * (-rate) ** order for rate, c in zip(h.rates, h.coefficients, strict=True))
        if value != 0:
            break
        order += 1
    bound = sum(abs(c) * rate ** (order + 1) for rate, c in zip(h.rates, h.coefficients, strict=True))
    # |h - value t^m/m!| <= bound t^(m+1)/(m+1)!
    return _power_of_two_below(abs(value) * (order + 1) / bound)


def _free_from(h: ExponentialSum) -> Fraction:
    """A T with no zero in [T, inf): the constant outweighs all other terms together."""
    ratio = sum(abs(c) for c in h.coefficients[1:]) / abs(h.coefficients[0])
    if ratio <= 1:
        return Fraction(0)
    with working_bits(_BITS):
        bound = (exact_ball(ratio).log() / exact_ball(h.rates[1])).upper()
    return 4 * _power_of_two_below(_fraction(bound))


def _bits_for_box(left: Fraction, right: Fraction) -> int:
    """Twice the bits that tell the ends apart, so that a narrow box is not lost in rounding."""
    relative = right / (right - left)
    return _BITS + 2 * (relative.numerator.bit_length() - relative.denominator.bit_length())


def _middle(left: Fraction, right: Fraction) -> Fraction:
    """A power of two near the geometric middle of far ends, else the arithmetic middle."""
    if right > 4 * left:
        low, high = _power_of_two_below(left), _power_of_two_below(right)
        exponent = _exponent(low) + _exponent(high)
        middle = Fraction(2) ** (exponent // 2 + 1)
        if left < middle < right:
            return middle
    return (left + right) / 2


def _exponent(power: Fraction) -> int:
    return power.numerator.bit_length() - power.denominator.bit_length()


def _power_of_two_below(value: Fraction) -> Fraction:
    """A power of two p with p < value < 4 p."""
    return Fraction(2) ** (value.numerator.bit_length() - value.denominator.bit_length() - 1)


def _shortened(value: Fraction, scale: Fraction) -> Fraction:
    """Rounded to a power of two well below ``scale``, to keep numerators short."""
    unit = _power_of_two_below(scale) / 8
    return round(value / unit) * unit


def _hull(left: Fraction, right: Fraction) -> arb:
    return exact_ball(left).union(exact_ball(right))


def _fraction(value: arb) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    return int(mantissa) * Fraction(2) ** int(exponent)
