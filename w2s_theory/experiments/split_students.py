"""Experiments on the mean error of students at one width, against bounds from parts of the teacher's units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.experiments.feature_tails import tail_traces
from w2s_theory.experiments.log_det import compute_log_det_time
from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.experiments.split_units import describe_parts
from w2s_theory.experiments.width_window import student_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.growing_teachers import simulate_growing_teachers
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.random_features import draw_units

# (d, M_1 = M_2, lambda_1 t); the degrees 0 and 1 have weights, sigma is degree 2's
SETTINGS = ((8, 2, 0.5), (16, 2, 1.0), (32, 1, 1.5))
SIZES = {"(d, M_1 = M_2, lambda t)": str(SETTINGS), "target degree": 1, "weighted degrees": "0 and 1"}


def measure_split(dimension: int, part: int, tau: float, size: int, rng: np.random.Generator) -> Draws:
    """``size`` ReLU networks of twice ``part`` units, a linear target and gradient flow."""
    model = relu_sphere(dimension)
    units = draw_units(model, size * 2 * part, rng).reshape(size, 2 * part, dimension)
    made = simulate_growing_teachers(model, units)
    lam = made.coefficient**2
    error, accuracy = student_errors(model, units, made.target_value, tau / lam)
    s = -np.expm1(-estimate_coefficients(model, 4).eigenvalue[:3] * tau / lam)
    sigma = float(s[2] ** 2)
    row = describe_parts(dimension, {0: float(s[0] ** 2) - sigma, 1: float(s[1] ** 2) - sigma}, part, part)
    parameters = {name: np.repeat(value, size, axis=0) for name, value in row.items() if name != "delta"}
    parameters |= {
        "s": np.full(size, s[1]), "slow_square": np.full(size, sigma), "gamma_k": np.full(size, s[1] ** 2 - sigma + 1e-15),
        "l_M": np.clip(made.teacher_error[:, -1], 0.0, 1.0), "target_count": np.full(size, float(dimension)),
        "first_error": parameters["first_errors"][:, 1], "second_error": parameters["second_errors"][:, 1],
    }  # fmt: skip
    return Draws(parameters, error, accuracy + 1e-12, {"l_M": made.accuracy[:, -1]}, sizes=SIZES)


def chain_trials(rng: np.random.Generator, size: int) -> Draws:
    """The same networks, the target's degree apart: what is left of it is bounded by its mean with half of the units."""
    parts, each = [], -(-4 * size // len(SETTINGS))
    for dimension, part, tau in SETTINGS:
        found = measure_split(dimension, part, tau, each, rng)
        own = found.parameters["first_error"]
        weights = found.parameters["degree_weights"] * np.array([1.0, 0.0, 0.0])
        known = {**found.parameters, "degree_weights": weights, "residual_square": own**2}
        del known["first_error"], known["second_error"]
        parts.append(replace(found, parameters=known))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def measure_square_law(dimension: int, part: int, tau: float, size: int, rng: np.random.Generator) -> Draws:
    """The same networks, with the errors of a part from its log-det time; degree 2 has no weight."""
    found = measure_split(dimension, part, tau, size, rng)
    model = relu_sphere(dimension)
    made = simulate_growing_teachers(model, draw_units(model, 1, rng)[None])
    lam, each, time = made.coefficient**2, made.eigenvalue[:2], compute_log_det_time(made, part)
    row = {
        "lambdas": np.array([*each, lam]), "degree_ratios": np.array([*np.maximum(1.0, lam / each), 1.0]) * (1 + 1e-12),
        "first_errors": np.array([*(1 / (1 + each * time)), 0.0]),
    }  # fmt: skip
    row["second_errors"] = row["first_errors"]
    scalars = {
        "lam": lam,
        "xi": time,
        "first_error": 1 / (1 + lam * time),
        "second_error": 1 / (1 + lam * time),
    }
    known = {
        **found.parameters,
        **{name: np.repeat(value[None], size, axis=0) for name, value in row.items()},
        **{name: np.full(size, value) for name, value in scalars.items()},
    }
    # what the degrees beyond the table may change
    doubt = {**found.uncertainty, "xi": np.full(size, 1e-6 * time)}
    return replace(found, parameters=known, uncertainty=doubt)


def square_law_trials(rng: np.random.Generator, size: int) -> Draws:
    """Networks of a few units, with times of the log-det recursion."""
    each = -(-4 * size // len(SETTINGS))
    mixed = join([measure_square_law(*setting, each, rng) for setting in SETTINGS])
    return mixed.select(rng.permutation(len(mixed)))


def split_trials(rng: np.random.Generator, size: int) -> Draws:
    """Networks of a few units."""
    each = -(-4 * size // len(SETTINGS))
    mixed = join([measure_split(*setting, each, rng) for setting in SETTINGS])
    return mixed.select(rng.permutation(len(mixed)))


def gap_trials(rng: np.random.Generator, size: int) -> Draws:
    """A constant target, whose mean over V_0 is itself, and eight units in high dimension: max(PGR, 0)."""
    dimension, part, tau, failure, many = 1024, 4, 4.0, 0.05, size
    model = relu_sphere(dimension)
    units = draw_units(model, many * 2 * part, rng).reshape(many, 2 * part, dimension)
    errors, accuracy = degree_errors(model, units, 0)
    teacher, table = errors[:, 0], estimate_coefficients(model, 3)
    s = -np.expm1(-table.eigenvalue[:2] * tau / table.eigenvalue[0])
    # the noise outside V_0 is learnt at most as far as degree 1
    rest = s[1] ** 2 * teacher * (1 - teacher)
    student = (1 - s[0] * (1 - teacher)) ** 2 + rest / 2
    trace, square = tail_traces(model, (0,))
    pairs = 2 * part * (2 * part - 1)
    floor = trace - float(np.sqrt(pairs * square / failure))
    sigma = float(s[1] ** 2)
    row = describe_parts(dimension, {0: float(s[0] ** 2) - sigma}, part, part)
    parameters = {name: np.repeat(value, many, axis=0) for name, value in row.items() if name != "delta"}
    known = {
        "s": float(s[0]), "slow_square": sigma, "delta": failure,
        "error_floor": 1 / (1 + 2 * part * float(table.eigenvalue[0]) / floor),
    }  # fmt: skip
    parameters |= {name: np.full(many, value) for name, value in known.items()}
    doubt = (rest / 2 + 4 * accuracy[:, 0] + 1e-12) / teacher
    sizes = {"d": dimension, "M_1 = M_2": part, "lambda t": tau, "target degree": 0}
    return Draws(parameters, np.maximum(1 - student / teacher, 0.0), doubt, sizes=sizes)


def necessity_trials(rng: np.random.Generator, size: int) -> Draws:
    """One or two units in high dimension, trained for long, where b = 1 - M/d is nearly E L_TE."""
    parts = []
    for dimension, count in ((32, 1), (64, 2), (128, 2)):
        each = -(-2 * size // 3)
        model = relu_sphere(dimension)
        units = draw_units(model, each * count, rng).reshape(each, count, dimension)
        made = simulate_growing_teachers(model, units)
        tau = 4.0
        error, accuracy = student_errors(model, units, made.target_value, tau / made.coefficient**2)
        known = {"s": -np.expm1(-tau), "error_floor": 1 - count / dimension}
        parameters = {name: np.full(each, value) for name, value in known.items()}
        # the mean over V_1 of one network has the mean of L_TE, and is never below 1 - M/d
        missed, doubt = degree_errors(model, units, 1)
        parameters["l_M"] = missed[:, 1]
        sizes = {"(d, M_TE)": "(32, 1), (64, 2), (128, 2)", "lambda t": tau, "target degree": 1}
        parts.append(Draws(parameters, error, accuracy + 1e-12, {"l_M": doubt[:, 1]}, sizes=sizes))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))
