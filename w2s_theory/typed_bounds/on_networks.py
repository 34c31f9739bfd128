"""A typed bound, measured on simulated ReLU networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np

from w2s_theory.evaluate.scaled_times import compute_times
from w2s_theory.exact_number import exact_number, shorten
from w2s_theory.records.errors import InputError
from w2s_theory.typed_bounds.ball_sign import ball_at
from w2s_theory.typed_bounds.normal_form import BoundClaim

DEFAULTS: dict[str, Any] = {"d": None, "M_TE": None, "M_ST": inf, "k": 1, "trials": 20, "seed": 0}
# tau = lambda_k t, from a student that learnt hardly anything to one that copies its teacher
SCALED_TIMES = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One simulated teacher with the stopping time that is worst for the claim.

    ``accuracy`` is the absolute error bound of ``student_error`` and of the bound together;
    ``holds`` is false only beyond it.
    """

    trial: int
    teacher_error: float
    student_error: float
    accuracy: float
    tau: float
    bound: float
    holds: bool


def parse_networks(on: str | Mapping[str, Any]) -> dict[str, Any]:
    """``d=32,M_TE=64`` as sizes, with defaults; ``InputError`` for unknown, repeated or missing names."""
    pairs = [part.partition("=")[::2] for part in on.split(",")] if isinstance(on, str) else list(on.items())
    sizes = dict(DEFAULTS)
    seen: set[str] = set()
    for name, value in ((str(name).strip(), value) for name, value in pairs):
        if name not in sizes or name in seen:
            kind = "repeats" if name in seen else "has no size"
            raise InputError(
                f"--on takes d, M_TE, M_ST, k, trials, seed once each, and {kind} {shorten(name)}"
            )
        seen.add(name)
        sizes[name] = inf if name == "M_ST" and str(value).strip() == "inf" else _whole(str(value), name)
    missing = [name for name in ("d", "M_TE") if sizes[name] is None]
    if missing:
        raise InputError(f"--on must give {missing[0]}, as in --on d=32,M_TE=64")
    return sizes


def _whole(text: str, name: str) -> int:
    value = exact_number(text, name)
    if value.denominator != 1:
        raise InputError(f"{name} must be a whole number, not {shorten(text)}")
    return int(value)


def measure_networks(claim: BoundClaim, sizes: Mapping[str, Any]) -> tuple[NetworkRow, ...]:
    """One row per teacher: the time at which the claim is closest to failing."""
    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.simulate.networks import simulate_networks

    model, degree = relu_sphere(sizes["d"]), sizes["k"]
    times = compute_times(sizes["d"], degree, 1, SCALED_TIMES)
    found = simulate_networks(
        model,
        sizes["M_TE"],
        student_units=sizes["M_ST"],
        target=degree,
        times=times,
        trials=sizes["trials"],
        seed=sizes["seed"],
    )
    rows = []
    for trial in range(sizes["trials"]):
        teacher = float(found.teacher_error[trial])
        slack = float(found.teacher_error_accuracy[trial])
        students = np.asarray(found.student_error[trial], dtype=float)
        accuracies = np.asarray(found.student_error_accuracy[trial], dtype=float)
        bounds = [_float_bound(claim, max(teacher + shift, 0.0)) for shift in (-slack, 0.0, slack)]
        wobble = max(bounds) - min(bounds)
        excess = students - bounds[1] if claim.relation == ">=" else bounds[1] - students
        worst = int(np.argmin(excess))
        accuracy = float(accuracies[worst]) + wobble + 1e-15 * abs(bounds[1])
        rows.append(
            NetworkRow(
                trial,
                teacher,
                float(students[worst]),
                accuracy,
                SCALED_TIMES[worst],
                bounds[1],
                bool(excess[worst] >= -accuracy),
            )
        )
    return tuple(rows)


def _float_bound(claim: BoundClaim, teacher_error: float) -> float:
    point = min(max(Fraction(teacher_error), Fraction(1, 10**30)), 1 - Fraction(1, 10**15))
    return float(ball_at(claim.bound, point).mid())
