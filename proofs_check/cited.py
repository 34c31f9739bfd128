"""The public table of cited facts: textbook statements, none of which mentions a quantity of ours.

Each is a function from its arguments to (claim, conditions, whole numbers), with reference and
place; a numerical test tries to falsify every one. At most fifteen in all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Derivative, Integral, Rational, Sum, binomial, gamma, oo, pi, sqrt

from w2s_theory import notation
from w2s_theory.records.claim import Claim

HALF = Rational(1, 2)
Instance = tuple[Claim, tuple[Claim, ...], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One cited fact: its statement in words, where it stands, and its instances.

    ``functions`` names the arguments that are functions of a letter which the fact binds; no other
    argument may contain such a letter. ``rule`` is the rule that may use it, which says under which conditions.
    ``random`` names the letters of the fact that must depend on the draw.
    """

    text: str
    reference: str
    instance: Callable[..., Instance]
    functions: tuple[str, ...] = ()
    rule: str = "cited"
    random: tuple[str, ...] = ()


def tied_letters(random: tuple[str, ...]) -> set[Any]:
    """The letters that a random letter of a cited fact is made with: one draw has one value of each."""
    return {notation.M_TE, notation.penalty, notation.lambda_0} if "deviation" in random else set()


def _rodrigues(k: Any, d: Any) -> Instance:
    z = notation.z
    alpha = k + (d - 3) * HALF
    constant = (-1) ** k * gamma((d - 1) * HALF) / (2**k * gamma(k + (d - 1) * HALF))
    right = constant * (1 - z**2) ** (-(d - 3) * HALF) * Derivative((1 - z**2) ** alpha, (z, k))
    inside = (Claim(z, ">", -1), Claim(z, "<", 1))
    return Claim(notation.P(k, d, z), "==", right), (Claim(k, ">=", 0), Claim(d, ">=", 2), *inside), (k, d)


def _beta_integral(a: Any, b: Any) -> Instance:
    z = notation.z
    left = Integral(z**a * (1 - z**2) ** b, (z, 0, 1))
    right = gamma((a + 1) * HALF) * gamma(b + 1) / (2 * gamma((a + 1) * HALF + b + 1))
    return Claim(left, "==", right), (Claim(a, ">", -1), Claim(b, ">", -1)), ()


def _duplication(x: Any) -> Instance:
    left = gamma(2 * x)
    right = 2 ** (2 * x - 1) * gamma(x) * gamma(x + HALF) / sqrt(pi)
    return Claim(left, "==", right), (Claim(x, ">", 0),), ()


def _parseval(f: Any, d: Any) -> Instance:
    k, z = notation.k, notation.z
    if k in sympy.S(f).free_symbols or not _bounded(sympy.S(f), z):
        raise ValueError(f"{f} is not a bounded function of z")
    # the power of an activation or of its kernel
    powers = tuple(
        Claim(f.args[at], ">=", 0)
        for at, head in ((0, notation.sigma), (2, notation.kernel))
        if isinstance(f, head)
    )
    coefficient = Integral(f * notation.P(k, d, z) * notation.density(d, z), (z, -1, 1))
    left = Sum(notation.N(k, d) * coefficient**2, (k, 0, oo))
    right = Integral(f**2 * notation.density(d, z), (z, -1, 1))
    return Claim(left, "==", right), (Claim(d, ">=", 2), *powers), (d,)


def _bounded(f: Any, z: Any) -> bool:
    """Whether f is a polynomial, or an activation or kernel of the notation table: square-integrable for a power >= 0."""
    if isinstance(f, notation.sigma):
        return f.args[1] == z and not f.args[0].has(z)
    if isinstance(f, notation.kernel):
        return f.args[0] == z and not (f.args[1].has(z) or f.args[2].has(z))
    return bool(f.is_polynomial(z))


def _zonal_convolution(k: Any, d: Any, p: Any) -> Instance:
    z = notation.z
    weight = notation.P(k, d, z) * notation.density(d, z)
    left = Integral(notation.kernel(z, d, p) * weight, (z, -1, 1))
    right = Integral(notation.sigma(p, z) * weight, (z, -1, 1)) ** 2
    return Claim(left, "==", right), (Claim(k, ">=", 0), Claim(d, ">=", 2), Claim(p, ">=", 0)), (k, d)


def _binomial_series(alpha: Any, j: Any) -> Instance:
    x = notation.x
    left = sympy.Subs(Derivative((1 + x) ** alpha, (x, j)), x, 0)
    return Claim(left, "==", sympy.factorial(j) * binomial(alpha, j)), (Claim(j, ">=", 0),), (j,)


def _funk_hecke(value: Any, feature: Any, harmonic: Any, other: Any, coefficient: Any) -> Instance:
    left = notation.mean(value * notation.inner(feature, other))
    return Claim(left, "==", coefficient * notation.mean(notation.inner(harmonic, other))), (), ()


def _addition_theorem(value: Any, x: Any, y: Any) -> Instance:
    product = notation.inner(x, y)
    return Claim(notation.mean(value**2 * product), "==", notation.mean(product)), (), ()


def _schur(seen: Any, missed: Any, energy: Any, index: Any, first: Any, last: Any) -> Instance:
    return Claim(notation.mean(seen), "==", Sum((1 - missed) * energy, (index, first, last))), (), ()


def _matrix_bernstein(c: Any) -> Instance:
    size, count = notation.effective_dimension(notation.penalty), notation.M_TE
    bound = 8 * size * sympy.exp(-(c**2 / 2) / (size / count + c / (3 * count)))
    event = notation.mean(notation.exceeds(notation.deviation, c))
    conditions = (
        Claim(c, ">", 0),
        Claim(notation.penalty, ">", 0),
        Claim(notation.penalty, "<=", notation.lambda_0),
    )
    return Claim(event, "<=", bound), conditions, ()


def _inverse_chi_square(other: Any, size: Any, freedom: Any) -> Instance:
    right = notation.mean(other) / (freedom - 2)
    return Claim(notation.mean(other * size), "==", right), (Claim(freedom, ">=", 3),), (freedom,)


FACTS: dict[str, Fact] = {
    "rodrigues": Fact(
        "Rodrigues' formula: (1-z^2)^{(d-3)/2} P_k(z) is a constant times the k-th derivative of "
        "(1-z^2)^{k+(d-3)/2}, for the Gegenbauer polynomial with P_k(1) = 1 in dimension d.",
        "Atkinson and Han 2012, Theorem 2.23; DLMF 18.5.5 with (18.7)",
        _rodrigues,
    ),
    "beta_integral": Fact("Euler's beta integral in the variable z^2.", "DLMF 5.12.1", _beta_integral),
    "gamma_duplication": Fact("Legendre's duplication formula.", "DLMF 5.5.5", _duplication),
    "gegenbauer_parseval": Fact(
        "Parseval's equation for the Gegenbauer polynomials: they are complete in L2 of the law of "
        "<u,x>, with E[P_k^2] = 1/N(d,k).",
        "Atkinson and Han 2012, Theorem 2.43 and (2.76); DLMF 18.3.1, 18.18(i)",
        _parseval,
        ("f",),
    ),
    "zonal_convolution": Fact(
        "Funk and Hecke, twice: the zonal function E_u[s(<u,x>) s(<u,x'>)] of <x,x'> has on degree k "
        "the square of the coefficient E[s P_k].",
        "Mueller 1966, Lemma 1 and Theorem 6 (Funk-Hecke); Atkinson and Han 2012, Theorem 2.22",
        _zonal_convolution,
    ),
    "binomial_series": Fact(
        "The Taylor coefficients of (1+x)^alpha at 0 are the binomial coefficients.",
        "DLMF 4.6.7",
        _binomial_series,
    ),
    "gamma_ratio_limit": Fact(
        "Gamma(x+a)/Gamma(x+b) x^{b-a} -> 1 as x -> infinity.",
        "DLMF 5.11.12",
        lambda a, b: (
            Claim(
                sympy.Limit(
                    gamma(notation.x + a) / gamma(notation.x + b) * notation.x ** (b - a), notation.x, oo
                ),
                "==",
                sympy.Integer(1),
            ),
            (),
            (),
        ),
    ),
    "funk_hecke": Fact(
        "Funk-Hecke formula: for a spherical harmonic Y of degree k and u uniform on the sphere, E_u[Y(u) s(<u,x>)] "
        "is E[s P_k] Y(x), for every x and integrable s; so E_u[Y(u) <s(<u,.>), q>] is E[s P_k] <Y, q>.",
        "Mueller 1966, Theorem 6; Atkinson and Han 2012, Theorem 2.22",
        _funk_hecke,
        rule="unit",
    ),
    "addition_theorem": Fact(
        "Addition theorem at one point: the squares of an orthonormal basis of the harmonics of one degree "
        "add up to its dimension at every point of the sphere.",
        "Mueller 1966, Theorem 2; Atkinson and Han 2012, Theorem 2.9",
        _addition_theorem,
        rule="unit",
    ),
    "matrix_bernstein": Fact(
        "Matrix Bernstein inequality with intrinsic dimension, for the average of M independent copies of psi psi* "
        "with ||psi||^2 = N and 1/2 <= ||E psi psi*|| <= 1: the largest eigenvalue of E psi psi* minus the average "
        "exceeds c with probability at most 8 N exp(-(c^2/2)/(N/M + c/(3 M))). (Each term is at most 1/M, the "
        "variance at most (N/M) E psi psi*, whose intrinsic dimension is at most 2 N; where the bound is below 1, "
        "c is at least sqrt(N/M) + 1/(3 M).)",
        "Tropp 2015, Theorem 7.7.1",
        _matrix_bernstein,
        random=("deviation",),
    ),
    "schur": Fact(
        "Schur's lemma for the rotations of the sphere: a bounded self-adjoint operator on L2 that commutes with them is "
        "a number on the harmonics of each degree, which are irreducible and inequivalent.",
        "Atkinson and Han 2012, Theorem 2.27 (irreducibility); Serre 1977, section 2.2, Proposition 4 (Schur's lemma)",
        _schur,
        rule="rotation",
    ),
    "inverse_chi_square": Fact(
        "The part q of a standard normal vector in a subspace of m >= 3 dimensions that does not depend on it has "
        "E 1/||q||^2 = 1/(m - 2): ||q||^2 has the chi-square law with m degrees of freedom. Elements on the "
        "diagonal of an inverse Wishart matrix are of this kind.",
        "Muirhead 1982, Theorem 3.2.12 and section 3.2.3, page 97 (the mean of an inverse Wishart matrix)",
        _inverse_chi_square,
        rule="gaussian",
    ),
}
