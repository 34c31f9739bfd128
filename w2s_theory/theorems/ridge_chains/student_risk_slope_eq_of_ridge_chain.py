"""The best ridge of a student on isotropic inputs solves a quartic.

In the limit of large sizes a ridge student with gamma = d/N is described by u = mean of x/(x + rho) over the
Marchenko-Pastur law, 0 < u <= min(1, 1/gamma), and its risk on a teacher with m = E <theta_TE, theta> and q = E
||theta_TE||^2 is 1 - 2 u m + q u^2 (1 + gamma - 2 gamma u)/(1 - gamma u^2). Its slope in u is

    2 (q (u (1 + gamma) - 3 gamma u^2 + gamma^2 u^4)/(1 - gamma u^2)^2 - m),

so the best student has (m/q) (1 - gamma u^2)^2 = u (1 + gamma) - 3 gamma u^2 + gamma^2 u^4, or is ridgeless. For
gamma < 1 the bracket of the ridgeless student, u = 1, is q - m: it copies its teacher, and a positive ridge gains
if and only if q > m, which is rho_TE < sigma^2 gamma_TE (``mean_energy_minus_product_eq_of_ridge``). With the
population, gamma = 0, the best is u = m/q and the gain (q - m)^2/q. Idea: differentiate. That the risk is this
function of u is the limit, checked against integrals and draws.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Derivative

from w2s_theory.experiments.ridge_limits import slope_trials
from w2s_theory.notation import feature_ratio, mean_product, mean_square, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

RISK = (
    1 - 2 * s * mean_product
    + mean_square * s**2 * (1 + feature_ratio - 2 * feature_ratio * s) / (1 - feature_ratio * s**2)
)  # fmt: skip
QUANTITY = Derivative(RISK, s)
QUARTIC = s * (1 + feature_ratio) - 3 * feature_ratio * s**2 + feature_ratio**2 * s**4
BOUND = 2 * (mean_square * QUARTIC / (1 - feature_ratio * s**2) ** 2 - mean_product)


def proof() -> tuple[Step, ...]:
    return (Step("slope", Claim(QUANTITY, "==", BOUND), "derivative", note="Differentiate the quotient."),)


THEOREM = Theorem(
    name="student_risk_slope_eq_of_ridge_chain",
    title="The best ridge of a student on isotropic inputs",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        Parameter("s", reals(0, 1), reals(0, 1), meaning="mean share u that the student learns"),
        Parameter("feature_ratio", reals(0, 1, lower_open=True, upper_open=True), reals(0, Fraction(9, 10))),
        Parameter("mean_product", reals(), reals(0, 1)),
        Parameter("mean_square", reals(0, lower_open=True), reals(Fraction(1, 10), 2)),
    ),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    # a difference that may nearly vanish
    float_accuracy=1e-10,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "in the limit of many features and samples at a fixed ratio gamma = d/N < 1 the ridge student's risk is this "
        "function of u, by the Marchenko-Pastur law: the deterministic equivalent",
    ),
    experiment=slope_trials,
    proof=proof,
)
