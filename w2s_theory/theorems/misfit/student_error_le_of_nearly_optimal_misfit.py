"""The misfit inequality for a student that is not trained to the end: what epsilon of missing optimality costs.

The class is closed and convex and holds f*; f_ST lies in it, and its misfit is within epsilon of the least misfit of
the class. Then, for any teacher,

    L_ST <= (sqrt(epsilon) + sqrt(L_TE - misfit + epsilon))^2,

which is L_TE - misfit for epsilon = 0; where L_ST >= epsilon it says L_ST <= L_TE - misfit + 2 sqrt(epsilon L_ST).
Idea: move from f_ST a little towards f*, by theta = sqrt(epsilon)/(sqrt(epsilon) + sqrt(L_TE - misfit + epsilon)).
That stays in the class, so it comes nearer to f_TE by no more than epsilon (in squared distance); this theta makes
most of it.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import sqrt

from w2s_theory.experiments.convex_classes import KINDS, draw_class
from w2s_theory.notation import L_ST, L_TE, excess_misfit, f_ST, f_star, f_TE, misfit, norm_squared
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

SLACK = sqrt(excess_misfit)
REST = sqrt(L_TE - misfit + excess_misfit)
BOUND = (SLACK + REST) ** 2
MOVE = SLACK / (SLACK + REST)

# the misfit falls by at most epsilon on the way to the target
NEARLY = Claim(
    norm_squared(f_TE - f_ST) - norm_squared(f_TE - f_ST - MOVE * (f_star - f_ST)), "<=", excess_misfit
)
SETTING = Hilbert(("f_star", "f_TE", "f_ST"), (), (("student.nearest", NEARLY),))
# f* is in the class, so this holds with <=; with < there is a theta below 1
HYPOTHESIS = Claim(misfit, "<", L_TE + excess_misfit)
WITHIN = Condition(
    "misfit <= least misfit of the class + epsilon",
    lambda draws: draws.parameters["misfit"] <= draws.facts["least"] + draws.parameters["excess_misfit"] + 1e-12,
)
_ROUNDING = 1e-13


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "nearly_nearest", Claim(L_ST, "<=", BOUND), "gram", unfold=("L_ST", "L_TE", "misfit"),
            certificate={"multipliers": {"student.nearest": (SLACK + REST) ** 2 / (SLACK * REST)}},
            note="||f_TE - f_ST||^2 and ||f_TE - f*||^2 decide the distance to f_TE on the way from f_ST to f*.",
        ),
    )  # fmt: skip


def _draws(rows: list[tuple[float, ...]], **sizes: int) -> Draws:
    teacher_error, student_error, misfits, excess, least = np.array(rows).T
    exact = _ROUNDING * (1 + teacher_error + misfits)
    return Draws(
        {"L_TE": teacher_error, "misfit": misfits, "excess_misfit": excess}, student_error, exact,
        {"L_TE": exact, "misfit": exact, "excess_misfit": exact}, {"least": least}, sizes,
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int, claimed: float = 1.0) -> Draws:
    """Points of random convex sets near the one that is nearest to the teacher.

    ``claimed`` is what is said of their excess misfit, relative to what it is.
    """
    rows = []
    while len(rows) < size:
        n = int(rng.integers(2, 11))
        target, noise, other = rng.standard_normal((3, n))
        target /= np.linalg.norm(target)
        nearest = draw_class(len(rows) % (len(KINDS) - 1), target, rng)
        teacher = target + rng.exponential() * noise / np.linalg.norm(noise)
        best = nearest(teacher)
        # towards another point of the set
        student = best + 10.0 ** rng.uniform(-3, 0) * (nearest(other) - best)
        misfit, least = (float(np.sum((teacher - each) ** 2)) for each in (student, best))
        teacher_error, student_error = (float(np.sum((target - each) ** 2)) for each in (teacher, student))
        if misfit - least > 1e-9 and least < teacher_error - 1e-9:
            rows.append((teacher_error, student_error, misfit, claimed * (misfit - least), least))
    return _draws(rows, **{"points of random convex sets": size})


def overstated_draws(rng: np.random.Generator) -> Draws:
    """Students on a line through the target, of whose excess misfit one part in a hundred is owned up to."""
    height, off, across = rng.uniform(0.3, 1.0, (3, 40))
    rows = [_on_a_line(*each, claimed=0.01) for each in zip(height, off, across, strict=True)]
    return _draws(rows)


def _on_a_line(height: float, off: float, across: float, claimed: float = 1.0) -> tuple[float, ...]:
    """f_TE at (0, height), the class the first axis, f_ST and f* on either side of the nearest point 0."""
    return height**2 + across**2, (off + across) ** 2, height**2 + off**2, claimed * off**2, height**2


def witness() -> Draws:
    """A line as the class; the student is beyond the nearest point, seen from the target."""
    return _draws([_on_a_line(*each) for each in ((0.5, 0.1, 0.3), (1.0, 0.5, 0.2), (0.1, 0.01, 0.9))])


THEOREM = Theorem(
    name="student_error_le_of_nearly_optimal_misfit",
    title="The misfit inequality for a student that is nearly optimal",
    citation=Citation(
        "charikar2024quantifying", "abstract; a student that is not quite the nearest, with the price that is attained",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0), reals(Fraction(1, 10), 2)),
        Parameter("misfit", reals(0), reals(0, 1)),
        Parameter("excess_misfit", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(1, 10))),
    ),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    # a difference that may nearly vanish stands under the root
    float_accuracy=1e-10,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_ST lies in a closed convex set of functions that holds f*; f_TE is any function",
        "the misfit ||f_TE - f_ST||^2 is at most epsilon above the least misfit of that set",
        "misfit < L_TE + epsilon (never larger, since the set holds f*)",
    ),
    hypotheses=(HYPOTHESIS,),
    setting=SETTING,
    conditions=(WITHIN,),
    experiment=experiment,
    witness=witness,
    without={WITHIN.text: overstated_draws},
    proof=proof,
)
