"""The stopping time at which one draw's student is best: that of an oracle which knows the target, as in the theorems.

A grid in log t finds the valley, a finer one between its neighbours its bottom; never stopping is tried too. The
error is attained at the time that is returned, and above the least one of that valley by less than 1e-5 of itself
(the finer grid's ratio is below 1.003, and L_ST is smooth in log t). Times at which rounding hides L_ST are left out;
a best time beside them is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.started_student import Start, compute_started_error
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import TeacherDraw

# of lambda_K t, K the target's main degree, and of lambda_j t for its slowest degree j
SHORTEST_TAU, LONGEST_TAU = 1e-2, 400.0
# a narrow student may be best long after: its own noise is small, and what it lacks comes late
_LONGEST_FINITE = 1e6
_COARSE, _FINE = 240, 65
# a value that is less well known says nothing about where the least one lies
_KNOWN = 1e-2
_EPS = float(np.finfo(float).eps)

Errors = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, slots=True)
class BestStop:
    """The time t (``inf``: never stopping is best; 0: staying at the start), L_ST there, and how far it may be off."""

    time: float
    error: float
    accuracy: float


def longest_time(eigenvalue: np.ndarray, degrees: tuple[int, ...], start: Start | None = None) -> float:
    """Up to which time an infinitely wide student is looked at: eigenvalues by degree, and the target's degrees.

    What a start has wrong on slower degrees is unlearnt later.
    """
    every = (*degrees, *(() if start is None else start.degrees))
    return LONGEST_TAU / float(min(eigenvalue[degree] for degree in every if eigenvalue[degree] > 0.0))


def find_best_stop(draw: TeacherDraw, start: Start | None = None) -> BestStop:
    """Gradient flow with infinitely many units; ``draw`` must be resolved up to :func:`longest_time`.

    With a start that nothing improves, time 0.

    Raises
    ------
    AccuracyError
        If the best time is longer.
    """
    last = longest_time(draw.eigenvalue, draw.target.degrees, start)

    def errors(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return (
            compute_student_error(draw, times) if start is None else compute_started_error(draw, start, times)
        )

    found = _or_at_start(search(errors, _start(draw), last), draw, start)
    if last * (1 - 1e-9) <= found.time < np.inf:
        raise AccuracyError(
            f"the best stopping time is beyond tau = {last * draw.eigenvalue[draw.target.main_degree]:.3g}, "
            "up to which degrees are resolved: give stopping times instead of best"
        )
    return found


def find_best_finite_stop(
    draw: TeacherDraw, errors: Errors, endless: bool, start: Start | None = None
) -> BestStop:
    """A student of finite width; ``errors`` gives L_ST and its accuracy at times, with ``endless`` at ``inf`` too."""
    slowest = float(min(draw.eigenvalue[degree] for degree in draw.target.degrees))
    return _or_at_start(search(errors, _start(draw), _LONGEST_FINITE / slowest, endless), draw, start)


def _or_at_start(found: BestStop, draw: TeacherDraw, start: Start | None) -> BestStop:
    """``found``, or no training at all where that is better."""
    if start is None:
        return found
    error = start.error(draw.target)
    return BestStop(0.0, error, 4 * _EPS * (1.0 + error)) if error <= found.error else found


def search(errors: Errors, first: float, last: float, endless: bool = True) -> BestStop:
    """The least error among the times from ``first`` to ``last`` and, with ``endless``, ``inf``.

    Raises
    ------
    AccuracyError
        If the least value that is known lies beside times at which none is.
    """
    times = np.geomspace(first, last, _COARSE)
    error, doubt = errors(times)
    known = doubt <= _KNOWN * error
    if not known.any():
        raise AccuracyError("no error of this student is known to two digits at any time: use fewer units")
    best = int(np.argmin(np.where(known, error, np.inf)))
    around = range(max(best - 1, 0), min(best + 2, len(times)))
    finer = np.geomspace(times[around[0]], times[around[-1]], _FINE)
    more, its_doubt = errors(finer)
    lowest = int(np.argmin(np.where(its_doubt <= _KNOWN * more, more, np.inf)))
    found = BestStop(float(finer[lowest]), float(more[lowest]), float(its_doubt[lowest]))
    if error[best] < found.error:
        found = BestStop(float(times[best]), float(error[best]), float(doubt[best]))
    # last, since training to convergence factorises the Gram matrix in place
    never = _at_infinity(errors) if endless else None
    if never is not None and never.error <= found.error:
        return never
    if not all(known[place] for place in around):
        raise AccuracyError(
            "the best stopping time lies where rounding hides the student's error: give stopping times instead of best, "
            "or use fewer units"
        )
    return found


def _at_infinity(errors: Errors) -> BestStop | None:
    """Never stopping; ``None`` where that cannot be known, as with features that are nearly dependent."""
    try:
        error, doubt = errors(np.array([np.inf]))
    except AccuracyError:
        return None
    return BestStop(np.inf, float(error[0]), float(doubt[0]))


def _start(draw: Any) -> float:
    return SHORTEST_TAU / float(draw.eigenvalue[draw.target.main_degree])
