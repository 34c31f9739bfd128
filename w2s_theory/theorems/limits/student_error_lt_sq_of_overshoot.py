"""The way round the limit: a student that overshoots, s > 1, is better than L_TE^2.

The target lies in an eigenspace V_k of the student's kernel and the student is s Pi_k f_TE with
s = 1/(1 - L_TE + L_TE omega_k), where omega_k is the share of the teacher's noise in V_k. Then

    L_ST = L_TE omega_k/(1 - L_TE + L_TE omega_k) < L_TE^2   as soon as   omega_k (1 + L_TE) < L_TE,

and s > 1: no shrinkage can do that (``student_error_ge_sq_of_eigenfunction_target``). With no
noise in V_k the error is 0. On real ReLU networks heavy-ball momentum stopped at the right time
gets there with stable training: d = 32, M_TE = 256, linear target, means over 200 networks: L_TE = .0336,
L_TE^2 = .00114, best gradient flow .00177, rescaled flow and momentum .00023, best filter of all .00022.
The momentum student's error over L_TE^2 falls with M_TE: .22, .17, .046 at M_TE = 256, 512, 1500
(``simulate.overshoot``, benchmarks/overshoot.py).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.random_operators import ROUNDING
from w2s_theory.experiments.relu_networks import NetworkDraw, mixed_trials
from w2s_theory.notation import L_ST, L_TE, f_k, f_star, inner, omega_k
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Attack, Citation, Theorem
from w2s_theory.simulate.operators import OperatorDraw
from w2s_theory.simulate.student import compute_shrunk_error
from w2s_theory.theorems.limits.setting import OVERSHOOT, RESCALED

LEFT_OVER = L_TE * omega_k * OVERSHOOT


def proof() -> tuple[Step, ...]:
    room = L_TE - omega_k * (1 + L_TE)
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "student_error", Claim(L_ST, "==", LEFT_OVER), "gram", unfold=("L_ST", "L_TE"), uses=("overlap",),
            note="1 - 2 s (1 - L_TE) + s^2 ||Pi_k f_TE||^2 at the best s.",
        ),
        Step(
            "overshoots", Claim(OVERSHOOT, ">", 1), "rational", certificate={"rest": L_TE * (1 - omega_k) * OVERSHOOT},
            note="That s is above 1, where no shrinkage reaches.",
        ),
        Step(
            "below_square", Claim(LEFT_OVER, "<", L_TE**2), "rational",
            certificate={"rest": L_TE * (1 - L_TE) * room * OVERSHOOT},
            note="The difference has the sign of L_TE - omega_k (1 + L_TE).",
        ),
        Step(
            "better_than_square", Claim(L_ST, "<", L_TE**2), "rational", uses=("student_error", "below_square"),
            certificate={"multipliers": {"below_square": 1}}, note="Put together.",
        ),
    )


def _overshoot(teacher_error: np.ndarray, share: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 - teacher_error + teacher_error * share)


def _share(energy: np.ndarray, teacher_error: np.ndarray) -> np.ndarray:
    """omega_k from ||Pi_k f_TE||^2, by its definition; 1 (not admitted) where L_TE is 0 or 1 to rounding."""
    product = teacher_error * (1 - teacher_error)
    plain = product > 1e-6
    value = (energy - (1 - teacher_error) ** 2) / np.where(plain, product, 1.0)
    return np.where(plain, np.clip(value, 0.0, 1.0), 1.0)


def measure(draws: list[OperatorDraw]) -> Draws:
    """Random teachers; the student is the rescaled projection on the target's eigenspace."""
    teacher = np.array([each.teacher_error for each in draws])
    share = _share(np.array([each.degree_energy for each in draws]), teacher)
    errors = []
    for each, s in zip(draws, _overshoot(teacher, share), strict=True):
        space = each.eigenvectors[:, : each.multiplicity]
        errors.append(np.sum((each.target - s * (space @ (space.T @ each.teacher))) ** 2))
    exact = np.full(len(draws), ROUNDING)
    return Draws({"L_TE": np.clip(teacher, 0, 1), "omega_k": share}, np.array(errors), exact, {"L_TE": exact})


def measure_networks(draws: list[NetworkDraw]) -> Draws:
    """ReLU teachers, their own noise share measured on each draw."""
    teacher = np.array([each.teacher.teacher_error for each in draws])
    doubt = np.array([each.teacher.teacher_error_accuracy for each in draws])
    share = _share(np.array([each.teacher.mass[each.degree] for each in draws]), teacher)
    pairs = [
        compute_shrunk_error(each.teacher, {each.degree: float(s)})
        for each, s in zip(draws, _overshoot(teacher, share), strict=True)
    ]
    error, accuracy = np.array(pairs).T
    return Draws({"L_TE": np.clip(teacher, 0, 1), "omega_k": share}, error, accuracy, {"L_TE": doubt})


def build_draws(teacher_error: np.ndarray, share: np.ndarray) -> Draws:
    """Any L_TE and omega_k: f* = e_1, V_k = span(e_1, e_2), the rest of the noise along e_3."""
    noise = teacher_error * (1 - teacher_error)
    s = _overshoot(teacher_error, share)
    student = np.stack([s * (1 - teacher_error), s * np.sqrt(noise * share)])
    away = 1 - student[0]
    measured = away**2 + student[1] ** 2
    # a rounding of each coordinate
    error = 4e-16 * (np.abs(away) + measured)
    return Draws({"L_TE": teacher_error, "omega_k": share}, measured, error, {})


def witness() -> Draws:
    """Noise shares just below the threshold L_TE/(1 + L_TE)."""
    teacher_error = np.array([1e-3, 0.05, 0.3, 0.7, 0.95])
    return build_draws(teacher_error, teacher_error / (1 + teacher_error) * (1 - 1e-9))


def attack_draw(x: np.ndarray) -> Draws:
    """An optimiser chooses L_TE and how near omega_k comes to the threshold."""
    teacher_error = 1e-3 + 0.998 * np.sin(np.atleast_1d(x[0])) ** 2
    share = np.sin(np.atleast_1d(x[1])) ** 2 * (1 - 1e-9) * teacher_error / (1 + teacher_error)
    return build_draws(teacher_error, share)


THEOREM = Theorem(
    name="student_error_lt_sq_of_overshoot",
    title="Overshoot is the way round the limit",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 1000), Fraction(9, 10))),
        Parameter("omega_k", reals(0, 1), reals(0, Fraction(1, 2))),
    ),
    quantity=L_ST,
    relation="<",
    bound=L_TE**2,
    float_accuracy=1e-15,
    quantifier=EveryDraw(),
    # strict, so approached and not attained: at omega_k = L_TE/(1 + L_TE) the two sides are equal
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f* lies in an eigenspace V_k of the student's kernel",
        "f_ST = s Pi_k f_TE with s = 1/(1 - L_TE + L_TE omega_k)",
        "omega_k (1 + L_TE) < L_TE",
    ),
    hypotheses=(Claim(omega_k * (1 + L_TE), "<", L_TE),),
    setting=RESCALED,
    conditions=(
        Condition(
            "omega_k (1 + L_TE) < L_TE",
            lambda draws: draws.parameters["omega_k"] * (1 + draws.parameters["L_TE"]) < draws.parameters["L_TE"],
        ),
    ),
    experiment=mixed_trials(measure, measure_networks, eigenfunction_target=True, finite=False),
    witness=witness,
    attack=Attack(2, attack_draw),
    proof=proof,
    headline=8,
)
