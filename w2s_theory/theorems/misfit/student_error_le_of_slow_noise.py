"""Once the target is learnt far better than some of the noise, the misfit explains the gain, at all later times.

The target lies in the eigenspace V_k of the student's kernel (eigenvalue lambda), f_TE = P f*, gradient flow. Take
any modes of the teacher's noise outside V_k, coefficients b_j on eigenvalues lambda_j; of the rest is only known that
the student shrinks it. As soon as

    sum_j exp(-lambda_j t)(1 - exp(-lambda_j t)) b_j^2 >= (1 - L_TE) exp(-lambda t)(L_TE + (1 - L_TE) exp(-lambda t)),

the gain is at least the misfit: L_ST <= L_TE - misfit. One mode with 0 < lambda_j < lambda and b_j != 0 is enough for
all late times, as exp(-lambda t) is far below exp(-lambda_j t) there; with all noise on eigenvalues >= lambda it
never happens (``student_error_ge_of_fast_noise``). It is sufficient and, with all modes and no noise inside V_k,
necessary. ``student_error_le_of_slow_noise_energy`` asks for one number instead of the sum.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.misfit_profile import slow_trials
from w2s_theory.notation import L_ST, L_TE, misfit
from w2s_theory.records.claim import Claim
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.setting import EIGENVALUE, HYPOTHESES, NOISE, SOMETHING_TO_LEARN, TIMES
from w2s_theory.theorems.gains.square_shrinkage import linear_steps
from w2s_theory.theorems.misfit import slow_setting as slow
from w2s_theory.theorems.misfit.setting import MISFIT, TEACHER_ERROR

ENOUGH = Claim(slow.OVERFIT, ">=", slow.PRICE)


def proof() -> tuple[Step, ...]:
    return (
        *linear_steps()[:2],
        *slow.bridge_steps(),
        Step(
            "enough", ENOUGH, "gram", certificate={"multipliers": {"noise.slow": 1}},
            note="These modes pay for what the student misses of the target.",
        ),
        Step(
            "gain", Claim(L_ST, "<=", L_TE - misfit), "ring", uses=("bridge", "enough"),
            certificate={"multipliers": {"bridge": 1, "enough": 2}}, note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_le_of_slow_noise",
    title="Noise that is learnt slowly: from some time on the gain is at least the misfit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(TEACHER_ERROR, MISFIT, EIGENVALUE, *TIMES, *NOISE),
    quantity=L_ST,
    relation="<=",
    bound=L_TE - misfit,
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        *slow.ASSUMPTIONS,
        "(1 - L_TE) exp(-lambda t)(L_TE + (1 - L_TE) exp(-lambda t)) is at most "
        "sum_j exp(-lambda_j t)(1 - exp(-lambda_j t)) b_j^2",
    ),
    hypotheses=HYPOTHESES,
    setting=slow.setting(("noise.slow", ENOUGH)),
    conditions=(SOMETHING_TO_LEARN, slow.PAID),
    experiment=slow_trials,
    witness=slow.witness,
    without={slow.PAID.text: slow.early_draws},
    proof=proof,
)
