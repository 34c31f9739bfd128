r"""The kernel of sigma_p on the sphere, exact, and its eigenvalues by integration: the second route.

K(x, x') = E_u[sigma_p(<u,x>) sigma_p(<u,x'>)] = (A_p(rho) sin(theta) + B_p(rho) (pi - theta)) / (2 pi m_p),
rho = cos(theta), m_p = d(d+2)...(d+2p-2). The polynomials follow from dK_p/drho = p^2 K_{p-1} (for
Gaussian units) and K_p(-1) = 0, starting from K_0 = (pi - theta)/(2 pi).
After Cho and Saul, *Kernel methods for deep learning* (2009). No Funk-Hecke formula enters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy
from flint import fmpq, fmpq_poly

from w2s_theory.derive.angle_integral import PiNumber, integrate_over_angles
from w2s_theory.derive.exact_eigenvalue import ExactEigenvalue
from w2s_theory.derive.gegenbauer import gegenbauer_polynomial
from w2s_theory.derive.sphere import density_constant, require_degree, require_dimension, require_power


@lru_cache(maxsize=8)
def kernel_polynomials(power: int) -> tuple[fmpq_poly, fmpq_poly]:
    """(A_p, B_p): the coefficients of sin(theta) and of pi - theta.

    d/drho (A s + B (pi - theta)) = A' s + (B - A rho)/s + B' (pi - theta) with s^2 = 1 - rho^2, so
    B_p' = p^2 B_{p-1} and A' s^2 - rho A + B = p^2 A_{p-1} s^2; the constant of B is the one that
    makes the second equation solvable by a polynomial. Checked before it is returned.
    """
    p = require_power(power)
    if p == 0:
        return fmpq_poly([0]), fmpq_poly([1])
    before_a, before_b = kernel_polynomials(p - 1)
    z, one_minus = fmpq_poly([0, 1]), fmpq_poly([1, 0, -1])
    # parity: A_p has degree p-1, B_p degree p, each even or odd; match from the top coefficient down
    b = before_b.integral() * (p * p)
    a_coefficients = [fmpq(0)] * p
    constant = fmpq(0)
    for n in range(p, -1, -1):
        # coefficient of rho^n: (n+1) a_{n+1} - (n-1) a_{n-1} - a_{n-1} + b_n = p^2 (A_{p-1} s^2)_n
        right = (before_a * one_minus)[n] * (p * p)
        above = (n + 1) * a_coefficients[n + 1] if n + 1 < p else fmpq(0)
        if n == 0:
            constant = right - above
        else:
            a_coefficients[n - 1] = (above + b[n] - right) / n
    a = fmpq_poly(a_coefficients)
    b = b + constant
    if a.derivative() * one_minus - z * a + b != before_a * one_minus * (p * p):
        raise ArithmeticError(f"the kernel of power {p} does not solve its differential equation")
    return a, b


def kernel_scale(dimension: Any, power: int) -> Any:
    """m_p = d(d+2)...(d+2p-2): Gaussian units give a kernel larger by this factor."""
    value = dimension * 0 + 1
    for i in range(power):
        value *= dimension + 2 * i
    return value


def derive_kernel(rho: sympy.Expr, dimension: Any, power: int = 1) -> sympy.Expr:
    """K(rho) for sigma_p with sphere bottom weights, as a SymPy expression in ``rho``.

    K(1) = K(x, x) = E[sigma_p^2]; for p = 1 this is (sqrt(1-rho^2) + rho (pi - acos(rho)))/(2 pi d).

    Raises
    ------
    InputError
        For a power outside 0..3.
    """
    a, b = kernel_polynomials(require_power(power))
    d = sympy.Integer(dimension) if isinstance(dimension, int) else dimension
    top = _expression(a, rho) * sympy.sqrt(1 - rho**2) + _expression(b, rho) * (sympy.pi - sympy.acos(rho))
    return top / (2 * sympy.pi * kernel_scale(d, power))


def derive_eigenvalue_by_kernel(dimension: int, degree: int, power: int = 1) -> ExactEigenvalue:
    r"""lambda_k = c_d \int K(rho) P_k(rho) (1-rho^2)^{(d-3)/2} drho, exact.

    The second route to :func:`~w2s_theory.derive.exact_eigenvalue.derive_exact_eigenvalue`; it
    costs about (d+k)^2 rational operations.

    Raises
    ------
    InputError
        For arguments outside the domain.
    """
    d, k, p = require_dimension(dimension), require_degree(degree), require_power(power)
    a, b = kernel_polynomials(p)
    polynomial = gegenbauer_polynomial(k, d)
    # theta -> pi - theta: rho = -cos(phi), pi - theta = phi
    first = integrate_over_angles(_mirror(a * polynomial), d - 1, 0)
    second = integrate_over_angles(_mirror(b * polynomial), d - 2, 1)
    total = first + second
    c, over_pi = density_constant(d)
    return total.scaled(c / kernel_scale(d, p) / 2, 2 if over_pi else 1).to_eigenvalue()


def derive_kernel_square_mean(dimension: int, power: int = 1) -> PiNumber:
    r"""E[K(z)^2] for z with the law of <u, x>, exact: sum_k N_k lambda_k^2 by Parseval.

    Returns
    -------
    PiNumber
        A polynomial in pi and 1/pi with rational coefficients.
    """
    d, p = require_dimension(dimension), require_power(power)
    a, b = kernel_polynomials(p)
    total = (
        integrate_over_angles(_mirror(a * a), d, 0)
        + integrate_over_angles(_mirror(a * b * 2), d - 1, 1)
        + integrate_over_angles(_mirror(b * b), d - 2, 2)
    )
    c, over_pi = density_constant(d)
    scale = kernel_scale(d, p)
    return total.scaled(c / (4 * scale * scale), 3 if over_pi else 2)


def _mirror(polynomial: fmpq_poly) -> fmpq_poly:
    return polynomial(fmpq_poly([0, -1]))


def _expression(polynomial: fmpq_poly, variable: Any) -> sympy.Expr:
    return sum(
        (sympy.Rational(int(c.p), int(c.q)) * variable**i for i, c in enumerate(polynomial.coeffs())),
        sympy.Integer(0),
    )
