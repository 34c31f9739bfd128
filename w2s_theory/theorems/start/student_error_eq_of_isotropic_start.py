"""Without a spectrum a start helps exactly if it knows what the teacher misses.

A student whose kernel has one eigenvalue goes straight from its start to its teacher, f_ST = f_0 + s (f_TE - f_0).
For any three functions f*, f_TE, f_0, with L_0 = ||f* - f_0||^2 and c_0 = <f_0 - f*, f_TE - f*>,

    L_ST = L_TE - 2 (1 - s)(L_TE - c_0) + (1 - s)^2 (L_0 + L_TE - 2 c_0).

So some s < 1 beats the teacher exactly if c_0 < L_TE, that is <f_0 - f_TE, f* - f_TE> > 0; for a projection teacher
with residual e = f* - f_TE exactly if <f_0, e> > 0, which no start in the teacher's span has. At s = 0 the slope in s
is -2 (L_0 - c_0): a little training helps exactly if c_0 < L_0, L_TE < L_0 + ||f_TE - f_0||^2. f_0 = 0 is
``student_error_ge_teacher_error_of_isotropic_student``.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.started_students import isotropic_trials
from w2s_theory.notation import L_ST, L_TE, c_0, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.start.setting import (
    ANY_TEACHER,
    ISOTROPIC,
    OVERLAP,
    SCALARS,
    START_ERROR,
    STRAIGHT,
    TEACHER_ERROR,
    WAY,
)

BOUND = L_TE - 2 * (1 - s) * (L_TE - c_0) + (1 - s) ** 2 * WAY


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "on_the_line", Claim(L_ST, "==", BOUND), "gram", unfold=("L_ST", *SCALARS),
            note="f* - f_ST = (f* - f_TE) - (1 - s)(f_0 - f_TE): expand the square.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_eq_of_isotropic_start",
    title="A start without a spectrum helps if it knows what the teacher misses",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(TEACHER_ERROR, START_ERROR, OVERLAP, Parameter("s", reals(0), reals(0, 1))),
    quantity=L_ST,
    relation="==",
    bound=BOUND,
    # a difference that may nearly vanish
    float_accuracy=1e-10,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(ANY_TEACHER, STRAIGHT),
    setting=ISOTROPIC,
    experiment=isotropic_trials,
    proof=proof,
)
