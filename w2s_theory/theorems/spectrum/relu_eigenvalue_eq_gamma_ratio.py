"""The spectrum of random features max(<u,x>, 0)^p on the sphere, in one formula.

With P_k the Gegenbauer polynomial of dimension d (P_k(1) = 1), a_k = E[sigma(z) P_k(z)] is the
Funk-Hecke eigenvalue of the activation and lambda_k = a_k^2 that of the kernel. For p = 1 (ReLU)

    a_k = Gamma(d/2) / (4 Gamma((3-k)/2) Gamma((k+1+d)/2)),

which is 0 for odd k >= 3, where 1/Gamma((3-k)/2) = 0. The derivation: Rodrigues' formula turns
P_k into a k-th derivative, p integrations by parts eat z^p, and one derivative at 0 is left.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Derivative, Integral, Piecewise, Rational, Subs, binomial, factorial, gamma, pi, sqrt

from w2s_theory.experiments.coefficients import coefficient_trials
from w2s_theory.notation import P, a, d, density, i, j, k, p, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

HALF = Rational(1, 2)
BOUND = gamma(p + 1) * gamma(d * HALF) / (2 ** (p + 1) * gamma((p - k) * HALF + 1) * gamma((k + p + d) * HALF))

ALPHA = k + (d - 3) * HALF
POWER = (1 - z**2) ** ALPHA
# c_d times the constant of Rodrigues' formula, without its sign
CONSTANT = gamma(d * HALF) / (sqrt(pi) * 2**k * gamma(k + (d - 1) * HALF))

LOW, HIGH = Claim(k, "<=", p), Claim(k, ">=", p + 1)
ODD, EVEN = Claim(k, "==", p + 1 + 2 * j), Claim(k, "==", p + 2 + 2 * j)
INDEX = (Parameter("i", integers(0), integers(0, 3)),)
INSIDE = (Parameter("z", reals(-1, 1, lower_open=True, upper_open=True), reals(-1, 1)),)
COUNT = (Parameter("j", integers(0), integers(0, 9)),)


def by_parts(count):
    """What is left after ``count`` integrations by parts."""
    return (
        (-1) ** k * CONSTANT * (-1) ** count * factorial(p) / factorial(p - count)
        * Integral(z ** (p - count) * Derivative(POWER, (z, k - count)), (z, 0, 1))
    )


def proof() -> tuple[Step, ...]:
    coefficient = a(k, d, p)
    rodrigues = (
        (-1) ** k * gamma((d - 1) * HALF) / (2**k * gamma(k + (d - 1) * HALF))
        * (1 - z**2) ** (-(d - 3) * HALF) * Derivative(POWER, (z, k))
    )
    inside = (Claim(i, "<=", p - 1), Claim(i, "<=", k - 1))
    at_zero = Subs(Derivative(POWER, (z, k - p - 1)), z, 0)
    all_parts = (-1) ** (k + p) * CONSTANT * factorial(p)
    return (
        Step(
            "definition",
            Claim(coefficient, "==", Integral(Piecewise((z**p, z > 0), (0, True)) * P(k, d, z) * density(d, z), (z, -1, 1))),
            "definition", unfold=("a", "sigma"), note="a_k is the mean of sigma(z) P_k(z) over z = <u, x>.",
        ),
        Step(
            "positive_half", Claim(coefficient, "==", Integral(z**p * P(k, d, z) * density(d, z), (z, 0, 1))),
            "integral", uses=("definition",), certificate={"positive_part": True}, note="sigma vanishes for z < 0.",
        ),
        Step(
            "rodrigues", Claim(P(k, d, z), "==", rodrigues), "cited", variables=INSIDE,
            certificate={"fact": "rodrigues", "of": {"k": k, "d": d}}, note="Rodrigues' formula.",
        ),
        Step(
            "derivative_form", Claim(coefficient, "==", by_parts(0)), "integral", unfold=("density",),
            uses=("positive_half", "rodrigues"), note="The weight cancels; a k-th derivative is left.",
        ),
        Step(
            "one_part", Claim(by_parts(i), "==", by_parts(i + 1)), "integral", where=inside, variables=INDEX,
            certificate={
                "antiderivative": (-1) ** (k + i) * CONSTANT * factorial(p) / factorial(p - i)
                * z ** (p - i) * Derivative(POWER, (z, k - i - 1))
            },
            note="Integrate by parts: at 0 a power of z is left, at 1 the derivative vanishes.",
        ),
        Step(
            "all_parts", Claim(coefficient, "==", by_parts(i)), "induction", uses=("derivative_form", "one_part"),
            where=(Claim(i, "<=", p), Claim(i, "<=", k)), variables=INDEX,
            certificate={"variable": i, "base": "derivative_form", "step": "one_part"},
            note="As often as both the power and the derivative allow.",
        ),
        # degrees up to p: k parts, then a beta integral
        Step(
            "low_integral",
            Claim(coefficient, "==", CONSTANT * factorial(p) / factorial(p - k) * Integral(z ** (p - k) * POWER, (z, 0, 1))),
            "integral", where=(LOW,), uses=("all_parts",), certificate={"at": {"all_parts": {i: k}}},
            note="For k <= p, after k parts no derivative is left.",
        ),
        Step(
            "beta",
            Claim(
                Integral(z ** (p - k) * POWER, (z, 0, 1)), "==",
                gamma((p - k + 1) * HALF) * gamma(ALPHA + 1) / (2 * gamma((p - k + 1) * HALF + ALPHA + 1)),
            ),
            "cited", where=(LOW,), certificate={"fact": "beta_integral", "of": {"a": p - k, "b": ALPHA}},
            note="Euler's beta integral.",
        ),
        Step(
            "duplication",
            Claim(
                gamma(p - k + 1), "==",
                2 ** (p - k) * gamma((p - k + 1) * HALF) * gamma((p - k + 1) * HALF + HALF) / sqrt(pi),
            ),
            "cited", where=(LOW,), certificate={"fact": "gamma_duplication", "of": {"x": (p - k + 1) * HALF}},
            note="Legendre's duplication formula for (p-k)!.",
        ),
        Step(
            "low_degrees", Claim(coefficient, "==", BOUND), "gamma_ratio", where=(LOW,),
            uses=("low_integral", "beta", "duplication"), note="Collect the gamma functions.",
        ),
        # degrees above p: p parts, then one derivative at 0
        Step(
            "high_integral",
            Claim(coefficient, "==", all_parts * Integral(Derivative(POWER, (z, k - p)), (z, 0, 1))),
            "integral", where=(HIGH,), uses=("all_parts",), certificate={"at": {"all_parts": {i: p}}},
            note="For k > p, after p parts no power is left.",
        ),
        Step(
            "at_zero", Claim(coefficient, "==", -all_parts * at_zero), "integral", where=(HIGH,), uses=("high_integral",),
            certificate={"antiderivative": all_parts * Derivative(POWER, (z, k - p - 1))},
            note="Its integral is the derivative before, which vanishes at 1.",
        ),
        Step(
            "odd_derivative", Claim(at_zero, "==", factorial(2 * j) * (-1) ** j * binomial(ALPHA, j)), "taylor",
            where=(HIGH, ODD), variables=COUNT, note="Read off the binomial series.",
        ),
        Step(
            "odd_gap", Claim(coefficient, "==", BOUND), "gamma_ratio", where=(HIGH, ODD), variables=COUNT,
            uses=("at_zero", "odd_derivative"), certificate={"shift": j},
            note="For k = p+1+2j both sides have the same quotient from j to j+1, and agree at j = 0.",
        ),
        Step(
            "even_derivative", Claim(at_zero, "==", 0), "taylor", where=(HIGH, EVEN), variables=COUNT,
            note="An odd derivative of an even function vanishes at 0.",
        ),
        Step(
            "even_coefficient", Claim(coefficient, "==", 0), "ring", where=(HIGH, EVEN), variables=COUNT,
            uses=("at_zero", "even_derivative"), note="So a_k = 0 for k = p+2+2j.",
        ),
        Step(
            "even_formula", Claim(BOUND, "==", 0), "gamma_ratio", where=(HIGH, EVEN), variables=COUNT,
            certificate={"pole": True}, note="The formula is 0 there too: (p-k)/2 + 1 = -j is a pole of Gamma.",
        ),
        Step(
            "even_gap", Claim(coefficient, "==", BOUND), "ring", where=(HIGH, EVEN), variables=COUNT,
            uses=("even_coefficient", "even_formula"), note="Both sides vanish.",
        ),
        Step(
            "high_degrees", Claim(coefficient, "==", BOUND), "cases", where=(HIGH,), uses=("odd_gap", "even_gap"),
            note="k - p - 1 is even or odd.",
        ),
        Step(
            "every_degree", Claim(coefficient, "==", BOUND), "cases", uses=("low_degrees", "high_degrees"),
            note="k <= p or k > p.",
        ),
    )


THEOREM = Theorem(
    name="relu_eigenvalue_eq_gamma_ratio",
    title="Funk-Hecke eigenvalues of max(z, 0)^p in closed form",
    citation=Citation(
        "bach2017breaking", "eigenvalues of max(<u,x>, 0)^p on the sphere; one formula for all degrees and powers",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("k", integers(0), integers(0, 12)),
        Parameter("d", integers(2), integers(2, 40)),
        Parameter("p", integers(0, 3), integers(0, 3)),
    ),
    quantity=a(k, d, p),
    relation="==",
    bound=BOUND,
    float_accuracy=2e-13,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 100),
    assumptions=("u uniform on the unit sphere of R^d, d >= 2", "activation max(z, 0)^p with p = 0, 1, 2, 3"),
    experiment=coefficient_trials,
    proof=proof,
)
