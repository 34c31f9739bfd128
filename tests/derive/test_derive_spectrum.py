"""The exact spectrum: closed form, Rodrigues and recurrence, kernel route, exact zeros."""

import itertools
from fractions import Fraction

import pytest
import sympy
from flint import fmpq

from w2s_theory.derive.angle_integral import PiNumber, integrate_over_angles
from w2s_theory.derive.arc_cosine_kernel import derive_eigenvalue_by_kernel, derive_kernel, kernel_polynomials
from w2s_theory.derive.exact_eigenvalue import derive_exact_coefficient, derive_exact_eigenvalue
from w2s_theory.derive.gegenbauer import derive_gegenbauer, gegenbauer_by_rodrigues, gegenbauer_polynomial
from w2s_theory.derive.sphere import density_constant, derive_density_constant, derive_multiplicity
from w2s_theory.records.errors import InputError

DIMENSIONS = (2, 3, 4, 5, 6, 9, 12)


def test_reference_values_of_the_relu() -> None:
    values = [str(derive_exact_eigenvalue(3, k)) for k in range(7)]
    assert values == ["1/16", "1/36", "1/256", "0", "1/9216", "0", "1/65536"]
    assert [str(derive_exact_eigenvalue(5, k)) for k in (2, 4)] == ["1/1024", "1/65536"]


@pytest.mark.parametrize("d", (2, 3, 7, 32, 1001))
def test_first_two_relu_coefficients(d: int) -> None:
    half = sympy.Rational(1, 2)
    expected = sympy.gamma(d * half) / (2 * sympy.sqrt(sympy.pi) * sympy.gamma((d + 1) * half))
    assert derive_exact_coefficient(d, 0).to_sympy() == expected
    assert derive_exact_coefficient(d, 1).to_sympy() == sympy.Rational(1, 2 * d)


def test_kernel_route_gives_the_same_exact_number() -> None:
    for d, k, p in itertools.product(DIMENSIONS, range(10), range(4)):
        assert derive_eigenvalue_by_kernel(d, k, p) == derive_exact_eigenvalue(d, k, p), (d, k, p)
    assert derive_eigenvalue_by_kernel(33, 30) == derive_exact_eigenvalue(33, 30)
    assert derive_eigenvalue_by_kernel(32, 30) == derive_exact_eigenvalue(32, 30)


def test_definition_integral_of_the_coefficient_for_odd_dimension() -> None:
    # the weight is a polynomial: integrate z^p P_k(z) (1-z^2)^((d-3)/2) over [0, 1] term by term
    for d, k, p in itertools.product((3, 5, 9), range(9), range(4)):
        weight = sympy.Poly((1 - sympy.Symbol("z") ** 2) ** ((d - 3) // 2), sympy.Symbol("z"))
        terms = [fmpq(int(c)) for c in weight.all_coeffs()[::-1]]
        total = fmpq(0)
        for i, a in enumerate(gegenbauer_polynomial(k, d).coeffs()):
            for j, b in enumerate(terms):
                total += a * b / (i + j + p + 1)
        value = derive_exact_coefficient(d, k, p)
        assert not value.over_pi
        assert value.rational == total * density_constant(d)[0]


def test_where_the_eigenvalue_is_rational_and_where_it_is_zero() -> None:
    for d, k, p in itertools.product(range(2, 10), range(12), range(4)):
        value = derive_exact_eigenvalue(d, k, p)
        assert value.is_zero() == (k > p and (k - p) % 2 == 0)
        assert value.over_pi_squared == (d % 2 == 0 and (k - p) % 2 == 1)
        assert value.is_zero() == (value.to_sympy() == 0)


def test_recursion_of_the_coefficients() -> None:
    for d, k, p in itertools.product((2, 3, 8, 31), range(20), range(4)):
        now, after = derive_exact_coefficient(d, k, p), derive_exact_coefficient(d, k + 2, p)
        assert after.rational == -now.rational * fmpq(k - p, k + d + p)


def test_decay_constants() -> None:
    # fixed d = 3: ratio to the leading constant at k = 100 and 1000
    for k, expected in ((100, Fraction(9758, 10000)), (1000, Fraction(9975, 10000))):
        value = derive_exact_eigenvalue(3, k).rational
        # [Gamma(3/2) 2^(1/2)/pi]^2 = 1/(2 pi)
        ratio = sympy.Rational(int(value.p), int(value.q)) * k**5 * 2 * sympy.pi
        assert abs(sympy.N(ratio, 20) - sympy.Rational(expected)) < sympy.Rational(1, 20000)
    # fixed k, large d: second-order expansion of lambda_2 d^3
    d, k, p = 10**6, 2, 1
    value = derive_exact_eigenvalue(d, k, p).to_sympy()
    constant = sympy.Rational(2) ** (k - p - 2) / sympy.gamma(sympy.Rational(p - k, 2) + 1) ** 2
    scaled = sympy.N(value * d ** (k + p) / constant, 30)
    assert abs(scaled - (1 - sympy.Rational((k + p) * (k + p - 2), 2 * d))) < sympy.Rational(10, d**2)


def test_gegenbauer_by_two_routes_and_for_a_letter_d() -> None:
    d, z = sympy.symbols("d z")
    for k in range(12):
        symbolic = derive_gegenbauer(k, d, z)
        for number in (2, 3, 4, 7, 11):
            polynomial = gegenbauer_polynomial(k, number)
            assert polynomial == gegenbauer_by_rodrigues(k, number)
            assert polynomial(fmpq(1)) == 1
            assert sympy.expand(symbolic.subs(d, number) - derive_gegenbauer(k, number, z)) == 0
    assert derive_gegenbauer(5, 2, z) == sympy.chebyshevt(5, z)
    assert derive_gegenbauer(5, 3, z) == sympy.legendre(5, z)


def test_multiplicities() -> None:
    d = sympy.Symbol("d")
    assert [derive_multiplicity(2, k) for k in range(4)] == [1, 2, 2, 2]
    assert [derive_multiplicity(3, k) for k in range(4)] == [1, 3, 5, 7]
    for k in range(8):
        for number in (2, 3, 4, 9):
            assert derive_multiplicity(d, k).subs(d, number) == derive_multiplicity(number, k)
    # all polynomials of degree <= k restricted to the sphere
    assert sum(derive_multiplicity(5, k) for k in range(7)) == sympy.binomial(10, 4) + sympy.binomial(9, 4)
    assert derive_multiplicity(10**6, 3) == 10**6 * (10**6 - 1) * (10**6 + 4) // 6


def test_density_constant_integrates_to_one() -> None:
    for d in range(2, 20):
        c, over_pi = density_constant(d)
        mass = integrate_over_angles(gegenbauer_polynomial(0, d), d - 2, 0).scaled(c, 1 if over_pi else 0)
        assert (mass - PiNumber(gegenbauer_polynomial(0, d))).is_zero()
        exact = sympy.Rational(int(c.p), int(c.q))
        assert derive_density_constant(d) == (exact / sympy.pi if over_pi else exact)


def test_kernel_polynomials_of_cho_and_saul() -> None:
    rho, d = sympy.symbols("rho d")
    assert [str(x) for x in kernel_polynomials(2)] == ["3*x", "2*x^2 + 1"]
    assert [str(x) for x in kernel_polynomials(3)] == ["11*x^2 + 4", "6*x^3 + 9*x"]
    kernel = derive_kernel(rho, d, 1)
    assert sympy.expand(kernel.subs(rho, 1)) == 1 / (2 * d)
    assert kernel.subs(rho, -1) == 0


def test_large_numbers_and_refusals() -> None:
    assert derive_exact_eigenvalue(3, 10**5).rational > 0
    assert derive_exact_eigenvalue(10**6, 10**6 + 1).is_zero()
    for arguments in ((1, 0), (2.0, 0), (True, 0), (3, -1), (3, 1, 4), (3, 1, -1)):
        with pytest.raises(InputError):
            derive_exact_eigenvalue(*arguments)
    with pytest.raises(InputError, match="digits"):
        derive_exact_eigenvalue(3, 10**8)
