"""The features' parts outside a set of degrees are well conditioned, by a fourth moment: for more units than by a second.

*In words.* Markov's inequality for a higher moment is sharper, and the fourth moment of the tails' pairs is known exactly.

G_> is the Gram matrix of M random features' parts outside the degrees B, T, S and Q the sums of N_j lambda_j, N_j
lambda_j^2 and N_j lambda_j^4 there, kappa_4 the mean of k_>^4 at two independent units, k_> = sum_{j not in B} N_j
lambda_j P_j. With probability at least 1 - delta the smallest eigenvalue g of G_> is at least T - x, if

    delta x^4 >= M (M - 1) kappa_4 + 2 M (M - 1)(M - 2) S^2 + M (M - 1)(M - 2)(M - 3) Q.

Linear target, d = 32, M = 1784: 7 % are gained in the floor of E L_TE (``expected_teacher_error_ge_of_two_tails``). In low
dimension kappa_4 is large, since two units may nearly coincide, and nothing is gained.

*Idea.* X = G_> - T is 0 on its diagonal and (T - g)^4 <= tr X^4. In the mean tr X^4 is a sum over closed walks of four
steps: there and back twice, two ways with one unit repeated (E k_>(1,2)^2 k_>(1,3)^2 = S^2), and the cycles of four
units, which give Q.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.feature_tails import DELTA, fourth_trials
from w2s_theory.notation import (
    M_TE,
    S_B,
    T_B,
    W_tail,
    X_square,
    delta,
    exceeds,
    fourth_trace,
    g_B,
    inner,
    kernel_fourth,
    mean,
    norm_squared,
    tail_width,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

PAIRS = M_TE * (M_TE - 1)
MOMENT = PAIRS * kernel_fourth + 2 * PAIRS * (M_TE - 2) * S_B**2 + PAIRS * (M_TE - 2) * (M_TE - 3) * fourth_trace
BOUND = T_B - tail_width
FAILS = exceeds(BOUND, g_B)
ENOUGH = Claim(delta * tail_width**4, ">=", MOMENT)

# M x M matrices with the Frobenius inner product; w is a unit eigenvector of the smallest eigenvalue
SETTING = Hilbert(
    ("X_square", "W_tail"),
    (),
    (
        ("direction.unit", Claim(norm_squared(W_tail), "==", 1)),
        ("direction.smallest", Claim(inner(W_tail, X_square), "==", (T_B - g_B) ** 2)),
        ("walks.mean", Claim(mean(norm_squared(X_square)), "==", MOMENT)),
    ),
    random=("X_square", "W_tail", "g_B"),
)


def proof() -> tuple[Step, ...]:
    size, below = norm_squared(X_square), T_B - g_B
    return (
        Step("below", Claim(FAILS * (BOUND - g_B), ">=", 0), "indicator",
             note="Where the indicator is 1, g is below the bound."),
        Step("square", Claim(FAILS**2 - FAILS, "==", 0), "indicator", note="An indicator is its own square."),
        Step(
            "far", Claim(FAILS * tail_width**4, "<=", size), "gram", uses=("below", "square"),
            certificate={
                "multipliers": {"below": 4 * tail_width**3, "square": -size},
                "squares": (((1 - FAILS) ** 2, X_square), (FAILS, X_square - below**2 * W_tail)),
                "rest": FAILS * (BOUND - g_B) ** 2 * ((below + tail_width) ** 2 + 2 * tail_width**2),
            },
            note="There (T - g)^4 exceeds x^4, and (T - g)^2 = <w w^T, X^2> is at most the Frobenius norm of X^2.",
        ),
        Step("far_mean", Claim(tail_width**4 * mean(FAILS), "<=", mean(size)), "expectation", uses=("far",),
             certificate={"of": "far"}, note="Markov's inequality: take the mean."),
        Step("enough", ENOUGH, "hypothesis", note="x is that large."),
        Step(
            "moment", Claim(mean(size), "<=", delta * tail_width**4), "gram", uses=("enough",),
            certificate={"multipliers": {"walks.mean": -1, "enough": 1}}, note="The mean over closed walks.",
        ),
        Step(
            "failure", Claim(mean(FAILS), "<=", delta), "rational", uses=("far_mean", "moment"),
            certificate={"multipliers": {"far_mean": 1 / tail_width**4, "moment": 1 / tail_width**4}}, note="Divide by x^4.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="tail_gram_ge_of_fourth_moment",
    title="Tails of few random features are well conditioned, by a fourth moment",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_TE", integers(2), integers(2, 20)),
        Parameter("T_B", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        Parameter("S_B", reals(0, lower_open=True), reals(Fraction(1, 10**6), Fraction(1, 1000))),
        Parameter("kernel_fourth", reals(0), reals(Fraction(1, 10**9), Fraction(1, 10**6))),
        Parameter("fourth_trace", reals(0), reals(Fraction(1, 10**9), Fraction(1, 10**6))),
        Parameter("tail_width", reals(0, lower_open=True), reals(1, 2)),
        Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 5), 1)),
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
        "T, S and Q are the sums of N_j lambda_j, N_j lambda_j^2 and N_j lambda_j^4 over the degrees outside B",
        "kappa_4 is the mean of the fourth power of the kernel's part outside B at two independent units",
        "E tr (G_> - T)^4 is the sum over closed walks: kernels of independent units multiply like operators",
    ),
    hypotheses=(ENOUGH,),
    setting=SETTING,
    experiment=fourth_trials,
    proof=proof,
)
