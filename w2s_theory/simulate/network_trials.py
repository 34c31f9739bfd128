"""Trials of teachers and students: many small teachers in stacks, what a stack cannot do one by one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.simulate.best_stop import find_best_stop, longest_time
from w2s_theory.simulate.finite_student import simulate_best_finite_student, simulate_finite_run
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.machine.streams import child_generator, child_generators
from w2s_theory.simulate.misfit import compute_misfit
from w2s_theory.simulate.random_features import draw_stacked_units, draw_units
from w2s_theory.simulate.stacked_students import simulate_stacked_students, student_stack_size
from w2s_theory.simulate.stacked_teachers import (
    project_stacked_teachers,
    simulate_stacked_teachers,
    stack_size,
)
from w2s_theory.simulate.started_student import Start, compute_started_error, compute_started_misfit
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.targets import Target
from w2s_theory.simulate.teacher import simulate_teacher


@dataclass(frozen=True, eq=False)
class TrialPlan:
    """What every trial does.

    Parameters
    ----------
    model, target, teacher_units, student_units, spectral_filter, accuracy
        As for ``simulate_networks``, validated.
    times, taus
        Shape (n_times,), ``inf`` included. t and tau = lambda_K t.
    eigenvalue
        lambda_K, K the target's main degree.
    best
        Whether each trial's best stopping time is looked for.
    start
        Where students start, ``None`` for 0.
    """

    model: Model
    target: Target
    teacher_units: int
    student_units: float
    times: np.ndarray
    taus: np.ndarray
    eigenvalue: float
    best: bool
    spectral_filter: SpectralFilter
    accuracy: float
    start: Start | None = None


@dataclass(frozen=True, eq=False)
class TrialErrors:
    """Measured errors with their accuracies; shapes (trials,) and, of student error and misfit, (trials, n_times)."""

    teacher_error: np.ndarray
    teacher_error_accuracy: np.ndarray
    student_error: np.ndarray
    student_error_accuracy: np.ndarray
    misfit: np.ndarray
    misfit_accuracy: np.ndarray
    best_time: np.ndarray
    best_error: np.ndarray
    best_error_accuracy: np.ndarray

    @staticmethod
    def empty(trials: int, times: int) -> TrialErrors:
        """Nothing measured yet."""
        return TrialErrors(
            *np.empty((2, trials)), *np.empty((4, trials, times)), *np.empty((3, trials))
        )  # fmt: skip


def run_trials(
    plan: TrialPlan, streams: Sequence[tuple[int, int]], progress: Callable[[int], None] | None = None
) -> TrialErrors:
    """Draw and train the networks of every (seed, trial); a trial's numbers do not depend on the others.

    Raises
    ------
    InputError
        For repeated features.
    AccuracyError
        If some Gram matrix does not carry the accuracy asked for.
    """
    found = TrialErrors.empty(len(streams), len(plan.times))
    # a best stop and a large student take longer than the calls that a stack saves
    infinite, step = math.isinf(plan.student_units), stack_size(plan.teacher_units)
    if not infinite:
        step = min(step, student_stack_size(plan.student_units, len(plan.times)))
    if plan.best or plan.start is not None:
        step = 1
    for start in range(0, len(streams), step):
        places = range(start, min(start + step, len(streams)))
        drawn = child_generators("teacher", streams[start : places.stop])
        units = draw_stacked_units(plan.model, plan.teacher_units, drawn)
        done: set[int] = set()
        if step > 1 and infinite:
            done = _run_stack(plan, units, start, found)
        elif step > 1:
            done = _run_finite_stack(plan, units, streams[start : places.stop], start, found)
        for place, bottom in zip(places, units, strict=True):
            if place not in done:
                _run_one(plan, bottom, streams[place], place, found)
            if progress is not None:
                progress(place + 1)
    return found


def _run_stack(plan: TrialPlan, units: np.ndarray, start: int, found: TrialErrors) -> set[int]:
    """Fill in what a stack of teachers can tell to the accuracy asked for; which places that is."""
    done: set[int] = set()
    finite = plan.times[np.isfinite(plan.times)]
    for draw in simulate_stacked_teachers(
        plan.model, units, plan.target, finite, plan.spectral_filter, plan.accuracy
    ):
        students = compute_student_error(draw, plan.times, plan.spectral_filter)
        misfits = compute_misfit(draw, plan.times, plan.spectral_filter)
        teachers = draw.teacher_error, draw.teacher_error_accuracy
        done |= _fill_in(plan, found, start + draw.places, *teachers, *students, *misfits)
    return done


def _run_finite_stack(
    plan: TrialPlan, units: np.ndarray, streams: Sequence[tuple[int, int]], start: int, found: TrialErrors
) -> set[int]:
    """The same for students of finite width."""
    teachers, places = project_stacked_teachers(plan.model, units, plan.target, plan.accuracy)
    if not len(places):
        return set()
    drawn = child_generators("student", [streams[place] for place in places])
    students = draw_stacked_units(plan.model, int(plan.student_units), drawn)
    rows = simulate_stacked_students(
        plan.model,
        plan.target,
        teachers.take(places),
        units[places],
        students,
        plan.times,
        plan.spectral_filter,
    )
    errors = teachers.error[places], teachers.error_accuracy[places]
    return _fill_in(plan, found, start + places, *errors, *rows)


def _fill_in(
    plan: TrialPlan, found: TrialErrors, places: np.ndarray,
    teacher: np.ndarray, teacher_doubt: np.ndarray,
    error: np.ndarray, doubt: np.ndarray, misfit: np.ndarray, misfit_doubt: np.ndarray,
) -> set[int]:  # fmt: skip
    """Those of a stack's numbers that are known to the accuracy asked for; which places that are."""
    good = np.all(doubt <= _allowed(teacher[:, None], error, plan.accuracy), axis=1)
    for array, values in (
        (found.teacher_error, teacher),
        (found.teacher_error_accuracy, teacher_doubt),
        (found.student_error, error),
        (found.student_error_accuracy, doubt),
        (found.misfit, misfit),
        (found.misfit_accuracy, misfit_doubt),
    ):
        array[places[good]] = values[good]
    return set(places[good].tolist())


def _run_one(
    plan: TrialPlan, units: np.ndarray, stream: tuple[int, int], place: int, found: TrialErrors
) -> None:
    model, times, infinite = plan.model, plan.times, math.isinf(plan.student_units)
    if plan.best:
        largest = max(64, plan.target.degrees[-1], 0 if plan.start is None else plan.start.degrees[-1])
        eigenvalue = estimate_coefficients(model, largest).eigenvalue
        resolved = np.append(times, longest_time(eigenvalue, plan.target.degrees, plan.start))
    else:
        resolved = times
    draw = simulate_teacher(
        model, units, plan.target, times=resolved if infinite else (),
        degrees=None if infinite else plan.target.degrees[-1],
        spectral_filter=plan.spectral_filter, accuracy=plan.accuracy,
    )  # fmt: skip
    if plan.start is not None and len(draw.eigenvalue) <= plan.start.degrees[-1]:
        draw = simulate_teacher(
            model, units, plan.target, degrees=plan.start.degrees[-1],
            spectral_filter=plan.spectral_filter, accuracy=plan.accuracy,
        )  # fmt: skip
    found.teacher_error[place], found.teacher_error_accuracy[place] = (
        draw.teacher_error,
        draw.teacher_error_accuracy,
    )
    student = None
    if not infinite:
        seed, trial = stream
        student = draw_units(model, int(plan.student_units), child_generator(seed, "student", trial))
    if len(times):
        if student is None and plan.start is not None:
            error, doubt = compute_started_error(draw, plan.start, times, plan.spectral_filter)
            misfit, misfit_doubt = compute_started_misfit(draw, plan.start, times, plan.spectral_filter)
        elif student is None:
            error, doubt = compute_student_error(draw, times, plan.spectral_filter)
            misfit, misfit_doubt = compute_misfit(draw, times, plan.spectral_filter)
        else:
            run = simulate_finite_run(draw, student, times, plan.spectral_filter, plan.start)
            error, doubt = run.student_error, run.student_error_accuracy
            misfit, misfit_doubt = run.misfit, run.misfit_accuracy
        found.student_error[place], found.student_error_accuracy[place] = error, doubt
        found.misfit[place], found.misfit_accuracy[place] = misfit, misfit_doubt
        _require_student_accuracy(draw.teacher_error, error, doubt, times, plan.accuracy)
    if plan.best:
        if student is None:
            stop = find_best_stop(draw, plan.start)
        else:
            stop = simulate_best_finite_student(draw, student, plan.start)
        found.best_time[place], found.best_error[place] = stop.time, stop.error
        found.best_error_accuracy[place] = stop.accuracy
        error, doubt, time = (np.array([value]) for value in (stop.error, stop.accuracy, stop.time))
        _require_student_accuracy(draw.teacher_error, error, doubt, time, plan.accuracy)


def _allowed(teacher_error: np.ndarray | float, error: np.ndarray, accuracy: float) -> np.ndarray:
    """How far L_ST may be off: relative to itself, or to 3/4 L_TE^2, the least a shrinkage student can have."""
    return accuracy * np.maximum(error, 0.75 * teacher_error**2)


def _require_student_accuracy(
    teacher_error: float, error: np.ndarray, doubt: np.ndarray, times: np.ndarray, accuracy: float
) -> None:
    short = ~(doubt <= _allowed(teacher_error, error, accuracy))
    if short.any():
        worst = int(np.argmax(short))
        raise AccuracyError(
            f"the student error {error[worst]:.3g} at time {times[worst]:.6g} is known to "
            f"+-{doubt[worst]:.1e} only, not to the relative accuracy {accuracy:g} asked for: "
            f"use fewer units or a larger accuracy"
        )
