"""A student beats its teacher with high probability, for all targets of a degree at once.

With N(rho) = sum_j N_j lambda_j/(lambda_j + rho), c in (0, 1), 8 N(rho) exp(-(c^2/2)/(N(rho)/M + c/(3 M))) <= delta and
R = (rho/lambda) c/(1 - c): with probability at least 1 - delta, for every f* in V_k,

    L_ST <= exp(-2 lambda t) + (2 exp(-lambda t) (1 - exp(-lambda t)) + c_0 lambda t R) L_TE,     c_0 = 0.4074.

R falls faster than 1/M, so the student loses nearly all of the teacher's error; a lower bound of L_TE
(``mean_teacher_error_ge_of_tail_gram``) says how far one may go in t. For the ReLU, linear target, delta = 1/10: R = 1.39e-4
for d = 32, M = 10^6; 0.12 for d = 100, M = 3 10^4; 0.0040 for d = 1000, M = 10^7.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import expand

from w2s_theory.experiments.effective_dimension import DELTA, student_trials
from w2s_theory.notation import L_ST, L_TE, c, deviation, exceeds, inner, lam, mu, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import effective_setting as effective
from w2s_theory.theorems.gains import energy_setting as energy
from w2s_theory.theorems.gains.square_shrinkage import C_0
from w2s_theory.theorems.limits.setting import TEACHER

DECAY, LEARNT = energy.DECAY, energy.LEARNT_ERROR
BOUND = DECAY**2 + (LEARNT + C_0 * lam * t * effective.LEVEL) * L_TE
# the proof's algebra takes exp(-x) and exp(-2 x) for two letters
EXPANDED = DECAY**2 + (expand(LEARNT) + C_0 * lam * t * effective.LEVEL) * L_TE
SETTING = Hilbert(
    energy.VECTORS, (TEACHER, energy.STUDENT_OPERATOR), (*energy.FACTS, *effective.FACTS),
    random=("f_star", *energy.RANDOM, "mu", "deviation"),
)


def student_steps() -> tuple[Step, ...]:
    """Steps that end in ``student_seen``: L_ST - BOUND <= a non-negative number times Delta - c, for every draw."""
    factor = C_0 * lam * t * L_TE * effective.UNSEEN
    return (
        *energy.energy_steps(),
        *effective.seen_steps(),
        Step(
            "energy", Claim(inner(energy.RESIDUAL, energy.K_e), "==", mu * lam * L_TE), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"residual.mean": 1}}, note="What mu is.",
        ),
        Step(
            "in_energy", Claim(L_ST - EXPANDED, "<=", factor * (deviation - c)), "rational",
            uses=("energy", "energy_bound", "seen"),
            certificate={"multipliers": {"energy_bound": 1, "energy": -C_0 * t, "seen": C_0 * lam * t * L_TE}},
            note="The student's error is linear in the residual's energy.",
        ),
        Step("collected", Claim(LEARNT, "==", expand(LEARNT)), "exponential", note="Multiply out."),
        Step(
            "student_seen", Claim(L_ST - BOUND, "<=", factor * (deviation - c)), "rational", uses=("in_energy", "collected"),
            certificate={"multipliers": {"in_energy": 1, "collected": L_TE}}, note="Put together.",
        ),
    )


def proof() -> tuple[Step, ...]:
    return (
        *student_steps(),
        *effective.failure_steps(exceeds(L_ST, BOUND), "student_seen", C_0 * lam * t * L_TE * effective.UNSEEN),
    )


THEOREM = Theorem(
    name="student_error_le_of_effective_dimension",
    title="A student beats its teacher with high probability",
    citation=Citation(
        "medvedev2025weak", "multiplicative gain; with high probability, every constant written out",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(*energy.PARAMETERS, *effective.PARAMETERS),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Probability(DELTA),
    sharpness="unknown",
    discrepancy=Fraction(19, 20),
    assumptions=(*effective.ASSUMPTIONS, *energy.ASSUMPTIONS[1:]),
    hypotheses=effective.HYPOTHESES,
    setting=SETTING,
    conditions=(effective.CONCENTRATED,),
    experiment=student_trials,
    proof=proof,
)
