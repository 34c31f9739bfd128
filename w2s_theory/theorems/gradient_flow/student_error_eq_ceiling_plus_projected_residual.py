"""A student of finite width trained to convergence: what it inherits from its teacher.

Gradient flow ends at f_ST = P_ST f_TE, the projection on the student's own features. By Pythagoras

    L_ST(inf) = L_ceiling + ||P_ST (f* - f_TE)||^2,

the error of the best student plus the part of the teacher's residual that the student can see. It
can be below L_TE: finite width alone regularises (d = 16, M_TE = 128, M_ST = 1024: 1 - L_ST/L_TE = 0.38).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import L_ST, R_TE, L_ceiling, f_ceiling, f_ST, f_star, f_TE
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.finite_student import simulate_student_limit
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.teacher import simulate_teacher

CONVERGED = Hilbert(
    ("f_star", "f_TE", "f_ST", "f_ceiling"),
    (Operator("P_ST", "projection", ((f_star, f_ceiling), (f_TE, f_ST))),),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "pythagoras", Claim(L_ST, "==", L_ceiling + R_TE), "gram", unfold=("L_ST", "L_ceiling", "R_TE"),
            note="f* - P_ST f* is orthogonal to the student's span, which holds P_ST (f* - f_TE).",
        ),
    )


def network_draws(rng: np.random.Generator, count: int) -> Draws:
    """ReLU teachers and students: the three numbers from three linear systems."""
    rows: list[tuple[float, ...]] = []
    while len(rows) < count:
        model = relu_sphere(int(rng.integers(4, 33)))
        teacher_units, student_units = (int(2.0 ** rng.uniform(2, 7)) for _ in range(2))
        try:
            teacher = simulate_teacher(model, draw_units(model, teacher_units, rng), 1, degrees=2)
            limit = simulate_student_limit(teacher, draw_units(model, student_units, rng))
        except AccuracyError:
            continue
        rows.append((
            limit.student_error, limit.student_error_accuracy, limit.ceiling_error, limit.ceiling_error_accuracy,
            limit.projected_residual, limit.projected_residual_accuracy,
        ))  # fmt: skip
    error, accuracy, ceiling, ceiling_accuracy, residual, residual_accuracy = np.array(rows).T
    return Draws(
        {"L_ceiling": ceiling, "R_TE": residual}, error, accuracy,
        {"L_ceiling": ceiling_accuracy, "R_TE": residual_accuracy},
    )


def function_draws(rng: np.random.Generator, count: int) -> Draws:
    """Any functions and features in R^n: the student by least squares, the other two by a QR factor."""
    rows = []
    for _ in range(count):
        n = int(rng.integers(2, 13))
        features = rng.standard_normal((n, int(rng.integers(1, n + 1))))
        target, teacher = rng.standard_normal((2, n))
        target /= np.linalg.norm(target)
        student = features @ np.linalg.lstsq(features, teacher, rcond=None)[0]
        span = np.linalg.qr(features)[0]
        outside = target - span @ (span.T @ target)
        rows.append((np.sum((target - student) ** 2), outside @ outside, np.sum((span.T @ (target - teacher)) ** 2)))
    error, ceiling, residual = np.array(rows).T
    # least squares loses the condition number of the features, which chance keeps below 1e4
    exact = np.full(count, 1e-10) * np.maximum(1.0, error)
    return Draws({"L_ceiling": ceiling, "R_TE": residual}, error, exact, {"L_ceiling": 0 * exact, "R_TE": 0 * exact})


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Half networks, half arbitrary functions."""
    networks = max(4, size // 2)
    found = join([network_draws(rng, networks), function_draws(rng, max(1, size - networks))])
    sizes = {"ReLU networks": networks, "d": "4 to 32", "M_TE": "4 to 128", "M_ST": "4 to 128"}
    return replace(found, sizes={**sizes, "random functions": len(found) - networks})


THEOREM = Theorem(
    name="student_error_eq_ceiling_plus_projected_residual",
    title="A finite student at convergence",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_ceiling", reals(0), reals(0, Fraction(9, 10))),
        Parameter("R_TE", reals(0), reals(0, 1)),
    ),
    quantity=L_ST,
    relation="==",
    bound=L_ceiling + R_TE,
    float_accuracy=1e-15,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_ST = P_ST f_TE with P_ST the orthogonal projection on the student's features",
        "f_TE is any function; L_ceiling = ||f* - P_ST f*||^2",
    ),
    setting=CONVERGED,
    experiment=experiment,
    proof=proof,
)
