"""How many units a gain needs: in the means no more of the gap is recovered than the teacher's units have learnt.

*In words.* A student that recovers nine tenths of the gap needs a teacher that has learnt nine tenths of the target itself.

f* lies in one eigenspace V_k of the student's kernel, the student multiplies it by s in [0, 1] and maps the rest to the
rest, stopped at any time. With any lower bound b of E L_TE

    E L_ST >= b E L_TE,     so     1 - E L_ST/E L_TE <= 1 - b.

For M random units b = 1 - M/N_k will do (``trace_projection_eq_units``), and the floors from moments of the features'
tails (``expected_teacher_error_ge_of_two_tails``) say more. E L_TE falls with M, so a goal p with b > 1 - p is out of
reach for M units and for fewer: linear target, d = 32, p = .9: more than 58 units are necessary, and 157 are enough under
the equivalent.

*Idea.* L_ST >= L_TE^2 for every draw (``student_error_ge_sq_of_eigenfunction_target``), and by Jensen's inequality
E L_ST >= (E L_TE)^2 >= b E L_TE.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from w2s_theory.experiments.split_students import necessity_trials
from w2s_theory.notation import L_ST, L_TE, c, error_floor, f_star, f_TE, l_M, mean, norm_squared
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import EIGENFUNCTION

LIMIT_NAME = "student_error_ge_sq_of_eigenfunction_target"
BOUND = error_floor * l_M
FLOOR = Claim(error_floor, "<=", l_M)
ANY_NUMBER = (Parameter("c", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),)


def proof() -> tuple[Step, ...]:
    residual = norm_squared(f_star - f_TE)
    return (
        Step("some_error", Claim(L_TE, ">=", 0), "gram", unfold=("L_TE",), certificate={"squares": ((1, f_star - f_TE),)},
             note="A square."),
        Step("at_most_one", Claim(L_TE, "<=", 1), "gram", unfold=("L_TE",), certificate={"squares": ((1, f_TE),)},
             note="The error of a projection."),
        Step("limit", Claim(L_ST, ">=", L_TE**2), "theorem", uses=("some_error", "at_most_one"),
             certificate={"name": LIMIT_NAME},
             note="The square, for every draw."),
        Step(
            "tangent", Claim(L_ST, ">=", 2 * c * L_TE - c**2), "ring", variables=ANY_NUMBER, uses=("limit",),
            certificate={"multipliers": {"limit": 1}, "squares": ((1, L_TE - c),)},
            note="A square lies above its tangents.",
        ),
        Step(
            "in_the_mean", Claim(mean(L_ST), ">=", 2 * c * mean(L_TE) - c**2), "expectation", variables=ANY_NUMBER,
            uses=("tangent",), certificate={"of": "tangent"}, note="In the mean over the units.",
        ),
        Step("residual", Claim(L_TE, "==", residual), "gram", unfold=("L_TE",), note="What L_TE is."),
        Step("residual_mean", Claim(mean(L_TE), "==", mean(residual)), "expectation", uses=("residual",),
             certificate={"of": "residual"}, note="In the mean."),
        Step("teacher", Claim(mean(L_TE), "==", l_M), "ring", uses=("residual_mean",), unfold=("l_M",),
             note="The teacher's mean error."),
        Step("floor", FLOOR, "hypothesis", note="The teacher's mean error is at least b."),
        Step(
            "gap", Claim(mean(L_ST), ">=", BOUND), "ring", uses=("in_the_mean", "teacher", "floor"),
            certificate={
                "at": {"in_the_mean": {c: l_M}}, "multipliers": {"in_the_mean": 1, "floor": l_M},
            },
            note="Jensen's inequality: the tangent at E L_TE.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="expected_student_error_ge_of_units",
    title="How many units a gain needs: no more of the gap than the teacher has learnt",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("l_M", reals(0, 1, lower_open=True), reals(Fraction(1, 2), 1)),
        Parameter("error_floor", reals(0, 1), reals(0, 1)),
        Parameter("s", reals(0, 1), reals(0, 1)),
    ),
    quantity=mean(L_ST),
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-13,
    # L_ST <= 4/3 where 0 <= S <= 1 and the teacher is a projection
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(0), Fraction(1))),
    sharpness="unknown",
    discrepancy=Fraction(1, 10),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection; the mean is over the teacher's units, which are any random ones",
        "f* lies in an eigenspace V_k of the student's kernel, ||f*|| = 1",
        "the student multiplies V_k by one number s in [0, 1] and maps the rest to the rest",
        "b is at most E L_TE: 1 - M/N_k, or a floor from moments of the features' tails",
    ),
    hypotheses=(FLOOR,),
    setting=replace(EIGENFUNCTION, random=EIGENFUNCTION.vectors),
    depends_on=(LIMIT_NAME,),
    experiment=necessity_trials,
    proof=proof,
)
