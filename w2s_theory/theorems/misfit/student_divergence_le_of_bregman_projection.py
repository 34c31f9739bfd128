"""The misfit inequality beyond the square loss: for every Bregman divergence.

D(x, y) = phi(x) - phi(y) - <grad phi(y), x - y> with phi convex; the errors are D_TE = D(f*, f_TE), D_ST = D(f*,
f_ST), and the student is the point of a convex set that holds f* with the smallest D(f_ST, f_TE). Then

    D_ST <= D_TE - D(f_ST, f_TE),

with equality if the set is an affine subspace. phi(f) = ||f||^2 is ``student_error_le_of_convex_student``; relative
entropy is that of labels that are probabilities. A student that minimises D(f_TE, f) instead, in a class that is
convex in the coordinates grad phi, is the same theorem for the conjugate of phi, since D(x, y) is its divergence of
grad phi(y) from grad phi(x): D(f_ST, f*) <= D(f_TE, f*) - D(f_TE, f_ST). Idea: three divergences differ by <grad
phi(f_ST) - grad phi(f_TE), f* - f_ST>, which is not negative at the minimum.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.bregman_students import POTENTIALS, BregmanDraw, draw_in_box, draw_on_face
from w2s_theory.notation import D_ST, D_TE, D_misfit, f_ST, f_star, g_ST, g_TE, inner
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

ANGLE = inner(g_ST - g_TE, f_star - f_ST)
SETTING = Hilbert(("f_star", "f_TE", "f_ST", "g_TE", "g_ST"), (), (("student.nearest", Claim(ANGLE, ">=", 0)),))
NEAREST = Condition(
    "<grad phi(f_ST) - grad phi(f_TE), f* - f_ST> >= 0", lambda draws: draws.facts["angle"] >= -1e-9
)
_ROUNDING = 1e-13


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "three_points", Claim(D_ST, "==", D_TE - D_misfit - ANGLE), "gram", unfold=("D_ST", "D_TE", "D_misfit"),
            note="Write the three divergences out: all values of phi cancel.",
        ),
        Step(
            "not_acute", Claim(ANGLE, ">=", 0), "gram", certificate={"multipliers": {"student.nearest": 1}},
            note="A step from f_ST towards f* stays in the convex set, so D(., f_TE) does not fall.",
        ),
        Step(
            "misfit", Claim(D_ST, "<=", D_TE - D_misfit), "ring", uses=("three_points", "not_acute"),
            certificate={"multipliers": {"three_points": 1, "not_acute": 1}}, note="Leave out what is not negative.",
        ),
    )  # fmt: skip


def measure(draws: list[BregmanDraw], **sizes: int) -> Draws:
    """The three divergences of each draw."""
    rows = [(each.teacher_divergence, each.student_divergence, each.misfit, each.angle) for each in draws]
    teacher, student, misfits, angle = np.array(rows).T
    exact = _ROUNDING * (1 + teacher + misfits)
    doubt = {"D_TE": exact, "D_misfit": exact}
    return Draws({"D_TE": teacher, "D_misfit": misfits}, student, exact, doubt, {"angle": angle}, sizes)


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Four divergences in random boxes; relative entropy on faces of the simplex, where there is equality."""
    faces = max(4, size // 5)
    boxes = [draw_in_box(number % len(POTENTIALS), rng) for number in range(max(4, size - faces))]
    found = boxes + [draw_on_face(rng) for _ in range(faces)]
    return measure(found, **{"boxes": len(boxes), "faces of the simplex": faces})


def two_point_draws(rng: np.random.Generator) -> Draws:
    """A class of two functions is not convex: the target, and one that is nearer to the teacher."""
    found = []
    for number in range(40):
        target, other = rng.uniform(0.1, 0.9, (2, 3))
        teacher = other + 0.2 * (target - other)
        found.append(BregmanDraw(target, teacher, other, number % len(POTENTIALS)))
    return measure(found)


def witness() -> Draws:
    """Relative entropy on faces of the simplex."""
    rng = np.random.default_rng(3)
    return measure([draw_on_face(rng) for _ in range(5)])


THEOREM = Theorem(
    name="student_divergence_le_of_bregman_projection",
    title="The misfit inequality for every Bregman divergence",
    citation=Citation(
        "mulgund2025relating", "abstract; for one class of functions, convex as it is",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("D_TE", reals(0), reals(Fraction(1, 100), 2)),
        Parameter("D_misfit", reals(0), reals(0, 1)),
    ),
    quantity=D_ST,
    relation="<=",
    bound=D_TE - D_misfit,
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "D is the Bregman divergence of a differentiable convex function phi",
        "f_ST is the point of a closed convex set that holds f* with the smallest D(f_ST, f_TE); f_TE is any function",
    ),
    setting=SETTING,
    conditions=(NEAREST,),
    experiment=experiment,
    witness=witness,
    without={NEAREST.text: two_point_draws},
    proof=proof,
)
