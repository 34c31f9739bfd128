r"""How fast the eigenvalues of sigma_p decay: two-sided bounds with one constant, for every k > p.

Let n = d + 2p and x = k + d/2 - 1. For k > p with k-p odd

C x^{-n} <= lambda_k <= C ((k-p)(k+d+p-2))^{-n/2},   C = (p! Gamma(d/2) 2^{d/2-1} / pi)^2,

the upper bound for n >= 4; for n = 2, 3 (the step in dimension 2, 3) (x^2 - 1)^{-n/2} takes its place.

Proof. Put X = x + 1. By the recursion lambda_{k+2}/lambda_k = ((X - n/2)/(X + n/2))^2, so that
for f = lambda_k (x^2 - b^2)^{n/2}

log(f_{k+2}/f_k) = n artanh((1+b)/X) + n artanh((1-b)/X) - 4 artanh(n/(2X))
                 = sum over odd i of (n (1+b)^i + n (1-b)^i - 4 (n/2)^i) / (i X^i).

The term i = 1 is 0. For b = 0 the others are 2n - 4 (n/2)^i <= 0: f decreases. For b = n/2 - 1 and
m = n/2 >= 2 they are 2m (m^i - (m-2)^i) - 4 m^i = 2 (m-2) m (m^{i-1} - (m-2)^{i-1}) >= 0: f increases; so
it does for b = 1 and n = 2, 3, where they are n 2^i - 4 (n/2)^i >= 0. In both cases f tends to C, which is
the leading constant of the gamma ratio.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy import Rational, gamma, pi

from w2s_theory.derive.sphere import require_degree, require_dimension, require_power
from w2s_theory.spec.errors import InputError


@dataclass(frozen=True, slots=True)
class DecayBounds:
    """constant * (x^2)^{-n/2} <= lambda_k <= constant * (x^2 - gap)^{-n/2}, x = k + d/2 - 1.

    Parameters
    ----------
    dimension, power
        d and p.
    constant
        C, an exact SymPy number.
    exponent
        n = d + 2p.
    gap
        b^2 of the upper bound.
    """

    dimension: int
    power: int
    constant: sympy.Expr
    exponent: int
    gap: Fraction

    def lower(self, degree: Any) -> sympy.Expr:
        """The lower bound at a degree k > p with k-p odd (a number or a letter)."""
        return self.constant * self._centre(degree) ** -self.exponent

    def upper(self, degree: Any) -> sympy.Expr:
        """The upper bound at such a degree.

        Raises ``InputError`` where it is infinite: d = 2, p = 0, k = 1.
        """
        base = sympy.expand(self._centre(degree) ** 2 - Rational(self.gap.numerator, self.gap.denominator))
        if base == 0:
            raise InputError("the upper bound for the step in dimension 2 starts at k = 3")
        return self.constant * base ** Rational(-self.exponent, 2)

    def _centre(self, degree: Any) -> sympy.Expr:
        if isinstance(degree, int):
            k = require_degree(degree)
            if k <= self.power or (k - self.power) % 2 == 0:
                raise InputError(
                    f"the decay bounds are for k > {self.power} with k - {self.power} odd, not for k = {k}"
                )
            degree = sympy.Integer(k)
        return degree + Rational(self.dimension - 2, 2)


def derive_decay_constant(dimension: Any, power: int) -> sympy.Expr:
    """C = (p! Gamma(d/2) 2^{d/2-1} / pi)^2, the limit of lambda_k k^{d+2p} along k-p odd."""
    d = sympy.Integer(dimension) if isinstance(dimension, int) else dimension
    p = require_power(power)
    return (sympy.factorial(p) * gamma(d / 2) / pi) ** 2 * 2 ** (d - 2)


def derive_decay_bounds(dimension: int, power: int = 1) -> DecayBounds:
    """Two-sided bounds on lambda_k for every k > p with k-p odd; see the head of this module.

    Raises
    ------
    InputError
        For arguments outside the domain.

    Examples
    --------
    >>> bounds = derive_decay_bounds(3)
    >>> bounds.lower(4), bounds.upper(4)
    (16/(59049*pi), sqrt(2)/(3888*pi))
    """
    d, p = require_dimension(dimension), require_power(power)
    n = d + 2 * p
    gap = Fraction(n - 2, 2) ** 2 if n >= 4 else Fraction(1)
    return DecayBounds(d, p, derive_decay_constant(d, p), n, gap)
