"""Explicit gradient steps: after n steps of size eta a mode has learnt 1 - (1 - eta lambda)^n of the teacher.

Each step is c <- c + eta lambda (b - c), from 0; the rest b - c is multiplied by 1 - eta lambda. It stays in
[0, 1] for eta lambda <= 1, overshoots up to 2 for eta lambda < 2, and diverges beyond.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.function_space import draw_models, strongest_modes
from w2s_theory.notation import coefficient, eta, i, j, lam, mode, n
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gradient_flow.setting import LENGTH

KEPT = 1 - eta * lam
BOUND = (1 - KEPT**n) * coefficient

STEPS = (
    Claim(mode(j, i + 1), "==", mode(j, i) + eta * lam * (coefficient - mode(j, i))),
    Claim(mode(j, 0), "==", 0),
)
INDEX = (Parameter("i", integers(0), integers(0, 9)),)


def unrolled(count):
    """c_n after ``count`` steps were unrolled from the end."""
    return coefficient - KEPT**count * (coefficient - mode(j, n - count))


def proof() -> tuple[Step, ...]:
    before_last = n - i - 1
    return (
        Step(
            "recursion",
            Claim(
                mode(j, n - i), "==", mode(j, before_last) + eta * lam * (coefficient - mode(j, before_last)),
            ),
            "hypothesis", where=(Claim(i, "<=", n - 1),), variables=INDEX, certificate={"values": {i: before_last}},
            note="One gradient step.",
        ),
        Step(
            "one_step", Claim(unrolled(i), "==", unrolled(i + 1)), "ring", where=(Claim(i, "<=", n - 1),), variables=INDEX,
            uses=("recursion",), note="A step multiplies what is left by 1 - eta lambda.",
        ),
        Step(
            "no_step", Claim(mode(j, n), "==", unrolled(0)), "ring", note="Nothing unrolled yet.",
        ),
        Step(
            "all_steps", Claim(mode(j, n), "==", unrolled(i)), "induction", uses=("no_step", "one_step"),
            where=(Claim(i, "<=", n),), variables=INDEX,
            certificate={"variable": i, "base": "no_step", "step": "one_step"}, note="Step by step.",
        ),
        Step("start", Claim(mode(j, 0), "==", 0), "hypothesis", note="Training starts at 0."),
        Step(
            "shrinkage", Claim(mode(j, n), "==", BOUND), "ring", uses=("all_steps", "start"),
            certificate={"at": {"all_steps": {i: n}}}, note="All n steps unrolled.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU-feature models trained by explicit steps on their weights."""
    parts = []
    share = max(4, size // (LENGTH - 1))
    for points in range(2, LENGTH + 1):
        models = draw_models(rng, share, points)
        index, eigenvalue, teacher, vector = strongest_modes(models)
        largest = np.linalg.eigvalsh(models.kernel)[:, -1]
        step = rng.uniform(0.1, 1.9, share) / largest
        count = int(rng.integers(0, 40))
        units = models.features.shape[2]
        weights = np.zeros((share, units))
        for _ in range(count):
            residual = models.teacher - np.einsum("smu,su->sm", models.features, weights)
            weights += step[:, None] * np.einsum("smu,sm->su", models.features, residual) / (units * points)
        student = np.einsum("smu,su->sm", models.features, weights)
        measured = np.sum(vector * student, axis=1)
        # the step size multiplies roundings by at most 2 each time
        accuracy = 1e-13 * (count + 1) * (1 + np.abs(models.teacher).max(axis=1))
        values = {"j": index, "n": np.full(share, count), "lam": eigenvalue, "eta": step, "coefficient": teacher}
        parts.append(Draws(values, measured, accuracy, sizes={"feature models": share * (LENGTH - 1)}))
    return join(parts)


THEOREM = Theorem(
    name="shrinkage_eq_of_explicit_steps",
    title="Shrinkage of explicit gradient steps",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("j", integers(0), integers(0, LENGTH - 1)),
        Parameter("n", integers(0), integers(0, 40)),
        Parameter("lam", reals(0), reals(Fraction(1, 10), 1)),
        Parameter("eta", reals(0, lower_open=True), reals(Fraction(1, 10), Fraction(19, 10))),
        Parameter("coefficient", reals(), reals(-1, 1)),
    ),
    quantity=mode(j, n),
    relation="==",
    bound=BOUND,
    # where eta lambda is near 2 the power is near 1 and the difference cancels
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=("c_{i+1} = c_i + eta lambda (b - c_i) with c_0 = 0 on each mode: explicit gradient steps",),
    hypotheses=STEPS,
    experiment=experiment,
    proof=proof,
)
