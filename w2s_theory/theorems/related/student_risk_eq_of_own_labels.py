"""Labelling the rest oneself: a ridge student that trains again with its own labels stays what it was.

A student beta_1 is fitted by ridge regression to the labels that a filter kept; it labels all other inputs, and a
second student beta_2 is fitted, with the same penalty rho ||beta||^2 beside the sum of squares, to both. With the
Gram matrices A of the kept and B of the other inputs the normal equations are

    (A + rho) beta_1 = X^T y,   (A + B + rho) beta_2 = X^T y + B beta_1,

so (A + B + rho) (beta_2 - beta_1) = 0, and A, B >= 0 make beta_2 = beta_1: the risk is the same to the last digit. A
second stage on a student's own labels can help only by what changes between the stages: another penalty, another
stopping time, another filter (``w2s_theory.systems.two_stage_training``). An analogue of relabelling what a filter
discards, no statement about language models.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.stages import own_label_trials
from w2s_theory.notation import (
    first_fit,
    inner,
    kept_of_first,
    kept_of_second,
    label_moment,
    norm_squared,
    penalty,
    rest_of_first,
    rest_of_second,
    risk_first,
    risk_second,
    second_fit,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import given

APART = second_fit - first_fit
SETTING = Hilbert(
    (
        "theta_star", "first_fit", "second_fit", "kept_of_first", "kept_of_second", "rest_of_first", "rest_of_second",
        "label_moment",
    ),
    (),
    (
        ("fit.first", Claim(inner(APART, kept_of_first + penalty * first_fit), "==", inner(APART, label_moment))),
        (
            "fit.second",
            Claim(
                inner(APART, kept_of_second + rest_of_second + penalty * second_fit), "==",
                inner(APART, label_moment + rest_of_first),
            ),
        ),
        ("kept.gram", Claim(inner(APART, kept_of_second - kept_of_first), ">=", 0)),
        ("rest.gram", Claim(inner(APART, rest_of_second - rest_of_first), ">=", 0)),
    ),
)  # fmt: skip


def proof() -> tuple[Step, ...]:
    return (
        given(SETTING, "fit.first", "first_fit", "The first student's normal equations, along beta_2 - beta_1."),
        given(SETTING, "fit.second", "second_fit", "The second's; its labels on the rest are those of the first."),
        Step(
            "no_gap", Claim(norm_squared(APART), "<=", 0), "gram", uses=("first_fit", "second_fit"),
            certificate={
                "multipliers": {
                    "first_fit": 1 / penalty, "second_fit": -1 / penalty, "kept.gram": 1 / penalty, "rest.gram": 1 / penalty,
                },
            },
            note="Take one from the other: Gram matrices and the penalty make it a sum of squares that is 0.",
        ),
        Step(
            "student_risk", Claim(risk_second, "==", risk_first), "gram", uses=("no_gap",),
            unfold=("risk_first", "risk_second"), certificate={"null": {APART: "no_gap"}},
            note="The two students are one.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_risk_eq_of_own_labels",
    title="Labelling the rest oneself: a ridge student that is fitted again with its own labels is unchanged",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("risk_first", reals(0), reals(Fraction(1, 100), 4)),
        Parameter("penalty", reals(0, lower_open=True), reals(Fraction(1, 10), 10)),
    ),
    quantity=risk_second,
    relation="==",
    bound=risk_first,
    float_accuracy=1e-15,
    quantifier=EveryDraw(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "an analogue: linear features in place of language models; any kept labels, any split of the inputs",
        "both students minimise the sum of squares of their labels plus rho ||beta||^2, rho > 0 (fit.first, fit.second); "
        "the second has the kept labels, and the first student's own on all other inputs",
    ),
    setting=SETTING,
    experiment=own_label_trials,
    proof=proof,
)
