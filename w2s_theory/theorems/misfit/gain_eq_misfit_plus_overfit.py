"""The bridge: a student's gain is its misfit plus twice what it has over-fitted, for every target and teacher.

In an eigenbasis of the student's kernel the target has the coefficients f_j, the teacher b_j and the student, trained
by gradient flow, c_j = s_j b_j with s_j = 1 - exp(-lambda_j t). Then at every time

    L_TE - L_ST = misfit + 2 sum_j (1 - s_j) (s_j b_j^2 - f_j b_j).

So the misfit inequality holds for an early-stopped student exactly if it is, on average, past the oracle filter f_j
b_j/b_j^2, the best shrinkage of each eigenspace; at the oracle filter the gain is the misfit. Nothing convex is
assumed, and for a student stopped early the misfit inequality may fail: see
``student_shrinkage_ge_of_gain_above_misfit``.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.function_space import mode_trials
from w2s_theory.notation import b, f, j, mode, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import EACH_MODE, FLOW, LENGTH, MODES, SHRINKAGE, over_modes

PASSED = mode(j, t)
QUANTITY = over_modes((f[j] - b[j]) ** 2) - over_modes((f[j] - PASSED) ** 2) - over_modes((b[j] - PASSED) ** 2)
TERM = (1 - SHRINKAGE) * (SHRINKAGE * b[j] ** 2 - f[j] * b[j])
BOUND = 2 * over_modes(TERM)


def proof() -> tuple[Step, ...]:
    passed = SHRINKAGE * b[j]
    return (
        Step(
            "one_mode", Claim(PASSED, "==", passed), "ode", variables=EACH_MODE,
            note="The mode's equation c' = lambda (b - c) with c(0) = 0 has this solution, and only this.",
        ),
        Step(
            "all_modes",
            Claim(
                QUANTITY, "==",
                over_modes((f[j] - b[j]) ** 2) - over_modes((f[j] - passed) ** 2) - over_modes((b[j] - passed) ** 2),
            ),
            "ring", uses=("one_mode",), note="Parseval: put it in for every mode.",
        ),
        Step(
            "each_term",
            Claim(
                BOUND, "==",
                over_modes((f[j] - b[j]) ** 2) - over_modes((f[j] - passed) ** 2) - over_modes((b[j] - passed) ** 2),
            ),
            "termwise", note="(f - b)^2 - (f - c)^2 - (b - c)^2 = 2 (b - c)(c - f), with c = s b.",
        ),
        Step(
            "bridge", Claim(QUANTITY, "==", BOUND), "ring", uses=("all_modes", "each_term"),
            certificate={"multipliers": {"all_modes": 1, "each_term": -1}}, note="Put together.",
        ),
    )  # fmt: skip


def _gain_beyond_misfit(target: np.ndarray, teacher: np.ndarray, student: np.ndarray) -> np.ndarray:
    gain = np.sum((target - teacher) ** 2 - (target - student) ** 2, axis=1)
    return gain - np.sum((teacher - student) ** 2, axis=1)


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Modes integrated numerically, and ReLU-feature models trained through their weights."""
    return mode_trials(rng, size, _gain_beyond_misfit)


THEOREM = Theorem(
    name="gain_eq_misfit_plus_overfit",
    title="A student's gain is its misfit plus twice its over-fit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=MODES,
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    stable_bound=2 * over_entries(TERM, LENGTH),
    # terms of both signs may nearly cancel
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "c_j' = lambda_j (b_j - c_j) and c_j(0) = 0 for every mode: gradient flow from 0 on 1/2 ||f - f_TE||^2",
    ),
    hypotheses=FLOW,
    experiment=experiment,
    proof=proof,
)
