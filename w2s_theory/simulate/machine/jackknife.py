"""Delete-a-group jackknife: how far a number would be off on other rows of the same kind, and its bias of the order 1/m."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student_t

from w2s_theory.cores import available_cores

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with an interval.

    Parameters
    ----------
    value
        The plain number less the jackknife's estimate of its bias: g theta - (g - 1) mean of theta_(-i).
    low, high
        ``value`` plus and minus t_(g-1) standard errors: 95 percent, approximately, for independent rows.
    plain
        The number of the full sample.
    """

    value: float
    low: float
    high: float
    plain: float

    def to_dict(self) -> dict[str, float]:
        """Plain numbers."""
        return {"value": self.value, "low": self.low, "high": self.high, "plain": self.plain}


def jackknife(
    total: np.ndarray, groups: Sequence[np.ndarray], statistic: Callable[[np.ndarray], dict[str, Any]]
) -> dict[str, Any]:
    """Estimates by name: an :class:`Estimate`, an array of shape (4, n) in the order of its fields, or ``None``.

    ``statistic`` is a function of summed moments: what is left out is subtracted. A number that the full sample or one
    of the repetitions does not have (``None``) has no estimate.
    """
    plain = statistic(total)
    with ThreadPoolExecutor(available_cores()) as pool:
        others = list(pool.map(lambda each: statistic(total - each), groups))
    found: dict[str, Any] = {}
    for name, value in plain.items():
        each = [other[name] for other in others]
        if value is None or any(one is None for one in each):
            found[name] = None
            continue
        rows = _estimate(np.asarray(value, dtype=float), np.array(each, dtype=float))
        found[name] = Estimate(*(float(row) for row in rows)) if rows[0].ndim == 0 else np.array(rows)
    return found


def _estimate(plain: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, ...]:
    count = len(others)
    middle = others.mean(axis=0)
    value = count * plain - (count - 1) * middle
    error = np.sqrt((count - 1) / count * np.sum((others - middle) ** 2, axis=0))
    half = float(student_t.ppf(0.5 + LEVEL / 2, count - 1)) * error
    return value, value - half, value + half, plain
