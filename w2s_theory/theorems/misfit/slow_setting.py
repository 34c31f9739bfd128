"""Gradient flow on a target in V_k and noise of which some modes are followed: what over-fitting them pays.

``f_slow`` is the teacher's part on the chosen modes outside V_k, ``u_slow`` the student's; of the rest the student keeps a
share between 0 and 1 of every mode.
"""

from __future__ import annotations

import numpy as np
from sympy import exp

from w2s_theory.experiments.misfit_profile import measure_slow, plane_operators
from w2s_theory.notation import (
    L_ST,
    L_TE,
    b,
    f_k,
    f_slow,
    f_ST,
    f_star,
    f_TE,
    inner,
    j,
    lam,
    misfit,
    mode,
    t,
    tau,
    u_slow,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.step import Step
from w2s_theory.theorems.gains.setting import EACH_MODE, NOISE_SHRINKAGE, SIGNAL_SHRINKAGE, over_noise
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

DECAY = exp(-lam * t)
# what the chosen modes are over-fitted, and what the student misses of the target
OVERFIT = over_noise((1 - NOISE_SHRINKAGE) * NOISE_SHRINKAGE * b[j] ** 2)
PRICE = (1 - L_TE) * DECAY * (L_TE + (1 - L_TE) * DECAY)

_REST, _LEARNT_REST = f_TE - f_k - f_slow, f_ST - SIGNAL_SHRINKAGE * f_k - u_slow
# two sums, since the proof's algebra takes the sum of a difference apart
_LEARNT = over_noise(b[j] * mode(j, t)) - over_noise(mode(j, t) ** 2)

ASSUMPTIONS = (
    "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
    "f* lies in an eigenspace V_k of the student's kernel, of eigenvalue lambda",
    "on some modes outside V_k the teacher has the coefficients b_j, with eigenvalues lambda_j; "
    "of all others the student keeps between 0 and 1",
    "gradient flow from 0 to time t, a student of infinite width: c_j' = lambda_j (b_j - c_j), c_j(0) = 0",
)
PAID = Condition(
    "the chosen modes are over-fitted enough", lambda draws: draws.facts["overfit"] >= draws.facts["price"]
)


def setting(*facts) -> Hilbert:
    """V_k, the chosen modes and the rest are orthogonal; further facts."""
    nothing = 0 * f_star
    on_target = Operator(
        "Pi", "projection",
        ((f_star, f_star), (f_TE, f_k), (f_ST, SIGNAL_SHRINKAGE * f_k), (f_slow, nothing), (u_slow, nothing)),
    )  # fmt: skip
    on_noise = Operator("Q", "projection", ((f_TE, f_slow), (f_ST, u_slow)))
    return Hilbert(
        ("f_star", "f_TE", "f_ST", "f_k", "f_slow", "u_slow"), (TEACHER, on_target, on_noise),
        (
            UNIT_TARGET,
            ("noise.chosen", Claim(inner(f_slow - u_slow, u_slow), "==", _LEARNT)),
            ("noise.rest", Claim(inner(_REST - _LEARNT_REST, _LEARNT_REST), ">=", 0)),
            *facts,
        ),
    )  # fmt: skip


def bridge_steps() -> tuple[Step, ...]:
    """The last, ``bridge``: L_ST <= L_TE - misfit - 2 (OVERFIT - PRICE); ``learnt`` of ``linear_steps`` comes before."""
    passed = NOISE_SHRINKAGE * b[j]
    kept = DECAY * (1 - DECAY)
    return (
        Step(
            "between", Claim(kept, ">=", 0), "ring", uses=("learnt",),
            certificate={"multipliers": {"learnt": DECAY}, "at": {"learnt": {tau: lam * t}}},
            note="The target is learnt in part.",
        ),
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "split", Claim(L_ST, "<=", L_TE - misfit - 2 * (_LEARNT - PRICE)), "gram",
            unfold=("L_ST", "L_TE", "misfit"), uses=("overlap", "between"),
            certificate={
                "multipliers": {"noise.rest": 2}, "squares": ((2 * kept, f_k - (1 - L_TE) * f_star),),
            },
            note="Half of gain minus misfit is <f_TE - f_ST, f_ST - f*>, part by part; ||Pi_k f_TE|| >= 1 - L_TE.",
        ),
        Step(
            "one_mode", Claim(mode(j, t), "==", passed), "ode", variables=EACH_MODE,
            note="The mode's equation c' = lambda (b - c) with c(0) = 0 has this solution, and only this.",
        ),
        Step(
            "chosen", Claim(_LEARNT, "==", over_noise(b[j] * passed) - over_noise(passed**2)), "ring", uses=("one_mode",),
            note="Put it in for every mode.",
        ),
        Step(
            "overfit", Claim(OVERFIT, "==", over_noise(b[j] * passed) - over_noise(passed**2)), "termwise",
            note="Term by term: b - s_j b = (1 - s_j) b.",
        ),
        Step(
            "bridge", Claim(L_ST, "<=", L_TE - misfit - 2 * (OVERFIT - PRICE)), "ring",
            uses=("split", "chosen", "overfit"),
            certificate={"multipliers": {"split": 1, "chosen": 2, "overfit": -2}}, note="Put together.",
        ),
    )  # fmt: skip


def early_draws(rng: np.random.Generator) -> Draws:
    """Students stopped before the target is learnt far enough."""
    error = rng.uniform(0.01, 0.5, 40)
    return measure_slow(plane_operators(error, rng.uniform(0.1, 0.6, 40), rng.uniform(0, 0.5, 40)), np.ones(40))


def witness() -> Draws:
    """A target that is learnt wholly and noise that is not: the student is a projection of its teacher."""
    error = np.array([0.01, 0.1, 0.4, 0.9])
    return measure_slow(plane_operators(error, np.ones(4), np.zeros(4)), np.ones(4))


def nearly_projections() -> Draws:
    """The target learnt to the last digit, the noise to one part in 10^10."""
    error = np.array([0.01, 0.1, 0.4, 0.9])
    found = plane_operators(error, np.full(4, 1 - 1e-15), np.full(4, 1e-10))
    return measure_slow(found, np.ones(4))
