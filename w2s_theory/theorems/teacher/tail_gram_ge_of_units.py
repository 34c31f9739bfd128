"""The features' parts outside a set of degrees are well conditioned while there are few units.

G_> is the Gram matrix of M random features' parts outside the degrees B. Its diagonal is T = sum N_j lambda_j
over the degrees outside B, its other entries have the mean square S = sum N_j lambda_j^2. So its smallest
eigenvalue g satisfies (T - g)^2 <= ||G_> - T||_F^2, whose mean is M (M - 1) S, and by Markov's inequality

    g >= T - sqrt(M (M - 1) S/delta)      with probability at least 1 - delta.

With ``mean_teacher_error_ge_of_tail_gram`` this bounds the teacher's error from below. It says something
for M up to T sqrt(delta/S), about the square root of the multiplicity of the first degree outside B.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from w2s_theory.experiments.feature_tails import DELTA, many_tails
from w2s_theory.notation import (
    M_TE,
    S_B,
    T_B,
    W_tail,
    X_tail,
    delta,
    exceeds,
    g_B,
    inner,
    mean,
    norm_squared,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

PAIRS = M_TE * (M_TE - 1)
SIZE = sqrt(PAIRS * S_B / delta)
BOUND = T_B - SIZE
FAILS = exceeds(BOUND, g_B)

# M x M matrices with the Frobenius inner product; w is a unit eigenvector of the smallest eigenvalue
SETTING = Hilbert(
    ("X_tail", "W_tail"),
    (),
    (
        ("direction.unit", Claim(norm_squared(W_tail), "==", 1)),
        ("direction.smallest", Claim(inner(W_tail, X_tail), "==", T_B - g_B)),
        ("pairs.mean", Claim(mean(norm_squared(X_tail)), "==", PAIRS * S_B)),
    ),
    random=("X_tail", "W_tail", "g_B"),
)


def proof() -> tuple[Step, ...]:
    size = norm_squared(X_tail)
    return (
        Step("below", Claim(FAILS * (BOUND - g_B), ">=", 0), "indicator",
             note="Where the indicator is 1, g is below the bound."),
        Step("square", Claim(FAILS**2 - FAILS, "==", 0), "indicator", note="An indicator is its own square."),
        Step(
            "far", Claim(FAILS * PAIRS * S_B / delta, "<=", size), "gram", uses=("below", "square"),
            certificate={
                "multipliers": {"below": 2 * SIZE, "square": -size},
                "squares": (((1 - FAILS) ** 2, X_tail), (FAILS, X_tail - (T_B - g_B) * W_tail)),
                "rest": FAILS * (BOUND - g_B) ** 2,
            },
            note="There T - g exceeds sqrt(M (M - 1) S/delta), and T - g = <w w^T, T - G_>> is at most the Frobenius norm.",
        ),
        Step(
            "far_mean", Claim(PAIRS * S_B / delta * mean(FAILS), "<=", mean(size)), "expectation", uses=("far",),
            certificate={"of": "far"}, note="Markov's inequality: take the mean.",
        ),
        Step(
            "pairs", Claim(mean(size), "==", PAIRS * S_B), "gram",
            certificate={"multipliers": {"pairs.mean": 1}},
            note="M (M - 1) entries off the diagonal, each of mean square S.",
        ),
        Step(
            "failure", Claim(mean(FAILS), "<=", delta), "radical", uses=("far_mean", "pairs"),
            certificate={"multipliers": {"far_mean": delta / (PAIRS * S_B)}},
            note="Divide by M (M - 1) S/delta.",
        ),
    )


THEOREM = Theorem(
    name="tail_gram_ge_of_units",
    title="Tails of few random features are well conditioned",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_TE", integers(2), integers(2, 20)),
        Parameter("T_B", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        Parameter("S_B", reals(0, lower_open=True), reals(Fraction(1, 10**6), Fraction(1, 1000))),
        Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 20), 1)),
    ),
    quantity=g_B,
    relation=">=",
    bound=BOUND,
    # a difference of two numbers of one size
    float_accuracy=1e-11,
    quantifier=Probability(DELTA),
    sharpness="unknown",
    discrepancy=Fraction(11, 50),
    assumptions=(
        "M >= 2 independent units, uniform on the sphere",
        "g is the smallest eigenvalue of the Gram matrix of the features' parts outside the degrees B",
        "T and S are the sums of N_j lambda_j and of N_j lambda_j^2 over the degrees outside B",
        "E ||G_> - T||_F^2 = M (M - 1) S: for independent units the tail kernel has the mean square S",
    ),
    setting=SETTING,
    experiment=many_tails,
    proof=proof,
)
