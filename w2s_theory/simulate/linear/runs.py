"""Weak teachers and strong students of linear networks, drawn and trained: the function a user calls."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.given import require_list
from w2s_theory.models.linear_network import Eigenspaces, read_eigenspaces
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.spectral_filter import gradient_flow
from w2s_theory.simulate.linear.features import plan_linear_draw, read_target
from w2s_theory.simulate.linear.network import require_below_rank
from w2s_theory.simulate.linear.stacked import (
    compute_finite_student_errors,
    compute_student_errors,
    find_best_stops,
    train_teachers,
)
from w2s_theory.simulate.machine.intervals import MeanInterval, describe_mean
from w2s_theory.simulate.machine.streams import child_generators, require_seed
from w2s_theory.simulate.networks import LARGEST_TRIALS
from w2s_theory.simulate.random_features import LARGEST_UNITS
from w2s_theory.simulate.student import require_times
from w2s_theory.tables import html_table, latex_number, latex_table, plain

# numbers in the features of one stack
_STACK = 2**18
# relative, asked of every L_TE
_ACCURACY = 1e-6


@dataclass(frozen=True, eq=False)
class LinearSimulation:
    """Errors of independently drawn linear networks.

    Parameters
    ----------
    spectrum, teacher_units, student_units, seed
        What was simulated; ``student_units`` may be ``inf``.
    times
        Shape (n_times,).
    teacher_error, teacher_error_accuracy
        Shape (trials,). L_TE, and how far each may be off numerically.
    student_error, student_error_accuracy
        Shape (trials, n_times). L_ST.
    best_time, best_error
        Shape (trials,). Best stopping time of each draw and L_ST there; empty for a finite student.
    """

    spectrum: Eigenspaces
    teacher_units: int
    student_units: float
    seed: int
    times: np.ndarray
    teacher_error: np.ndarray
    teacher_error_accuracy: np.ndarray
    student_error: np.ndarray
    student_error_accuracy: np.ndarray
    best_time: np.ndarray
    best_error: np.ndarray

    how = "simulated"

    @property
    def trials(self) -> int:
        """Number of trials."""
        return len(self.teacher_error)

    @property
    def teacher_interval(self) -> MeanInterval:
        """Mean L_TE with a describing interval (Student t, approximate)."""
        return describe_mean(self.teacher_error)

    @property
    def student_intervals(self) -> tuple[MeanInterval, ...]:
        """Mean L_ST with a describing interval, per time."""
        return tuple(describe_mean(column) for column in self.student_error.T)

    @property
    def best_interval(self) -> MeanInterval | None:
        """Mean of L_ST at each draw's best time; ``None`` for a finite student."""
        return describe_mean(self.best_error) if len(self.best_error) else None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; an infinite time or size is the text "inf"."""
        best = self.best_interval
        return {
            "how": self.how,
            "model": "linear_network",
            "dimension": self.spectrum.dimension,
            "rank": self.spectrum.rank,
            "teacher_units": self.teacher_units,
            "student_units": plain(float(self.student_units))
            if math.isinf(self.student_units)
            else int(self.student_units),
            "seed": self.seed,
            "trials": self.trials,
            "teacher_error": self.teacher_interval.to_dict(),
            "student_errors": [
                {"time": plain(float(time)), **interval.to_dict()}
                for time, interval in zip(self.times, self.student_intervals, strict=True)
            ],
            "best_student_error": None if best is None else best.to_dict(),
        }

    def _rows(self) -> list[tuple[str, str, MeanInterval]]:
        rows = [("L_TE", "$L_{TE}$", self.teacher_interval)]
        rows += [
            (f"L_ST(t={time:.6g})", rf"$L_{{ST}}(t={latex_number(float(time), 6)})$", interval)
            for time, interval in zip(self.times, self.student_intervals, strict=True)
        ]
        best = self.best_interval
        return rows if best is None else [*rows, ("min L_ST", r"$\min_t L_{ST}$", best)]

    def to_latex(self) -> str:
        """Return a tabular of t, mean L_ST and its interval."""
        return latex_table([(head, f"${interval.latex}$") for _, head, interval in self._rows()], "ll")

    def _repr_html_(self) -> str:
        return html_table([(head, interval.text) for head, _, interval in self._rows()], caption=repr(self))

    def __repr__(self) -> str:
        """Return one line: sizes and the teacher's error."""
        size = f"d={self.spectrum.dimension}, M_TE={self.teacher_units}, M_ST={self.student_units:g}"
        value = self.teacher_interval.text
        return f"LinearSimulation({size}, trials={self.trials}, seed={self.seed}: L_TE = {value})"


def simulate_linear_networks(
    spectrum: Any,
    teacher_units: int,
    target: Any = 0,
    student_units: float = math.inf,
    times: Iterable[float] = (),
    trials: int = 20,
    seed: int = 0,
) -> LinearSimulation:
    """Draw linear networks with any covariance and measure teacher and student, the population exactly.

    Parameters
    ----------
    spectrum : Model, or rows (eigenvalue, multiplicity)
        Of Lambda; multiplicities may be as large as 10^15, memory grows with M_TE only.
    teacher_units : int
        M_TE, below the rank.
    target : int, mapping or array
        A row, {row: coefficient}, or all coefficients.
    student_units : int or inf
        M_ST.
    times : iterable of float
        Gradient-flow times t >= 0, ``inf`` included.
    trials, seed : int
        Trial i is the same for any number of trials.

    Returns
    -------
    LinearSimulation

    Raises
    ------
    InputError
        For anything out of range, before anything is drawn.
    AccuracyError
        If the features are dependent to working accuracy.

    Examples
    --------
    >>> simulate_linear_networks([(1, 4), ("1/64", 600)], 64, times=[8.0], trials=3).student_error.shape
    (3, 1)
    """
    rows = read_eigenspaces(spectrum)
    goal = read_target(target, rows)
    units = require_whole(teacher_units, "the number of teacher units", 1, LARGEST_UNITS)
    require_below_rank(units, rows.rank)
    infinite = isinstance(student_units, float) and math.isinf(student_units) and student_units > 0
    width = 0 if infinite else require_whole(
        student_units, "the number of student units (or inf)", 1, LARGEST_UNITS
    )  # fmt: skip
    trials = require_whole(trials, "the number of trials", 1, LARGEST_TRIALS)
    seed, moments = require_seed(seed), require_times(require_list(times, "times", "[8.0, inf]"))
    law = plan_linear_draw(rows, units + width, goal)
    levels, stops = np.empty((2, trials)), np.empty((2, trials if infinite else 0))
    errors, doubts = np.empty((2, trials, len(moments)))
    step = max(1, _STACK // (law.count * len(law.target)))
    for start in range(0, trials, step):
        part = slice(start, min(start + step, trials))
        generators = child_generators("linear network", [(seed, trial) for trial in range(start, part.stop)])
        weights = np.array([law.draw(rng) for rng in generators])
        teachers = train_teachers(weights[:, :units], law.eigenvalue, law.target, _ACCURACY)
        levels[:, part] = teachers.teacher_error, teachers.teacher_error_accuracy
        if infinite:
            stops[:, part] = find_best_stops(teachers)
            errors[part], doubts[part] = compute_student_errors(teachers, moments, gradient_flow())
        else:
            errors[part], doubts[part] = compute_finite_student_errors(teachers, weights[:, units:], moments)
    return LinearSimulation(
        rows, units, math.inf if infinite else width, seed, moments, levels[0], levels[1],
        errors, doubts, stops[0], stops[1],
    )  # fmt: skip
