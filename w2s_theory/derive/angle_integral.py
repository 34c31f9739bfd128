r"""Exact integrals over angles: \int_0^pi phi^r q(cos phi) sin^n(phi) dphi, r = 0, 1, 2.

The product of a polynomial in the cosine and a power of the sine is a finite cosine or sine sum;
each term has a primitive. The values are polynomials in pi with rational coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from flint import arb, fmpq, fmpq_poly

from w2s_theory.derive.exact_eigenvalue import ExactEigenvalue


@dataclass(frozen=True, slots=True)
class PiNumber:
    """A number sum_i c_i pi^(i - shift), c_i rational: exact, equality is that of the coefficients.

    Parameters
    ----------
    coefficients
        The c_i (``flint.fmpq_poly`` in pi).
    shift
        Power of 1/pi in front.
    """

    coefficients: fmpq_poly
    shift: int = 0

    def __add__(self, other: PiNumber) -> PiNumber:
        shift = max(self.shift, other.shift)
        left, right = (x.coefficients.left_shift(shift - x.shift) for x in (self, other))
        return PiNumber(left + right, shift)

    def __sub__(self, other: PiNumber) -> PiNumber:
        return self + PiNumber(-other.coefficients, other.shift)

    def scaled(self, factor: fmpq, shift: int) -> PiNumber:
        """Times a rational factor and over pi^shift."""
        return PiNumber(self.coefficients * factor, self.shift + shift)

    def is_zero(self) -> bool:
        """Whether it is exactly 0 (pi is transcendental)."""
        return self.coefficients == 0

    def to_sympy(self) -> sympy.Expr:
        """The number as a SymPy expression."""
        return sum(
            (sympy.Rational(int(c.p), int(c.q)) * sympy.pi ** (i - self.shift) for i, c in self._terms()),
            sympy.Integer(0),
        )

    def to_ball(self) -> arb:
        """The number as a ball at the ambient precision."""
        total = arb(0)
        for i, c in self._terms():
            total += arb(c) * arb.pi() ** (i - self.shift)
        return total

    def to_eigenvalue(self) -> ExactEigenvalue:
        """The number as rational or rational/pi^2; ``ArithmeticError`` if it is neither."""
        terms = list(self._terms())
        if not terms:
            return ExactEigenvalue(fmpq(0))
        if len(terms) == 1 and terms[0][0] - self.shift in (0, -2):
            return ExactEigenvalue(terms[0][1], terms[0][0] - self.shift == -2)
        raise ArithmeticError(f"{self.to_sympy()} is neither rational nor a rational over pi^2")

    def _terms(self) -> list[tuple[int, fmpq]]:
        return [(i, c) for i, c in enumerate(self.coefficients.coeffs()) if c != 0]

    def __str__(self) -> str:
        return str(self.to_sympy())


def pi_number(value: ExactEigenvalue) -> PiNumber:
    """An exact eigenvalue as a :class:`PiNumber`."""
    return PiNumber(fmpq_poly([value.rational]), 2 if value.over_pi_squared else 0)


def integrate_over_angles(polynomial: fmpq_poly, sine_power: int, angle_power: int) -> PiNumber:
    r"""\int_0^pi phi^r q(cos phi) sin(phi)^n dphi.

    Parameters
    ----------
    polynomial : flint.fmpq_poly
        q.
    sine_power, angle_power : int
        n >= 0 and r in 0, 1, 2.
    """
    # sin^n = (1-cos^2)^(n//2) times 1 or sin
    full = polynomial * fmpq_poly([1, 0, -1]) ** (sine_power // 2)
    waves = _cosine_sum(full)
    if sine_power % 2 == 0:
        terms = [_cosine_integral(m, angle_power) * c for m, c in enumerate(waves) if c != 0]
    else:
        # cos(m phi) sin(phi) = (sin((m+1) phi) - sin((m-1) phi))/2
        terms = [
            (_sine_integral(m + 1, angle_power) - _sine_integral(m - 1, angle_power)) * (c / 2)
            for m, c in enumerate(waves)
            if c != 0
        ]
    return PiNumber(sum(terms, fmpq_poly([0])))


def _cosine_sum(polynomial: fmpq_poly) -> list[fmpq]:
    """Coefficients w_m with q(cos phi) = sum_m w_m cos(m phi), by Horner's rule."""
    waves: list[fmpq] = []
    for coefficient in reversed(polynomial.coeffs()):
        raised = [fmpq(0)] * (len(waves) + 1)
        for m, w in enumerate(waves):
            # cos(phi) cos(m phi) = (cos((m+1) phi) + cos(|m-1| phi))/2
            raised[m + 1] += w / 2
            raised[abs(m - 1)] += w / 2
        raised[0] += coefficient
        waves = raised
    return waves


def _cosine_integral(m: int, r: int) -> fmpq_poly:
    """Integral of phi^r cos(m phi) over [0, pi], a polynomial in pi."""
    if m == 0:
        return fmpq_poly([0] * (r + 1) + [fmpq(1, r + 1)])
    sign = (-1) ** m
    return (fmpq_poly([0]), fmpq_poly([fmpq(sign - 1, m * m)]), fmpq_poly([0, fmpq(2 * sign, m * m)]))[r]


def _sine_integral(m: int, r: int) -> fmpq_poly:
    """Integral of phi^r sin(m phi) over [0, pi], a polynomial in pi; odd in m."""
    if m <= 0:
        return -_sine_integral(-m, r) if m else fmpq_poly([0])
    sign = (-1) ** m
    return (
        fmpq_poly([fmpq(1 - sign, m)]),
        fmpq_poly([0, fmpq(-sign, m)]),
        fmpq_poly([fmpq(2 * (sign - 1), m**3), 0, fmpq(-sign, m)]),
    )[r]
