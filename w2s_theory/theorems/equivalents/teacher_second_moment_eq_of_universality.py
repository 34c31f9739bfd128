"""Where the teacher's energy sits, degree by degree, by its deterministic equivalent.

With h = lambda/(lambda + kappa) on the eigenspace V_k, of dimension N_k, and c_k the target's norm there:

    E ||Pi_k f_TE||^2 = h^2 c_k^2 + C N_k h (1 - h),    C = sum_j f_j^2 h_j (1 - h_j) / sum_j N_j h_j (1 - h_j).

The second term is the teacher's noise; off the target it is all there is. Since sum_j N_j h_j = M_TE, the
denominator is M_TE - S_2. The ansatz says how the noise spreads, proportionally to N_k h (1 - h);
the constant follows from P^2 = P, as the steps below show. The formula misses a factor 2 in the variance on the
target's own mode, a relative 1/N_k on V_k.

Universality, no theorem on networks: the check measures the gap on the target's degree and on those after it. On
degree 0, where the teacher's noise is smallest (1e-6 of its energy), the formula is far off: for a linear target networks
have 43 +- 4 % more than it says at d = 16, M_TE = 128, and 15 +- 4 % more at d = 32, M_TE = 128.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.equivalent_means import REGION, second_moment_trials
from w2s_theory.notation import N_k, c_k, f, f_k, f_star, f_TE, inner, j, kappa, lam, mean, norm_squared
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    EIGENVALUE,
    FEATURES,
    GAIN,
    KAPPA_IS_ROOT,
    LENGTH,
    LOST,
    ROOT,
    SPECTRUM,
    SPREAD,
    SPREADS,
    TARGET,
    TARGET_GAIN,
    TARGET_PARTS,
    TEACHER_SPACE,
    as_products,
    over_modes,
)

ENERGY = norm_squared(f_k)
SIGNAL = TARGET_GAIN**2 * c_k**2
HERE = N_k * TARGET_GAIN * (1 - TARGET_GAIN)
BOUND = SIGNAL + HERE * over_modes(LOST) / over_modes(SPREAD)
STABLE = SIGNAL + N_k * lam * kappa / (lam + kappa) ** 2 * (
    over_entries(as_products(LOST), LENGTH) / over_entries(as_products(SPREAD), LENGTH)
)
SQUARES = over_modes(f[j] ** 2 * GAIN**2)


def proof() -> tuple[Step, ...]:
    left_over = mean(norm_squared(f_TE)) - SQUARES
    return (
        Step(
            "same_energy", Claim(norm_squared(f_TE), "==", inner(f_star, f_TE)), "gram",
            note="P^2 = P: the teacher's energy is its overlap with the target.",
        ),
        Step(
            "mean_energy", Claim(mean(norm_squared(f_TE)), "==", mean(inner(f_star, f_TE))), "expectation",
            uses=("same_energy",), certificate={"of": "same_energy"}, note="The mean over the teacher's units.",
        ),
        Step(
            "ansatz_mean", Claim(mean(inner(f_star, f_TE)), "==", over_modes(f[j] ** 2 * GAIN)), "hypothesis",
            note="The ansatz E P = diag(h_j): assumed of these features, not shown. The gap measures what it is worth.",
        ),
        Step(
            "ansatz_spread", Claim(mean(ENERGY), "==", SIGNAL + HERE * left_over / over_modes(SPREAD)), "hypothesis",
            note="The ansatz of the second moments: what is not h_j f_j spreads like N_j h_j (1 - h_j). Not shown either.",
        ),
        Step(
            "noise_energy", Claim(over_modes(LOST), "==", over_modes(f[j] ** 2 * GAIN) - SQUARES), "termwise",
            note="h (1 - h) = h - h^2 in every eigenspace.",
        ),
        Step(
            "second_moment", Claim(mean(ENERGY), "==", BOUND), "rational",
            uses=("ansatz_spread", "mean_energy", "ansatz_mean", "noise_energy"), note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="teacher_second_moment_eq_of_universality",
    title="The teacher's energy per degree by its deterministic equivalent",
    citation=Citation("this project"),
    status="universality",
    about="network",
    parameters=(
        ROOT,
        EIGENVALUE,
        Parameter("N_k", reals(0, lower_open=True), reals(1, 20)),
        Parameter("c_k", reals(0), reals(0, 1)),
        COUNT,
        *SPECTRUM,
        TARGET,
    ),
    quantity=mean(ENERGY),
    relation="==",
    bound=BOUND,
    stable_bound=STABLE,
    quantifier=Measured(f"{REGION}, degrees 1, 2 and 4", Fraction(2, 25)),
    sharpness="unknown",
    discrepancy=Fraction(1, 5),
    assumptions=(
        FEATURES,
        KAPPA_IS_ROOT,
        TARGET_PARTS,
        "V_k is one of the eigenspaces: eigenvalue lambda, dimension N_k, target's norm c_k there",
        "the ansatz E P = diag(h_j), and noise spread like N_j h_j (1 - h_j); exact for no finite network",
    ),
    hypotheses=(SPREADS,),
    setting=Hilbert(("f_k", *TEACHER_SPACE[0]), *TEACHER_SPACE[1:], random=("f_TE", "f_k")),
    experiment=second_moment_trials,
    kept={
        "target.parts": "says what the letters f_j are: the target's norms in the eigenspaces",
    },
    proof=proof,
)
