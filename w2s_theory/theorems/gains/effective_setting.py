"""The effective dimension of the kernel at a level, and what M random features leave unseen above that level.

N(rho) = tr K (K + rho)^{-1} = ||psi||^2 for psi = (K + rho)^{-1/2} phi_u, which is the same number for every unit u. With
Delta the largest eigenvalue of E psi psi* minus its average over the units,

    K <= K_hat + Delta (K + rho),      K_hat the average of phi_u phi_u* over the units,

and K_hat e = 0 for the residual e of a trained teacher, whatever its target: <e, K e> <= Delta (<e, K e> + rho ||e||^2).
Delta is small with high probability by the matrix Bernstein inequality. Where Delta <= c,
<e, K e> <= lambda R ||e||^2 with R = (rho/lambda) c/(1 - c).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import exp

from w2s_theory.notation import (
    L_TE,
    M_TE,
    K_e,
    c,
    delta,
    deviation,
    effective_dimension,
    exceeds,
    f_star,
    f_TE,
    inner,
    lam,
    lambda_0,
    mean,
    mu,
    norm_squared,
    penalty,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

RESIDUAL = f_star - f_TE
ENERGY = inner(RESIDUAL, K_e)
# R, the level relative to lambda
LEVEL = penalty * c / ((1 - c) * lam)
UNSEEN = (mu + penalty / lam) / (1 - c)

SIZE = effective_dimension(penalty)
ENOUGH_UNITS = Claim(8 * SIZE * exp(-(c**2 / 2) / (SIZE / M_TE + c / (3 * M_TE))), "<=", delta)

FACTS = (
    ("units.seen", Claim(ENERGY, "<=", deviation * (ENERGY + penalty * norm_squared(RESIDUAL)))),
    ("residual.mean", Claim(ENERGY, "==", mu * lam * norm_squared(RESIDUAL))),
)
PARAMETERS = (
    Parameter("L_TE", reals(0, 1, lower_open=True), reals(Fraction(1, 1000), Fraction(9, 10))),
    Parameter("mu", reals(0, lower_open=True), reals(Fraction(1, 100), 3)),
    Parameter(
        "penalty", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(1, 10)),
        meaning="the level at which the kernel's effective dimension N(rho) is taken",
    ),
    Parameter("lambda_0", reals(0, lower_open=True), reals(Fraction(1, 10), 1)),
    Parameter(
        "c", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 10), Fraction(9, 10)),
        meaning="how much of a direction above the level rho the units may miss",
    ),
    Parameter("M_TE", integers(1), integers(1, 1000)),
    Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 100), 1)),
)

ASSUMPTIONS = (
    "M independent units, uniform on the sphere; f_TE = P f* with P the projection on their features",
    "f* is any function in V_k, whose kernel eigenvalue is lambda; it may depend on the units: all f* at once",
    "mu = <e, K e>/(lambda ||e||^2) for the teacher's residual e = f* - f_TE; 0 < L_TE",
    "rho is at most the kernel's largest eigenvalue lambda_0, N(rho) its effective dimension, 0 < c < 1",
    "8 N(rho) exp(-(c^2/2)/(N(rho)/M + c/(3 M))) <= delta",
)

HYPOTHESES = (ENOUGH_UNITS, Claim(penalty, "<=", lambda_0))

CONCENTRATED = Condition(
    "8 N(rho) exp(-(c^2/2)/(N(rho)/M + c/(3 M))) <= delta and rho <= lambda_0",
    lambda draws: (draws.facts["failure"] <= draws.parameters["delta"])
    & (draws.parameters["penalty"] <= draws.parameters["lambda_0"]),
)


def seen_steps() -> tuple[Step, ...]:
    """Steps that end in ``seen``: mu - R <= UNSEEN (Delta - c) for every draw, and ``unlikely``: P(Delta > c) <= delta."""
    event = mean(exceeds(deviation, c))
    share = 1 / (lam * L_TE * (1 - c))
    return (
        Step(
            "seen", Claim(mu - LEVEL, "<=", UNSEEN * (deviation - c)), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"units.seen": share, "residual.mean": share * (1 - deviation)}},
            note="The residual is orthogonal to every feature, so K_hat e = 0.",
        ),
        Step(
            "bernstein", Claim(event, "<=", ENOUGH_UNITS.left), "cited",
            certificate={"fact": "matrix_bernstein", "of": {"c": c}}, note="The matrix Bernstein inequality.",
        ),
        Step("enough", ENOUGH_UNITS, "hypothesis", note="There are enough units for the level and c."),
        Step(
            "unlikely", Claim(event, "<=", delta), "ring", uses=("bernstein", "enough"),
            certificate={"multipliers": {"bernstein": 1, "enough": 1}}, note="Put together.",
        ),
    )


def failure_steps(failing: Any, seen: str, factor: Any) -> tuple[Step, ...]:
    """Steps that end in ``failure``: P(failing) <= delta, where step ``seen`` compares what fails with Delta - c."""
    deviates = exceeds(deviation, c)
    return (
        Step(
            "implied", Claim(failing, "<=", deviates), "indicator", uses=(seen,),
            certificate={"implied_by": seen, "factor": factor}, note="The bound fails only where Delta exceeds c.",
        ),
        Step("implied_mean", Claim(mean(failing), "<=", mean(deviates)), "expectation", uses=("implied",),
             certificate={"of": "implied"}, note="So it does with at most that probability."),
        Step(
            "failure", Claim(mean(failing), "<=", delta), "ring", uses=("implied_mean", "unlikely"),
            certificate={"multipliers": {"implied_mean": 1, "unlikely": 1}}, note="Put together.",
        ),
    )
