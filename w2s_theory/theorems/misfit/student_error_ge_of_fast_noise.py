"""Misfit never explains a student whose teacher errs only where the student learns fast: its gain is less, at every
time.

The target lies in the eigenspace V_k of the student's kernel, on which the student is s times the teacher, s >= 1/2;
the teacher's noise outside V_k is learnt at least as far, in the mean over its energy. Then

    L_ST >= L_TE - misfit + 2 (1 - s)^2 (1 - L_TE).

For gradient flow the hypothesis holds at all times if all noise is on eigenvalues >= lambda_k; the gain is below the
misfit for every finite t (for s < 1/2 by ``student_shrinkage_ge_of_gain_above_misfit``, which needs s > 3/4). Noise
on one smaller eigenvalue turns it round: ``student_error_le_of_slow_noise``. The student s f_TE attains it. Idea:
over-fit is s_j (1 - s_j) per mode, which falls from s_j = 1/2 on.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.misfit_profile import filtered_trials, measure_filtered, plane_operators
from w2s_theory.notation import L_ST, L_TE, f_k, f_star, inner, misfit, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.misfit.setting import (
    ASSUMPTIONS,
    FAST_NOISE,
    LEARNT_NOISE,
    MISFIT,
    NOISE,
    NOISE_LEARNT,
    SOMETHING_TO_LEARN,
    TEACHER_ERROR,
    filtered,
)

BOUND = L_TE - misfit + 2 * (1 - s) ** 2 * (1 - L_TE)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "no_overfit", Claim(L_ST, ">=", BOUND), "gram", unfold=("L_ST", "L_TE", "misfit"), uses=("overlap",),
            certificate={
                "multipliers": {"noise.fast": 2 * (2 * s - 1)}, "squares": ((2, LEARNT_NOISE - s * NOISE),),
            },
            note="s (1 - s) - s_j (1 - s_j) = (s_j - s)(s_j + s - 1), mode by mode outside V_k.",
        ),
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU networks under gradient flow and random operators that learn the noise further than the target, or not."""
    return filtered_trials(rng, size, beside=True)


def slow_draws(rng: np.random.Generator) -> Draws:
    """Noise that is learnt half as far as a target that is nearly learnt."""
    return measure_filtered(plane_operators(rng.uniform(0.2, 0.8, 40), np.full(40, 0.99), np.full(40, 0.5)))


def witness() -> Draws:
    """The student s f_TE, all of whose noise is learnt as far as the target."""
    error, s_used = np.array([0.01, 0.1, 0.4, 0.9]), np.array([0.5, 0.7, 0.9, 1.0])
    return measure_filtered(plane_operators(error, s_used, s_used))


THEOREM = Theorem(
    name="student_error_ge_of_fast_noise",
    title="Noise that is learnt fast: the gain stays below the misfit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR, MISFIT, Parameter("s", reals(Fraction(1, 2), 1), reals(Fraction(1, 2), 1)),
    ),
    quantity=L_ST,
    relation=">=",
    bound=BOUND,
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        *ASSUMPTIONS, "1/2 <= s <= 1, and <f_ST, e> >= s ||e||^2 for the part e of f_TE outside V_k",
    ),
    setting=filtered(FAST_NOISE),
    conditions=(SOMETHING_TO_LEARN, NOISE_LEARNT),
    experiment=experiment,
    witness=witness,
    without={NOISE_LEARNT.text: slow_draws},
    proof=proof,
)  # fmt: skip
