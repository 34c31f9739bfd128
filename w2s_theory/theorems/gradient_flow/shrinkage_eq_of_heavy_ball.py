"""Heavy-ball momentum, under-damped: the shrinkage swings about 1 and overshoots it.

Each mode moves like a ball with friction gamma: c'' + gamma c' = lambda (b - c) from rest at 0. For
gamma^2 < 4 lambda, with omega = sqrt(lambda - gamma^2/4),

    c = (1 - exp(-gamma t/2) (cos(omega t) + gamma/(2 omega) sin(omega t))) b,

which reaches 1 + exp(-pi gamma/(2 omega)) times b at t = pi/omega: beyond what shrinkage can do.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Derivative, Subs, cos, exp, sin, sqrt

from w2s_theory.experiments.function_space import draw_models, integrate, strongest_modes
from w2s_theory.notation import coefficient, damping, i, j, lam, mode, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws, join
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gradient_flow.setting import LENGTH

ROOT = sqrt(lam - damping**2 / 4)
WAVE = cos(ROOT * t) + damping / (2 * ROOT) * sin(ROOT * t)
BOUND = (1 - exp(-damping * t / 2) * WAVE) * coefficient

STUDENT = mode(j, t)
# of every mode i with this eigenvalue and this coefficient
MOVING = mode(i, t)
MOTION = (
    Claim(Derivative(MOVING, (t, 2)), "==", lam * (coefficient - MOVING) - damping * Derivative(MOVING, t)),
    Claim(mode(i, 0), "==", 0),
    Claim(Subs(Derivative(MOVING, t), t, 0), "==", 0),
)
UNDER_DAMPED = Claim(damping**2, "<", 4 * lam)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "shrinkage", Claim(STUDENT, "==", BOUND), "ode",
            note="It satisfies the equation of motion and starts from rest at 0.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU-feature models whose weights move with friction, integrated numerically."""
    parts = []
    share = max(4, size // (LENGTH - 1))
    for points in range(2, LENGTH + 1):
        models = draw_models(rng, share, points)
        index, eigenvalue, teacher, vector = strongest_modes(models)
        friction = 2 * np.sqrt(eigenvalue) * rng.uniform(0.0, 0.95, share)
        time = 10.0 ** rng.uniform(-0.5, 1.0, share) / np.sqrt(eigenvalue)
        measured, accuracy = _train(models, friction, time, vector)
        values = {"j": index, "t": time, "lam": eigenvalue, "damping": friction, "coefficient": teacher}
        parts.append(Draws(values, measured, accuracy, sizes={"feature models": share * (LENGTH - 1)}))
    return join(parts)


def _train(models, friction: np.ndarray, time: np.ndarray, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The student's coefficient on one mode: w'' + gamma w' = (1/M) E[(f_TE - f) phi], in scaled time."""
    count, points, units = models.features.shape

    def rate(state: np.ndarray) -> np.ndarray:
        weights, velocity = state
        residual = models.teacher - np.einsum("smu,su->sm", models.features, weights)
        force = np.einsum("smu,sm->su", models.features, residual) / (units * points)
        return np.stack([time[:, None] * velocity, time[:, None] * (force - friction[:, None] * velocity)])

    def measure(state: np.ndarray) -> np.ndarray:
        return np.sum(vector * np.einsum("smu,su->sm", models.features, state[0]), axis=1)

    return integrate(rate, measure, (2, count, units))


THEOREM = Theorem(
    name="shrinkage_eq_of_heavy_ball",
    title="Shrinkage of heavy-ball momentum",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("j", integers(0), integers(0, LENGTH - 1)),
        Parameter("t", reals(0), reals(Fraction(1, 2), 20)),
        Parameter("lam", reals(0), reals(Fraction(1, 10), 2)),
        Parameter("damping", reals(0), reals(Fraction(1, 10), Fraction(1, 2))),
        Parameter("coefficient", reals(), reals(-1, 1)),
    ),
    quantity=STUDENT,
    relation="==",
    bound=BOUND,
    # what is learnt at small t is a difference of numbers near 1
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "c'' + gamma c' = lambda (b - c) from rest at 0 on each mode: heavy-ball momentum",
        "gamma^2 < 4 lambda: the mode is under-damped",
    ),
    hypotheses=(*MOTION, UNDER_DAMPED),
    conditions=(
        Condition(
            "gamma^2 < 4 lambda", lambda draws: draws.parameters["damping"] ** 2 < 4 * draws.parameters["lam"]
        ),
    ),
    experiment=experiment,
    proof=proof,
)
