"""Certified balls for the eigenvalues of sigma_p, to any number of digits.

``digits=n`` means n correct decimal digits: the ball's radius is at most 10^-n times its absolute
value. The precision is raised until that holds, locally, and restored also after an error.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, fmpq

from w2s_theory.derive.exact_eigenvalue import derive_exact_coefficient, factorial
from w2s_theory.derive.sphere import require_degree, require_dimension, require_power
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.precision import working_bits

LARGEST_DIGITS = 1_000_000
# below this size the exact rational is cheaper than three gamma functions at high precision
_RATIONAL_SIZE = 3000


def require_digits(digits: int) -> int:
    """The number of digits as an ``int``, or ``InputError`` unless it is in 1..10^6."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= LARGEST_DIGITS:
        raise InputError(f"digits must be a whole number from 1 to {LARGEST_DIGITS}, and {digits!r} is not")
    return digits


def bits_for(digits: int) -> int:
    """Bits of relative accuracy that guarantee ``digits`` decimal digits."""
    return digits * 3322 // 1000 + 5


def refine(
    compute: Callable[[], arb], digits: int, *, limit: int | None = None, what: str = "the value"
) -> arb:
    """Repeat ``compute`` at doubled precision until its ball carries ``digits`` digits.

    Parameters
    ----------
    compute : callable
        Returns a ball at the ambient precision.
    digits : int
        Relative accuracy asked for.
    limit : int, optional
        Largest precision in bits to try (default: 32 times the first).
    what : str
        Named in the error.

    Returns
    -------
    flint.arb
        Exactly 0, or a ball with radius <= 10^-digits |value|.

    Raises
    ------
    AccuracyError
        When the largest precision does not suffice.
    """
    goal = bits_for(require_digits(digits))
    bits = goal + 32
    last = limit if limit is not None else 32 * bits
    while bits <= last:
        with working_bits(bits):
            value = compute()
        if value == 0 or (value.is_finite() and value.rel_accuracy_bits() >= goal):
            return value
        bits *= 2
    raise AccuracyError(
        f"{what} could not be enclosed to {digits} digits with {last} bits: ask for fewer digits"
    )


def coefficient_ball(dimension: int, degree: int, power: int) -> arb:
    """a_k of sigma_p at the ambient precision, by the gamma ratio (no check of the arguments)."""
    d, k, p = dimension, degree, power
    if k > p and (k - p) % 2 == 0:
        return arb(0)
    sign, smaller = 1, fmpq(p - k, 2) + 1
    if k > p:
        # 1/Gamma(1/2-j) = (-1)^j Gamma(j+1/2)/pi: no gamma function left of the axis
        j = (k - p - 1) // 2
        sign, reciprocal = (-1) ** j, arb.gamma_fmpq(fmpq(2 * j + 1, 2)) / arb.pi()
    else:
        reciprocal = 1 / arb.gamma_fmpq(smaller)
    factor = arb(fmpq(factorial(p), 2 ** (p + 1))) * sign * reciprocal
    if (k + p) % 2 == 0:
        return factor / arb.rising_fmpq_ui(fmpq(d, 2), (k + p) // 2)
    return factor * arb.gamma_fmpq(fmpq(d, 2)) / arb.gamma_fmpq(fmpq(k + p + d, 2))


def enclose_activation_coefficient(dimension: int, degree: int, power: int = 1, digits: int = 15) -> arb:
    """a_k of sigma_p as a ball with ``digits`` correct digits; see :func:`enclose_eigenvalue`."""
    d, k, p = require_dimension(dimension), require_degree(degree), require_power(power)

    def compute() -> arb:
        # from about 300 digits on, three gamma functions cost more than the exact rational
        if digits > 300 and d + k <= _RATIONAL_SIZE:
            exact = derive_exact_coefficient(d, k, p)
            return arb(exact.rational) / arb.pi() if exact.over_pi else arb(exact.rational)
        return coefficient_ball(d, k, p)

    return refine(compute, digits, what=f"a_{k} for d = {d}")


def enclose_eigenvalue(dimension: int, degree: int, power: int = 1, digits: int = 15) -> arb:
    """lambda_k = a_k^2 of sigma_p as a certified ball.

    Parameters
    ----------
    dimension, degree, power : int
        d >= 2, k >= 0, p in 0..3. Sphere bottom weights, probability measure.
    digits : int
        Correct decimal digits: radius <= 10^-digits lambda_k.

    Returns
    -------
    flint.arb
        The ball; exactly 0 where lambda_k = 0.

    Raises
    ------
    InputError
        For arguments outside the domain.
    AccuracyError
        If the accuracy cannot be reached.

    Examples
    --------
    >>> enclose_eigenvalue(3, 4).overlaps(arb(fmpq(1, 9216)))
    True
    """
    wanted = min(require_digits(digits) + 1, LARGEST_DIGITS)
    a = enclose_activation_coefficient(dimension, degree, power, wanted)
    with working_bits(bits_for(digits) + 64):
        return a * a
