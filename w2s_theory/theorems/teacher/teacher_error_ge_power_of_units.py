"""The teacher's error falls no faster than the power s = (d+2p)/(d-1) of the number of units, wherever they are.

With F as in ``teacher_error_ge_of_units`` and C = (p! Gamma(d/2) 2^{d/2-1}/pi)^2, for k - p odd, k >= p - 1 and every M,

    mean of L_TE >= C/((1+s) lambda_k) (k + (d-2)/2 + 2 x)^{-(d+2p)},   x = ((d-1)! (1 + 1/s) F M)^{1/(d-1)},

at least a constant times M^{-s}: since M >= 1, the bracket is at most M^{1/(d-1)} times its value at M = 1.

Take m with m <= x < m + 1 in ``teacher_error_ge_of_units`` (x > 1, so m >= 1). Then D_m = (m+1)...(m+d-1)/(d-1)! is at
least x^{d-1}/(d-1)! = (1 + 1/s) F M, so F M/(D_m - F M) <= s; and lambda_{k+2m} is at least C (k + 2m + (d-2)/2)^{-(d+2p)}.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Rational, gamma

from w2s_theory.experiments.unit_placement import POWER_ATTACK, power_trials, power_witness
from w2s_theory.notation import (
    M_TE,
    L_mean,
    c,
    d,
    i,
    j,
    k,
    m,
    n,
    p,
    peak,
    s,
    x,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.spectrum import activation_coefficient_recursion as recursion
from w2s_theory.theorems.spectrum import eigenvalue_between_of_large_degree as decay
from w2s_theory.theorems.teacher import teacher_error_ge_of_units as placement

HALF = Rational(1, 2)
EXPONENT = (d + 2 * p) / (d - 1)
# 1 + s and 1 + 1/s
EXPONENT_AND_ONE = (2 * d + 2 * p - 1) / (d - 1)
FACTOR = (2 * d + 2 * p - 1) / (d + 2 * p)
ROOT = (gamma(d) * FACTOR * peak * M_TE) ** (1 / (d - 1))
SHARE = 1 / (EXPONENT_AND_ONE * placement.TARGET)


def power_at(level):
    """The bound on lambda_{k + 2 level} from below, also between whole levels."""
    return decay.LIMIT * (k + 2 * level + (d - 2) * HALF) ** (-(d + 2 * p))


BOUND = SHARE * power_at(ROOT)
EACH = (Parameter("n", integers(0), integers(0, 40)),)
PAIR = (*EACH, Parameter("c", reals(0, lower_open=True), reals(1, 2)), Parameter("s", reals(0), reals(2, 3)))


def proof() -> tuple[Step, ...]:
    return (*placement.falling_steps(), *_powers(), *_dimension(), *_eigenvalue(), *_conclusion())


def _powers() -> tuple[Step, ...]:
    """Powers of the larger number are larger: c^n <= s^n where 0 < c <= s."""
    claim, given = Claim(c**n, "<=", s**n), Claim(c, "<=", s)
    return (
        Step(
            "powers_start", Claim(c**0, "<=", s**0), "ring", variables=PAIR, where=(given,), note="Both sides are 1.",
        ),
        Step(
            "powers_next", Claim(c ** (n + 1), "<=", s ** (n + 1)), "ring", variables=PAIR, where=(given, claim),
            certificate={"rest": c * (s**n - c**n) + s**n * (s - c)}, note="One factor more.",
        ),
        Step(
            "powers", claim, "induction", variables=PAIR, where=(given,), uses=("powers_start", "powers_next"),
            certificate={"variable": n, "base": "powers_start", "step": "powers_next"}, note="For every n.",
        ),
    )


def _dimension() -> tuple[Step, ...]:
    """D_m >= x^{d-1}/(d-1)! > F M."""
    rising, power = gamma(m + 1 + n) / gamma(m + 1), (m + 1) ** n
    claim = Claim(rising, ">=", power)
    least = x ** (d - 1) / gamma(d)
    return (
        Step(
            "rising_start", Claim(rising.subs(n, 0), ">=", power.subs(n, 0)), "ring", variables=EACH,
            note="Both sides are 1.",
        ),
        Step(
            "rising_next", Claim(rising.subs(n, n + 1), ">=", power.subs(n, n + 1)), "rational", variables=EACH,
            where=(claim,), certificate={"rest": (m + 1 + n) * (rising - power) + n * power},
            note="One factor more, and it is at least m + 1.",
        ),
        Step(
            "rising", claim, "induction", variables=EACH, uses=("rising_start", "rising_next"),
            certificate={"variable": n, "base": "rising_start", "step": "rising_next"},
            note="(m+1) ... (m+n) has n factors, none below m + 1.",
        ),
        Step(
            "dimension", Claim(placement.DIMENSION, ">=", least), "rational", uses=("rising", "powers"),
            certificate={
                "at": {"rising": {n: d - 1}, "powers": {n: d - 1, c: x, s: m + 1}},
                "multipliers": {"rising": 1 / gamma(d), "powers": 1 / gamma(d)},
            },
            note="With n = d - 1 and x < m + 1.",
        ),
        Step(
            "enough", Claim(placement.DIMENSION, ">", placement.SEEN), "rational", uses=("dimension",),
            certificate={"multipliers": {"dimension": 1}, "rest": least * (1 - 1 / FACTOR).factor()},
            note="x was chosen so that x^{d-1}/(d-1)! = (1 + 1/s) F M.",
        ),
    )


def _eigenvalue() -> tuple[Step, ...]:
    """lambda_k >= lambda_{k+2m} >= C (k + 2x + (d-2)/2)^{-(d+2p)}, and the last is positive."""
    low, high = (k + 2 * level + (d - 2) * HALF for level in (m, x))
    size = d + 2 * p
    return (
        Step(
            "top_least", Claim(placement.TOP, ">=", power_at(m)), "theorem",
            certificate={"name": decay.THEOREM.name, "values": {k: placement.TOP_DEGREE, j: i + m - 1}},
            note="The decay of the eigenvalues, from below.",
        ),
        Step(
            "top_positive", Claim(placement.TOP, ">", 0), "rational", uses=("top_least",),
            certificate={"multipliers": {"top_least": 1}, "rest": power_at(m)}, note="It does not vanish.",
        ),
        Step(
            "target_above_top", Claim(placement.TARGET, ">=", placement.TOP), "ring", uses=("falling",),
            certificate={"at": {"falling": {n: k, j: m}}, "multipliers": {"falling": 1}}, note="k has the parity of k + 2m.",
        ),
        Step(
            "target_positive", Claim(placement.TARGET, ">", 0), "ring", uses=("target_above_top", "top_positive"),
            certificate={"multipliers": {"target_above_top": 1, "top_positive": 1}}, note="So it does not vanish either.",
        ),
        Step(
            "between_levels", Claim(power_at(m), ">=", power_at(x)), "rational", uses=("powers",),
            certificate={
                "at": {"powers": {n: size, c: low, s: high}},
                "multipliers": {"powers": decay.LIMIT * low ** (-size) * high ** (-size)},
            },
            note="Since m <= x, and a negative power of the larger number is the smaller one.",
        ),
    )


def _conclusion() -> tuple[Step, ...]:
    room = placement.DIMENSION - placement.SEEN
    top, target = placement.TOP, placement.TARGET
    whole = top * room + target * placement.SEEN
    scale = top / (whole * target * EXPONENT_AND_ONE)
    uses = ("enough", "dimension", "target_above_top", "top_positive", "target_positive")
    below = (2 * d + 2 * p - 1) * gamma(d) * x
    return (
        Step("below_line", Claim(below, ">", 0), "rational", certificate={"rest": below}, note="So F M is a number."),
        Step(
            "and_units", Claim(below * M_TE, ">", 0), "rational", certificate={"rest": below * M_TE},
            note="And F is one, too.",
        ),
        Step(
            "placement", Claim(L_mean, ">=", placement.BOUND), "theorem", uses=("below_line", "and_units", *uses),
            certificate={"name": placement.THEOREM.name, "values": {i: i + m - 1}}, note="The bound for this m.",
        ),
        Step(
            "whole", Claim(whole, ">", 0), "rational", uses=("enough", "top_positive", "target_positive"),
            certificate={"multipliers": {"enough": top}, "rest": target * placement.SEEN}, note="Both terms are positive.",
        ),
        Step(
            "constants", Claim(placement.BOUND, ">=", SHARE * top), "rational", uses=("whole", *uses),
            certificate={"multipliers": {"target_above_top": scale * room, "dimension": scale * target * EXPONENT}},
            note="F M/(D - F M) <= s and lambda_{k+2m} <= lambda_k.",
        ),
        Step(
            "bound", Claim(L_mean, ">=", BOUND), "rational",
            uses=("placement", "constants", "top_least", "between_levels", "target_positive"),
            certificate={
                "multipliers": {"placement": 1, "constants": 1, "top_least": SHARE, "between_levels": SHARE},
            },
            note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="teacher_error_ge_power_of_units",
    title="The teacher's error falls no faster than the power (d+2p)/(d-1) of the number of units",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("d", integers(2), integers(2, 8)),
        Parameter("k", integers(0), integers(0, 4)),
        Parameter("p", integers(0, 3), integers(0, 3)),
        Parameter("i", integers(0), integers(0, 3)),
        Parameter("m", integers(1), integers(1, 4)),
        Parameter("M_TE", integers(1), integers(1, 12)),
        Parameter("peak", reals(0, lower_open=True), reals(1, Fraction(493, 100))),
        Parameter("x", reals(0, lower_open=True), reals(1, 5)),
    ),
    quantity=L_mean,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(2),
    assumptions=(
        *placement.ASSUMPTIONS,
        "k = p - 1 + 2i for a whole i >= 0: k - p is odd and k >= p - 1",
        "x = ((d-1)! (1 + 1/s) F M)^{1/(d-1)} with s = (d+2p)/(d-1), and m is its whole part",
    ),
    hypotheses=(
        Claim(k, "==", p - 1 + 2 * i),
        Claim(peak, "==", x ** (d - 1) / (gamma(d) * FACTOR * M_TE)),
        Claim(m, "<=", x),
        Claim(x, "<", m + 1),
        *placement.OF_PRODUCT,
    ),
    families=(placement.PRODUCTS,),
    depends_on=(placement.THEOREM.name, recursion.THEOREM.name, decay.THEOREM.name),
    experiment=power_trials,
    witness=power_witness,
    attack=POWER_ATTACK,
    proof=proof,
)
