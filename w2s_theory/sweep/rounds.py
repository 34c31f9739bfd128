"""Trials where the intervals are widest, in rounds; each is decided from the complete ones before it alone.

So the allocation does not depend on the order in which tasks end, on the number of workers, or on restarts. The
intervals hold at any stopping time, so looking after every round costs no confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from w2s_theory.checks.confidence_sequences import mean_confidence_interval
from w2s_theory.sweep.plan import SweepPlan

METHOD = "confidence sequence (bets on the a-priori range), valid at any stopping time"
# What one value can be. L_TE = ||f* - P f*||^2 <= 1. A student is S g with g = P f*, 0 <= S <= I, so S g lies in the
# ball around g/2 of radius ||g||/2, and with c = ||g||^2 = <g, f*>: ||f* - S g|| <= sqrt(1 - 3c/4) + sqrt(c)/2,
# which is largest at c = 1/3, where its square is 4/3.
LARGEST_TEACHER_ERROR = 1.0
LARGEST_STUDENT_ERROR = 4.0 / 3.0


@dataclass(frozen=True)
class MeanBounds:
    """Mean over the trials of a cell, with an interval for the mean over all draws."""

    mean: float
    low: float
    high: float
    trials: int

    @property
    def half_width(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2


def bound_means(values: np.ndarray, errors: np.ndarray, confidence: float) -> tuple[MeanBounds, ...]:
    """Intervals for the means of L_TE and of L_ST at every tau.

    Parameters
    ----------
    values, errors
        Shape (trials, quantities), trials in their order; L_TE first. The largest error estimate widens the interval.
    confidence
        Of each interval by itself.
    """
    found = []
    for number in range(values.shape[1]):
        top = LARGEST_STUDENT_ERROR if number else LARGEST_TEACHER_ERROR
        # rounding may have moved a value out of its range by no more than its error estimate
        inside = np.clip(values[:, number], 0.0, top)
        low, high = mean_confidence_interval(inside, 0.0, top, 1.0 - confidence)
        doubt = float(errors[:, number].max(initial=0.0))
        mean = float(np.mean(inside)) if len(inside) else float("nan")
        found.append(MeanBounds(mean, max(0.0, low - doubt), min(top, high + doubt), len(inside)))
    return tuple(found)


def next_round(
    plan: SweepPlan, given: Sequence[int], widths: Sequence[float | None]
) -> tuple[int, ...] | None:
    """Trials of every cell in the next round, counted from the start; ``None`` when it is enough.

    The widest half of the cells that are not accurate enough get half as many trials again, for as long as the budget
    lasts.

    Parameters
    ----------
    plan
        With ``accuracy`` and ``budget``.
    given
        Trials of every cell so far, all done.
    widths
        The largest half width of each cell's intervals; ``None`` for a cell with a failed task, which gets no more:
        what fails is not random, so no interval is valid there.
    """
    if plan.accuracy is None or plan.budget is None:
        return None
    left = plan.budget - sum(given)
    open_cells = [
        (-width, cell) for cell, width in enumerate(widths) if width is not None and width > plan.accuracy
    ]
    if left <= 0 or not open_cells:
        return None
    wanted = list(given)
    for _, cell in sorted(open_cells)[: (len(open_cells) + 1) // 2]:
        more = min(max(plan.trials, given[cell] // 2), left)
        wanted[cell] += more
        left -= more
    return tuple(wanted)
