"""The mean misfit by its deterministic equivalent, and with it how loose the misfit inequality is.

With h_j = lambda_j/(lambda_j + kappa), kappa the root of sum_j N_j h_j = M_TE, and s_j = 1 - exp(-lambda_j t):

    E ||f_TE - f_ST||^2 = sum_j (1 - s_j)^2 f_j^2 h_j^2 + C sum_j N_j h_j (1 - h_j) (1 - s_j)^2,
    C = sum_j f_j^2 h_j (1 - h_j) / sum_j N_j h_j (1 - h_j).

Beside ``teacher_error_eq_of_universality`` and ``student_error_eq_of_universality`` it says what the misfit
inequality tells of a student at each time: L_TE - misfit against L_ST. At the best time of a linear target, d = 32,
M_TE = 512: 6.0 times L_ST; d = 1000, M_TE = 10^8: still 1.28. At tau -> inf both sides of the inequality are 0.

Universality, no theorem on networks.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp

from w2s_theory.experiments.equivalent_means import REGION, misfit_trials
from w2s_theory.notation import f, j, lambdas, mean, misfit, t
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

LEFT = exp(-lambdas[j] * t) ** 2
SIGNAL = LEFT * (f[j] * GAIN) ** 2
# what the moments say, before it is known that 1 - s_j is what is left
NOISE = over_modes(LOST) / over_modes(SPREAD) * over_modes(SPREAD * LEFT)
BOUND = over_modes(SIGNAL) + NOISE
FROM_MOMENTS = (1 - 2 * SHRINKAGE + SHRINKAGE**2) * (f[j] * GAIN) ** 2
STABLE_SPREAD = as_products(SPREAD)
STABLE_NOISE = over_entries(as_products(LOST), LENGTH) / over_entries(STABLE_SPREAD, LENGTH)
STABLE = over_entries(SIGNAL, LENGTH) + STABLE_NOISE * over_entries(STABLE_SPREAD * LEFT, LENGTH)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "ansatz", Claim(mean(misfit), "==", over_modes(FROM_MOMENTS) + NOISE), "hypothesis",
            note="Parseval with the second moments of the teacher's ansatz in each eigenspace: assumed of these features, "
            "not shown. The gap measures what it is worth.",
        ),
        Step(
            "signal", Claim(over_modes(SIGNAL), "==", over_modes(FROM_MOMENTS)), "termwise", note="In every eigenspace.",
        ),
        Step(
            "misfit", Claim(mean(misfit), "==", BOUND), "rational", uses=("ansatz", "signal"), note="Signal and noise.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="misfit_eq_of_universality",
    title="The mean misfit by its deterministic equivalent",
    citation=Citation("this project"),
    status="universality",
    about="network",
    parameters=(ROOT, TIME, COUNT, *SPECTRUM, TARGET),
    quantity=mean(misfit),
    relation="==",
    bound=BOUND,
    stable_bound=STABLE,
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
    setting=Hilbert(("f_star", "f_TE", "f_ST"), random=("f_TE", "f_ST")),
    experiment=misfit_trials,
    proof=proof,
)
