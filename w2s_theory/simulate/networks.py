"""Weak teachers and strong students, drawn and trained: the function a user calls."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.records.spectral_filter import spectral_filter as filter_named
from w2s_theory.simulate.finite_student import LARGEST_EIGENPROBLEM
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.machine.free_memory import estimate_bytes, require_memory
from w2s_theory.simulate.machine.intervals import MeanInterval, describe_mean
from w2s_theory.simulate.machine.streams import require_seed
from w2s_theory.simulate.network_trials import TrialPlan, run_trials
from w2s_theory.simulate.random_features import LARGEST_UNITS
from w2s_theory.simulate.started_student import Start, build_start
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.targets import Target, build_target
from w2s_theory.simulate.teacher import require_accuracy
from w2s_theory.tables import html_table, latex_number, latex_table

LARGEST_TRIALS = 10**6
# the student trained to convergence, if nobody asks for another time
NEVER = (math.inf,)


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
    best_tau, best_student_error, best_student_error_accuracy
        Shape (trials,), or ``None`` if not asked for. The stopping time at which this draw's L_ST is least (``inf``:
        never), and L_ST there.
    misfit, misfit_accuracy
        Shape (trials, n_times). ||f_TE - f_ST||^2, what the student disagrees with its teacher.
    start
        Where the students started, ``None`` for 0.
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
    best_tau: np.ndarray | None = None
    best_student_error: np.ndarray | None = None
    best_student_error_accuracy: np.ndarray | None = None
    misfit: np.ndarray | None = None
    misfit_accuracy: np.ndarray | None = None
    start: Start | None = None

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

    @property
    def misfit_intervals(self) -> tuple[MeanInterval, ...]:
        """Mean misfit with a describing interval, per time; empty where it was not simulated."""
        columns = () if self.misfit is None else self.misfit.T
        return tuple(describe_mean(column, self.confidence) for column in columns)

    @property
    def best_interval(self) -> MeanInterval | None:
        """Mean of the draws' least L_ST with a describing interval, if it was asked for."""
        return (
            None
            if self.best_student_error is None
            else describe_mean(self.best_student_error, self.confidence)
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; an infinite time or size is the text "inf".

        ``accuracy`` beside a mean is how far rounding may have moved it: digits beyond differ between machines.
        """
        accuracies = self.student_error_accuracy.mean(axis=0)
        rows = zip(self.taus, self.times, self.student_intervals, accuracies, strict=True)
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
            "teacher_error": _interval(self.teacher_interval, self.teacher_error_accuracy.mean()),
            "student_errors": [
                {"tau": _plain(tau), "time": _plain(time), **_interval(interval, accuracy)}
                for tau, time, interval, accuracy in rows
            ],
            "best_student_error": self._best_fields(),
            "misfits": self._misfit_fields(),
            **({} if self.start is None else self.start.to_dict(self.target)),
        }

    def _misfit_fields(self) -> list[dict[str, Any]]:
        if self.misfit_accuracy is None:
            return []
        rows = zip(
            self.taus, self.times, self.misfit_intervals, self.misfit_accuracy.mean(axis=0), strict=True
        )
        return [
            {"tau": _plain(tau), "time": _plain(time), **_interval(interval, accuracy)}
            for tau, time, interval, accuracy in rows
        ]

    def _best_fields(self) -> dict[str, Any] | None:
        if self.best_interval is None or self.best_tau is None or self.best_student_error_accuracy is None:
            return None
        taus = {
            "tau_median": np.median(self.best_tau),
            "tau_least": self.best_tau.min(),
            "tau_largest": self.best_tau.max(),
        }
        plain = {name: _plain(float(value)) for name, value in taus.items()}
        return {**plain, **_interval(self.best_interval, self.best_student_error_accuracy.mean())}

    def to_latex(self) -> str:
        """Return a tabular of tau, mean L_ST and its interval."""
        body = [("$L_{TE}$", f"${self.teacher_interval.latex}$")]
        body += [
            (rf"$L_{{ST}}(\tau={latex_number(float(tau), 6)})$", f"${interval.latex}$")
            for tau, interval in zip(self.taus, self.student_intervals, strict=True)
        ]
        if self.best_interval is not None:
            body.append((r"$\min_t L_{ST}$", f"${self.best_interval.latex}$"))
        return latex_table(body, "ll")

    def _repr_html_(self) -> str:
        rows = [("L_TE", self.teacher_interval)]
        rows += [
            (f"L_ST(tau={_short(t)})", i) for t, i in zip(self.taus, self.student_intervals, strict=True)
        ]
        rows += [("min L_ST", self.best_interval)] if self.best_interval is not None else []
        return html_table([(name, interval.text) for name, interval in rows], caption=repr(self))

    def __repr__(self) -> str:
        """Return one line: sizes, the teacher's error, and the student's: the best one, else at the last time."""
        size = f"d={self.model.dimension}, M_TE={self.teacher_units}, M_ST={_short(self.student_units)}"
        value = self.teacher_interval.text
        students = [] if not len(self.taus) else [(self.taus[-1], self.student_intervals[-1])]
        said = [f"L_ST(tau={_short(tau)}) = {interval.text}" for tau, interval in students]
        if self.best_interval is not None:
            said = [f"best L_ST = {self.best_interval.text}"]
        errors = ", ".join([f"L_TE = {value}", *said])
        return f"NetworkSimulation({size}, trials={self.trials}, seed={self.seed}: {errors})"


def simulate_networks(
    model: Model,
    teacher_units: int,
    *unnamed: Any,
    target: Any = 1,
    student_units: float = math.inf,
    times: Iterable[Any] = NEVER,
    trials: int | range = 20,
    seed: int = 0,
    accuracy: float = 1e-6,
    taus: Iterable[Any] | None = None,
    spectral_filter: SpectralFilter | str | None = None,
    start: Any = None,
    progress: Callable[[int], None] | None = None,
) -> NetworkSimulation:
    """Draw teachers and students, train them on the population, and measure their errors.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    teacher_units : int
        M_TE >= 1.
    *unnamed
        Nothing: a third number could be the target's degree or M_ST, and is refused; all that follows is given by name.
    target : int or mapping
        A degree, or {degree: coefficient} with squares that sum to 1; 1 is sqrt(d) x_1.
    student_units : int or inf
        M_ST; ``inf`` is the limit of infinite width.
    times : iterable of float, or "best"
        Gradient-flow times t >= 0, ``inf`` included, and ``"best"``: for each draw the time at which its L_ST is
        least. ``inf`` alone if neither times nor taus are given.
    trials : int or range
        Independent networks, 1 to 10^6; or their numbers. Trial i is the same whichever others are asked for.
    seed : int
        0 to 2**128 - 1.
    accuracy : float
        Relative numerical accuracy asked of every L_TE, and of every L_ST (of 3/4 L_TE^2, the least a
        shrinkage student can have, where L_ST is below it).
    taus : iterable of float, or "best"
        Instead of times: tau = lambda_K t, K the degree of the target's largest coefficient (of several, the lowest).
    spectral_filter : SpectralFilter or str, optional
        The student's training, also by name: ``"ridge"``, ``"heavy_ball(0.5)"``; gradient flow by default.
    start : mapping, optional
        {degree: coefficient} of the function at which training starts, zonal about the target's axis, any norm; 0 without
        it. A student of finite width keeps it as a function that is added to its features'.
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

    Notes
    -----
    A sum of float64 numbers depends in its last digits on how many threads the linear algebra uses and on the
    processor; ``..._accuracy`` bounds it. With one thread the same machine gives the same numbers.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> simulate_networks(relu_sphere(8), 16, trials=2).student_error.shape
    (2, 1)
    """
    if unnamed:
        raise InputError(
            "a third number may be the target's degree or the student's units: give them by name, as in "
            "simulate_networks(model, 64, target=1, student_units=256)"
        )
    numbers, seed = _trial_numbers(trials), require_seed(seed)
    if progress is not None and not callable(progress):
        raise InputError("progress must be a function of the number of finished trials")
    plan = plan_trials(
        model, teacher_units, target=target, student_units=student_units, times=times, accuracy=accuracy,
        taus=taus, spectral_filter=spectral_filter, start=start, trials=len(numbers),
    )  # fmt: skip
    found = run_trials(plan, [(seed, trial) for trial in numbers], progress)
    best, eigenvalue = plan.best, plan.eigenvalue
    return NetworkSimulation(
        model, plan.target, plan.teacher_units, plan.student_units, plan.spectral_filter.name, seed,
        plan.times, plan.taus,
        found.teacher_error, found.teacher_error_accuracy, found.student_error, found.student_error_accuracy,
        best_tau=eigenvalue * found.best_time if best else None,
        best_student_error=found.best_error if best else None,
        best_student_error_accuracy=found.best_error_accuracy if best else None,
        misfit=found.misfit, misfit_accuracy=found.misfit_accuracy, start=plan.start,
    )  # fmt: skip


def plan_trials(
    model: Model,
    teacher_units: int,
    *,
    target: Any = 1,
    student_units: float = math.inf,
    times: Iterable[Any] = NEVER,
    accuracy: float = 1e-6,
    taus: Iterable[Any] | None = None,
    spectral_filter: SpectralFilter | str | None = None,
    start: Any = None,
    trials: int = 1,
) -> TrialPlan:
    """What ``simulate_networks`` would do with the same arguments, checked, for ``run_trials`` with any seeds.

    Raises
    ------
    InputError
        As ``simulate_networks``.
    """
    if not isinstance(model, Model) or model.activation is None:
        raise InputError("networks are simulated for relu_sphere and activation_sphere models only")
    teacher_units = require_whole(teacher_units, "the number of teacher units", 1, LARGEST_UNITS)
    if isinstance(student_units, float | np.floating) and math.isinf(student_units) and student_units > 0:
        student_units = math.inf
    else:
        student_units = require_whole(student_units, "the number of student units (or inf)", 1, LARGEST_UNITS)
    accuracy = require_accuracy(accuracy)
    asked, best = _asked_times(times, taus)
    chosen = gradient_flow() if spectral_filter is None else filter_named(spectral_filter)
    if best and chosen.name != "gradient_flow":
        raise InputError(
            f"the best stopping time is looked for with gradient flow only, not {chosen.name}: give times"
        )
    begun = None if start is None else build_start(start)
    spectral = chosen.name != "gradient_flow" or student_units <= LARGEST_EIGENPROBLEM
    needed = estimate_bytes(model.dimension, teacher_units, student_units, spectral)
    needed += 16 * trials * (2 * len(asked) + 1)
    require_memory(needed, f"simulating {teacher_units} teacher and {_short(student_units)} student units")
    goal = build_target(target, model)
    table = estimate_coefficients(model, max(64, goal.degrees[-1]))
    eigenvalue = float(table.eigenvalue[goal.main_degree])
    moments = asked if taus is None else _times_of(asked, eigenvalue, goal.main_degree)
    return TrialPlan(
        model, goal, teacher_units, student_units, moments, eigenvalue * moments if taus is None else asked,
        eigenvalue, best, chosen, accuracy, begun,
    )  # fmt: skip


def _trial_numbers(trials: Any) -> range:
    if isinstance(trials, range):
        last = require_whole(max(trials, default=-1), "the last trial", 0, LARGEST_TRIALS - 1)
        return range(require_whole(min(trials), "the first trial", 0, last), last + 1, abs(trials.step))
    return range(require_whole(trials, "the number of trials", 1, LARGEST_TRIALS))


def _asked_times(times: Any, taus: Any) -> tuple[np.ndarray, bool]:
    """Times (or taus) as an array, and whether the best one is asked for too."""
    if times is not NEVER and taus is not None:
        raise InputError("give times or taus, not both")
    given = times if taus is None else taus
    entries = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    best = [isinstance(each, str) and each == "best" for each in entries]
    rest = [each for each, is_best in zip(entries, best, strict=True) if not is_best]
    return require_times(rest) if rest or not any(best) else np.empty(0), any(best)


def _times_of(taus: np.ndarray, eigenvalue: float, degree: int) -> np.ndarray:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        times = np.where(taus == 0.0, 0.0, taus / eigenvalue)
    if np.any(np.isinf(times) & ~np.isinf(taus)):
        raise InputError(
            f"lambda_{degree} is too small for float64 times: use a smaller degree, a smaller dimension or a smaller tau"
        )
    return times


def _plain(value: float) -> float | int | str:
    return "inf" if math.isinf(value) else int(value) if isinstance(value, int) else float(value)


def _interval(interval: MeanInterval, accuracy: float) -> dict[str, Any]:
    return {**interval.to_dict(), "accuracy": float(accuracy)}


def _short(value: float) -> str:
    return f"{value:.6g}"
