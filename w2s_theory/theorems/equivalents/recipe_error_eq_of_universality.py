"""One round of a training recipe: the mean of fresh teachers on any label, and a student, by the equivalent.

The label g (the truth, a teacher, a student, a mixture) enters by two numbers per eigenspace: m_j, its coefficient along
the target's part there, and its energy q_j = ||Pi_j g||^2. The mean of n_TE fresh teachers of M_TE units, trained on g,
teaches a student with shrinkage s_j = 1 - exp(-lambda_j t):

    E L_ST = sum_j ((f_j - s_j h_j m_j)^2 + s_j^2 h_j^2 (q_j - m_j^2)) + C/n_TE sum_j N_j h_j (1 - h_j) s_j^2,
    C = sum_j q_j h_j (1 - h_j) / sum_j N_j h_j (1 - h_j).

That two numbers per degree suffice for fresh teachers is a theorem for real features (the features' law is invariant
under rotations); the values of h and of the spread are the ansatz of ``teacher_second_moment_eq_of_universality``. Only what
fresh teachers add is divided by n_TE. With g = f* and n_TE = 1 it is ``student_error_eq_of_universality``.

Universality, no theorem on networks. The check trains a second round on labels that a first round left.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.recipes import recipe_trials
from w2s_theory.notation import L_ST, copies, f, j, label_energies, label_means, mean
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
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

TAKEN = SHRINKAGE * GAIN
SIGNAL = (f[j] - TAKEN * label_means[j]) ** 2 + TAKEN**2 * (label_energies[j] - label_means[j] ** 2)
FROM_MOMENTS = f[j] ** 2 - 2 * TAKEN * f[j] * label_means[j] + TAKEN**2 * label_energies[j]
LOST = label_energies[j] * GAIN * (1 - GAIN)
NOISE = over_modes(LOST) / over_modes(SPREAD) * over_modes(SPREAD * SHRINKAGE**2) / copies
BOUND = over_modes(SIGNAL) + NOISE
STABLE_SPREAD = as_products(SPREAD)
STABLE_NOISE = over_entries(as_products(LOST), LENGTH) / over_entries(STABLE_SPREAD, LENGTH)
STABLE = over_entries(SIGNAL, LENGTH) + STABLE_NOISE * over_entries(STABLE_SPREAD * SHRINKAGE**2, LENGTH) / copies


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "ansatz", Claim(mean(L_ST), "==", over_modes(FROM_MOMENTS) + NOISE), "hypothesis",
            note="Parseval with the first and second moments of the teachers' ansatz in each eigenspace: assumed of "
            "these features, not shown. The gap measures what it is worth.",
        ),
        Step("bias", Claim(over_modes(SIGNAL), "==", over_modes(FROM_MOMENTS)), "termwise", note="In every eigenspace."),
        Step(
            "student_error", Claim(mean(L_ST), "==", BOUND), "rational", uses=("ansatz", "bias"),
            note="Bias and noise.",
        ),
    )


THEOREM = Theorem(
    name="recipe_error_eq_of_universality",
    title="One round of a recipe, with fresh teachers on any label, by its deterministic equivalent",
    citation=Citation("this project"),
    status="universality",
    about="network",
    parameters=(
        ROOT,
        TIME,
        Parameter("copies", integers(1), integers(1, 10)),
        COUNT,
        *SPECTRUM,
        TARGET,
        Parameter("label_means", reals(), reals(Fraction(1, 10), 1), length=LENGTH),
        Parameter("label_energies", reals(0), reals(1, 2), length=LENGTH),
    ),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    stable_bound=STABLE,
    # the bias is the square of a difference
    float_accuracy=1e-12,
    quantifier=Measured(
        "ReLU networks, linear target, d = 16, M_TE = 64 and 128, the label a student of 4 teachers", Fraction(1, 10)
    ),
    sharpness="unknown",
    discrepancy=Fraction(1, 4),
    assumptions=(
        FEATURES,
        KAPPA_IS_ROOT,
        TARGET_PARTS,
        "the label has the coefficient m_j along the target's part in eigenspace j, and the energy q_j >= m_j^2 there",
        "n_TE teachers with fresh features, independent of the label, trained on it; their mean is taught",
        INFINITE_STUDENT,
        "the ansatz E P = diag(h_j), and noise spread like N_j h_j (1 - h_j); exact for no finite network",
    ),
    hypotheses=(SPREADS,),
    setting=Hilbert(("f_star", "f_ST"), random=("f_ST",)),
    experiment=recipe_trials,
    proof=proof,
)
