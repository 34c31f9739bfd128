"""Before a certain time misfit explains no student at all: a gain of at least the misfit needs the target nearly
learnt.

The target lies in the eigenspace V_k of the student's kernel, on which the student is s times the teacher; outside
V_k it is anything. If L_TE - L_ST >= misfit, then

    s >= (2 + sqrt(L_TE))/(2 + 2 sqrt(L_TE)),  which is  1 - s <= sqrt(L_TE)/(2 (1 + sqrt(L_TE))).

For gradient flow: lambda_k t >= log(2 + 2/sqrt(L_TE)); the gain itself starts much earlier, near half of log(1/L_TE).
So the misfit inequality, true of trained convex classes, must not be said of an early-stopped student without its
time. Idea: by ``gain_eq_misfit_plus_overfit`` the noise must pay for what the student misses of the target, and a
mode pays s_j (1 - s_j) <= 1/4.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Rational, sqrt

from w2s_theory.experiments.misfit_profile import filtered_trials, measure_filtered, plane_operators
from w2s_theory.notation import L_TE, f_k, f_star, inner, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.misfit.setting import (
    AS_GOOD_AS_MISFIT,
    ASSUMPTIONS,
    GAIN_ABOVE_MISFIT,
    LEARNT_NOISE,
    NOISE,
    SOMETHING_TO_LEARN,
    TEACHER_ERROR,
    filtered,
)

ROOT = sqrt(L_TE)
BOUND = (2 + ROOT) / (2 + 2 * ROOT)


def proof() -> tuple[Step, ...]:
    missed = 1 - s
    price = missed**2 * (1 - L_TE) + L_TE * missed - L_TE / 4
    # (1 + sqrt(L_TE)) times the other factor, seen to be positive
    other = (1 - L_TE) * missed + (ROOT + L_TE) / 2
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "price", Claim((1 - L_TE) * price, "<=", 0), "gram", unfold=("L_TE",), uses=("overlap",),
            certificate={
                "multipliers": {"student.gain": Rational(1, 2)},
                "squares": (
                    (1, LEARNT_NOISE - NOISE / 2),
                    ((s - Rational(1, 2)) ** 2, f_k - (1 - L_TE) * f_star),
                ),
            },
            note="Half of gain minus misfit, with s_j (1 - s_j) <= 1/4 outside V_k and ||Pi_k f_TE|| >= 1 - L_TE.",
        ),
        Step(
            "late", Claim(s, ">=", BOUND), "radical", uses=("price",),
            certificate={"multipliers": {"price": 1 / ((1 - L_TE) * other)}},
            note="It is ((1 + r) y - r/2)((1 - r) y + r/2) with r = sqrt(L_TE), y = 1 - s; the second factor is positive.",
        ),
    )  # fmt: skip


def shrinkage_of(found: Draws) -> Draws:
    """The draws with the shrinkage on V_k as what is measured."""
    s_used = found.parameters["s"]
    kept = {name: found.parameters[name] for name in ("L_TE", "s")}
    doubt = np.full(len(found), 1e-11)
    return Draws(kept, s_used, doubt, {"L_TE": found.uncertainty["L_TE"]}, found.facts, found.sizes)


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU networks under gradient flow and random operators with any filter."""
    return shrinkage_of(filtered_trials(rng, size))


def early_draws(rng: np.random.Generator) -> Draws:
    """Students stopped too early for their misfit."""
    error = rng.uniform(0.01, 0.9, 40)
    return shrinkage_of(measure_filtered(plane_operators(error, rng.uniform(0, 0.6, 40), rng.uniform(0, 1, 40))))


def witness() -> Draws:
    """All noise outside V_k, half of it learnt."""
    error = np.array([0.01, 0.1, 0.4, 0.9])
    last = (2 + np.sqrt(error)) / (2 + 2 * np.sqrt(error))
    return shrinkage_of(measure_filtered(plane_operators(error, last * (1 + 1e-12), np.full(4, 0.5))))


THEOREM = Theorem(
    name="student_shrinkage_ge_of_gain_above_misfit",
    title="The time before which misfit explains no student",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(TEACHER_ERROR, Parameter("s", reals(0, 1), reals(0, 1))),
    quantity=s,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-14,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(*ASSUMPTIONS, "the gain is at least the misfit, L_TE - L_ST >= ||f_TE - f_ST||^2"),
    setting=filtered(AS_GOOD_AS_MISFIT),
    conditions=(SOMETHING_TO_LEARN, GAIN_ABOVE_MISFIT),
    experiment=experiment,
    witness=witness,
    without={GAIN_ABOVE_MISFIT.text: early_draws},
    proof=proof,
)
