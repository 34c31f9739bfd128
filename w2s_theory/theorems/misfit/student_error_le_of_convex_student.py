"""The misfit inequality: a student that is right to be convex gains at least what it disagrees with its teacher.

Let f_ST be the point of a closed convex set nearest to f_TE (any labels: no projection, no random features), and let the
set hold the target. Then the angle at f_ST between f_TE and f* is not acute, <f_TE - f_ST, f* - f_ST> <= 0, and

    L_ST <= L_TE - ||f_TE - f_ST||^2,

with equality if the set is a subspace. The gain is seen without knowing the target: it is the misfit of the student's
labels. The quadratic limit speaks of other students: those of a teacher f_TE = P f*, shrunk, whose class need
not hold the target; where both apply, the misfit of such a student is at most L_TE - 3/4 L_TE^2.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from w2s_theory.experiments.convex_classes import KINDS, draw_class
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import L_ST, L_TE, f_ST, f_star, f_TE, inner, misfit
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws, join
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Attack, Citation, Theorem
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.realizable_student import simulate_realizable_student

ANGLE = inner(f_TE - f_ST, f_star - f_ST)
SETTING = Hilbert(("f_star", "f_TE", "f_ST"), (), (("student.nearest", Claim(ANGLE, "<=", 0)),))
NEAREST = Condition("<f_TE - f_ST, f* - f_ST> <= 0", lambda draws: draws.facts["angle"] <= 1e-9)
_ROUNDING = 1e-13


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "expand", Claim(L_TE, "==", L_ST + misfit - 2 * ANGLE), "gram", unfold=("L_TE", "L_ST", "misfit"),
            note="f* - f_TE = (f* - f_ST) - (f_TE - f_ST): expand the square.",
        ),
        Step(
            "not_acute", Claim(ANGLE, "<=", 0), "gram", certificate={"multipliers": {"student.nearest": 1}},
            note="A step from f_ST towards f* stays in the convex set, so it does not come nearer to f_TE.",
        ),
        Step(
            "misfit", Claim(L_ST, "<=", L_TE - misfit), "ring", uses=("expand", "not_acute"),
            certificate={"multipliers": {"expand": 1, "not_acute": 2}}, note="Leave out what is not positive.",
        ),
    )  # fmt: skip


def _draws(target: np.ndarray, teacher: np.ndarray, student: np.ndarray) -> Draws:
    """Vectors of shape (m, n), one row per draw."""
    teacher_error, student_error, misfits = (
        np.sum(each**2, axis=1) for each in (target - teacher, target - student, teacher - student)
    )
    exact = _ROUNDING * (1 + teacher_error + misfits)
    return Draws(
        {"L_TE": teacher_error, "misfit": misfits}, student_error, exact, {"L_TE": exact, "misfit": exact},
        {"angle": np.sum((teacher - student) * (target - student), axis=1)},
    )  # fmt: skip


def function_draws(rng: np.random.Generator, count: int) -> Draws:
    """Any target, any teacher, any of the convex sets, in R^n."""
    parts = []
    for number in range(count):
        target, noise = rng.standard_normal((2, int(rng.integers(2, 13))))
        target /= np.linalg.norm(target)
        teacher = target + rng.exponential() * noise / np.linalg.norm(noise)
        student = draw_class(number % len(KINDS), target, rng)(teacher)
        parts.append(_draws(target[None], teacher[None], student[None]))
    return join(parts)


def network_draws(rng: np.random.Generator, count: int) -> Draws:
    """ReLU networks: the target is one of the student's functions, the teacher another network, noisy or not."""
    found = []
    while len(found) < count:
        model = relu_sphere(int(rng.integers(3, 17)))
        teacher, student = (draw_units(model, int(2.0 ** rng.uniform(1, 6)), rng) for _ in range(2))
        try:
            found.append(simulate_realizable_student(model, teacher, student, rng, float(rng.choice([0.0, 0.5]))))
        except AccuracyError:
            continue
    column = {
        name: np.array([getattr(each, name) for each in found])
        for name in ("teacher_error", "student_error", "misfit", "product", "accuracy")
    }
    doubt = column["accuracy"]
    return Draws(
        {"L_TE": column["teacher_error"], "misfit": column["misfit"]}, column["student_error"], doubt,
        {"L_TE": doubt, "misfit": doubt}, {"angle": column["product"]},
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Half networks, half arbitrary functions and convex sets."""
    networks = max(4, size // 2)
    found = join([network_draws(rng, networks), function_draws(rng, max(len(KINDS), size - networks))])
    sizes = {"ReLU networks": networks, "d": "3 to 16", "M_TE": "2 to 64", "M_ST": "2 to 64"}
    return replace(found, sizes={**sizes, "random convex sets": len(found) - networks})


def attack_draw(x: np.ndarray) -> Draws:
    """An optimiser chooses target, teacher and a box around the target, in three dimensions."""
    target, teacher, below, above = np.asarray(x, dtype=float).reshape(4, 3)
    size = 1e-9 + np.linalg.norm(target)
    target, teacher = target / size, teacher / size
    student = np.clip(teacher, target - below**2, target + above**2)
    return _draws(target[None], teacher[None], student[None])


def two_point_draws(rng: np.random.Generator) -> Draws:
    """A class of two functions is not convex: the target, and one that is nearer to the teacher."""
    target, other = rng.standard_normal((2, 40, 3))
    teacher = other + 0.2 * (target - other) + 0.1 * rng.standard_normal((40, 3))
    return _draws(target, teacher, other)


def witness() -> Draws:
    """A subspace: f_ST is the projection on a line that holds f*, and Pythagoras gives equality."""
    height = np.array([0.01, 0.3, 1.0, 3.0])
    along = np.array([0.9, 0.2, 1.5, -0.5])
    zero = np.zeros(4)
    target, teacher = np.stack([1 + zero, zero], axis=1), np.stack([along, height], axis=1)
    return _draws(target, teacher, np.stack([along, zero], axis=1))


THEOREM = Theorem(
    name="student_error_le_of_convex_student",
    title="The misfit inequality: a convex class that holds the target gains at least its misfit",
    citation=Citation(
        "charikar2024quantifying", "Theorem 1",
        relation="same",
        beside=(
            Citation("mulgund2025relating", "abstract; Bregman losses", relation="not compared"),
            Citation("xu2025emergence", "abstract; in the mean, without convexity", relation="not compared"),
        ),
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0), reals(Fraction(1, 100), 2)),
        Parameter("misfit", reals(0), reals(0, 1)),
    ),
    quantity=L_ST,
    relation="<=",
    bound=L_TE - misfit,
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_ST is the point nearest to f_TE of a closed convex set of functions that holds f*; f_TE is any function",
    ),
    setting=SETTING,
    conditions=(NEAREST,),
    experiment=experiment,
    witness=witness,
    attack=Attack(12, attack_draw),
    without={NEAREST.text: two_point_draws},
    proof=proof,
)
