"""Weak teachers and strong students, drawn and trained: the function a user calls."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.decimals import latex_decimal
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.simulate.finite_student import LARGEST_EIGENPROBLEM, simulate_finite_student
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.machine.free_memory import estimate_bytes, require_memory
from w2s_theory.simulate.machine.intervals import MeanInterval, describe_mean
from w2s_theory.simulate.machine.streams import child_generator, require_seed
from w2s_theory.simulate.random_features import LARGEST_UNITS, draw_units
from w2s_theory.simulate.student import compute_student_error, require_times
from w2s_theory.simulate.targets import Target, build_target
from w2s_theory.simulate.teacher import require_accuracy, simulate_teacher

LARGEST_TRIALS = 10**6


@dataclass(frozen=True, eq=False)
class NetworkSimulation:
    """Errors of independently drawn teachers and their students.

    Parameters
    ----------
    model, target, teacher_units, student_units, filter_name, seed
        What was simulated; ``student_units`` may be ``inf``.
    times, taus
        Shape (n_times,). t and tau = lambda_K t, K the target's main degree.
    teacher_error, teacher_error_accuracy
        Shape (trials,). L_TE per trial, and how far each may be off numerically.
    student_error, student_error_accuracy
        Shape (trials, n_times). L_ST.
    confidence
        Of the describing intervals.
    """

    model: Model
    target: Target
    teacher_units: int
    student_units: float
    filter_name: str
    seed: int
    times: np.ndarray
    taus: np.ndarray
    teacher_error: np.ndarray
    teacher_error_accuracy: np.ndarray
    student_error: np.ndarray
    student_error_accuracy: np.ndarray
    confidence: float = 0.95

    how = "simulated"

    @property
    def trials(self) -> int:
        """Number of trials."""
        return len(self.teacher_error)

    @property
    def teacher_interval(self) -> MeanInterval:
        """Mean L_TE with a describing interval (Student t, approximate)."""
        return describe_mean(self.teacher_error, self.confidence)

    @property
    def student_intervals(self) -> tuple[MeanInterval, ...]:
        """Mean L_ST with a describing interval, per time."""
        return tuple(describe_mean(column, self.confidence) for column in self.student_error.T)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; an infinite time or size is the text "inf"."""
        rows = zip(self.taus, self.times, self.student_intervals, strict=True)
        return {
            "how": self.how,
            "model": self.model.name,
            "activation": self.model.activation.name if self.model.activation else None,
            "dimension": self.model.dimension,
            "teacher_units": self.teacher_units,
            "student_units": _plain(self.student_units),
            "target": self.target.to_dict(),
            "filter": self.filter_name,
            "seed": self.seed,
            "trials": self.trials,
            "confidence": self.confidence,
            "teacher_error": _interval(self.teacher_interval),
            "student_errors": [
                {"tau": _plain(tau), "time": _plain(time), **_interval(interval)}
                for tau, time, interval in rows
            ],
        }

    def to_latex(self) -> str:
        """Return a tabular of tau, mean L_ST and its interval."""
        body = [rf"$L_{{TE}}$ & {_latex_range(self.teacher_interval)} \\"]
        body += [
            rf"$L_{{ST}}(\tau={latex_decimal(_short(tau))})$ & {_latex_range(interval)} \\"
            for tau, interval in zip(self.taus, self.student_intervals, strict=True)
        ]
        return "\n".join([r"\begin{tabular}{ll}", *body, r"\end{tabular}"])

    def _repr_html_(self) -> str:
        rows = [("L_TE", self.teacher_interval)]
        rows += [
            (f"L_ST(tau={_short(t)})", i) for t, i in zip(self.taus, self.student_intervals, strict=True)
        ]
        cells = "".join(f"<tr><td>{escape(name)}</td><td>{escape(_range(i))}</td></tr>" for name, i in rows)
        return f"<table><caption>{escape(repr(self))}</caption>{cells}</table>"

    def __repr__(self) -> str:
        """Return one line: sizes and the teacher's error."""
        size = f"d={self.model.dimension}, M_TE={self.teacher_units}, M_ST={_short(self.student_units)}"
        value = _range(self.teacher_interval)
        return f"NetworkSimulation({size}, trials={self.trials}, seed={self.seed}: L_TE = {value})"


def simulate_networks(
    model: Model,
    teacher_units: int,
    student_units: float = math.inf,
    target: Any = 1,
    times: Iterable[float] = (math.inf,),
    trials: int = 20,
    seed: int = 0,
    accuracy: float = 1e-6,
    *,
    spectral_filter: SpectralFilter | None = None,
    progress: Callable[[int], None] | None = None,
) -> NetworkSimulation:
    """Draw teachers and students, train them on the population, and measure their errors.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    teacher_units : int
        M_TE >= 1.
    student_units : int or inf
        M_ST; ``inf`` is the limit of infinite width.
    target : int or mapping
        A degree, or {degree: coefficient} with squares that sum to 1; 1 is sqrt(d) x_1.
    times : iterable of float
        Gradient-flow times t >= 0 (tau = lambda_K t), ``inf`` included.
    trials : int
        Independent networks, 1 to 10^6.
    seed : int
        0 to 2**128 - 1. Trial i is the same for any number of trials.
    accuracy : float
        Relative numerical accuracy asked of every L_TE, and of every L_ST (of 3/4 L_TE^2, the least a
        shrinkage student can have, where L_ST is below it).
    spectral_filter : SpectralFilter, optional
        The student's training; gradient flow by default.
    progress : callable, optional
        Called with the number of finished trials.

    Returns
    -------
    NetworkSimulation

    Raises
    ------
    InputError
        For anything out of range, before anything is drawn; sizes beyond free memory included.
    AccuracyError
        If some Gram matrix does not carry the accuracy asked for.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> simulate_networks(relu_sphere(8), 16, trials=2).student_error.shape
    (2, 1)
    """
    if not isinstance(model, Model) or model.activation is None:
        raise InputError("networks are simulated for relu_sphere and activation_sphere models only")
    teacher_units = require_whole(teacher_units, "the number of teacher units", 1, LARGEST_UNITS)
    infinite = (
        isinstance(student_units, float | np.floating) and math.isinf(student_units) and student_units > 0
    )
    if not infinite:
        student_units = require_whole(student_units, "the number of student units (or inf)", 1, LARGEST_UNITS)
    trials = require_whole(trials, "the number of trials", 1, LARGEST_TRIALS)
    seed, accuracy = require_seed(seed), require_accuracy(accuracy)
    moments = require_times(
        list(times) if isinstance(times, Iterable) and not isinstance(times, str) else times
    )
    chosen = gradient_flow() if spectral_filter is None else spectral_filter
    spectral = chosen.name != "gradient_flow" or float(student_units) <= LARGEST_EIGENPROBLEM
    needed = estimate_bytes(model.dimension, teacher_units, float(student_units), spectral)
    needed += 16 * trials * (len(moments) + 1)
    require_memory(needed, f"simulating {teacher_units} teacher and {_short(student_units)} student units")
    goal = build_target(target, model)
    teacher_error, teacher_accuracy = np.empty(trials), np.empty(trials)
    student_error, student_accuracy = np.empty((trials, len(moments))), np.empty((trials, len(moments)))
    for trial in range(trials):
        units = draw_units(model, teacher_units, child_generator(seed, "teacher", trial))
        draw = simulate_teacher(
            model, units, goal, times=moments if infinite else (),
            degrees=None if infinite else goal.degrees[-1],
            spectral_filter=chosen, accuracy=accuracy,
        )  # fmt: skip
        teacher_error[trial], teacher_accuracy[trial] = draw.teacher_error, draw.teacher_error_accuracy
        if infinite:
            result = compute_student_error(draw, moments, chosen)
        else:
            student = draw_units(model, int(student_units), child_generator(seed, "student", trial))
            result = simulate_finite_student(draw, student, moments, chosen)
        student_error[trial], student_accuracy[trial] = result
        _require_student_accuracy(draw.teacher_error, *result, moments, accuracy)
        if progress is not None:
            progress(trial + 1)
    eigenvalue = float(estimate_coefficients(model, max(64, goal.main_degree)).eigenvalue[goal.main_degree])
    return NetworkSimulation(
        model, goal, teacher_units, math.inf if infinite else int(student_units), chosen.name, seed, moments,
        eigenvalue * moments, teacher_error, teacher_accuracy, student_error, student_accuracy,
    )  # fmt: skip


def _require_student_accuracy(
    teacher_error: float, error: np.ndarray, doubt: np.ndarray, times: np.ndarray, accuracy: float
) -> None:
    short = ~(doubt <= accuracy * np.maximum(error, 0.75 * teacher_error**2))
    if short.any():
        worst = int(np.argmax(short))
        raise AccuracyError(
            f"the student error {error[worst]:.3g} at time {times[worst]:.6g} is known to "
            f"+-{doubt[worst]:.1e} only, not to the relative accuracy {accuracy:g} asked for: "
            f"use fewer units or a larger accuracy"
        )


def _plain(value: float) -> float | int | str:
    return "inf" if math.isinf(value) else int(value) if isinstance(value, int) else float(value)


def _interval(interval: MeanInterval) -> dict[str, Any]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high, "method": interval.method}


def _short(value: float) -> str:
    return f"{value:.6g}"


def _latex_range(interval: MeanInterval) -> str:
    text = latex_decimal(_range(interval)).replace("+-", r"\pm")
    return f"${text}$"


def _range(interval: MeanInterval) -> str:
    if interval.low is None or interval.high is None:
        return f"{interval.mean:.6g}"
    return f"{interval.mean:.6g} +- {(interval.high - interval.low) / 2:.2g}"
