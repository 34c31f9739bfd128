"""How much the teacher error of isotropic features scatters: the second moment of the Beta law, from symmetry.

Let o = <f*, P f*> and p_j, p'_j the entries of the random projection P as in the setting. The squared overlap
along the two diagonals of f* and e_j has the mean E o^2 too, and their sum says E o p_j = E o^2 - 2 E p'_j^2. With

    o (o + sum_j p_j) = M_TE o  (trace)   and   o^2 + sum_j p'_j^2 = o  (P^2 = P)

this leaves d E o^2 + 2 E o^2 = (M_TE + 2) E o, so E o^2 = M_TE (M_TE + 2)/(d (d + 2)) and

    E L_TE^2 = (d - M_TE)(d - M_TE + 2)/(d (d + 2)).

The other second moments of a random projection follow: E p'_j^2 = M_TE (d - M_TE)/(d (d - 1)(d + 2)) and
E o p_j = M_TE (M_TE (d + 1) - 2)/(d (d - 1)(d + 2)).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.notation import L_TE, M_TE, d, mean, p_across, p_along
from w2s_theory.notation import j as index
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Citation, Theorem
from w2s_theory.theorems.linear_network.isotropic_setting import (
    ASSUMPTIONS,
    DIAGONALS,
    NOT_MORE_UNITS,
    OVERLAP,
    PARAMETERS,
    SAME_MEAN,
    SAME_SQUARE,
    SETTING,
    VALUE_RANGE,
    isotropic_trials,
    over_basis,
)
from w2s_theory.theorems.linear_network.teacher_error_eq_beta_of_isotropic_spectrum import mean_steps

BOUND = (d - M_TE) * (d - M_TE + 2) / (d * (d + 2))


def proof() -> tuple[Step, ...]:
    along, across = p_along[index], p_across[index]
    square, cross, product = mean(OVERLAP**2), over_basis(mean(across**2)), over_basis(mean(OVERLAP * along))
    halves = [((OVERLAP + along) / 2 + sign * across) ** 2 for sign in (1, -1)]
    return (
        *mean_steps(),
        Step("squares", SAME_SQUARE, "hypothesis", note="Rotation invariance, along every e_j."),
        Step("diagonal", DIAGONALS[0], "hypothesis", note="Rotation invariance, along (f* + e_j)/sqrt(2)."),
        Step("other_diagonal", DIAGONALS[1], "hypothesis", note="Rotation invariance, along (f* - e_j)/sqrt(2)."),
        Step(
            "parallelogram",
            Claim(
                over_basis(halves[0]) + over_basis(halves[1]), "==",
                over_basis(OVERLAP**2) / 2 + over_basis(OVERLAP * along) + over_basis(along**2) / 2
                + 2 * over_basis(across**2),
            ),
            "termwise", note="The sum of both squares, term by term.",
        ),
        Step(
            "mean_parallelogram",
            Claim(
                DIAGONALS[0].left + DIAGONALS[1].left, "==",
                over_basis(square) / 2 + product + SAME_SQUARE.left / 2 + 2 * cross,
            ),
            "expectation", uses=("parallelogram",), certificate={"of": "parallelogram"},
            note="The mean over the features.",
        ),
        Step("equal", Claim(over_basis(square), "==", (d - 1) * square), "constant_sum", note="d - 1 equal terms."),
        Step(
            "mixed", Claim(product, "==", (d - 1) * square - 2 * cross), "ring",
            uses=("diagonal", "other_diagonal", "squares", "equal", "mean_parallelogram"),
            certificate={"multipliers": {"mean_parallelogram": -1}}, note="All four squares have the mean E o^2.",
        ),
        Step(
            "factor", Claim(over_basis(OVERLAP * along), "==", OVERLAP * over_basis(along)), "termwise",
            note="The factor o does not depend on j.",
        ),
        Step(
            "trace_times", Claim(OVERLAP**2 + over_basis(OVERLAP * along), "==", M_TE * OVERLAP), "gram", uses=("factor",),
            certificate={"multipliers": {"P.trace": OVERLAP}}, note="The trace, times o.",
        ),
        Step(
            "mean_trace_times", Claim(square + product, "==", M_TE * mean(OVERLAP)), "expectation",
            uses=("trace_times",), certificate={"of": "trace_times"}, note="The mean over the features.",
        ),
        Step(
            "parseval", Claim(OVERLAP**2 + over_basis(across**2), "==", OVERLAP), "gram",
            certificate={"multipliers": {"P.parseval": 1}}, note="||P f*||^2 = <f*, P f*>, in the basis.",
        ),
        Step(
            "mean_parseval", Claim(square + cross, "==", mean(OVERLAP)), "expectation", uses=("parseval",),
            certificate={"of": "parseval"}, note="The mean over the features.",
        ),
        Step(
            "second_moment", Claim(square, "==", M_TE * (M_TE + 2) / (d * (d + 2))), "rational",
            uses=("mixed", "mean_trace_times", "mean_parseval", "mean_overlap"),
            certificate={
                "multipliers": {
                    "mean_trace_times": 1 / (d + 2), "mean_parseval": 2 / (d + 2), "mean_overlap": (M_TE + 2) / (d + 2),
                },
            },
            note="(d + 2) E o^2 = (M_TE + 2) E o.",
        ),
        Step(
            "error", Claim(L_TE, "==", 1 - OVERLAP), "gram", unfold=("L_TE",),
            note="Pythagoras: the residual is orthogonal to the teacher.",
        ),
        Step(
            "error_square", Claim(L_TE**2, "==", 1 - 2 * OVERLAP + OVERLAP**2), "ring", uses=("error",), note="Its square.",
        ),
        Step(
            "mean_square", Claim(mean(L_TE**2), "==", 1 - 2 * mean(OVERLAP) + square), "expectation",
            uses=("error_square",), certificate={"of": "error_square"}, note="Take the mean.",
        ),
        Step(
            "teacher_second_moment", Claim(mean(L_TE**2), "==", BOUND), "rational",
            uses=("mean_square", "mean_overlap", "second_moment"), note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="teacher_second_moment_eq_of_isotropic_spectrum",
    title="Isotropic features: the second moment of the teacher error",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=PARAMETERS,
    hypotheses=(NOT_MORE_UNITS, SAME_MEAN, SAME_SQUARE, *DIAGONALS),
    quantity=mean(L_TE**2),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-14,
    quantifier="expectation",
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    value_range=VALUE_RANGE,
    assumptions=ASSUMPTIONS,
    setting=SETTING,
    experiment=lambda rng, size: isotropic_trials(rng, size, 2),
    kept={
        "hypotheses[0]": "with more units than dimensions there is no such projection, so nothing that the statement speaks of",
    },
    proof=proof,
)
