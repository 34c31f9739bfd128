"""Targets of several degrees that the teacher has learnt, by the equivalent: ReLU kernels up to d = 10^6, random spectra."""

from __future__ import annotations

import math

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.experiments.equivalent_degrees import Spectrum, random_spectrum
from w2s_theory.experiments.equivalent_means import LENGTH
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import AccuracyError

# what the equivalent promises of its noise term
_ACCURACY = 2e-9
_EPS = float(np.finfo(float).eps)
_TARGETS = ({0: 0.6, 1: 0.8}, {1: 0.6, 2: 0.8}, {1: 0.8, 2: 0.6}, {0: 0.48, 1: 0.64, 2: 0.6})


def stop(rng: np.random.Generator, teacher_error: float) -> float:
    """Half of the times tau = 2 log(1/L_TE), else anything from 0.01 to 40."""
    return float(-2 * math.log(teacher_error) if rng.random() < 0.5 else 10.0 ** rng.uniform(-2, 1.6))


def relu_row(rng: np.random.Generator) -> dict[str, float]:
    """A ReLU kernel with more units than the target's hardest degree has dimensions; its trace is 1/(2 d)."""
    while True:
        target = _TARGETS[int(rng.integers(len(_TARGETS)))]
        hardest = max(target)
        # at most 10^12 units
        log_d = rng.uniform(1, min(6.0, 11.0 / hardest))
        d = int(10**log_d)
        try:
            found = equivalent(relu_sphere(d), int(10 ** (hardest * log_d + rng.uniform(0.5, 1))), target)
            modes, kappa = found.float_formulas(0.0).modes, float(found.kappa)
            lams = {k: float(modes.eigenvalue[modes.degree == k][0]) for k in target}
            lam, error = lams[hardest], float(found.teacher_error)
            time = stop(rng, error) / lam
            student = float(found.student_error(time=time))
        except AccuracyError:
            continue
        others = [(lam + kappa) / (each + kappa) for k, each in lams.items() if k != hardest]
        units = float(found.teacher_units)
        return {
            "kappa": kappa, "lam": lam, "t": time, "s": -math.expm1(-lam * time),
            "c_k": abs(target[hardest]), "r_easy": max(others), "L_TE": error,
            "K_1": 1 / (2 * d), "S_1": units, "S_2": units - float(found.unit_surplus), "student": student,
            "accuracy": _ACCURACY * student, "doubt": 4 * _EPS * units,
        }  # fmt: skip


def spectrum_row(rng: np.random.Generator) -> dict[str, float]:
    """A random spectrum whose target ends at any of its eigenspaces."""
    found = random_spectrum(rng)
    hardest = int(rng.integers(1, LENGTH))
    parts = np.where(np.arange(LENGTH) < hardest, found.parts * rng.random(), 0.0)
    parts[hardest] = 1.0
    found = Spectrum(found.kappa, found.lambdas, found.counts, parts / np.linalg.norm(parts))
    lam, kappa, error = float(found.lambdas[hardest]), found.kappa, found.teacher_error
    time = stop(rng, error) / lam
    others = [(lam + kappa) / (each + kappa) for each in found.lambdas[:hardest][parts[:hardest] != 0]]
    square_units = float(found.counts @ found.gain**2)
    return {
        "kappa": kappa, "lam": lam, "t": time, "s": -math.expm1(-lam * time),
        "c_k": float(found.parts[hardest]), "r_easy": max(others, default=0.0),
        "L_TE": error, "K_1": float(found.counts @ found.lambdas), "S_1": square_units + float(found.spread.sum()),
        "S_2": square_units, "student": found.student_error(-np.expm1(-found.lambdas * time)),
        "accuracy": 1e-13, "doubt": 4 * _EPS * square_units,
    }  # fmt: skip


def learnt_target_trials(rng: np.random.Generator, size: int) -> Draws:
    """The equivalent's L_ST; one draw in three a ReLU kernel."""
    kernels = max(6, size // 3)
    rows = [relu_row(rng) for _ in range(kernels)] + [
        spectrum_row(rng) for _ in range(max(1, size - kernels))
    ]
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    student, accuracy, doubt = (columns.pop(name) for name in ("student", "accuracy", "doubt"))
    sizes = {"ReLU kernels": kernels, "random spectra": len(rows) - kernels, "d": "10 to 10^6"}
    return Draws(columns, student, accuracy, {"S_2": doubt}, sizes=sizes)
