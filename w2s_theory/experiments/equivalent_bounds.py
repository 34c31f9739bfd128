"""Experiments on the equivalent itself: its value against the explicit bounds, far beyond any simulation.

ReLU kernels up to d = 10^6 and M_TE = 10^12 (the sums over all degrees are closed there), and random spectra, for
which the formula is summed here term by term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from w2s_theory.equivalents.prediction import Equivalent, equivalent
from w2s_theory.experiments.equivalent_means import LENGTH
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.errors import AccuracyError

_EPS = float(np.finfo(float).eps)
# what the equivalent promises of its noise term
_ACCURACY = 2e-9
_LARGEST_DIMENSION, _LARGEST_UNITS = 6.0, 12.0

Stop = Callable[[np.random.Generator, float], float]


def any_stop(rng: np.random.Generator, teacher_error: float) -> float:
    """Tau from 0.01 to 40."""
    return float(10.0 ** rng.uniform(-2, 1.6))


def quadratic_stop(rng: np.random.Generator, teacher_error: float) -> float:
    """Tau = 2 log(1/L_TE)."""
    return float(-2 * np.log(teacher_error))


def relu_row(rng: np.random.Generator, stop: Stop) -> tuple[float, ...]:
    """A random ReLU kernel, linear or quadratic target, more units than the target's degree has dimensions."""
    while True:
        log_d = rng.uniform(0.9, _LARGEST_DIMENSION)
        d, degree = int(10**log_d), int(rng.integers(1, 3))
        units = int(10 ** rng.uniform(min(degree * log_d + 0.3, _LARGEST_UNITS), _LARGEST_UNITS))
        try:
            found = equivalent(relu_sphere(d), units, degree)
            if not 1e-12 < found.teacher_error < 0.99:
                continue
            tau = stop(rng, found.teacher_error)
            error = found.student_error(tau=tau)
        except AccuracyError:
            continue
        return _row(found, 1 / (2 * d), tau, error)


def _row(found: Equivalent, trace: float, tau: float, error: float) -> tuple[float, ...]:
    formulas = found.float_formulas(0.0)
    lam, units = float(formulas.target_eigenvalue[0]), float(found.teacher_units)
    square_units = units - found.unit_surplus
    return (
        found.kappa, lam, tau / lam, found.teacher_error, trace, units, square_units, error,
        _ACCURACY * error, 4 * _EPS * units,
    )  # fmt: skip


def spectrum_row(rng: np.random.Generator, stop: Stop | None) -> tuple[float, ...]:
    """A random spectrum with the target in one of its eigenspaces, kappa given; ``None`` stops at t = 0."""
    lambdas = 10.0 ** rng.uniform(-4, 0, LENGTH)
    counts = np.floor(10.0 ** rng.uniform(0, 4, LENGTH))
    kappa, lam = float(10.0 ** rng.uniform(-4, 0)), float(lambdas[rng.integers(LENGTH)])
    level = kappa / (lam + kappa)
    gain, t = lambdas / (lambdas + kappa), 0.0 if stop is None else stop(rng, level) / lam
    passed = counts * lambdas / (lambdas + kappa) ** 2
    surplus = kappa * float(passed.sum())
    bias = level + (1 - level) * np.exp(-lam * t)
    error = bias**2 + level**2 * lam / surplus * float(passed @ np.expm1(-lambdas * t) ** 2)
    square_units = float(counts @ gain**2)
    return (
        kappa, lam, t, level, float(counts @ lambdas), square_units + surplus, square_units, error,
        100 * _EPS * error, 4 * _EPS * (square_units + surplus),
    )  # fmt: skip


def _draws(rows: list[tuple[float, ...]], timed: bool) -> Draws:
    kappa, lam, t, level, trace, units, square_units, error, accuracy, doubt = np.array(rows).T
    # a ReLU kernel has infinitely many eigenspaces, so no draw carries them: the bounds look at their sums only
    times = {"t": t} if timed else {}
    return Draws(
        {
            "kappa": kappa, "lam": lam, **times,
            "L_TE": level, "K_1": trace, "S_1": units, "S_2": square_units,
        },
        error, accuracy, {"S_2": doubt},
    )  # fmt: skip


def _trials(rng: np.random.Generator, size: int, stop: Stop, timed: bool) -> Draws:
    kernels = max(8, size // 3)
    found = _draws([relu_row(rng, stop) for _ in range(kernels)], timed)
    others = _draws([spectrum_row(rng, stop) for _ in range(max(1, size - kernels))], timed)
    sizes = {"ReLU kernels": kernels, "random spectra": len(others), "d": "7 to 10^6", "M_TE": "up to 10^12"}
    return replace(join([found, others]), sizes=sizes)


def sharp_trials(rng: np.random.Generator, size: int) -> Draws:
    """One draw in three a ReLU kernel, the others random spectra; stopped at random."""
    return _trials(rng, size, any_stop, timed=True)


def quadratic_stopping_trials(rng: np.random.Generator, size: int) -> Draws:
    """The same, stopped at tau = 2 log(1/L_TE)."""
    return _trials(rng, size, quadratic_stop, timed=False)


def witness() -> Draws:
    """At t = 0 the student is 0 and both sides are 1."""
    rng = np.random.default_rng(0)
    return _draws([spectrum_row(rng, None) for _ in range(4)], timed=True)
