"""The misfit inequality for a convex class that misses the target: the price is 2 sqrt(L_C misfit), and no less will
do.

Let f_ST be the point of a closed convex set nearest to f_TE (any labels), f_C any point of the set, the nearest to f*
say, and L_C = ||f* - f_C||^2. Then

    L_ST <= L_TE - misfit + 2 sqrt(L_C) sqrt(misfit) = L_TE + L_C - (sqrt(misfit) - sqrt(L_C))^2.

So the student gains as soon as its misfit is above 4 L_C. Idea: the angle at f_ST between f_TE and f_C is not acute,
and the way from f_C to f* costs at most its length (Cauchy and Schwarz). Inside the class there is no price: ||f_ST -
f_C||^2 <= ||f_TE - f_C||^2 - misfit is ``student_error_le_of_convex_student`` with the target f_C.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import sqrt

from w2s_theory.experiments.convex_classes import KINDS, draw_class
from w2s_theory.notation import L_ST, L_TE, L_class, f_class, f_ST, f_star, f_TE, inner, misfit, norm_squared
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws, join
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Attack, Citation, Theorem

SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST", "f_class"), (),
    (("student.nearest", Claim(inner(f_TE - f_ST, f_class - f_ST), "<=", 0)),),
)  # fmt: skip
BOUND = L_TE - misfit + 2 * sqrt(L_class) * sqrt(misfit)
NEAREST = Condition("<f_TE - f_ST, f_C - f_ST> <= 0", lambda draws: draws.facts["angle"] <= 1e-9)

_DISAGREES, _AGREES = Claim(misfit, ">", 0), Claim(misfit, "==", 0)
_MISSES, _HOLDS = Claim(L_class, ">", 0), Claim(L_class, "==", 0)
_ALL = ("L_TE", "L_ST", "misfit", "L_class")
_ROUNDING = 1e-13


def proof() -> tuple[Step, ...]:
    claim = Claim(L_ST, "<=", BOUND)
    ratio = sqrt(L_class) / sqrt(misfit)
    return (
        Step(
            "target_outside", claim, "gram", where=(_DISAGREES, _MISSES), unfold=_ALL,
            certificate={
                "multipliers": {"student.nearest": 2},
                "squares": ((ratio, (f_TE - f_ST) - (f_star - f_class) / ratio),),
            },
            note="||f* - f_TE||^2 expanded about f_ST; what the class misses enters by Cauchy and Schwarz.",
        ),
        Step(
            "no_way", Claim(norm_squared(f_star - f_class), "==", 0), "gram", where=(_DISAGREES, _HOLDS),
            unfold=("L_class",), note="If L_C = 0 the target is in the class.",
        ),
        Step(
            "target_inside", claim, "gram", where=(_DISAGREES, _HOLDS), unfold=_ALL, uses=("no_way",),
            certificate={"multipliers": {"student.nearest": 2}, "null": {f_star - f_class: "no_way"}},
            note="Then there is no price.",
        ),
        Step(
            "student_disagrees", claim, "cases", where=(_DISAGREES,), uses=("target_outside", "target_inside"),
            note="The target is in the class or not.",
        ),
        Step(
            "no_misfit", Claim(norm_squared(f_TE - f_ST), "==", 0), "gram", where=(_AGREES,), unfold=("misfit",),
            note="Without a misfit the student is its teacher.",
        ),
        Step(
            "student_agrees", claim, "gram", where=(_AGREES,), unfold=_ALL, uses=("no_misfit",),
            certificate={"null": {f_TE - f_ST: "no_misfit"}}, note="And so is its error.",
        ),
        Step("every_student", claim, "cases", uses=("student_disagrees", "student_agrees"), note="One of the two."),
    )  # fmt: skip


def _draws(target: np.ndarray, teacher: np.ndarray, student: np.ndarray, nearest: np.ndarray) -> Draws:
    """Vectors of shape (m, n), one row per draw; ``nearest`` is f_C."""
    teacher_error, student_error, misfits, missed = (
        np.sum(each**2, axis=1) for each in (target - teacher, target - student, teacher - student, target - nearest)
    )
    # where the class holds the target, what is missed is rounding, and 0 is the exact number
    missed = np.where(missed < 1e-24, 0.0, missed)
    # the roots of misfit and L_C are lengths, right to a rounding: their share is in this too
    exact = _ROUNDING * (1 + teacher_error + misfits)
    return Draws(
        {"L_TE": teacher_error, "misfit": misfits, "L_class": missed}, student_error, exact, {"L_TE": exact},
        {"angle": np.sum((teacher - student) * (nearest - student), axis=1)},
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Any target, any teacher and seven kinds of convex sets that mostly miss the target, in R^n."""
    parts = []
    for number in range(size):
        n = int(rng.integers(2, 11))
        target, noise, inside = rng.standard_normal((3, n))
        target /= np.linalg.norm(target)
        away = rng.choice([0.0, 0.05, 1.0]) * inside / np.linalg.norm(inside)
        nearest = draw_class(number % len(KINDS), target + away, rng)
        teacher = target + rng.exponential() * noise / np.linalg.norm(noise)
        parts.append(_draws(target[None], teacher[None], nearest(teacher)[None], nearest(target)[None]))
    found = join(parts)
    return Draws(
        found.parameters, found.measured, found.error, found.uncertainty, found.facts, {"random convex sets": size}
    )


def attack_draw(x: np.ndarray) -> Draws:
    """An optimiser chooses target, teacher and a box anywhere, in three dimensions."""
    target, teacher, middle, width = np.asarray(x, dtype=float).reshape(4, 3)
    size = 1e-9 + np.linalg.norm(target)
    target, teacher, low, high = target / size, teacher / size, middle - width**2, middle + width**2
    return _draws(target[None], teacher[None], np.clip(teacher, low, high)[None], np.clip(target, low, high)[None])


def two_point_draws(rng: np.random.Generator) -> Draws:
    """A class of two functions is not convex: the one nearer to the teacher is far from the target."""
    target, other = rng.standard_normal((2, 40, 3))
    teacher = other + 0.2 * (target - other) + 0.1 * rng.standard_normal((40, 3))
    return _draws(target, teacher, other, target + 0.01)


def witness() -> Draws:
    """A class of one point, and a teacher on the ray from it through the target, before or beyond it."""
    missed, further = np.array([0.2, 1.0, 1.0, 0.05]), np.array([0.1, 0.5, 2.0, 3.0])
    zero = np.zeros(4)
    target, teacher = np.stack([np.sqrt(missed), zero], axis=1), np.stack([further, zero], axis=1)
    return _draws(target, teacher, 0 * target, 0 * target)


THEOREM = Theorem(
    name="student_error_le_of_misfit_outside",
    title="The misfit inequality for a convex class that misses the target",
    citation=Citation(
        "charikar2024quantifying", "abstract; a class that misses the target, with the price that is attained",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0), reals(Fraction(1, 100), 2)),
        Parameter("misfit", reals(0), reals(0, 1)),
        Parameter("L_class", reals(0), reals(0, 1)),
    ),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_ST is the point nearest to f_TE of a closed convex set of functions; f_TE is any function",
        "f_C is a function of that set, L_C = ||f* - f_C||^2",
    ),
    setting=SETTING,
    conditions=(NEAREST,),
    experiment=experiment,
    witness=witness,
    attack=Attack(12, attack_draw),
    without={NEAREST.text: two_point_draws},
    proof=proof,
)
