"""Of a ridge teacher on isotropic inputs, the energy exceeds the overlap with the target by a multiple of one sum.

Given the eigenvalues x_j of the sample covariance, N labels with noise sigma^2, n features and the penalty rho,

    E ||theta_TE||^2 - E <theta_TE, theta> = (sigma^2 n/N - rho) (1/n) sum_j x_j/(x_j + rho)^2,

where x/(x + rho)^2 = h (1 - h)/rho with the teacher's share h = x/(x + rho).

So an under-regularised teacher says too much, an over-regularised one too little, and at rho = sigma^2 n/N it is
calibrated: what remains is in ``student_risk_minus_teacher_risk_eq_of_tuned_ridge``. Exact at every size. Idea:
eigenvalue by eigenvalue h^2 - h = -h (1 - h), and the noise of a mode is sigma^2 h^2/(N x) = sigma^2 h (1 - h)/(N
rho).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Rational, sqrt

from w2s_theory.experiments.ridge_chains import energy_trials
from w2s_theory.notation import (
    inner,
    mean,
    n,
    noise_variance,
    norm_squared,
    penalty,
    samples_TE,
    taught,
    theta_star,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes
from w2s_theory.theorems.ridge_chains.setting import (
    COUNT,
    EIGENVALUES,
    LENGTH,
    NOISE,
    PENALTY,
    RIDGE,
    SAMPLES,
    TEACHER,
    share,
    teacher_facts,
)

TERM = share(penalty) * (1 - share(penalty))
EXCESS = (noise_variance * n / samples_TE - penalty) / (n * penalty)
BOUND = EXCESS * over_modes(TERM)
QUANTITY = mean(norm_squared(taught)) - mean(inner(theta_star, taught))
SETTING = Hilbert(
    ("theta_star", "taught"), (), teacher_facts(penalty), random=("taught",), square_integrable=("taught",),
)  # fmt: skip


# theta_TE = h (v + e) on the eigenvectors, E (h e)^2 = C h (1 - h) with C = sigma^2/(N rho); so the value is
# -sum h (1 - h) v^2 + sum (2 h - 1) v h e + sum (h e)^2, of root mean squares at most 1/4, sqrt(C)/2, sqrt(3) C sum h (1-h)
_COST = noise_variance / (samples_TE * penalty)
VARIANCE = (Rational(1, 4) + sqrt(_COST) / 2 + sqrt(3) * _COST * over_entries(TERM, LENGTH)) ** 2


def proof() -> tuple[Step, ...]:
    h = share(penalty)
    spread = over_modes(h * (1 - h))
    return (
        Step(
            "spread", Claim(spread, "==", over_modes(h) - over_modes(h**2)), "termwise", note="h (1 - h) = h - h^2.",
        ),
        Step(
            "excess", Claim(QUANTITY, "==", BOUND), "gram", uses=("spread",),
            certificate={"multipliers": {"teacher.mean": -1, "teacher.energy": 1, "spread": 1 / n}},
            note="The two moments, and what they have in common.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="mean_energy_minus_product_eq_of_ridge",
    title="What a ridge teacher says too much",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(COUNT, SAMPLES, EIGENVALUES, NOISE, PENALTY),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    stable_bound=EXCESS * over_entries(TERM, LENGTH),
    float_accuracy=1e-11,
    quantifier=Expectation(value_variance=VARIANCE),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(TEACHER, RIDGE),
    setting=SETTING,
    experiment=energy_trials,
    proof=proof,
)
