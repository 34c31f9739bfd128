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

from w2s_theory.notation import L_TE, M_TE, d, mean
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.linear_network.haar_moments import mean_steps, second_moment_steps
from w2s_theory.theorems.linear_network.isotropic_setting import (
    ASSUMPTIONS,
    NOT_MORE_UNITS,
    OVERLAP,
    PARAMETERS,
    PROJECTION,
    SETTING,
    VALUE_RANGE,
    isotropic_trials,
)

BOUND = (d - M_TE) * (d - M_TE + 2) / (d * (d + 2))


def proof() -> tuple[Step, ...]:
    square = mean(OVERLAP**2)
    return (
        *mean_steps(PROJECTION),
        *second_moment_steps(PROJECTION),
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
    hypotheses=(NOT_MORE_UNITS, PROJECTION.same_mean, PROJECTION.same_square, *PROJECTION.diagonals),
    quantity=mean(L_TE**2),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-14,
    quantifier=Expectation(value_range=VALUE_RANGE),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=ASSUMPTIONS,
    setting=SETTING,
    experiment=lambda rng, size: isotropic_trials(rng, size, 2),
    kept={
        "hypotheses[0]": "with more units than dimensions there is no such projection to speak of",
    },
    proof=proof,
)
