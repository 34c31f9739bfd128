"""What the teacher misses of the student's strong directions, and how far the weak ones have been learnt.

B is a set of degrees (eigenspaces of the student's kernel) that holds the target's degree k; Pi_B projects
on it, P on the teacher's features. Let the alignment (kappa_B) be at least the norm of
Pi_B (I - P) Pi_B and lambda at least every eigenvalue outside B. Then ||Pi_B (f* - f_TE)||^2 <= alignment L_TE, and
gradient flow has at every time t, with tau = lambda_k t,

    L_ST(t) <= (e^{-tau} + sqrt(alignment L_TE))^2 + (1 - e^{-lambda t})^2 L_TE.

Both terms can be far below L_TE when alignment << 1 and the spectrum falls off behind B.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp, sqrt

from w2s_theory.experiments.alignment import ATTACK, alignment_trials, witness
from w2s_theory.notation import (
    L_ST,
    L_TE,
    alignment,
    f_ST,
    f_star,
    f_TE,
    inner,
    lam,
    norm_squared,
    t,
    tau,
    u_kept,
    u_rest,
    v_kept,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.setting import SOMETHING_TO_LEARN, TEACHER_ERROR
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

DECAY, SLOW = exp(-tau), 1 - exp(-lam * t)
ROOT = sqrt(alignment * L_TE)
MISSED = f_star - v_kept
# (I - exp(-t K)) MISSED, since f* is in V_k; and what the student has outside B
LEARNT_OF_MISSED = (1 - DECAY) * f_star - (v_kept - u_kept)
LEARNT_OUTSIDE = f_ST - (v_kept - u_kept)
VECTORS = (f_star, f_TE, f_ST, v_kept, u_kept, u_rest)

# Q is Pi_B: it commutes with K, so exp(-t K) maps the teacher's part in B, v_1, to u_1 in B and the part
# outside, v_2 = f_TE - v_1, to u_2 outside. A is Pi_B (I - P) Pi_B divided by alignment; S is I - exp(-t K) on B.
ALIGNED = Hilbert(
    tuple(vector.name for vector in VECTORS),
    (
        TEACHER,
        Operator("Q", "projection", ((f_star, f_star), (f_TE, v_kept), (u_kept, u_kept), (u_rest, 0))),
        Operator("A", "shrinkage", ((f_star, MISSED / alignment),)),
        Operator("S", "shrinkage", ((MISSED, LEARNT_OF_MISSED),)),
    ),
    (
        UNIT_TARGET,
        ("rest.slow", Claim(norm_squared(f_TE - v_kept - u_rest), "<=", SLOW**2 * norm_squared(f_TE - v_kept))),
        *(
            (f"student.{vector.name}", Claim(inner(f_ST, vector), "==", inner(f_TE - u_kept - u_rest, vector)))
            for vector in VECTORS
        ),
    ),
)

INSIDE, OUTSIDE = (DECAY + ROOT) ** 2, SLOW**2 * L_TE


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "aligned", Claim(norm_squared(MISSED), "<=", alignment * L_TE), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"A.square(0)": alignment**2}},
            note="A^2 <= A for A = Pi_B (I - P) Pi_B/alignment, and <f*, A f*> = L_TE/alignment.",
        ),
        Step(
            "learnt_of_missed", Claim(norm_squared(LEARNT_OF_MISSED), "<=", alignment * L_TE), "gram", uses=("aligned",),
            certificate={"multipliers": {"S.square(0)": 1, "S.below(0)": 1, "aligned": 1}},
            note="The flow does not enlarge it.",
        ),
        Step(
            "inside", Claim(norm_squared(f_star - (v_kept - u_kept)), "<=", INSIDE), "gram", uses=("learnt_of_missed",),
            certificate={
                "multipliers": {"learnt_of_missed": 1 + DECAY / ROOT},
                "squares": ((DECAY / ROOT, ROOT * f_star - LEARNT_OF_MISSED),),
            },
            note="Triangle inequality: what is left of f* itself, and what was learnt of what the teacher misses.",
        ),
        Step(
            "outside", Claim(norm_squared(LEARNT_OUTSIDE), "<=", OUTSIDE), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"rest.slow": 1}, "squares": ((SLOW**2, MISSED),)},
            note="Outside B the teacher has nothing but error, and lambda bounds how fast it is learnt.",
        ),
        Step(
            "student_error", Claim(L_ST, "<=", INSIDE + OUTSIDE), "gram", unfold=("L_ST",), uses=("inside", "outside"),
            certificate={"multipliers": {"inside": 1, "outside": 1}}, note="The two parts are orthogonal.",
        ),
    )


THEOREM = Theorem(
    name="student_error_le_of_alignment",
    title="The student's error from the alignment of teacher and student",
    citation=Citation(
        "medvedev2025weak", "alignment; plays the role of their kappa_S, whose definition we have not read",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR,
        Parameter("alignment", reals(0, lower_open=True), reals(Fraction(1, 1000), 1)),
        Parameter("tau", reals(0), reals(0, 20)),
        Parameter("lam", reals(0), reals(0, 1)),
        Parameter("t", reals(0), reals(0, 20)),
    ),
    quantity=L_ST,
    relation="<=",
    bound=INSIDE + OUTSIDE,
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f* lies in the eigenspace V_k of the student's kernel K, tau = lambda_k t",
        "f_ST = (I - exp(-t K)) f_TE: gradient flow of a student of infinite width, stopped at t",
        "Pi_B projects on eigenspaces of K, V_k among them; alignment is at least the norm of Pi_B (I - P) Pi_B",
        "lambda is at least every eigenvalue of K outside B",
    ),
    setting=ALIGNED,
    conditions=(SOMETHING_TO_LEARN,),
    experiment=alignment_trials,
    witness=witness,
    attack=ATTACK,
    proof=proof,
)
