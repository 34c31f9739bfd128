"""A start along the target does not break the quadratic limit: knowing the target better is not knowing what the
teacher misses.

The target lies in an eigenspace V_k of the student's kernel, f_TE = P f*, and training starts at f_0 = p f*, no
nearer to f* along f* than the teacher, p <= 1 - L_TE. Whatever the student learns (s on V_k, 0 <= s <= 1, anything
outside),

    L_ST >= L_TE^2.

With p > 1 - L_TE the student's part along f* stays between p and 1 - L_TE, and L_ST >= (1 - p)^2 in the same way.
Idea: <f*, f_ST> moves from p towards <f*, f_TE> = 1 - L_TE and not beyond. p = 0 is
``student_error_ge_sq_of_eigenfunction_target``.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.started_students import measure_share, share_trials
from w2s_theory.notation import L_ST, L_TE, f_k, f_ST, f_star, f_TE, inner, norm_squared, p_0, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

ALONG = p_0 + s * (1 - L_TE - p_0)
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST", "f_k"),
    (
        TEACHER,
        Operator(
            "Pi", "projection", ((f_star, f_star), (f_TE, f_k), (f_ST, p_0 * f_star + s * (f_k - p_0 * f_star)))
        ),
    ),
    (UNIT_TARGET,),
)
NOT_NEARER = Condition(
    "p <= 1 - L_TE", lambda draws: draws.parameters["p_0"] <= 1 - draws.parameters["L_TE"]
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "along", Claim(inner(f_star, f_ST), "==", ALONG), "gram", uses=("overlap",),
            note="From p, the share s of the way to 1 - L_TE.",
        ),
        Step(
            "across", Claim(norm_squared(f_ST), ">=", ALONG**2), "gram", uses=("along",),
            certificate={"squares": ((1, f_ST - ALONG * f_star),)}, note="Cauchy and Schwarz.",
        ),
        Step(
            "missed", Claim((1 - ALONG) ** 2 - L_TE**2, ">=", 0), "ring",
            certificate={
                "rest": (1 - s) * (1 - L_TE - p_0) * (2 * L_TE + (1 - s) * (1 - L_TE - p_0)),
            },
            note="1 - <f*, f_ST> = L_TE + (1 - s)(1 - L_TE - p).",
        ),
        Step(
            "square", Claim(L_ST, ">=", L_TE**2), "gram", unfold=("L_ST",), uses=("overlap", "along", "across", "missed"),
            certificate={"multipliers": {"across": 1, "missed": 1}}, note="1 - 2 <f*, f_ST> + ||f_ST||^2.",
        ),
    )  # fmt: skip


def near_draws(rng: np.random.Generator) -> Draws:
    """Starts that are nearer to the target than the teacher is."""
    teacher = rng.uniform(0.3, 0.9, 40)
    return measure_share([(0.999, error, 1e-15, 0.0, 1e-6, 1e-18) for error in teacher])


def witness() -> Draws:
    """All noise outside V_k, where nothing is learnt, and the target learnt to the end."""
    rows = []
    for error, share in ((0.01, 0.5), (0.1, 0.9), (0.4, 0.0), (0.9, -0.3)):
        student = share + (1 - error - share)
        rows.append((share, error, 0.0, 1.0, (1 - student) ** 2, 1e-15))
    return measure_share(rows)


THEOREM = Theorem(
    name="student_error_ge_sq_of_start_along_target",
    title="A start along the target keeps the square limit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(1, 2))),
        Parameter("p_0", reals(), reals(0, Fraction(1, 2))),
        Parameter("s", reals(0, 1), reals(0, 1)),
    ),
    quantity=L_ST,
    relation=">=",
    bound=L_TE**2,
    float_accuracy=1e-15,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f* lies in an eigenspace V_k of the student's kernel; on V_k the student is f_0 + s (Pi_k f_TE - f_0), 0 <= s <= 1",
        "f_0 = p f* with p <= 1 - L_TE",
    ),
    hypotheses=(Claim(p_0 + L_TE, "<=", 1),),
    setting=SETTING,
    conditions=(NOT_NEARER,),
    experiment=share_trials,
    witness=witness,
    without={NOT_NEARER.text: near_draws},
    proof=proof,
)
