"""A time from which on the misfit explains the gain, from two numbers of the teacher's slow noise.

The target lies in the eigenspace V_k of the student's kernel (eigenvalue lambda), f_TE = P f*, gradient flow, tau =
lambda t. Take any modes of the noise outside V_k: W = sum_j lambda_j b_j^2/(lambda L_TE (1 - L_TE)) is their energy
in the kernel, r the mean of lambda_j/lambda over it. If

    exp(-tau)(L_TE + (1 - L_TE) exp(-tau)) <= tau W L_TE exp(-3/2 r tau),

then L_ST <= L_TE - misfit. For r < 2/3 that is so at every tau >= max(1, log(2/W)/(1 - 3 r/2), log(2/(L_TE W))/(2 - 3
r/2)). Idea: exp(-y) - exp(-2 y) >= y exp(-3 y/2) for each mode, y = lambda_j t, and the tangent of the exponential at
the mean of y.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Rational, exp

from w2s_theory.experiments.misfit_profile import slow_trials
from w2s_theory.notation import L_ST, L_TE, W_slow, b, j, lam, lambdas, misfit, r_slow, t, tau, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.setting import (
    EACH_MODE,
    EIGENVALUE,
    HYPOTHESES,
    NOISE,
    NOISE_SHRINKAGE,
    SOMETHING_TO_LEARN,
    TIMES,
    over_noise,
)
from w2s_theory.theorems.gains.square_shrinkage import ANY_TIME, linear_steps
from w2s_theory.theorems.misfit import slow_setting as slow
from w2s_theory.theorems.misfit.setting import MISFIT, TEACHER_ERROR

HALF, THREE_HALVES = Rational(1, 2), Rational(3, 2)
SPEED, SQUARED_SPEED = over_noise(lambdas[j] * b[j] ** 2), over_noise(lambdas[j] ** 2 * b[j] ** 2)
MEAN = exp(-THREE_HALVES * r_slow * lam * t)
ENERGY = ("noise.energy", Claim(SPEED, "==", W_slow * lam * L_TE * (1 - L_TE)))
RATIO = ("noise.ratio", Claim(SQUARED_SPEED, "<=", r_slow * lam * W_slow * lam * L_TE * (1 - L_TE)))
LATE = ("time.late", Claim(slow.DECAY * (L_TE + (1 - L_TE) * slow.DECAY), "<=", lam * t * W_slow * L_TE * MEAN))

_ANY = (Parameter("z", reals(), reals(-1, 1)),)
_TANGENT = Claim(exp(-z), ">=", 1 - z)


def _lemma_steps() -> tuple[Step, ...]:
    """``one_mode_pays`` and ``tangent``: two inequalities of the exponential."""
    return (
        Step(
            "cosh", Claim(exp(tau / 2) / 2 + exp(-tau / 2) / 2 - 1, ">=", 0), "ring", variables=ANY_TIME,
            certificate={"squares": ((HALF, exp(tau / 4) - exp(-tau / 4)),)}, note="A square.",
        ),
        Step(
            "sinh", Claim(exp(tau / 2) - exp(-tau / 2) - tau, ">=", 0), "increasing", variables=ANY_TIME, uses=("cosh",),
            certificate={"variable": tau, "slope": "cosh"}, note="0 at 0, and not falling.",
        ),
        Step(
            "one_mode_pays", Claim(exp(-tau) - exp(-2 * tau) - tau * exp(-THREE_HALVES * tau), ">=", 0), "ring",
            variables=ANY_TIME, uses=("sinh",), certificate={"multipliers": {"sinh": exp(-THREE_HALVES * tau)}},
            note="exp(-3 tau/2) times that.",
        ),
        Step(
            "growth", Claim(exp(tau), ">", 0), "rational", variables=ANY_TIME, certificate={"rest": exp(tau)},
            note="An exponential is positive.",
        ),
        Step(
            "above_one", Claim(exp(tau) - 1, ">=", 0), "increasing", variables=ANY_TIME, uses=("growth",),
            certificate={"variable": tau, "slope": "growth"}, note="0 at 0, with slope exp(tau).",
        ),
        Step(
            "above_line", Claim(exp(tau) - 1 - tau, ">=", 0), "increasing", variables=ANY_TIME, uses=("above_one",),
            certificate={"variable": tau, "slope": "above_one"}, note="0 at 0, with slope exp(tau) - 1.",
        ),
        Step(
            "tangent_right", _TANGENT, "ring", variables=_ANY, where=(Claim(z, ">=", 0),), uses=("linear",),
            certificate={"multipliers": {"linear": 1}, "at": {"linear": {tau: z}}}, note="To the right of 0.",
        ),
        Step(
            "tangent_left", _TANGENT, "ring", variables=_ANY, where=(Claim(z, "<", 0),), uses=("above_line",),
            certificate={"multipliers": {"above_line": 1}, "at": {"above_line": {tau: -z}}}, note="To the left of 0.",
        ),
        Step(
            "tangent", _TANGENT, "cases", variables=_ANY, uses=("tangent_right", "tangent_left"),
            note="The exponential is above its tangent.",
        ),
    )  # fmt: skip


def proof() -> tuple[Step, ...]:
    speed, mean = lambdas[j] * t, r_slow * lam * t
    weight = speed * MEAN * b[j] ** 2
    each = (1 - NOISE_SHRINKAGE) * NOISE_SHRINKAGE * b[j] ** 2
    line = weight * (1 + THREE_HALVES * mean) - THREE_HALVES * t**2 * MEAN * lambdas[j] ** 2 * b[j] ** 2
    enough = lam * t * W_slow * L_TE * (1 - L_TE) * MEAN
    return (
        *linear_steps(),
        *slow.bridge_steps(),
        *_lemma_steps(),
        Step(
            "one_mode_is_above", Claim(each, ">=", line), "ring", variables=EACH_MODE, uses=("one_mode_pays", "tangent"),
            certificate={
                "multipliers": {"one_mode_pays": b[j] ** 2, "tangent": weight},
                "at": {"one_mode_pays": {tau: speed}, "tangent": {z: THREE_HALVES * (speed - mean)}},
            },
            note="Each chosen mode, against the tangent at the mean of lambda_j t.",
        ),
        Step(
            "modes_are_above",
            Claim(
                slow.OVERFIT, ">=",
                t * MEAN * (1 + THREE_HALVES * mean) * SPEED - THREE_HALVES * t**2 * MEAN * SQUARED_SPEED,
            ),
            "termwise", uses=("one_mode_is_above",), certificate={"term": "one_mode_is_above"}, note="All chosen modes.",
        ),
        Step(
            "energy", Claim(slow.OVERFIT, ">=", enough), "gram", uses=("modes_are_above",),
            certificate={
                "multipliers": {
                    "modes_are_above": 1, "noise.energy": t * MEAN * (1 + THREE_HALVES * mean),
                    "noise.ratio": THREE_HALVES * t**2 * MEAN,
                },
            },
            note="W and r are all that is used of them: at the mean the tangent's slope counts nothing.",
        ),
        Step(
            "late", Claim(slow.PRICE, "<=", enough), "gram",
            certificate={"multipliers": {"time.late": 1 - L_TE}},
            note="The time is late enough.",
        ),
        Step(
            "gain", Claim(L_ST, "<=", L_TE - misfit), "ring", uses=("bridge", "energy", "late"),
            certificate={"multipliers": {"bridge": 1, "energy": 2, "late": 2}}, note="Put together.",
        ),
    )  # fmt: skip


PAID = Condition(
    "exp(-tau)(L_TE + (1 - L_TE) exp(-tau)) <= tau W L_TE exp(-3/2 r tau)",
    lambda draws: _price(draws.parameters) <= _payment(draws.parameters),
)


def _price(of) -> np.ndarray:
    decay = np.exp(-of["lam"] * of["t"])
    return decay * (of["L_TE"] + (1 - of["L_TE"]) * decay)


def _payment(of) -> np.ndarray:
    scaled = of["lam"] * of["t"]
    return scaled * of["W_slow"] * of["L_TE"] * np.exp(-1.5 * of["r_slow"] * scaled)


def with_energy(found: Draws) -> Draws:
    """The draws with W and r of the modes that are followed; those without energy are left out."""
    of = found.parameters
    speed = np.sum(of["lambdas"] * of["b"] ** 2, axis=1)
    lively = (speed > 1e-14) & (of["lam"] > 0)
    found, speed = found.select(lively), speed[lively]
    of = found.parameters
    energy = speed / (of["lam"] * of["L_TE"] * (1 - of["L_TE"]))
    ratio = np.sum(of["lambdas"] ** 2 * of["b"] ** 2, axis=1) / (of["lam"] * speed)
    parameters = {**of, "W_slow": energy, "r_slow": ratio}
    return Draws(parameters, found.measured, found.error, found.uncertainty, found.facts, found.sizes)


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """One draw in ten a ReLU network, the others random operators that are stopped late."""
    return with_energy(slow_trials(rng, size))


def early_draws(rng: np.random.Generator) -> Draws:
    """Students stopped before the target is learnt far enough."""
    return with_energy(slow.early_draws(rng))


def witness() -> Draws:
    """A target that is learnt to the last digit and noise of which hardly anything is: equality in the limit."""
    return with_energy(slow.nearly_projections())


THEOREM = Theorem(
    name="student_error_le_of_slow_noise_energy",
    title="A time from which on the gain is at least the misfit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR, MISFIT, EIGENVALUE, *TIMES, *NOISE,
        Parameter("W_slow", reals(0, lower_open=True), reals(Fraction(1, 100), Fraction(1, 2))),
        Parameter("r_slow", reals(0), reals(0, Fraction(1, 2))),
    ),
    quantity=L_ST,
    relation="<=",
    bound=L_TE - misfit,
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        *slow.ASSUMPTIONS,
        "W = sum_j lambda_j b_j^2/(lambda L_TE (1 - L_TE)) and r = sum_j lambda_j^2 b_j^2/(lambda sum_j lambda_j b_j^2)",
        PAID.text + ", tau = lambda t",
    ),
    hypotheses=HYPOTHESES,
    setting=slow.setting(ENERGY, RATIO, LATE),
    conditions=(SOMETHING_TO_LEARN, PAID),
    experiment=experiment,
    witness=witness,
    without={PAID.text: early_draws},
    proof=proof,
)  # fmt: skip
