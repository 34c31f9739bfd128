r"""When E3 is least under gradient flow: the sign of its slope, decided on whole intervals of time.

Half the slope is a sum over the modes. A mode with noise alone adds a_j mu_j s_j e^{-mu_j t} > 0; a rate mu that carries
target adds mu (F - R V) e^{-mu t} - mu c e^{-2 mu t}, c > 0: F is what *other* rates have of the noise's source
R = sum f_i^2 h_i (1 - h_i), and V is the share of the noise outside this rate. So the sign is that of a quotient of two sums
of positive numbers, and it shows where values of E3 differ by less than a rounding. On an interval both sums lie
between bounds; intervals are halved until the sign shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf, log, sqrt
from typing import Literal

import numpy as np

from w2s_theory.records.errors import AccuracyError

Sign = Literal["falls", "rises", "open"]
# the relative error that float64 may make in a sum of positive terms, exponentials included: far more than it does
_SLACK = 1e-9
# the same per unit of (smallest rate) * time: the rounding of an exponent
_SLACK_PER_TIME = 1e-14
# open intervals are shorter than this share of the time, and of ten time constants of the target
_NARROW, _FAST = 1e-4, 10.0
_MOST_REFINEMENTS = 100
_MOST_BOXES = 4000
_MOST_QUADRUPLINGS = 80
_TINY = 1e-290


@dataclass(frozen=True, slots=True)
class Box:
    """An interval of time and what the slope does on it."""

    low: float
    high: float
    sign: Sign


@dataclass(frozen=True, eq=False)
class StopSlope:
    """Half of dE3/dt as terms ``coefficient e^{-rate t}``, positive and negative ones apart.

    Parameters
    ----------
    noise_rate, noise
        mu_j > 0 and a_j mu_j > 0 of the terms a_j mu_j (1 - e^{-mu_j t}) e^{-mu_j t}.
    up_rate, up, down_rate, down
        The target's terms, + up e^{-up_rate t} and - down e^{-down_rate t}; ``up`` and ``down`` positive.
    loose, loose_rate
        What the degrees left out may add lies between 0 and loose * min(1, loose_rate t).
    scale
        R; the coefficients are in units of it.
    """

    noise_rate: np.ndarray
    noise: np.ndarray
    up_rate: np.ndarray
    up: np.ndarray
    down_rate: np.ndarray
    down: np.ndarray
    loose: float = 0.0
    loose_rate: float = 0.0
    scale: float = 1.0

    @cached_property
    def slowest(self) -> float:
        """The smallest rate of the negative terms."""
        return float(self.down_rate.min())

    def first_time(self) -> float:
        """A time > 0 before which E3 falls: there the negative terms outweigh all that the others can grow."""
        start = float(self.down.sum() - self.up.sum() * (1 + _SLACK))
        with np.errstate(over="ignore"):
            growth = float(np.sum(self.noise * self.noise_rate)) + float(np.sum(self.down * self.down_rate))
            growth += self.loose * self.loose_rate
        return max(start / (4 * growth) if 0.0 < start and growth < inf else 0.0, _TINY)

    def last_time(self) -> tuple[float, Sign]:
        """A time after which the slope has one sign for ever, and that sign.

        Raises
        ------
        AccuracyError
            If none shows.
        """
        if not len(self.noise) and not len(self.up) and not self.loose:
            return self.first_time(), "falls"
        slow = self.slowest
        time = 4 / slow
        for _ in range(_MOST_QUADRUPLINGS):
            slack = 1 + _slack(slow, time)
            down = float(np.sum(self.down * _exp(self.down_rate - slow, time)))
            noise = self.noise * -np.expm1(-self.noise_rate * time) * _exp(self.noise_rate - slow, time)
            up = self.up * _exp(self.up_rate - slow, time)
            # terms that fall no faster than any negative one outweigh these from here on
            slower = float(noise[self.noise_rate <= slow].sum() + up[self.up_rate <= slow].sum())
            if slower > down * slack:
                return time, "rises"
            # or the slowest negative term outweighs all positive ones, which fall no slower
            slowest = float(self.down[self.down_rate == slow].sum())
            with np.errstate(over="ignore"):
                most = float(np.sum(self.noise * _exp(self.noise_rate - slow, time)) + up.sum())
            if not self.loose and most * slack < slowest and not _any_slower(self, slow):
                return time, "falls"
            time *= 4
        raise AccuracyError("whether stopping later and later helps could not be decided at this accuracy")

    def sign(self, low: float, high: float) -> Sign:
        """What E3 certainly does between two times, up to the rounding allowed for; ``open`` if that does not show."""
        slow = self.slowest
        slack = 1 + _slack(slow, high)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            # a term e^{-excess t} is largest at one end and smallest at the other
            noise_low, noise_high = _at_ends(self.noise_rate - slow, low, high)
            most = float(
                np.sum(self.noise * -np.expm1(-self.noise_rate * high) * np.maximum(noise_low, noise_high))
            )
            least = float(
                np.sum(self.noise * -np.expm1(-self.noise_rate * low) * np.minimum(noise_low, noise_high))
            )
            if len(self.up):
                up_low, up_high = _at_ends(self.up_rate - slow, low, high)
                most += float(np.sum(self.up * np.maximum(up_low, up_high)))
                least += float(np.sum(self.up * np.minimum(up_low, up_high)))
            # the excess of the negative ones is never negative
            down_low, down_high = _at_ends(self.down_rate - slow, low, high)
            most_down, least_down = float(np.sum(self.down * down_low)), float(np.sum(self.down * down_high))
            if self.loose:
                most += self.loose * min(1.0, self.loose_rate * high) * float(np.exp(slow * high))
        if most * slack + _TINY < least_down:
            return "falls"
        if least > most_down * slack + _TINY:
            return "rises"
        return "open"

    def boxes(self) -> list[Box]:
        """All times from 0 to infinity, in order, with the sign of the slope; open ones are narrow.

        Raises
        ------
        AccuracyError
            If too many intervals stay open.
        """
        first, (last, end) = self.first_time(), self.last_time()
        found = [Box(0.0, first, "falls")]
        waiting: list[tuple[float, float]] = []
        if first < last:
            count = max(1, round(log(last / first) / log(4)))
            edges = np.exp(np.linspace(log(first), log(last), count + 1))
            edges[0], edges[-1] = first, last
            waiting = [(float(a), float(b)) for a, b in zip(edges, edges[1:], strict=False)][::-1]
        visited = 0
        while waiting:
            low, high = waiting.pop()
            visited += 1
            if visited > _MOST_BOXES:
                raise AccuracyError(
                    "the slope of the student's error is too near 0 over too long a time to tell its sign"
                )
            sign = self.sign(low, high)
            if sign == "open" and high - low > _NARROW * min(low, _FAST / self.slowest):
                middle = sqrt(low) * sqrt(high)
                waiting += [(middle, high), (low, middle)]
            else:
                found.append(Box(low, high, sign))
        return [*found, Box(max(first, last), inf, end)]

    def turns(self) -> tuple[list[tuple[float, float]], Sign]:
        """Short intervals that hold every local minimum at a finite time, and the sign of the slope at the end."""
        merged: list[Box] = []
        for box in self.boxes():
            if merged and merged[-1].sign == box.sign:
                merged[-1] = Box(merged[-1].low, box.high, box.sign)
            else:
                merged.append(box)
        found = []
        for before, here in zip(merged, merged[1:], strict=False):
            if here.sign == "open":
                found.append((here.low, here.high))
            elif before.sign == "falls":
                found.append((here.low, here.low))
        return found, merged[-1].sign

    def value(self, time: float) -> float:
        """dE3/dt, times without a unit as the rates are; for the sign alone :meth:`sign` is better."""
        with np.errstate(under="ignore"):
            up = np.sum(self.noise * -np.expm1(-self.noise_rate * time) * _exp(self.noise_rate, time))
            up += np.sum(self.up * _exp(self.up_rate, time))
            return 2 * self.scale * float(up - np.sum(self.down * _exp(self.down_rate, time)))

    def turning_time(self, low: float, high: float) -> float:
        """Where the slope changes its sign between two near times, to the last digits of float64.

        False position for log(positive/negative terms) in log t, with halved weights where one end stays (Illinois).
        """
        left, right = self._balance(low), self._balance(high)
        kept = 0
        for _ in range(_MOST_REFINEMENTS):
            if not (left < 0.0 < right):
                break
            middle = low * (high / low) ** (left / (left - right))
            if not low < middle < high:
                middle = sqrt(low) * sqrt(high)
                if not low < middle < high:
                    break
            value = self._balance(middle)
            if value < 0:
                low, left, right, kept = middle, value, right / 2 if kept > 0 else right, 1
            elif value > 0:
                high, right, left, kept = middle, value, left / 2 if kept < 0 else left, -1
            else:
                return middle
            if high <= low * (1 + 4e-16):
                break
        return low if -left < right else high

    def _balance(self, time: float) -> float:
        """log(positive terms/negative terms)."""
        slow = self.slowest
        with np.errstate(over="ignore", under="ignore", divide="ignore"):
            up = np.sum(
                self.noise * -np.expm1(-self.noise_rate * time) * np.exp(-(self.noise_rate - slow) * time)
            )
            up += np.sum(self.up * np.exp(-(self.up_rate - slow) * time))
            return float(np.log(up / np.sum(self.down * np.exp(-(self.down_rate - slow) * time))))


def stop_slope(
    rate: np.ndarray,
    profile: np.ndarray,
    places: np.ndarray,
    shares: np.ndarray,
    taken: np.ndarray,
    missed: np.ndarray,
    tail_apart: bool = False,
) -> StopSlope:
    """From the student's rates and the noise's profile, shape (n,), and the target's f^2, h, 1 - h, shape (r,).

    With ``tail_apart`` the last entry stands for many degrees of which only an upper bound of the rate is known.
    """
    source = shares * taken * missed
    level = float(source.sum())
    if not level > 0.0:
        raise AccuracyError("the target's part in the noise is below the range of float64: ask for digits")
    # only the sign counts: in units of R
    source, second = source / level, shares * taken * (taken / level)
    own = rate[places]
    different = np.unique(own)
    up_rate, up, down_rate, down = [], [], [], []
    for mu in different:
        here, noise_here = own == mu, rate == mu
        for rates, terms, amount in (
            (up_rate, up, source[~here].sum()),
            (down_rate, down, profile[~noise_here].sum()),
        ):
            if amount > 0:
                rates.append(mu)
                terms.append(mu * float(amount))
        down_rate.append(2 * mu)
        down.append(mu * float(profile[noise_here].sum() + second[here].sum()))
    # a product that underflows is no term: 0 times an exponential that overflows would be no number
    alone = (profile * rate > 0) & ~np.isin(rate, different)
    loose_rate = 0.0
    loose = 0.0
    if tail_apart and alone[-1]:
        alone[-1], loose_rate = False, float(rate[-1])
        loose = float(profile[-1]) * loose_rate
    return StopSlope(
        rate[alone], profile[alone] * rate[alone],
        np.array(up_rate), np.array(up), np.array(down_rate), np.array(down), loose, loose_rate, level,
    )  # fmt: skip


def _any_slower(slope: StopSlope, slow: float) -> bool:
    return bool(np.any(slope.noise_rate < slow) or np.any(slope.up_rate < slow))


def _slack(slow: float, time: float) -> float:
    return _SLACK + _SLACK_PER_TIME * slow * time


def _exp(excess: np.ndarray, time: float) -> np.ndarray:
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(-excess * time)


def _at_ends(excess: np.ndarray, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    return np.exp(-excess * low), np.exp(-excess * high)
