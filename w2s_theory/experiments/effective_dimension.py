"""Experiments at the best level that the effective dimension allows: the residual's energy and the student's error."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np

from w2s_theory.experiments.noise_profile import LENGTH
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher

# the probability of failure at which networks are drawn
DELTA = Fraction(1, 10)
# (dimension, M): fewer units have no level below the largest eigenvalue, more are further from the bound
MANY = ((8, 64), (16, 96), (16, 128))
# teachers whose error is not small
WEAK = ((32, 64), (32, 96))


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A level rho and c with 8 N(rho) exp(-(c^2/2)/(N/M + c/(3 M))) = ``failure``; R = (rho/lambda_k) c/(1 - c)."""

    level: float
    deviation: float
    failure: float
    relative: float
    largest_eigenvalue: float


def effective_dimension(model: Model, level: float) -> float:
    """An upper estimate of N(rho): degrees beyond 64 are counted as if their eigenvalues were 0 beside rho."""
    table = estimate_coefficients(model, 64)
    mass = table.amplitude**2
    rest = max(0.0, table.kernel_diagonal - float(mass.sum())) + 1e-13 * table.kernel_diagonal
    return float(np.sum(mass / (table.eigenvalue + level))) * (1 + 1e-9) + rest / level


def failure_probability(size: float, units: int, deviation: float) -> float:
    """8 N exp(-(c^2/2)/(N/M + c/(3 M)))."""
    return 8 * size * float(np.exp(-(deviation**2) / 2 / (size / units + deviation / (3 * units))))


@cache
def best_level(model: Model, units: int, delta: float, degree: int = 1) -> Cutoff | None:
    """The smallest R on a grid of c, by bisection for rho; None if no level below lambda_0 is allowed."""
    eigenvalue = estimate_coefficients(model, 64).eigenvalue
    top = float(eigenvalue[0])
    found: list[Cutoff] = []
    for c in np.linspace(0.05, 0.95, 37):

        def failure(rho: float, c: float = float(c)) -> float:
            return failure_probability(effective_dimension(model, rho), units, c)

        if failure(top) > delta:
            continue
        low, high = np.log(top) - 40.0, np.log(top)
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if failure(float(np.exp(middle))) <= delta else (middle, high)
        rho = float(np.exp(high))
        found.append(
            Cutoff(rho, float(c), failure(rho), rho * c / ((1 - c) * float(eigenvalue[degree])), top)
        )
    return min(found, key=lambda each: each.relative, default=None)


def residual_energy(teacher: TeacherDraw) -> tuple[float, float]:
    """mu = <e, K e>/(lambda_k ||e||^2), and how far it may be off."""
    lam = float(teacher.eigenvalue[teacher.target.main_degree])
    size = lam * teacher.teacher_error
    tail = teacher.tail_eigenvalue * (teacher.tail_mass + teacher.tail_mass_accuracy)
    energy = (float(teacher.eigenvalue @ teacher.residual_mass) + tail / 2) / size
    doubt = teacher.mass_accuracy + 2 * teacher.cross_accuracy
    own = energy * teacher.teacher_error_accuracy / teacher.teacher_error
    return energy, (float(teacher.eigenvalue @ doubt) + tail / 2) / size + own


def effective_draws(
    rng: np.random.Generator,
    size: int,
    scaled_time: float | None = None,
    many: tuple[tuple[int, int], ...] = MANY,
) -> Draws:
    """ReLU networks of the sizes ``many``; measured is mu, or with a scaled time the student's error then."""
    delta, rows = float(DELTA), []
    for number in range(size):
        dimension, units = many[number % len(many)]
        model = relu_sphere(dimension)
        level = best_level(model, units, delta)
        assert level is not None
        teacher = simulate_teacher(model, draw_units(model, units, rng), 1)
        lam = float(teacher.eigenvalue[1])
        time = (scaled_time or 0.0) / lam
        measured, accuracy = residual_energy(teacher)
        energy = measured
        if scaled_time is not None:
            errors, doubts = compute_student_error(teacher, [time])
            measured, accuracy = float(errors[0]), float(doubts[0])
        rows.append((
            measured, accuracy, energy, teacher.teacher_error, teacher.teacher_error_accuracy, lam, time,
            level.level, level.deviation, units, level.failure, level.largest_eigenvalue,
        ))  # fmt: skip
    measured, accuracy, energy, error, doubt, lam, time, rho, c, units, failure, top = np.array(rows).T
    return Draws(
        {
            "mu": energy, "L_TE": error, "lam": lam, "penalty": rho, "c": c, "M_TE": units, "lambda_0": top,
            "delta": np.full(len(rows), delta),
            "t": time, "n": np.full(len(rows), LENGTH), "lambdas": np.zeros((len(rows), LENGTH)),
        },
        measured, accuracy, {"L_TE": doubt}, {"failure": failure, "late": np.exp(-lam * time)},
        {"(d, M_TE)": str(many), "target degree": 1},
    )  # fmt: skip


def residual_energy_trials(rng: np.random.Generator, size: int) -> Draws:
    """The residual's energy alone."""
    return effective_draws(rng, size)


def student_trials(rng: np.random.Generator, size: int) -> Draws:
    """The student stopped at lambda t = 2."""
    return effective_draws(rng, size, 2.0)


def square_trials(rng: np.random.Generator, size: int) -> Draws:
    """The student stopped at lambda t = 2.7, later than log(1/L_TE) at these sizes."""
    return effective_draws(rng, size, 2.7, WEAK)
