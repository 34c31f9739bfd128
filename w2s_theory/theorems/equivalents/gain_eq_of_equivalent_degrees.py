"""Where a student gains on a target of several degrees: the equivalent's gain, degree by degree.

With h_j = lambda_j/(lambda_j + kappa), l_j = 1 - h_j, and the noise profile v_j = N_j h_j l_j / sum_i N_i h_i l_i, a student
with any filter s_j has

    E L_TE - E L_ST = sum_j f_j^2 h_j (l_j (s_j^2 - <s^2>_v) - (1 - s_j)^2),   <s^2>_v = sum_j v_j s_j^2.

The gain is linear in the shares f_j^2 of the target: at a given filter the targets with a gain are a half-space of the
simplex of shares, and a pure degree i gains iff (1 - s_i)^2 < l_i (s_i^2 - <s^2>_v): what is lost of the target
must cost less than the noise that is left out. That errors are linear in the shares is proved of networks
(``expected_student_error_eq_of_degrees``); the letters h and v are the equivalent's. Proved of the formula, not of networks;
``w2s figure gain_region`` puts simulated networks beside it.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.equivalent_degrees import gain_trials
from w2s_theory.notation import f, j, s_ST
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    GAIN,
    LENGTH,
    LOST,
    ROOT,
    SPECTRUM,
    SPREAD,
    SPREADS,
    TARGET,
    as_products,
    over_modes,
)

SHRINKAGES = Parameter("s_ST", reals(0), reals(0, 1), length=LENGTH)

TEACHER_TERM = f[j] ** 2 * (1 - GAIN)
BIAS_TERM = f[j] ** 2 * (1 - s_ST[j] * GAIN) ** 2
PASSED_TERM = SPREAD * s_ST[j] ** 2
# the mean of s^2 over the noise profile
PASSED_SHARE = over_modes(PASSED_TERM) / over_modes(SPREAD)
EQUIVALENT_GAIN = over_modes(TEACHER_TERM) - over_modes(BIAS_TERM) - over_modes(LOST) * PASSED_SHARE

OWN_TERM = f[j] ** 2 * GAIN * ((1 - GAIN) * s_ST[j] ** 2 - (1 - s_ST[j]) ** 2)
BOUND = over_modes(OWN_TERM) - PASSED_SHARE * over_modes(LOST)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "one_degree", Claim(over_modes(TEACHER_TERM) - over_modes(BIAS_TERM), "==", over_modes(OWN_TERM)), "termwise",
            note="1 - h - (1 - s h)^2 = h ((1 - h) s^2 - (1 - s)^2).",
        ),
        Step(
            "gain", Claim(EQUIVALENT_GAIN, "==", BOUND), "rational", uses=("one_degree",),
            certificate={"multipliers": {"one_degree": 1}}, note="The noise that passes, by its share.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="gain_eq_of_equivalent_degrees",
    title="The region of gain for a target of several degrees",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(ROOT, COUNT, *SPECTRUM, TARGET, SHRINKAGES),
    quantity=EQUIVALENT_GAIN,
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(OWN_TERM, LENGTH)
    - over_entries(as_products(PASSED_TERM), LENGTH)
    / over_entries(as_products(SPREAD), LENGTH)
    * over_entries(as_products(LOST), LENGTH),
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "the left side is the difference of the equivalent's mean errors of teacher and student: formulas, not networks",
        "kappa > 0 is the root of sum_j N_j lambda_j/(lambda_j + kappa) = M_TE",
        "the target has the norm f_j in eigenspace j, of which the student learns the share s_j",
    ),
    hypotheses=(SPREADS,),
    experiment=gain_trials,
    proof=proof,
)
