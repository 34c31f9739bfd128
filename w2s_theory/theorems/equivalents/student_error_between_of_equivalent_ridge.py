"""Flow and ridge take over the same noise, up to a factor 4: all they differ in is what they miss of the target.

Under the equivalent, for a target in V_k, tau = lambda t, L_TE = kappa/(lambda + kappa), and the noise that a ridge student
of penalty 1/t takes over, with shrinkage lambda_j t/(1 + lambda_j t),

    R(t) = L_TE (1 - L_TE) sum_j v_j (lambda_j t/(1 + lambda_j t))^2,   v_j = N_j h_j (1 - h_j)/(M_TE - S_2),

a gradient-flow student has  L_TE^2 + R(t) <= L_ST(t) <= (L_TE + (1 - L_TE) e^{-tau})^2 + 4 R(t), and the ridge student
itself L_ST = (L_TE + (1 - L_TE)/(1 + tau))^2 + R(t). So exponents are those of three terms: L_TE^2, R, and e^{-2 tau} or
1/tau^2. For d -> infinity, M_TE = d^a and t = d^{b+1} they are piecewise linear in a and b
(``equivalents.step_exponents``): flow reaches 2 on every step, the best ridge student
min(2, 1/2 + (j' - k)/(a - k)), j' the next active degree, which is 2 only on the first two thirds of a step. Proved of the
formula, not of networks.

Idea: y/(1 + y) <= 1 - e^{-y} <= 2 y/(1 + y) for y >= 0.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp

from w2s_theory.equivalents.sharp_expressions import BIAS
from w2s_theory.experiments.ridge_noise import ridge_noise_trials, ridge_noise_witness
from w2s_theory.notation import K_1, L_TE, S_1, S_2, j, kappa, lam, lambdas, tau
from w2s_theory.notation import t as time
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.equivalents.setting import (
    EACH_MODE,
    LENGTH,
    SHRINKAGE,
    SPREAD,
    TARGET_GAIN,
    as_products,
    over_modes,
)
from w2s_theory.theorems.equivalents.sharp_setting import (
    ASSUMPTIONS,
    EQUIVALENT_ERROR,
    HYPOTHESES,
    NOISE_LEVEL,
    PARAMETERS,
    PASSED,
)
from w2s_theory.theorems.gains.square_shrinkage import ANY_TIME, linear_steps

RIDGE = lambdas[j] * time / (1 + lambdas[j] * time)
LEVEL = L_TE * (1 - L_TE) / (S_1 - S_2)
RIDGE_PASSED = over_modes(SPREAD * RIDGE**2)
LOWER, UPPER = L_TE**2 + LEVEL * RIDGE_PASSED, BIAS + 4 * LEVEL * RIDGE_PASSED
STABLE = LEVEL * over_entries(as_products(SPREAD) * RIDGE**2, LENGTH)

_DECAY = exp(-tau)


def _shrinkage_steps() -> tuple[Step, ...]:
    """``above`` and ``below``: y <= (1 + y)(1 - e^{-y}) <= 2 y for every y >= 0."""
    return (
        *linear_steps(),
        Step(
            "later", Claim(tau * _DECAY, ">=", 0), "rational", variables=ANY_TIME, certificate={"rest": tau * _DECAY},
            note="A product of such.",
        ),
        Step(
            "above", Claim(1 - (1 + tau) * _DECAY, ">=", 0), "increasing", variables=ANY_TIME, uses=("later",),
            certificate={"variable": tau, "slope": "later"}, note="0 at tau = 0, with slope tau e^{-tau}.",
        ),
        Step(
            "below", Claim((1 + tau) * (1 - _DECAY), "<=", 2 * tau), "ring", variables=ANY_TIME, uses=("linear",),
            certificate={"multipliers": {"linear": 1}, "rest": tau * _DECAY}, note="1 - e^{-y} is at most y, and at most 1.",
        ),
    )  # fmt: skip


def _noise_steps(name: str, relation: Relation, factor: int) -> tuple[Step, ...]:
    """``all_NAME``: the flow's noise against that of ridge, by the step ``name`` on its square root."""
    both = SHRINKAGE + (2 if factor == 4 else 1) * RIDGE
    return (
        Step(
            f"sum_{name}", Claim(both, ">=", 0), "rational", variables=EACH_MODE, uses=("some",),
            certificate={"multipliers": {"some": 1}, "rest": both - SHRINKAGE}, note="Of shrinkages.",
        ),
        Step(
            f"one_{name}", Claim(SPREAD * SHRINKAGE**2, relation, factor * SPREAD * RIDGE**2), "rational",
            variables=EACH_MODE, uses=(name, f"sum_{name}"),
            certificate={
                "multipliers": {name: as_products(SPREAD) * both / (1 + lambdas[j] * time)},
                "at": {name: {tau: lambdas[j] * time}},
            },
            note="The square, in one eigenspace.",
        ),
        Step(
            f"all_{name}", Claim(PASSED, relation, factor * RIDGE_PASSED), "termwise", uses=(f"one_{name}",),
            certificate={"term": f"one_{name}"}, note="All eigenspaces.",
        ),
    )  # fmt: skip


def proof() -> tuple[Step, ...]:
    left = TARGET_GAIN * exp(-lam * time)
    return (
        *_shrinkage_steps(),
        Step(
            "some", Claim(SHRINKAGE, ">=", 0), "rational", variables=EACH_MODE, uses=("learnt",),
            certificate={"multipliers": {"learnt": 1}, "at": {"learnt": {tau: lambdas[j] * time}}}, note="A shrinkage.",
        ),
        *_noise_steps("above", ">=", 1),
        *_noise_steps("below", "<=", 4),
        Step(
            "lower", Claim(EQUIVALENT_ERROR, ">=", LOWER), "rational", uses=("all_above",),
            certificate={"multipliers": {"all_above": NOISE_LEVEL}, "rest": left * (2 * kappa / (lam + kappa) + left)},
            note="1 - s h >= 1 - h.",
        ),
        Step(
            "upper", Claim(EQUIVALENT_ERROR, "<=", UPPER), "rational", uses=("all_below",),
            certificate={"multipliers": {"all_below": NOISE_LEVEL}}, note="1 - s h = L_TE + (1 - L_TE) e^{-tau}.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_between_of_equivalent_ridge",
    title="The noise of gradient flow against that of ridge regression",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=tuple(each for each in PARAMETERS if each.symbol != "K_1"),
    quantity=EQUIVALENT_ERROR,
    relation="between",
    bound=(LOWER, UPPER),
    stable_bound=(L_TE**2 + STABLE, BIAS + 4 * STABLE),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=ASSUMPTIONS,
    hypotheses=tuple(each for each in HYPOTHESES if each.left != K_1),
    experiment=ridge_noise_trials,
    witness=ridge_noise_witness,
    kept={
        "hypotheses[1]": "says what the letter stands for; the claim is true for any number in its place",
        "hypotheses[2]": "says what the letter stands for; the claim is true for any number in its place",
    },
    proof=proof,
)
