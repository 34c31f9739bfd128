"""The best that any filter can do under the equivalent: it learns the target's degree wholly, and nothing else.

The target lies in the eigenspace V_k (eigenvalue lambda, multiplicity N_k), h = lambda/(lambda + kappa), l = 1 - h the
teacher's error. For every filter with shrinkages in [0, 1] the equivalent's student has

    L_ST >= l^2 + l (1 - l) v_k,   v_k = N_k h l / (N_k h l + sum_j N_j h_j (1 - h_j)),

with the sum over all other eigenspaces, and the filter with s = 1 on V_k and 0 elsewhere attains it. So the largest gap
recovered is (1 - l)(1 - v_k): v_k is the share of the noise that looks like the target, from which no filter tells it apart.
With many units for the degree (M_TE far above N_k, far below the next degree's) v_k tends to 0 and L_ST to l^2. On a
riser, M_TE = theta N_k, both l and v_k have limits: with x = kappa/lambda and zeta of ``riser_root_between_of_universality``
l = x/(1 + x) and v_k = (x/(1 + x)^2)/(x/(1 + x)^2 + zeta/x). Proved of the formula, not of networks.

Idea: on V_k, with v_k <= 1, the bound is missed by at least h (1 - s)^2.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.equivalent_degrees import best_filter_trials, step_filters
from w2s_theory.notation import N_k, j, kappa, lam, s, s_ST
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.equivalents.gain_eq_of_equivalent_degrees import SHRINKAGES
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    EACH_MODE,
    EIGENVALUE,
    LENGTH,
    ROOT,
    SPECTRUM,
    SPREAD,
    SPREADS,
    TARGET_GAIN,
    as_products,
    over_modes,
)

LOST = lam * kappa / (lam + kappa) ** 2
MISSED = kappa / (lam + kappa)
OWN_SPREAD = N_k * LOST
PASSED = over_modes(SPREAD * s_ST[j] ** 2)


def noise(passed, spread):
    """The noise's energy times the share of it that passes."""
    return LOST * passed / spread


WHOLE = OWN_SPREAD + over_modes(SPREAD)
BIAS = (1 - s * TARGET_GAIN) ** 2
STUDENT = BIAS + noise(OWN_SPREAD * s**2 + PASSED, WHOLE)
BOUND = MISSED**2 + noise(OWN_SPREAD, WHOLE)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "one_mode", Claim(SPREAD * s_ST[j] ** 2, ">=", 0), "rational", variables=EACH_MODE,
            certificate={"rest": as_products(SPREAD) * s_ST[j] ** 2}, note="Energies.",
        ),
        Step(
            "passed", Claim(PASSED, ">=", 0), "termwise", uses=("one_mode",), certificate={"term": "one_mode"},
            note="In every eigenspace.",
        ),
        Step(
            "target_wholly", Claim(BIAS + noise(OWN_SPREAD * s**2, WHOLE), ">=", BOUND), "rational",
            certificate={
                "squares": ((TARGET_GAIN, 1 - s),), "rest": LOST * (1 - s) * (1 + s) * over_modes(SPREAD) / WHOLE,
            },
            note="Of V_k: h (1 - s)^2, and l (1 - l)(1 - v_k)(1 - s^2), are what stopping there costs.",
        ),
        Step(
            "nothing_else", Claim(STUDENT, ">=", BOUND), "rational", uses=("target_wholly", "passed"),
            certificate={"multipliers": {"target_wholly": 1}, "rest": noise(PASSED, WHOLE)},
            note="All else that is learnt is noise.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_ge_of_equivalent_filter",
    title="The best filter under the equivalent",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        ROOT, EIGENVALUE, Parameter("N_k", reals(0, lower_open=True), reals(1, 20)),
        Parameter("s", reals(0, 1), reals(0, 1)), COUNT, *SPECTRUM, SHRINKAGES,
    ),
    quantity=STUDENT,
    relation=">=",
    bound=BOUND,
    stable_bound=MISSED**2 + noise(OWN_SPREAD, OWN_SPREAD + over_entries(as_products(SPREAD), LENGTH)),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "the left side is the equivalent of the mean of L_ST for a target in an eigenspace V_k with eigenvalue lambda and "
        "multiplicity N_k: a formula, not a network",
        "kappa > 0 is the root of N_k h + sum_j N_j h_j = M_TE; the sums are over all eigenspaces but V_k",
        "the student learns the share s of V_k and s_j of the others, all in [0, 1]",
    ),
    hypotheses=(SPREADS,),
    experiment=best_filter_trials,
    witness=step_filters,
    proof=proof,
)  # fmt: skip
