"""How well a random teacher is aligned with its student's degrees, where the units outnumber the degrees that matter.

*In words.* With many more units than there are harmonics in B, the features look the same in every direction of B, and
what they have outside B is spread out: then a function that they miss lies mostly outside B.

B has n degrees of dimensions N_j with N_B = sum N_j, T = sum N_j lambda_j outside B, lambda_> at least every eigenvalue
there. For q < 1 and eta >= T/(M lambda_>) let rho = (1 + eta) lambda_>/(1 - q). With probability at least 1 - delta over
M units

    Z = ||(I - P) Gamma (I - P)|| <= max over B of gamma_j/(1 + lambda_j/rho),

where delta/2 >= N_B (e^{-q}/(1 - q)^{1 - q})^{M/N_B} and delta/2 >= 2 (T/lambda_>) (e^eta/(1 + eta)^{1 + eta})^{M
lambda_>/T}.

With ``student_error_le_of_weighted_alignment`` this certifies a gain for every f* in V_k at once: linear target, d = 1000:
.9 of the gap from 42,552 units on, where splits into blocks need 116,194.

*Idea.* Let e be a unit vector orthogonal to all features, e_j its part in V_j, e_> that outside B. From <e, phi_i> = 0
the sums sum_i <e_B, phi_i>^2 and sum_i <e_>, phi_i>^2 are equal; the first is at least (1 - q) M sum lambda_j ||e_j||^2,
the second at most (1 + eta) M lambda_> ||e_>||^2, so sum lambda_j ||e_j||^2 <= rho ||e_>||^2, and sum (1 + lambda_j/rho)
||e_j||^2 <= ||e||^2 = 1. The two bounds are matrix Chernoff inequalities (Tropp 2015, Theorems 5.1.1 and 7.2.1; in
infinitely many dimensions by truncation): K_B^{-1/2} phi_B has the squared norm N_B for every unit and the mean I, phi_>
has T and the mean K_>.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum, log

from w2s_theory.experiments.concentration import DELTA, LENGTH, concentration_trials
from w2s_theory.notation import (
    M_TE,
    T_B,
    alignment_limit,
    conditioning,
    conditioning_limit,
    counts,
    degree_weights,
    delta,
    exceeds,
    excess_share,
    j,
    lam_beyond,
    lambdas,
    mean,
    missing_share,
    n,
    outside_energy,
    residual_energies,
    weighted_alignment,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

SIZE = Sum(counts[j], (j, 0, n - 1))
LEAST_RATIO = (1 + excess_share) * lam_beyond / (1 - missing_share)
RATIO = conditioning_limit
TERM = degree_weights[j] / (1 + lambdas[j] / RATIO)

ENERGY = Sum(residual_energies[j], (j, 0, n - 1))
LEARNT = Sum(lambdas[j] * residual_energies[j], (j, 0, n - 1))
WEIGHTED = Sum(degree_weights[j] * residual_energies[j], (j, 0, n - 1))
FACTS = (
    ("top.value", Claim(weighted_alignment, "<=", WEIGHTED)),
    ("top.unit", Claim(ENERGY + outside_energy, "<=", 1)),
    ("top.outside", Claim(outside_energy, ">=", 0)),
    ("features.orthogonal", Claim(LEARNT, "<=", conditioning * outside_energy)),
    ("conditioning.likely", Claim(mean(exceeds(conditioning, RATIO)), "<=", delta)),
)
# conditioning.likely holds where these three are >= 0 and rho is LEAST_RATIO, by matrix Chernoff inequalities with half
# of delta each: for the sum over B, which may be too small, and for that outside B, which may be too large
BELOW = M_TE * (missing_share + (1 - missing_share) * log(1 - missing_share)) - SIZE * log(2 * SIZE / delta)
ABOVE = (
    M_TE * lam_beyond * ((1 + excess_share) * log(1 + excess_share) - excess_share)
    - T_B * log(4 * T_B / (lam_beyond * delta))
)  # fmt: skip
WIDE = excess_share * M_TE * lam_beyond - T_B
EACH_BELOW = Claim(TERM, "<=", alignment_limit)
EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)


def proof() -> tuple[Step, ...]:
    fails, deviates = exceeds(weighted_alignment, alignment_limit), exceeds(conditioning, RATIO)
    factor = alignment_limit * outside_energy / RATIO
    above = alignment_limit * (1 + lambdas[j] / RATIO)
    return (
        Step("each_below", EACH_BELOW, "hypothesis", variables=EACH, note="What the bound is."),
        Step(
            "one_degree",
            Claim(
                degree_weights[j] * residual_energies[j], "<=",
                alignment_limit * residual_energies[j] + alignment_limit / RATIO * lambdas[j] * residual_energies[j],
            ),
            "rational", variables=EACH, uses=("each_below",),
            certificate={"multipliers": {"each_below": above / alignment_limit * residual_energies[j]}},
            note="Times the energy of one degree.",
        ),
        Step(
            "degrees", Claim(WEIGHTED, "<=", alignment_limit * ENERGY + alignment_limit / RATIO * LEARNT), "termwise",
            uses=("one_degree",), certificate={"term": "one_degree"}, note="All degrees of B.",
        ),
        Step(
            "seen", Claim(weighted_alignment - alignment_limit, "<=", factor * (conditioning - RATIO)), "gram",
            uses=("degrees",),
            certificate={
                "multipliers": {
                    "top.value": 1, "degrees": 1, "top.unit": alignment_limit,
                    "features.orthogonal": alignment_limit / RATIO,
                },
            },
            note="A unit vector that the features miss lies mostly outside B.",
        ),
        Step("outside", Claim(outside_energy, ">=", 0), "gram", certificate={"multipliers": {"top.outside": 1}},
             note="An energy."),
        Step("implied", Claim(fails, "<=", deviates), "indicator", uses=("seen", "outside"),
             certificate={"implied_by": "seen", "factor": factor}, note="The bound fails only where X exceeds rho."),
        Step("implied_mean", Claim(mean(fails), "<=", mean(deviates)), "expectation", uses=("implied",),
             certificate={"of": "implied"}, note="So it does with at most that probability."),
        Step(
            "failure", Claim(mean(fails), "<=", delta), "gram", uses=("implied_mean",),
            certificate={"multipliers": {"implied_mean": 1, "conditioning.likely": 1}}, note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="weighted_alignment_le_of_concentration",
    title="The alignment of a random teacher with more units than harmonics",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(1), integers(1, LENGTH)),
        Parameter("lambdas", reals(0), reals(Fraction(1, 100), 1), length=LENGTH),
        Parameter("degree_weights", reals(0), reals(0, 1), length=LENGTH),
        Parameter("conditioning_limit", reals(0, lower_open=True), reals(5, 10)),
        Parameter("alignment_limit", reals(0, lower_open=True), reals(1, 2)),
        Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 10), 1)),
    ),
    quantity=weighted_alignment,
    relation="<=",
    bound=alignment_limit,
    quantifier=Probability(DELTA),
    sharpness="unknown",
    discrepancy=Fraction(9, 10),
    assumptions=(
        "P projects on the features of M independent units, uniform on the sphere",
        "Gamma = sum of gamma_j Pi_j over the n degrees of B, degree j of dimension N_j with lambda_j > 0",
        "r_j = ||Pi_j e||^2 for a unit vector e with (I - P) Gamma (I - P) e = Z e, which is orthogonal to every feature",
        "X is the largest eigenvalue of G_> over the smallest of sum_i (K_B^{-1/2} phi_i) (x) (K_B^{-1/2} phi_i)",
        "X exceeds rho with probability at most delta: matrix Chernoff inequalities, Tropp 2015, 5.1.1 and 7.2.1, if "
        "rho = (1 + eta) lambda_>/(1 - q) and M is large enough for q, eta and delta; stated, not derived here",
    ),
    hypotheses=(EACH_BELOW,),
    setting=Hilbert((), (), FACTS, random=("weighted_alignment", "residual_energies", "outside_energy", "conditioning")),
    experiment=concentration_trials,
    proof=proof,
)
