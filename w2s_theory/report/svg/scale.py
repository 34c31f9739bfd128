"""One axis: from numbers to places between 0 and 1, and the numbers that are written beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_MARGIN = 0.045
_MOST_TICKS = 7


@dataclass(frozen=True)
class Scale:
    """An axis; ``place`` takes numbers to [0, 1], ``ticks`` are (number, label)."""

    place: Callable[[Any], np.ndarray]
    ticks: tuple[tuple[float, str], ...]


def linear(low: float, high: float, *, margin: float = _MARGIN) -> Scale:
    """Even steps, round numbers at them."""
    if not high > low:
        low, high = low - max(abs(low), 1.0) / 2, high + max(abs(high), 1.0) / 2
    low, high = low - margin * (high - low), high + margin * (high - low)
    step = _round_step((high - low) / (_MOST_TICKS - 1))
    first = int(np.ceil(low / step - 1e-9))
    numbers = [step * i for i in range(first, int(np.floor(high / step + 1e-9)) + 1)]
    return Scale(_through(lambda x: x, low, high), tuple((x, number_label(x, step)) for x in numbers))


def logarithmic(low: float, high: float, *, margin: float = _MARGIN) -> Scale:
    """Even factors; powers of ten where there are enough, else 1, 2 and 5 times such."""
    below, above = np.log10(low), np.log10(high)
    if above - below < 0.05:
        below, above = below - 0.1, above + 0.1
    below, above = below - margin * (above - below), above + margin * (above - below)
    whole = range(int(np.ceil(below - 1e-9)), int(np.floor(above + 1e-9)) + 1)
    if len(whole) >= 3:
        every = -(-len(whole) // _MOST_TICKS)
        ticks = [(10.0**k, power_label(k)) for k in whole if k % every == 0]
    else:
        numbers = [
            m * 10.0**k
            for k in range(int(np.floor(below)), int(np.ceil(above)) + 1)
            for m in (1.0, 2.0, 3.0, 5.0)
        ]
        ticks = [(x, plain_label(x)) for x in numbers if below <= np.log10(x) <= above]
        if len(ticks) < 2:
            step = _round_step((10**above - 10**below) / 4)
            count = int(10**above / step)
            ticks = [
                (step * i, number_label(step * i, step)) for i in range(1, count + 1) if step * i >= 10**below
            ]
    return Scale(_through(np.log10, 10.0**below, 10.0**above), tuple(ticks))


def symmetric_logarithmic(low: float, high: float, linear_up_to: float) -> Scale:
    """Even steps up to a size, even factors beyond it, on both sides of 0."""

    def bent(x: Any) -> np.ndarray:
        size = np.maximum(np.abs(x) / linear_up_to, 1e-300)
        return np.sign(x) * np.where(size <= 1, size, 1 + np.log10(np.maximum(size, 1)))

    powers = range(int(np.ceil(np.log10(max(abs(low), abs(high)) / linear_up_to))) + 1)
    base = round(np.log10(linear_up_to))
    every = -(-len(powers) // 3)
    found = [(0.0, "0")]
    for k in powers[::every]:
        size = linear_up_to * 10.0**k
        if size <= high:
            found.append((size, power_label(base + k)))
        if -size >= low:
            found.append((-size, "−" + power_label(base + k)))
    return Scale(_through(bent, low, high), tuple(sorted(found)))


def _through(bend: Callable[[Any], Any], low: float, high: float) -> Callable[[Any], np.ndarray]:
    start, end = float(bend(low)), float(bend(high))
    return lambda x: (np.asarray(bend(np.asarray(x, dtype=float))) - start) / (end - start)


def _round_step(step: float) -> float:
    size = 10.0 ** np.floor(np.log10(step))
    return float(next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= step * (1 - 1e-9)))


def number_label(value: float, step: float) -> str:
    """A number of an axis with steps of this size: no more decimals than the steps need."""
    if abs(value) < step / 1e6:
        return "0"
    if max(abs(value), step) >= 1e6 or step < 1e-5:
        return plain_label(value)
    decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    if abs(round(step, decimals) - step) > step / 1e6:
        decimals += 1
    return f"{value:.{decimals}f}".replace("-", "−")


def plain_label(value: float) -> str:
    """A number as people write it; a power of ten beside it where it is very large or small."""
    text = f"{value:.4g}"
    if "e" not in text:
        return text.replace("-", "−")
    front, power = text.split("e")
    return f"{front.replace('-', '−')}·$10^{{{int(power)}}}$"


def power_label(power: int) -> str:
    """``10^k``, written out near 1."""
    return {-1: "0.1", 0: "1", 1: "10", 2: "100"}.get(power, f"$10^{{{power}}}$")
