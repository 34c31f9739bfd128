"""The kernel eigenvalue of sigma_p on V_k as an exact number: rational, or rational/pi^2.

Read off the closed form a_k = p! Gamma(d/2) / (2^{p+1} Gamma((p-k)/2+1) Gamma((k+p+d)/2)), whose
derivation is in :mod:`w2s_theory.derive.activation_coefficient`.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from flint import arb, fmpq, fmpz

from w2s_theory.derive.sphere import require_degree, require_dimension, require_power
from w2s_theory.records.errors import InputError

# The exact number has about d + k digits: beyond this it is refused rather than let fill memory.
LARGEST_EXACT_SIZE = 20_000_000


@dataclass(frozen=True, slots=True)
class ExactEigenvalue:
    """A rational, or a rational divided by pi^2.

    Parameters
    ----------
    rational
        The rational factor (``flint.fmpq``).
    over_pi_squared
        Whether the number is ``rational / pi**2``. An exact zero is never over pi^2.
    """

    rational: fmpq
    over_pi_squared: bool = False

    def to_sympy(self) -> sympy.Expr:
        """The number as a SymPy expression."""
        value = sympy.Rational(int(self.rational.p), int(self.rational.q))
        return value / sympy.pi**2 if self.over_pi_squared else value

    def to_ball(self) -> arb:
        """The number as a ball at the ambient precision of python-flint."""
        return arb(self.rational) / arb.pi() ** 2 if self.over_pi_squared else arb(self.rational)

    def is_zero(self) -> bool:
        """Whether it is exactly 0."""
        return self.rational == 0

    def __str__(self) -> str:
        return _over(self.rational, "pi^2") if self.over_pi_squared else str(self.rational)


@dataclass(frozen=True, slots=True)
class ExactCoefficient:
    """a_k: a rational, or a rational divided by pi."""

    rational: fmpq
    over_pi: bool = False

    def to_sympy(self) -> sympy.Expr:
        """The number as a SymPy expression."""
        value = sympy.Rational(int(self.rational.p), int(self.rational.q))
        return value / sympy.pi if self.over_pi else value

    def squared(self) -> ExactEigenvalue:
        """lambda_k = a_k^2."""
        return ExactEigenvalue(self.rational * self.rational, self.over_pi)

    def __str__(self) -> str:
        return _over(self.rational, "pi") if self.over_pi else str(self.rational)


def factorial(n: int) -> fmpz:
    """The factorial n!."""
    return fmpz.fac_ui(n)  # pyright: ignore[reportArgumentType]  # its stub misses that it is static


def _over(rational: fmpq, unit: str) -> str:
    return f"{rational.p}/({rational.q}*{unit})" if rational.q != 1 else f"{rational.p}/{unit}"


def _gamma(twice: int) -> tuple[fmpq, bool]:
    """Gamma(twice/2), not at a pole, as (rational, times_sqrt_pi)."""
    if twice % 2 == 0:
        return fmpq(factorial(twice // 2 - 1)), False
    m = abs(twice) // 2 if twice > 0 else (1 - twice) // 2
    # Gamma(m+1/2) = (2m)!/(4^m m!) sqrt(pi) and Gamma(1/2-m) = (-4)^m m!/(2m)! sqrt(pi)
    quotient = factorial(2 * m) / fmpq(factorial(m))
    power = fmpz(4) ** m
    return (quotient / power, True) if twice > 0 else ((-1) ** m * power / quotient, True)


def _rising(first: fmpq | int, count: int) -> fmpq:
    """The product first (first+1) ... (first+count-1), by halving (fast for numbers of like size)."""
    if count <= 8:
        value = fmpq(1)
        for i in range(count):
            value *= first + i
        return value
    half = count // 2
    return _rising(first, half) * _rising(first + half, count - half)


def derive_exact_coefficient(dimension: int, degree: int, power: int = 1) -> ExactCoefficient:
    """a_k = E[sigma_p(z) P_k(z)] for sigma_p(z) = max(z, 0)^p, exact.

    Parameters
    ----------
    dimension, degree, power : int
        d >= 2, k >= 0, p in 0..3. Sphere bottom weights, probability measure, P_k(1) = 1.

    Returns
    -------
    ExactCoefficient
        Rational, or rational/pi (even d with k-p odd). Exactly 0 for k > p with k-p even.

    Raises
    ------
    InputError
        For arguments outside the domain, or when the number would have over 2*10^7 digits.
    """
    return half_line_moment(require_dimension(dimension), require_degree(degree), require_power(power))


def half_line_moment(d: int, k: int, p: int) -> ExactCoefficient:
    """E[max(z, 0)^p P_k(z)] for any whole p >= 0; the arguments are not checked."""
    factor = fmpq(factorial(p), 2 ** (p + 1))
    if (k - p) % 2 == 0:
        if k > p:
            return ExactCoefficient(fmpq(0))
        shift = (k + p) // 2
        return ExactCoefficient(factor / factorial((p - k) // 2) / _rising(fmpq(d, 2), shift))
    if d + k > LARGEST_EXACT_SIZE:
        raise InputError(
            f"the exact eigenvalue for d = {d}, k = {k} has more than {LARGEST_EXACT_SIZE} digits: "
            "ask for digits or an enclosure instead"
        )
    top, top_root = _gamma(d)
    left, _ = _gamma(p - k + 2)
    right, right_root = _gamma(k + p + d)
    # sqrt(pi) to the power top_root - 1 - right_root: one of Gamma(d/2), Gamma((k+p+d)/2) has a half-integer
    return ExactCoefficient(factor * top / (left * right), over_pi=int(top_root) - 1 - int(right_root) == -2)


def derive_exact_eigenvalue(dimension: int, degree: int, power: int = 1) -> ExactEigenvalue:
    """lambda_k = a_k^2, the kernel eigenvalue of sigma_p on V_k, exact.

    Same domain and errors as :func:`derive_exact_coefficient`.

    Examples
    --------
    >>> [str(derive_exact_eigenvalue(3, k)) for k in range(7)]
    ['1/16', '1/36', '1/256', '0', '1/9216', '0', '1/65536']
    """
    return derive_exact_coefficient(dimension, degree, power).squared()
