"""One measured number decides the gain: the energy of the teacher's residual in the student's kernel.

The target lies in the eigenspace V_k (eigenvalue lambda) of the student's kernel K, e = f* - f_TE is the
teacher's residual and mu = <e, K e>/(lambda ||e||^2) its mean eigenvalue relative to
lambda. Then for gradient flow at every time t, with tau = lambda t and c_0 = 0.4074,

    L_ST(t) <= (L_TE + (1 - L_TE) e^{-tau})^2 + c_0 tau L_TE (mu - L_TE).

A residual on small eigenvalues (mu << 1) is not learnt before the target is: tau = log(1/mu) or so leaves
about L_TE (mu + mu log(1/mu)). The proof is bias plus noise, with (1 - e^{-x})^2 <= c_0 x for each mode.
Always mu >= L_TE. On ReLU networks, linear target, bound/L_TE^2 at the best time against the best
L_ST/L_TE^2: d = 16, M_TE = 512: 2.84, 2.00; d = 32: 4.09, 2.07.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp, expand

from w2s_theory.experiments.residual_energy import ATTACK, residual_trials, witness
from w2s_theory.notation import (
    L_ST,
    L_TE,
    b,
    f_k,
    f_star,
    f_TE,
    inner,
    j,
    lam,
    lambdas,
    mode,
    mu,
    norm_squared,
    t,
    tau,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.setting import (
    ASSUMPTIONS,
    EACH_MODE,
    EIGENVALUE,
    HYPOTHESES,
    NOISE,
    NOISE_SHRINKAGE,
    SIGNAL_SHRINKAGE,
    SOMETHING_TO_LEARN,
    TAUGHT_ENERGY,
    TEACHER_ERROR,
    TIMES,
    over_noise,
    taught,
)
from w2s_theory.theorems.gains.square_shrinkage import C_0, on_target_step, square_shrinkage_steps

RESIDUAL = norm_squared(f_star - f_k)
NOISE_SPEED = over_noise(lambdas[j] * b[j] ** 2)
# <e, K e>, in and outside V_k
ENERGY = ("residual.energy", Claim(mu * lam * norm_squared(f_star - f_TE), "==", lam * RESIDUAL + NOISE_SPEED))
SETTING = taught(SIGNAL_SHRINKAGE, ENERGY)

DECAY = exp(-lam * t)
BOUND = (L_TE + (1 - L_TE) * DECAY) ** 2 + C_0 * lam * t * L_TE * (mu - L_TE)
# written out, since the proof's algebra takes exp(-x) and exp(-2 x) for two letters
EXPANDED = expand(BOUND)
ROOM = expand(C_0 * lam * t - SIGNAL_SHRINKAGE**2)


def proof() -> tuple[Step, ...]:
    each = C_0 * t * lambdas[j] * b[j] ** 2
    return (
        *square_shrinkage_steps(),
        on_target_step(),
        Step(
            "one_mode", Claim(mode(j, t), "==", NOISE_SHRINKAGE * b[j]), "ode", variables=EACH_MODE,
            note="The mode's equation c' = lambda (b - c) with c(0) = 0 has this solution, and only this.",
        ),
        Step(
            "one_mode_learnt", Claim(mode(j, t) ** 2, "<=", each), "ring", variables=EACH_MODE,
            uses=("one_mode", "square_below_line"),
            certificate={
                "multipliers": {"square_below_line": b[j] ** 2}, "at": {"square_below_line": {tau: lambdas[j] * t}},
            },
            note="The shrinkage of every other mode.",
        ),
        Step(
            "noise_learnt", Claim(TAUGHT_ENERGY, "<=", C_0 * t * NOISE_SPEED), "termwise", uses=("one_mode_learnt",),
            certificate={"term": "one_mode_learnt"}, note="All modes outside V_k.",
        ),
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "bias_plus_noise", Claim(L_ST, "<=", EXPANDED), "gram", unfold=("L_ST", "L_TE"),
            uses=("overlap", "noise_learnt", "on_target"),
            certificate={
                "multipliers": {"noise_learnt": 1, "residual.energy": C_0 * t},
                "squares": ((ROOM, f_star - f_k - L_TE * f_star),),
            },
            note="Bias plus noise; ||Pi_k e||^2 >= L_TE^2, and its coefficient s^2 - c_0 tau is not positive.",
        ),
        Step("collected", Claim(BOUND, "==", EXPANDED), "exponential", note="Collect the squares."),
        Step(
            "student_error", Claim(L_ST, "<=", BOUND), "ring", uses=("bias_plus_noise", "collected"),
            certificate={"multipliers": {"bias_plus_noise": 1, "collected": 1}}, note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="student_error_le_of_residual_energy",
    title="A residual on small eigenvalues is not learnt",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR,
        Parameter("mu", reals(0, lower_open=True), reals(Fraction(1, 100), 3)),
        EIGENVALUE,
        *TIMES,
        *NOISE,
    ),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        *ASSUMPTIONS,
        "lambda is the eigenvalue of V_k",
        "mu = <e, K e>/(lambda ||e||^2) for the teacher's residual e = f* - f_TE (always at least L_TE)",
    ),
    hypotheses=HYPOTHESES,
    setting=SETTING,
    conditions=(SOMETHING_TO_LEARN,),
    experiment=residual_trials,
    witness=witness,
    attack=ATTACK,
    proof=proof,
)
