"""Stopping late gains, on every network: what a student learns last is its teacher's mistakes, if the target is not there.

The target may have any number of degrees. All its eigenspaces have eigenvalues >= lambda; V_J is one without a part
of the target, and q_J = ||Pi_J f_TE||^2 what the teacher has there, all of it noise. Under gradient flow, for every teacher
f_TE (a projection or not),

    L_ST(t) <= L_TE - (q_J exp(-lambda_J t) (2 - exp(-lambda_J t)) - exp(-lambda t)).

So for lambda_J < lambda and q_J > 0 there is a gain at *all* times t > log(1/q_J)/(lambda - lambda_J), however hard
the target: on a bounded number of degrees early stopping can fail, late stopping never. The gain is small, about twice
q_J exp(-lambda_J t). Idea: with u = f_TE - f_ST = exp(-t K) f_TE, L_ST - L_TE = 2 <f* - f_TE, u> + ||u||^2. On V_J
that is what is said; on all the rest it is at most <f*, exp(-t K) f*>, by a square in the scalar product of exp(-t K).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp

from w2s_theory.experiments.late_students import late_trials, spread_witness
from w2s_theory.notation import (
    L_ST,
    L_TE,
    f_slow,
    f_ST,
    f_star,
    f_TE,
    inner,
    lam,
    lam_slow,
    norm_squared,
    q_slow,
    t,
    v_left,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import UNIT_TARGET

LEFT, SLOW_LEFT = exp(-lam * t), exp(-lam_slow * t)
BOUND = L_TE - q_slow * SLOW_LEFT * (2 - SLOW_LEFT) + LEFT

# what the teacher has outside V_J, and what of it the student has not learnt
REST = f_TE - f_slow
REST_LEFT = f_TE - f_ST - SLOW_LEFT * f_slow
NOTHING = 0 * f_star

SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST", "f_slow", "v_left"),
    (
        Operator("Q", "projection", ((f_TE, f_slow), (f_star, NOTHING), (f_ST, (1 - SLOW_LEFT) * f_slow))),
        Operator("E", "shrinkage", ((REST, REST_LEFT), (f_star - REST, v_left - REST_LEFT))),
    ),
    (
        UNIT_TARGET,
        ("slow.energy", Claim(norm_squared(f_slow), "==", q_slow)),
        ("target.left", Claim(inner(f_star, v_left), "<=", LEFT * norm_squared(f_star))),
    ),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "late", Claim(L_ST, "<=", BOUND), "gram", unfold=("L_ST", "L_TE"),
            certificate={
                "multipliers": {"target.left": 1, "E.nonnegative(1)": 1, "E.square(0)": 1},
            },
            note="V_J apart; on the rest ||E g||^2 <= <g, E g> and <f* - g, E (f* - g)> >= 0, with E = exp(-t K).",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_le_of_late_stopping",
    title="Late stopping always gains",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0), reals(Fraction(1, 1000), Fraction(9, 10))),
        Parameter("lam", reals(0), reals(Fraction(1, 100), 2)),
        Parameter("lam_slow", reals(0), reals(0, Fraction(1, 10))),
        Parameter("q_slow", reals(0), reals(0, Fraction(1, 2))),
        Parameter("t", reals(0), reals(0, 20)),
    ),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "||f*|| = 1, any teacher f_TE",
        "the target has no part on eigenspaces of the student's kernel with eigenvalues below lambda, and none in V_J, "
        "whose eigenvalue is lambda_J",
        "||Pi_J f_TE||^2 = q_J",
        "gradient flow from 0 to time t, a student of infinite width: E = exp(-t K) is what it leaves",
    ),
    setting=SETTING,
    experiment=late_trials,
    witness=spread_witness,
    proof=proof,
)
