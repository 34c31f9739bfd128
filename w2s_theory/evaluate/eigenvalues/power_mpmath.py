"""Eigenvalues of sigma_p with mpmath, to any number of digits: the uncertified second opinion.

Independent of the balls: another library, the gamma ratio in its one-line form.
"""

from __future__ import annotations

from typing import Any

import mpmath

from w2s_theory.derive.sphere import require_degree, require_dimension, require_power
from w2s_theory.evaluate.eigenvalues.power_balls import require_digits
from w2s_theory.records.precision import working_digits


def evaluate_activation_coefficient(dimension: int, degree: int, power: int = 1, digits: int = 15) -> Any:
    """a_k of sigma_p as an ``mpmath.mpf``; see :func:`evaluate_eigenvalue`."""
    d, k, p = require_dimension(dimension), require_degree(degree), require_power(power)
    return _coefficient(d, k, p, require_digits(digits))


def _coefficient(d: int, k: int, p: int, digits: int) -> Any:
    if k > p and (k - p) % 2 == 0:
        return mpmath.mpf(0)
    # Gamma(x) near x loses log10(x log x) digits to the logarithm inside; 15 more cover the squares
    extra = 15 + len(str(d + k + 2))
    with working_digits(digits + extra):
        half = mpmath.mpf(1) / 2
        ratio = mpmath.gammaprod([p + 1, d * half], [(p - k) * half + 1, (k + p + d) * half])
        value = ratio / 2 ** (p + 1)
    with working_digits(digits + 3):
        return +value


def evaluate_eigenvalue(dimension: int, degree: int, power: int = 1, digits: int = 15) -> Any:
    """lambda_k = a_k^2 of sigma_p with mpmath.

    Parameters
    ----------
    dimension, degree, power : int
        d >= 2, k >= 0, p in 0..3. Sphere bottom weights, probability measure.
    digits : int
        Correct decimal digits of the answer.

    Returns
    -------
    mpmath.mpf
        Carries 3 digits more than asked for. Exactly 0 where lambda_k = 0.

    Raises
    ------
    InputError
        For arguments outside the domain.

    Notes
    -----
    mpmath's working precision is raised here and restored afterwards.
    """
    d, k, p = require_dimension(dimension), require_degree(degree), require_power(power)
    a = _coefficient(d, k, p, require_digits(digits) + 2)
    with working_digits(digits + 3):
        return a * a
