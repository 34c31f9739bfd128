"""The student's mean error is at least the square of the teacher's, for a target of several degrees.

The teacher's units are independent and uniform, the student of infinite width multiplies eigenspace j by a fixed s_j in
[0, 1], and E L_TE = sum_j f_j^2 ell_j. Then

    E L_ST >= (sum_j f_j^2 ell_j)^2 = (E L_TE)^2.

Equality needs the same ell_j on every degree of the target. On one network it is false from two degrees on
(``student_error_eq_bias_plus_noise_of_degrees``), where what remains is ``student_error_ge_of_shrinkage``.

Idea: the limit degree by degree, and Jensen's inequality for the weights f_j^2.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from w2s_theory.experiments.degree_mixtures import limited_mixture_trials
from w2s_theory.notation import L_ST, f, j, l_TE, mean, y
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.degrees import expected_student_error_ge_of_degrees as by_degree
from w2s_theory.theorems.degrees.setting import COUNT, LENGTH, MEAN_ERRORS, PARTS, SHRINKAGES
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes
from w2s_theory.theorems.limits.setting import UNIT_TARGET

MEAN_ERROR = over_modes(f[j] ** 2 * l_TE[j])
BOUND = MEAN_ERROR**2
SETTING = replace(by_degree.SETTING, facts=(*by_degree.SETTING.facts, UNIT_TARGET))
ANY = Parameter("y", reals(), reals(0, 1))
EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)), ANY)


def proof() -> tuple[Step, ...]:
    squares, shares = by_degree.BOUND, over_modes(f[j] ** 2)
    return (
        Step(
            "limit", Claim(mean(L_ST), ">=", squares), "theorem", certificate={"name": by_degree.THEOREM.name},
            note="Degree by degree.",
        ),
        Step(
            "line", Claim(f[j] ** 2 * l_TE[j] ** 2, ">=", 2 * y * f[j] ** 2 * l_TE[j] - y**2 * f[j] ** 2), "ring",
            variables=EACH, certificate={"squares": ((1, f[j] * (l_TE[j] - y)),)},
            note="A square lies above its tangent at any number y.",
        ),
        Step(
            "tangent", Claim(squares, ">=", 2 * y * MEAN_ERROR - y**2 * shares), "termwise", variables=(ANY,),
            uses=("line",), certificate={"term": "line"}, note="In every eigenspace, weighted with its share.",
        ),
        Step(
            "whole", Claim(shares, "==", 1), "gram",
            certificate={"multipliers": {"target.parts": -1, "target.unit": 1}}, note="Parseval: the shares sum to 1.",
        ),
        Step(
            "jensen", Claim(squares, ">=", BOUND), "ring", uses=("tangent", "whole"),
            certificate={"multipliers": {"tangent": 1, "whole": -BOUND}, "at": {"tangent": {y: MEAN_ERROR}}},
            note="At y the weighted mean itself.",
        ),
        Step(
            "square", Claim(mean(L_ST), ">=", BOUND), "ring", uses=("limit", "jensen"),
            certificate={"multipliers": {"limit": 1, "jensen": 1}}, note="Both in a row.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_student_error_ge_sq_of_degrees",
    title="No mean student error below the square of the mean teacher error, whatever the degrees",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(COUNT, SHRINKAGES, PARTS, MEAN_ERRORS),
    quantity=mean(L_ST),
    relation=">=",
    bound=BOUND,
    stable_bound=over_entries(f[j] ** 2 * l_TE[j], LENGTH) ** 2,
    float_accuracy=1e-13,
    # L_ST <= 4/3 where 0 <= S <= 1 and the teacher is a projection
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(0), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(1, 4),
    assumptions=by_degree.THEOREM.assumptions,
    setting=SETTING,
    hypotheses=by_degree.HYPOTHESES,
    depends_on=(by_degree.THEOREM.name,),
    experiment=limited_mixture_trials,
    proof=proof,
)
