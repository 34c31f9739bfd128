"""A lower bound on the mean teacher error from two moments of the features' tails, close to the truth.

B is a finite set of degrees that holds k; T and S are the sums of N_j lambda_j and N_j lambda_j^2 outside B, and the Gram
matrix G_> of the features' parts outside B has no eigenvalue below g with probability at least 1 - delta. Then for every
f* in V_k and 0 < theta < 4/g

    E L_TE >= (1 - delta)^2/(1 - delta + w),
    w = M lambda [2 theta - theta^2 T + (1 - 2 theta T + theta^2 (T^2 + (M - 1) S))/g].

g only caps a remainder: it may be small, and may come from a higher tail. Linear target, d = 32, M = 2000: .63 of what the
deterministic equivalent says, where 1/(1 + M lambda/g) has .09. For M = 1, k = 0 and delta -> 0 it is the mean error.

Idea: for x >= g, 1/x <= 2 theta - theta^2 x + (1 - theta x)^2/g, which is > 0 for every real x when theta g < 4. So the
energy b G_>^{-1} b of the tail vector is at most a polynomial in G_>, and 0 off the good event is at most it too. Its mean
needs E b b = M lambda, E b G_> b = M lambda T and E b G_> G_> b = M lambda (T^2 + (M - 1) S): in the mean over V_k
b b^T is the kernel of degree k, and a product of kernels of different degrees over a closed walk has the mean 0.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.tail_moments import moment_trials
from w2s_theory.notation import (
    M_TE,
    S_B,
    T_B,
    G_b,
    b_units,
    g_tail,
    inner,
    l_M,
    lam,
    mean,
    norm_squared,
    tail_energy_mean,
    theta,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import TEACHER
from w2s_theory.theorems.teacher import tail_moments as tail

SQUARED = T_B**2 + (M_TE - 1) * S_B
ENERGY_MEAN = M_TE * lam * (2 * theta - theta**2 * T_B + (1 - 2 * theta * T_B + theta**2 * SQUARED) / g_tail)
ONCE, TWICE, THRICE = norm_squared(b_units), inner(b_units, G_b), norm_squared(G_b)
FACTS = (
    *tail.FACTS,
    (
        "tail.energy",
        Claim(
            tail.ENERGY, "<=",
            (2 * theta + 1 / g_tail) * ONCE - (theta**2 + 2 * theta / g_tail) * TWICE + theta**2 / g_tail * THRICE,
        ),
    ),
    ("moment.zero", Claim(mean(ONCE), "==", M_TE * lam)),
    ("moment.one", Claim(mean(TWICE), "==", M_TE * lam * T_B)),
    ("moment.two", Claim(mean(THRICE), "==", M_TE * lam * SQUARED)),
)  # fmt: skip
ENOUGH = Claim(tail_energy_mean, ">=", ENERGY_MEAN)
POSITIVE = Claim(theta * g_tail, "<", 4)


def proof() -> tuple[Step, ...]:
    polynomial = FACTS[-4][1].right
    return (
        Step("polynomial", Claim(tail.ENERGY, "<=", polynomial), "gram",
             certificate={"multipliers": {"tail.energy": 1}}, note="The inverse is below a polynomial."),
        Step(
            "polynomial_mean",
            Claim(
                mean(tail.ENERGY), "<=",
                (2 * theta + 1 / g_tail) * mean(ONCE) - (theta**2 + 2 * theta / g_tail) * mean(TWICE)
                + theta**2 / g_tail * mean(THRICE),
            ),
            "expectation", uses=("polynomial",), certificate={"of": "polynomial"}, note="In the mean.",
        ),
        Step("enough", ENOUGH, "hypothesis", note="What w is."),
        Step(
            "energy", Claim(mean(tail.ENERGY), "<=", tail_energy_mean), "rational", uses=("polynomial_mean", "enough"),
            certificate={
                "multipliers": {
                    "polynomial_mean": 1, "enough": 1, "moment.zero": -(2 * theta + 1 / g_tail),
                    "moment.one": theta**2 + 2 * theta / g_tail, "moment.two": -(theta**2) / g_tail,
                },
            },
            note="Put the three moments in.",
        ),
        *tail.error_steps("energy"),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_teacher_error_ge_of_tail_moments",
    title="The mean teacher error from below, from moments of the features' tails",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        *tail.PARAMETERS,
        Parameter("T_B", reals(0, lower_open=True), reals(Fraction(1, 2), 1)),
        Parameter("S_B", reals(0, lower_open=True), reals(Fraction(1, 10**4), Fraction(1, 100))),
    ),
    quantity=l_M,
    relation=">=",
    bound=tail.BOUND,
    float_accuracy=1e-13,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(1, 5),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M independent units, uniform on the sphere",
        "f* lies in V_k, whose kernel eigenvalue is lambda, k in B; the mean is over the units, the same for every f*",
        "with probability at least 1 - delta no eigenvalue of the Gram matrix of the features' parts outside B is below g",
        "T and S are the sums of N_j lambda_j and of N_j lambda_j^2 over the degrees outside B",
    ),
    hypotheses=(ENOUGH, POSITIVE),
    setting=Hilbert(
        (*tail.VECTORS, "b_units", "G_b"), (TEACHER,), FACTS, random=(*tail.VECTORS, "b_units", "G_b", "good")
    ),
    experiment=moment_trials,
    kept={
        "hypotheses[1]": "makes the polynomial positive off the good event: it stands behind tail.energy",
        "P(f_star)": "says what f_TE is; all that is used of it is its error, from the energy of the tail",
    },
    proof=proof,
)
