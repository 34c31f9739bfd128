"""Describing intervals: for figures and tables, never for a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.tables import latex_number

METHOD = "approximate: Student t on the mean"


@dataclass(frozen=True, slots=True)
class MeanInterval:
    """Mean over trials with an approximate confidence interval; ``None`` ends for a single trial."""

    mean: float
    low: float | None
    high: float | None
    method: str = METHOD

    @property
    def text(self) -> str:
        """``0.0558 +- 0.014``; the mean alone for a single trial."""
        if self.low is None or self.high is None:
            return f"{self.mean:.6g}"
        return f"{self.mean:.6g} +- {(self.high - self.low) / 2:.2g}"

    @property
    def latex(self) -> str:
        """The same for math mode."""
        if self.low is None or self.high is None:
            return latex_number(self.mean, 6)
        return rf"{latex_number(self.mean, 6)} \pm {latex_number((self.high - self.low) / 2, 2)}"

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"mean": self.mean, "low": self.low, "high": self.high, "method": self.method}


def describe_mean(values: np.ndarray, confidence: float = 0.95) -> MeanInterval:
    """Student t interval for the mean of independent values, shape (n,).

    Approximate: exact for normal values only. With n = 1 there is no interval.

    Raises
    ------
    InputError
        Unless 0 < confidence < 1.
    """
    from scipy.special import stdtrit

    if not 0.0 < confidence < 1.0:
        raise InputError("the confidence must lie between 0 and 1, such as 0.95")
    n = len(values)
    mean = math.fsum(values) / n
    if n < 2:
        return MeanInterval(mean, None, None)
    half = float(stdtrit(n - 1, (1.0 + confidence) / 2.0)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return MeanInterval(mean, mean - half, mean + half)
