"""Draws that figures share: the same teachers as ``simulate_networks`` with the same seed, stopped at best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.machine.intervals import describe_mean
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.overshoot import find_best_flow
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.targets import build_target
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher

# best stopping times lie well below this for every size of these figures
LONGEST_TAU = 400.0


@dataclass(frozen=True)
class BestFlow:
    """The stopping time tau = lambda_k t at which one draw's L_ST is least, and L_ST there."""

    tau: float
    error: float


def target_eigenvalue(model: Model, degree: int) -> float:
    """lambda_k by the simulation's own quadrature; ``InputError`` for a degree that the features lack."""
    build_target(degree, model)
    return float(estimate_coefficients(model, max(64, degree)).eigenvalue[degree])


def draw_teacher(
    model: Model,
    units: int,
    degree: int,
    trial: int,
    seed: int,
    times: Sequence[float] = (),
    accuracy: float = 1e-6,
) -> TeacherDraw:
    """Teacher ``trial`` of ``simulate_networks(model, units, target=degree, seed=seed)``."""
    bottom = draw_units(model, units, child_generator(seed, "teacher", trial))
    return simulate_teacher(model, bottom, degree, times=times, accuracy=accuracy)


def best_flow(draw: TeacherDraw, degree: int) -> BestFlow:
    """Gradient flow with infinitely many units, stopped when this draw's error is least.

    ``draw`` must have been resolved for times up to :func:`longest_time`.

    Raises
    ------
    AccuracyError
        If the best time is longer.
    """
    found = find_best_flow(draw)
    tau = found.parameters["time"] * float(draw.eigenvalue[degree])
    if tau > LONGEST_TAU:
        raise AccuracyError(
            f"the best stopping time is beyond tau = {LONGEST_TAU:g}, which this draw resolves"
        )
    return BestFlow(tau, found.error)


def longest_time(model: Model, degree: int) -> float:
    """The largest stopping time that :func:`best_flow` looks at."""
    return LONGEST_TAU / target_eigenvalue(model, degree)


def describe_ratio(values: np.ndarray) -> tuple[float, float | None, float | None]:
    """Geometric mean of positive values with its approximate 95 % interval (Student t on the logarithm)."""
    found = describe_mean(np.log(values))
    if found.low is None or found.high is None:
        return math.exp(found.mean), None, None
    return math.exp(found.mean), math.exp(found.low), math.exp(found.high)
