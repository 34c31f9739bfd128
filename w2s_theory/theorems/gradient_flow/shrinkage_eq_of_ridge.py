"""Ridge regression on the teacher: a mode keeps lambda/(lambda + rho) of it.

The minimiser of 1/2 ||f - f_TE||^2 + (rho/2) ||f||_K^2, with the norm ||f||_K^2 = sum_j c_j^2/lambda_j of the
kernel, satisfies lambda (b - c) = rho c on each mode. 1/rho plays the part of the time.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.function_space import draw_models, strongest_modes
from w2s_theory.notation import coefficient, j, lam, mode, penalty
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gradient_flow.setting import LENGTH

STUDENT = mode(j, 1 / penalty)
BOUND = lam / (lam + penalty) * coefficient
NORMAL_EQUATION = Claim(lam * (coefficient - STUDENT) - penalty * STUDENT, "==", 0)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "normal_equation", NORMAL_EQUATION, "hypothesis", note="The slope of the penalised loss is 0 at its minimum.",
        ),
        Step(
            "shrinkage", Claim(STUDENT, "==", BOUND), "rational", uses=("normal_equation",),
            certificate={"multipliers": {"normal_equation": -1 / (lam + penalty)}}, note="Solve for the student.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """ReLU-feature models: least squares in the weights with the penalty (rho M/2) ||w||^2."""
    parts = []
    share = max(4, size // (LENGTH - 1))
    for points in range(2, LENGTH + 1):
        models = draw_models(rng, share, points)
        index, eigenvalue, teacher, vector = strongest_modes(models)
        rho = eigenvalue * 10.0 ** rng.uniform(-1, 1, share)
        units = models.features.shape[2]
        student = []
        for features, goal, weight in zip(models.features, models.teacher, rho, strict=True):
            stacked = np.vstack([features / points**0.5, np.sqrt(weight * units) * np.eye(units)])
            right = np.concatenate([goal / points**0.5, np.zeros(units)])
            student.append(features @ np.linalg.lstsq(stacked, right, rcond=None)[0])
        measured = np.sum(vector * np.array(student), axis=1)
        accuracy = 1e-12 * (1 + np.abs(models.teacher).max(axis=1))
        values = {"j": index, "lam": eigenvalue, "penalty": rho, "coefficient": teacher}
        parts.append(Draws(values, measured, accuracy, sizes={"feature models": share * (LENGTH - 1)}))
    return join(parts)


THEOREM = Theorem(
    name="shrinkage_eq_of_ridge",
    title="Shrinkage of ridge regression",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("j", integers(0), integers(0, LENGTH - 1)),
        Parameter("lam", reals(0), reals(Fraction(1, 100), 1)),
        Parameter("penalty", reals(0, lower_open=True), reals(Fraction(1, 1000), 1)),
        Parameter("coefficient", reals(), reals(-1, 1)),
    ),
    quantity=STUDENT,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-15,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=("lambda (b - c) = rho c on each mode: kernel ridge regression on the teacher",),
    hypotheses=(NORMAL_EQUATION,),
    experiment=experiment,
    proof=proof,
)
