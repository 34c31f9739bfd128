"""The best stop of an equivalent: found in float64, followed to all digits, and with balls shown to be the best."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf, isinf, log2
from typing import TYPE_CHECKING, Any

from w2s_theory.equivalents.best_stop import (
    BestStop,
    Turn,
    certified_minimum,
    certified_turns,
    on_time,
    require_agreement,
    require_worse,
    stationary_time,
)
from w2s_theory.equivalents.float_formulas import LONGEST, SMALLEST, FloatFormulas, held, scaled_by
from w2s_theory.equivalents.precise_formulas import PreciseFormulas
from w2s_theory.records.errors import AccuracyError

if TYPE_CHECKING:
    from w2s_theory.equivalents.prediction import Equivalent


def search_best_stop(found: Equivalent) -> BestStop:
    """When E3 is least under gradient flow (see :class:`~w2s_theory.equivalents.best_stop.BestStop`).

    Raises
    ------
    AccuracyError
        If it cannot be told, or not to the digits asked for.
    """
    f = found.float_formulas(0.0)
    t = f.best_time()
    later = found.float_formulas(found.rough_time(t))
    if later.modes.last != f.modes.last:
        f, t = later, later.best_time()
    rough = found.rough_time(t)
    if found.certified:
        return _certified(found, f, None if isinf(t) else on_time(f, t), rough)
    if isinf(t):
        return BestStop(inf, inf, found.student_error("inf"), found.how)
    digits = found.digits
    if digits is not None:
        guess = on_time(f, t)
        return _stop_at(found, lambda precise: stationary_time(precise, guess, digits), rough)
    f.require_accuracy(rough, None)
    time = scaled_by(t, -f.clock)
    if not SMALLEST < time < LONGEST:
        raise AccuracyError(
            "the best stopping time is beyond float64: ask for digits, or rescale the spectrum"
        )
    return BestStop(time, f.main_rate * t, held(f.flow_error(t), "the student's error"), found.how)


def _certified(found: Equivalent, fast: FloatFormulas, best: Fraction | None, rough: float) -> BestStop:
    """The minimum that float64 takes for the best, enclosed, and every other time excluded."""
    turns, falls_for_ever = certified_turns(fast)
    digits = found.digits or 15

    def agrees(f: PreciseFormulas) -> Any:
        require_agreement(fast, f)
        return f.kappa

    found.value(_unused, agrees, rough)
    chosen = min(turns, key=lambda turn: abs(log2(turn.guess / best))) if best else None
    if chosen is None:
        stop = BestStop(inf, inf, found.student_error("inf"), found.how)
    else:
        stop = _stop_at(found, lambda f: certified_minimum(f, chosen, digits), rough)
    others: list[Turn | None] = [turn for turn in turns if turn is not chosen]
    if falls_for_ever and chosen is not None:
        others.append(None)
    for turn in others:
        found.value(_unused, lambda f, turn=turn: require_worse(f, turn, stop.error), rough)
    return stop


def _stop_at(found: Equivalent, find: Callable[[PreciseFormulas], Any], rough: float) -> BestStop:
    """The stop that ``find`` finds, with its error."""
    time = found.value(_unused, find, rough)

    def scaled(f: PreciseFormulas) -> Any:
        return time * f.modes.student[f.modes.places[found.main_degree]]

    error = found.value(_unused, lambda f: f.student_error(time), rough)
    return BestStop(time, found.value(_unused, scaled, rough), error, found.how)


def _unused(_: FloatFormulas) -> float:
    """In place of a float64 formula, where digits are asked for."""
    return 0.0
