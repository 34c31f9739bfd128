"""Some gain always exists, for every teacher with noise on eigenvalues below the target's: it is a matter of when to stop.

f* lies in V_k with eigenvalue lambda of the student's kernel, and u is the energy of f_TE outside V_k on eigenvalues of at
most lambda_s. For gradient flow, at every time t and for every network,

    L_ST(t) <= L_TE - u exp(-lambda_s t) + 2 exp(-lambda t) (1 - L_TE).

So L_ST(t) < L_TE for all t > log(2/u)/(lambda - lambda_s) where lambda_s < lambda and u > 0: from the first unit on.
What many units are needed for is the size of the gain.

Idea: what the student has not yet learnt of the target costs at most 2 exp(-lambda t) (1 - L_TE), and of the slow noise it
has not learnt at least the share exp(-lambda_s t), since s_j^2 <= s_j <= 1 - exp(-lambda_s t).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp, expand

from w2s_theory.experiments.slow_noise import slow_trials, slow_witness
from w2s_theory.notation import (
    L_ST,
    L_TE,
    f_k,
    f_ST,
    f_star,
    f_TE,
    inner,
    lam,
    lam_slow,
    norm_squared,
    slow_noise,
    t,
    tau,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.setting import EIGENVALUE, SIGNAL_SHRINKAGE, SOMETHING_TO_LEARN, TEACHER_ERROR
from w2s_theory.theorems.gains.square_shrinkage import linear_steps
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

DECAY = exp(-lam * t)
KEPT = slow_noise * exp(-lam_slow * t)
BOUND = L_TE - KEPT + 2 * DECAY * (1 - L_TE)
NOISE = norm_squared(f_TE - f_k)
ROOM = expand(1 - SIGNAL_SHRINKAGE**2)
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST", "f_k"),
    (TEACHER, Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k), (f_ST, SIGNAL_SHRINKAGE * f_k)))),
    (UNIT_TARGET, ("noise.unlearnt", Claim(norm_squared(f_ST - SIGNAL_SHRINKAGE * f_k), "<=", NOISE - KEPT))),
)


def proof() -> tuple[Step, ...]:
    return (
        *linear_steps(),
        Step(
            "room", Claim(ROOM, ">=", 0), "ring", uses=("learnt",),
            certificate={"multipliers": {"learnt": DECAY}, "at": {"learnt": {tau: lam * t}}, "rest": DECAY},
            note="A shrinkage is at most 1.",
        ),
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "student_error", Claim(L_ST, "<=", BOUND), "gram", unfold=("L_ST", "L_TE"), uses=("overlap", "room"),
            certificate={"multipliers": {"noise.unlearnt": 1}, "squares": ((ROOM, f_k),)},
            note="Pythagoras in V_k and outside; what the teacher has in V_k is not needed.",
        ),
    )


THEOREM = Theorem(
    name="student_error_le_of_unlearnt_noise",
    title="A student stopped in time beats every teacher with slow noise",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR,
        EIGENVALUE,
        Parameter("lam_slow", reals(0), reals(0, Fraction(1, 100))),
        Parameter("slow_noise", reals(0), reals(Fraction(1, 1000), Fraction(1, 10))),
        Parameter("t", reals(0), reals(0, 20)),
    ),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    # a difference
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection; f* lies in an eigenspace V_k of the student's kernel, ||f*|| = 1",
        "f_ST = (I - exp(-t K)) f_TE: gradient flow of a student of infinite width; lambda is the eigenvalue of V_k",
        "u is the energy of f_TE on eigenvalues of at most lambda_s outside V_k",
    ),
    setting=SETTING,
    conditions=(SOMETHING_TO_LEARN,),
    experiment=slow_trials,
    witness=slow_witness,
    proof=proof,
)
