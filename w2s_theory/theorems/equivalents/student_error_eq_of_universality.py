"""The student's mean error by its deterministic equivalent: bias plus filtered noise, in numbers.

With h_j = lambda_j/(lambda_j + kappa), kappa the root of sum_j N_j h_j = M_TE, and s_j = 1 - exp(-lambda_j t):

    E L_ST(t) = sum_j f_j^2 (1 - s_j h_j)^2 + C sum_j N_j h_j (1 - h_j) s_j^2,
    C = sum_j f_j^2 h_j (1 - h_j) / sum_j N_j h_j (1 - h_j).

Since h (1 - h) = kappa lambda/(lambda + kappa)^2, the denominator is M_TE - S_2. It is the bias and the noise of
``student_error_eq_bias_plus_noise`` with the noise profile omega_j proportional to N_j lambda_j/(lambda_j + kappa)^2.

Universality, no theorem on networks. Simulated, formula for a linear target: d = 16, M_TE = 512, tau = 8: 5.04e-6, 4.99e-6;
d = 32, M_TE = 512: 2.03e-4, 2.03e-4. It is off where the teacher's error is (d = 4), and by tens of per cent for d = 8.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.equivalent_means import REGION, student_error_trials
from w2s_theory.notation import L_ST, f, j, mean
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    FEATURES,
    GAIN,
    INFINITE_STUDENT,
    KAPPA_IS_ROOT,
    LENGTH,
    LOST,
    ROOT,
    SHRINKAGE,
    SPECTRUM,
    SPREAD,
    SPREADS,
    TARGET,
    TARGET_PARTS,
    TIME,
    as_products,
    over_modes,
)

BIAS = f[j] ** 2 * (1 - SHRINKAGE * GAIN) ** 2
# the same from the moments: no cancellation is needed, and none is done
FROM_MOMENTS = f[j] ** 2 - 2 * SHRINKAGE * GAIN * f[j] ** 2 + SHRINKAGE**2 * GAIN**2 * f[j] ** 2
NOISE = over_modes(LOST) / over_modes(SPREAD) * over_modes(SPREAD * SHRINKAGE**2)
BOUND = over_modes(BIAS) + NOISE
STABLE_SPREAD = as_products(SPREAD)
STABLE_NOISE = over_entries(as_products(LOST), LENGTH) / over_entries(STABLE_SPREAD, LENGTH)
STABLE = over_entries(BIAS, LENGTH) + STABLE_NOISE * over_entries(STABLE_SPREAD * SHRINKAGE**2, LENGTH)


def steps_from(note: str) -> tuple[Step, ...]:
    """The proof from the ansatz; ``note`` says what the ansatz is worth."""
    return (
        Step(
            "ansatz", Claim(mean(L_ST), "==", over_modes(FROM_MOMENTS) + NOISE), "hypothesis", note=note,
        ),
        Step(
            "bias", Claim(over_modes(BIAS), "==", over_modes(FROM_MOMENTS)), "termwise",
            note="In every eigenspace.",
        ),
        Step(
            "student_error", Claim(mean(L_ST), "==", BOUND), "rational", uses=("ansatz", "bias"),
            note="Bias and noise.",
        ),
    )


def proof() -> tuple[Step, ...]:
    return steps_from(
        "Parseval with the first and second moments of the teacher's ansatz in each eigenspace: assumed of "
        "these features, not shown. The gap measures what it is worth."
    )


THEOREM = Theorem(
    name="student_error_eq_of_universality",
    title="The student's mean error by its deterministic equivalent",
    citation=Citation(
        "quadratic2026random", "abstract; the same equivalent by its words, their formulas were not read",
        relation="not compared",
        beside=(Citation("wu2026improved", "abstract; ridge regression from finite samples", relation="not compared"),),
    ),
    status="universality",
    about="network",
    parameters=(ROOT, TIME, COUNT, *SPECTRUM, TARGET),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    stable_bound=STABLE,
    # the bias is the square of a difference
    float_accuracy=1e-12,
    quantifier=Measured(f"{REGION}, tau = 2 and 5", Fraction(1, 10)),
    sharpness="unknown",
    discrepancy=Fraction(1, 4),
    assumptions=(
        FEATURES,
        KAPPA_IS_ROOT,
        TARGET_PARTS,
        INFINITE_STUDENT,
        "the ansatz E P = diag(h_j), and noise spread like N_j h_j (1 - h_j); exact for no finite network",
    ),
    hypotheses=(SPREADS,),
    setting=Hilbert(("f_star", "f_ST"), random=("f_ST",)),
    experiment=student_error_trials,
    proof=proof,
)
