"""Gradient flow averaged over [0, t]: a mode has learnt 1 - (1 - exp(-lambda t))/(lambda t) of the teacher.

The average of 1 - exp(-lambda x t) over the share x of the time, x in [0, 1].
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Integral, exp

from w2s_theory.experiments.function_space import draw_models, strongest_modes
from w2s_theory.notation import lam, t, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gradient_flow.setting import LENGTH

AVERAGE = Integral(1 - exp(-lam * t * x), (x, 0, 1))
BOUND = 1 - (1 - exp(-lam * t)) / (lam * t)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "average", Claim(AVERAGE, "==", BOUND), "integral",
            certificate={"antiderivative": x + exp(-lam * t * x) / (lam * t)},
            note="Integrate over the share x of the time.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU-feature models: functions at 64 Gauss nodes of [0, t] by the exponential of the kernel matrix."""
    from scipy.linalg import expm

    parts = []
    nodes, weights = np.polynomial.legendre.leggauss(64)
    nodes, weights = (nodes + 1) / 2, weights / 2
    share = max(4, size // (LENGTH - 1))
    for points in range(2, LENGTH + 1):
        models = draw_models(rng, share, points)
        _, eigenvalue, teacher, vector = strongest_modes(models)
        # up to lambda t = 30 the nodes integrate the fastest exponential to rounding
        time = 10.0 ** rng.uniform(-1, 1.4, share) / np.linalg.eigvalsh(models.kernel)[:, -1]
        total = np.zeros_like(models.teacher)
        for node, weight in zip(nodes, weights, strict=True):
            decay = expm(-(node * time)[:, None, None] * models.kernel)
            total += weight * (models.teacher - np.einsum("sij,sj->si", decay, models.teacher))
        measured = np.sum(vector * total, axis=1) / teacher
        accuracy = 1e-12 * (1 + np.abs(models.teacher).max(axis=1)) / np.abs(teacher)
        values = {"lam": eigenvalue, "t": time}
        parts.append(Draws(values, measured, accuracy, sizes={"feature models": share * (LENGTH - 1)}))
    return join(parts)


THEOREM = Theorem(
    name="shrinkage_eq_of_averaged_flow",
    title="Shrinkage of averaged gradient flow",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 10), 2)),
        Parameter("t", reals(0, lower_open=True), reals(Fraction(1, 2), 20)),
    ),
    quantity=AVERAGE,
    relation="==",
    bound=BOUND,
    # 1 - (1 - exp(-x))/x loses a factor 1/x^2 for small x
    float_accuracy=1e-12,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=("the student is the time average of gradient flow over [0, t]",),
    experiment=experiment,
    proof=proof,
)
