"""E1-E3 in float64, given the modes and the root kappa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import frexp, inf, isfinite, isinf, ldexp, log, log1p
from typing import Any

import numpy as np

from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.equivalents.float_root import FloatRoot
from w2s_theory.equivalents.stop_slope import StopSlope, stop_slope
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.spectral_filter import SpectralFilter

# relative error in the noise that the lumped tail may cause before a result is refused
_TOLERANCE = 1e-9
# numbers nearer to 0 have fewer digits, and longer times no room for tau
SMALLEST, LONGEST = 1e-300, 1e308
_ENOUGH = 1e-15
# rates are cut off here: beyond it a mode is learnt at once, or never
_RATES = (1e-300, 1e300)


@dataclass(frozen=True, eq=False)
class FloatFormulas:
    """The letters of E1-E3; made of numbers without a unit, so that a rescaled spectrum gives the same errors.

    Parameters
    ----------
    modes
        Spectra of teacher and student.
    root
        kappa with h_j and 1 - h_j.
    places
        Where the target's degrees stand in the arrays, shape (r,).
    shares
        f_k^2, shape (r,).
    main
        Which of them is the main degree K.
    """

    modes: FloatModes
    root: FloatRoot
    places: np.ndarray
    shares: np.ndarray
    main: int = 0

    @property
    def kappa(self) -> float:
        """The root; ``inf`` where float64 cannot hold it."""
        return self.root.kappa

    @property
    def teacher_error(self) -> float:
        """E1: sum f_j^2 kappa/(lambda_j + kappa)."""
        return float(np.sum(self.shares * self._missed))

    @property
    def log_teacher_error(self) -> float:
        """log E1, to full accuracy also where E1 rounds to 1."""
        learnt = float(np.sum(self.shares * self._taken))
        return log1p(-learnt) if learnt < 0.5 else log(self.teacher_error)

    def log_student_error(self, time: float) -> float:
        """log E3 for gradient flow at a time in units of the clock, to full accuracy also where E3 rounds to 1."""
        s = self._flow(time)
        own = s[self.places] * self._taken
        # 1 - E3
        learnt = float(
            np.sum(self.shares * own * (2 - own)) - self.noise_level * np.sum(self.profile * s * s)
        )
        return log1p(-learnt) if abs(learnt) < 0.5 else log(self.flow_error(time))

    @property
    def target_eigenvalue(self) -> np.ndarray:
        """Teacher eigenvalues at the target's degrees."""
        return self.modes.eigenvalue[self.places]

    @cached_property
    def profile(self) -> np.ndarray:
        """v_j proportional to N_j h_j (1 - h_j), sum 1; the noise profile."""
        spread = self.root.spread
        return spread / spread.sum()

    @property
    def noise_level(self) -> float:
        """Sum_i f_i^2 h_i (1 - h_i): the noise energy that the profile spreads."""
        return float(np.sum(self.shares * self._taken * self._missed))

    @property
    def unit_surplus(self) -> float:
        """M_TE - S_2 = sum_j N_j h_j (1 - h_j), without cancellation."""
        return float(self.root.spread.sum())

    @cached_property
    def clock(self) -> int:
        """Times are counted in units of 2^-clock, so that the rate of the main degree lies in [1/2, 1)."""
        return frexp(float(self.modes.student[self.places[self.main]]))[1]

    @cached_property
    def rates(self) -> np.ndarray:
        """The student's eigenvalues in these units; far outside the range of any use they are cut off."""
        mu = self.modes.student
        with np.errstate(over="ignore", under="ignore"):
            return np.where(mu > 0, np.clip(np.ldexp(mu, -self.clock), *_RATES), 0.0)

    @property
    def main_rate(self) -> float:
        """The rate of the main degree: tau = main_rate * (time in units of the clock)."""
        return float(self.rates[self.places[self.main]])

    def on_clock(self, time: Fraction, scaled: bool) -> float:
        """An exact time, or tau if ``scaled``, in units of the clock; ``inf`` beyond float64."""
        try:
            if scaled:
                return float(time) / self.main_rate
            return float(time * Fraction(2) ** self.clock)
        except OverflowError:
            return inf

    def student_error(self, time: float, spectral_filter: SpectralFilter | None = None) -> float:
        """E3 at one time >= 0 or ``inf``; gradient flow without a filter."""
        if spectral_filter is None:
            return self.flow_error(scaled_by(time, self.clock))
        s = self._shrinkage(time, spectral_filter)
        left = _finite(spectral_filter.remainder(self.modes.student[self.places], time), spectral_filter)
        return self._error(left, s)

    def flow_error(self, time: float) -> float:
        """E3 for gradient flow at a time in units of the clock."""
        with np.errstate(under="ignore", over="ignore"):
            left = np.zeros(len(self.places)) if isinf(time) else np.exp(-self.rates[self.places] * time)
        return self._error(left, self._flow(time))

    def _flow(self, time: float) -> np.ndarray:
        """The shrinkage of gradient flow at a time in units of the clock."""
        if isinf(time):
            return np.where(self.rates > 0, 1.0, 0.0)
        with np.errstate(under="ignore", over="ignore"):
            return -np.expm1(-self.rates * time)

    def _error(self, left: np.ndarray, s: np.ndarray) -> float:
        # 1 - s h = (1 - h) + h (1 - s), whichever does not cancel
        own = s[self.places]
        bias = np.where(own < 0.5, 1.0 - own * self._taken, self._missed + self._taken * left)
        return float(np.sum(self.shares * bias**2) + self.noise_level * np.sum(self.profile * s * s))

    def tail_uncertainty(self, time: float, spectral_filter: SpectralFilter | None = None) -> float:
        """Relative error of E3's noise that the tail's one entry may cause."""
        if self.modes.tail == 0.0:
            return 0.0
        s = self._shrinkage(time, spectral_filter)
        if isinf(time) and s[-1] in (0.0, 1.0) and not self.modes.mixed:
            return 0.0
        v = self.profile
        doubt = max(s[-1] * s[-1], (s[-2] * s[-2]) if len(s) > 1 and spectral_filter is not None else 0.0)
        return float(v[-1] * doubt / max(float(np.sum(v * s * s)), 1e-300)) if doubt else 0.0

    def serves(self, time: float) -> bool:
        """Whether more explicit degrees would change nothing in float64 at this time."""
        return self.modes.complete or self.tail_uncertainty(time) <= _ENOUGH

    def require_accuracy(self, time: float, spectral_filter: SpectralFilter | None) -> None:
        """Raise ``AccuracyError`` if the tail leaves the student's error open."""
        doubt = self.tail_uncertainty(time, spectral_filter)
        if doubt > _TOLERANCE:
            raise AccuracyError(
                f"at this time degrees above {self.modes.last} matter to {doubt:.1g} of the noise, and they "
                "are known by their trace only: use a shorter time, or inf"
            )

    def slope(self, tail_apart: bool = False) -> StopSlope:
        """The slope of E3 in units of the clock."""
        return stop_slope(
            self.rates, self.profile, self.places, self.shares, self._taken, self._missed,
            tail_apart and self.modes.tail > 0.0,
        )  # fmt: skip

    def best_time(self) -> float:
        """The stopping time of gradient flow where E3 is least, in units of the clock; ``inf`` if it falls for ever.

        Raises
        ------
        AccuracyError
            If the sign of the slope does not show.
        """
        slope = self.slope()
        turns, end = slope.turns()
        candidates = [slope.turning_time(low, high) for low, high in turns] + [inf] * (end == "falls")
        best = candidates[-1]
        for time in reversed(candidates[:-1]):
            if self._later_is_worse_by(time, best) > 0:
                best = time
        return best

    def gap(self, time: float) -> float:
        """E1 - E3 at a time in units of the clock, without cancellation between the two values."""
        never = float(np.sum(self.profile[self.rates == 0]))
        return self.noise_level * never + (0.0 if isinf(time) else self._later_is_worse_by(time, inf))

    def _later_is_worse_by(self, early: float, late: float) -> float:
        """E3(late) - E3(early), without cancellation between the two values."""
        own = self.rates[self.places]
        with np.errstate(under="ignore", over="ignore", invalid="ignore"):
            left, left_late = np.exp(-own * early), np.exp(-own * late)
            fall = left * -np.expm1(-own * (late - early))
            moved = np.exp(-self.rates * early) * -np.expm1(-self.rates * (late - early))
            learnt = np.where(self.rates > 0, moved, 0.0)
            s = -np.expm1(-self.rates * early)
            s_late = np.where(self.rates > 0, -np.expm1(-self.rates * late), 0.0)
        bias = 2 * self._missed + self._taken * (left + left_late)
        return float(
            self.noise_level * np.sum(self.profile * learnt * (s + s_late))
            - np.sum(self.shares * self._taken * fall * bias)
        )

    @property
    def _taken(self) -> np.ndarray:
        return self.root.taken[self.places]

    @property
    def _missed(self) -> np.ndarray:
        return self.root.missed[self.places]

    def _shrinkage(self, time: float, spectral_filter: SpectralFilter | None) -> np.ndarray:
        mu = self.modes.student
        if spectral_filter is not None:
            return _finite(spectral_filter.shrinkage(mu, time), spectral_filter)
        if isinf(time):
            return np.where(mu > 0, 1.0, 0.0)
        with np.errstate(over="ignore", under="ignore"):
            return -np.expm1(-mu * time)


def held(value: float, what: str = "this number") -> float:
    """The value, if float64 holds it to its full accuracy; ``AccuracyError`` otherwise."""
    if not (isfinite(value) and (value == 0 or abs(value) >= SMALLEST)):
        raise AccuracyError(f"{what} is beyond the range of float64: ask for digits")
    return value


def scaled_by(number: float, exponent: int) -> float:
    """number * 2^exponent; ``inf`` beyond float64."""
    try:
        return ldexp(number, exponent)
    except OverflowError:
        return inf


def _finite(values: Any, spectral_filter: SpectralFilter) -> np.ndarray:
    found = np.asarray(values, dtype=float)
    if not bool(np.all(np.isfinite(found))):
        raise AccuracyError(
            f"{spectral_filter.title} has no value in float64 at this {spectral_filter.time_means}: use a smaller one"
        )
    return found


def noise_rows(formulas: FloatFormulas, count: int = 12) -> Sequence[tuple[int | None, float]]:
    """(degree, share of the noise) for the ``count`` first explicit degrees, then (None, all the rest)."""
    v = formulas.profile
    explicit = np.flatnonzero(formulas.modes.degree >= 0)[:count]
    rows: list[tuple[int | None, float]] = [(int(formulas.modes.degree[i]), float(v[i])) for i in explicit]
    rest = float(v.sum() - v[explicit].sum()) if len(explicit) < len(v) else 0.0
    return [*rows, (None, max(rest, 0.0))]
