"""The misfit inequality for a student that pays a convex price instead of keeping to a class.

f_ST = argmin_f 1/2 ||f - f_TE||^2 + Omega(f), Omega convex; f* and f_TE any functions, Omega(f*) finite. Then

    L_ST <= L_TE - misfit + 2 (Omega(f*) - Omega(f_ST)).

So a penalty that prices the target no higher than the student is enough for a gain of the misfit; a convex class is
the penalty that is 0 in it and infinite outside. Ridge regression, gradient flow (Omega(f) = <f, (S^{-1} - I) f>/2),
norms and their balls are such students. If Omega is linear there is equality; if it is quadratic, after subtracting 2
Omega(f* - f_ST). Idea: f_TE - f_ST is a subgradient of Omega at f_ST. Its twin from below is
``student_error_ge_of_proximal_student``.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.penalised_students import PENALTIES, PenalisedDraw, draw_penalised
from w2s_theory.notation import L_ST, L_TE, Omega_ST, Omega_star, f_ST, f_star, f_TE, inner, misfit
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

ANGLE = inner(f_TE - f_ST, f_star - f_ST)
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"), (), (("student.penalised", Claim(ANGLE, "<=", Omega_star - Omega_ST)),)
)
BOUND = L_TE - misfit + 2 * (Omega_star - Omega_ST)
SUBGRADIENT = Condition(
    "<f_TE - f_ST, f* - f_ST> <= Omega(f*) - Omega(f_ST)",
    lambda draws: (
        draws.facts["angle"] <= draws.parameters["Omega_star"] - draws.parameters["Omega_ST"] + 1e-9
    ),
)
_ROUNDING = 1e-13


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "penalised", Claim(L_ST, "<=", BOUND), "gram", unfold=("L_ST", "L_TE", "misfit"),
            certificate={"multipliers": {"student.penalised": 2}},
            note="f_TE - f_ST is a subgradient of Omega at f_ST; expand ||f* - f_TE||^2 about f_ST.",
        ),
    )  # fmt: skip


def measure(draws: list[PenalisedDraw], **sizes: int) -> Draws:
    """Errors, misfit and both prices of penalised students."""
    rows = [
        (
            np.sum((each.target - each.teacher) ** 2), np.sum((each.target - each.student) ** 2),
            np.sum((each.teacher - each.student) ** 2), each.target_price, each.student_price,
            (each.teacher - each.student) @ (each.target - each.student),
        )
        for each in draws
    ]  # fmt: skip
    teacher_error, student_error, misfits, of_target, of_student, angle = np.array(rows).T
    exact = _ROUNDING * (1 + teacher_error + misfits + np.abs(of_target) + np.abs(of_student))
    return Draws(
        {"L_TE": teacher_error, "misfit": misfits, "Omega_star": of_target, "Omega_ST": of_student},
        student_error, exact,
        {"L_TE": exact, "misfit": exact, "Omega_star": exact, "Omega_ST": exact}, {"angle": angle}, sizes,
    )  # fmt: skip


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Six penalties that are minimised in closed form, any targets and teachers in R^n."""
    found = [draw_penalised(number % len(PENALTIES), rng) for number in range(size)]
    return measure(found, **{"penalised students": size})


def concave_draws(rng: np.random.Generator) -> Draws:
    """A concave penalty: of two far points the minimum takes the wrong one, and prices them as it likes."""
    found = []
    for _ in range(40):
        target, other = rng.standard_normal((2, 3))
        # the penalty is 0 at two functions and infinite elsewhere
        teacher = other + 0.2 * (target - other) + 0.1 * rng.standard_normal(3)
        found.append(PenalisedDraw(target, teacher, other, 0.0, 0.0))
    return measure(found)


def witness() -> Draws:
    """A linear penalty <w, f>, for which f_ST = f_TE - w."""
    rng = np.random.default_rng(7)
    target, teacher, w = rng.standard_normal((3, 5, 4))
    student = teacher - w
    return measure([
        PenalisedDraw(a, b, c, float(v @ a), float(v @ c)) for a, b, c, v in zip(target, teacher, student, w, strict=True)
    ])  # fmt: skip


THEOREM = Theorem(
    name="student_error_le_of_penalised_student",
    title="The misfit inequality for a student with a convex penalty",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0), reals(Fraction(1, 100), 2)),
        Parameter("misfit", reals(0), reals(0, 1)),
        Parameter("Omega_star", reals(), reals(0, 1)),
        Parameter("Omega_ST", reals(), reals(0, 1)),
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
        "f_ST minimises 1/2 ||f - f_TE||^2 + Omega(f), Omega convex; f_TE and f* are any functions, Omega(f*) is finite",
    ),
    setting=SETTING,
    conditions=(SUBGRADIENT,),
    experiment=experiment,
    witness=witness,
    without={SUBGRADIENT.text: concave_draws},
    proof=proof,
)
