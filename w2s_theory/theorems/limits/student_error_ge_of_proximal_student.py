"""The quadratic limit for every student that stays close to its teacher at a convex price.

f_ST = argmin_f 1/2 ||f - f_TE||^2 + Omega(f), with Omega convex and smallest at 0: any convex penalty
or constraint, however nonlinear the student is in its teacher (sparsity, norm balls, positivity).
Then <f_ST, f_TE - f_ST> >= 0, since f_TE - f_ST is a subgradient of Omega at f_ST and Omega(0) is
not larger. That inequality is all that the proof for shrinkage uses, so the bound is the same. Its twin from above,
for a convex class that holds the target, is ``student_error_le_of_convex_student``.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from w2s_theory.experiments.random_operators import operator_attack
from w2s_theory.experiments.relu_networks import (
    NetworkDraw,
    mixed_trials,
    network_draws,
)
from w2s_theory.notation import L_ST
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.operators import OperatorDraw
from w2s_theory.theorems.limits.setting import PROXIMAL
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import BOUND, STABLE
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import (
    proof as shrinkage_proof,
)
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import (
    witness as shrinkage_witness,
)

NOTES = {
    "in_ball": "<f_ST, f_TE - f_ST> >= 0 says that the student lies in the ball of diameter [0, f_TE].",
}


def proof() -> tuple[Step, ...]:
    """The steps for shrinkage, with the proximal inequality in place of S - S^2 >= 0."""
    return tuple(_proximal(step) for step in shrinkage_proof())


def _proximal(step: Step) -> Step:
    multipliers = step.certificate.get("multipliers", {})
    if "S.square(0)" not in multipliers:
        return step
    renamed = {"student.proximal" if name == "S.square(0)" else name: value for name, value in multipliers.items()}
    certificate = {**step.certificate, "multipliers": renamed}
    return replace(step, certificate=certificate, note=NOTES.get(step.name, step.note))


def proximal_student(draw: OperatorDraw) -> np.ndarray:
    """A proximal point of the draw's teacher, one of five penalties chosen by the draw's own numbers.

    Each is minimised in closed form: an l1 norm in the student's basis (soft thresholding), the
    norm itself, a box around 0, a ray from 0, a ball around 0.
    """
    teacher, basis = draw.teacher, draw.eigenvectors
    size, rate = np.linalg.norm(teacher), draw.shrinkage[-1]
    coordinates = basis.T @ teacher
    kind = int(1e6 * rate) % 5
    if kind == 0:
        kept = np.sign(coordinates) * np.maximum(np.abs(coordinates) - (1 - rate) * np.abs(coordinates).max(), 0.0)
        return basis @ kept
    if kind == 1:
        return teacher * max(0.0, 1.0 - (1 - rate) / max(size, 1e-300))
    if kind == 2:
        return basis @ np.clip(coordinates, -rate * size, rate * size)
    if kind == 3:
        # the ray is chosen near the target, where a student is good
        ray = draw.target + (1 - rate) * basis[:, 0]
        ray = ray / np.linalg.norm(ray)
        return max(0.0, float(ray @ teacher)) * ray
    return teacher * min(1.0, rate / max(size, 1e-300))


def measure(draws: list[OperatorDraw]) -> Draws:
    """Proximal students of random teachers."""
    return _measure([(each, proximal_student(each)) for each in draws])


def measure_rays(draws: list[OperatorDraw]) -> Draws:
    """The student that may only move along one ray, which an optimiser turns."""
    pairs = []
    for each in draws:
        ray = each.eigenvectors[:, 0]
        pairs.append((each, max(0.0, float(ray @ each.teacher)) * ray))
    return _measure(pairs)


def _measure(pairs: list[tuple[OperatorDraw, np.ndarray]]) -> Draws:
    teacher = np.array([each.teacher_error for each, _ in pairs])
    measured = np.array([np.sum((each.target - student) ** 2) for each, student in pairs])
    product = np.array([student @ (each.teacher - student) for each, student in pairs])
    exact = np.full(len(pairs), 1e-13)
    return Draws(
        {"L_TE": np.minimum(teacher, 1.0)}, measured, exact, {"L_TE": exact}, {"proximal_product": product}
    )


def measure_networks(draws: list[NetworkDraw]) -> Draws:
    """ReLU networks: gradient flow, its average and ridge are proximal too."""
    errors = np.array([(each.student_error, each.student_error_accuracy) for each in draws])
    product = [float(np.sum(each.shrinkage * (1 - each.shrinkage) * each.teacher.mass)) for each in draws]
    found = network_draws(draws, *errors.T)
    return Draws(
        {"L_TE": found.parameters["L_TE"]}, found.measured, found.error, found.uncertainty,
        {"proximal_product": np.array(product)}, found.sizes,
    )


def witness() -> Draws:
    """The nearest point of the ball is the projection of f_TE on the ray through that point."""
    found = shrinkage_witness()
    product = np.zeros(len(found))
    return Draws({"L_TE": found.parameters["L_TE"]}, found.measured, found.error, {}, {"proximal_product": product})


THEOREM = Theorem(
    name="student_error_ge_of_proximal_student",
    title="Quadratic limit for every proximal student",
    citation=Citation(
        "medvedev2025weak", "class of the limit; every convex regularisation (proximal student), with the limit attained",
        relation="sharper",
    ),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),),
    quantity=L_ST,
    relation=">=",
    bound=BOUND,
    stable_bound=STABLE,
    float_accuracy=4e-15,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1",
        "f_ST minimises 1/2 ||f - f_TE||^2 + Omega(f), Omega convex with its minimum at 0",
    ),
    setting=PROXIMAL,
    conditions=(
        Condition("<f_ST, f_TE - f_ST> >= 0", lambda draws: draws.facts["proximal_product"] >= -1e-12),
    ),
    experiment=mixed_trials(measure, measure_networks),
    witness=witness,
    attack=operator_attack(measure_rays),
    proof=proof,
)
