"""E1-E3 in float64, given the modes and the root kappa."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isinf

import numpy as np

from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.spectral_filter import SpectralFilter

# relative error in the noise that the lumped tail may cause before a result is refused
_TOLERANCE = 1e-9
_GRID = 400
_CHUNK = 200_000
_BISECTIONS = 90


@dataclass(frozen=True, eq=False)
class FloatFormulas:
    """The letters of E1-E3.

    Parameters
    ----------
    modes
        Spectra of teacher and student.
    kappa
        The root.
    places
        Where the target's degrees stand in the arrays, shape (r,).
    shares
        f_k^2, shape (r,).
    """

    modes: FloatModes
    kappa: float
    places: np.ndarray
    shares: np.ndarray

    @property
    def teacher_error(self) -> float:
        """E1: sum f_j^2 kappa/(lambda_j + kappa)."""
        return float(np.sum(self.shares * self.kappa / (self.target_eigenvalue + self.kappa)))

    @property
    def target_eigenvalue(self) -> np.ndarray:
        """Teacher eigenvalues at the target's degrees."""
        return self.modes.eigenvalue[self.places]

    @property
    def profile(self) -> np.ndarray:
        """v_j proportional to N_j lambda_j/(lambda_j + kappa)^2, sum 1; the noise profile."""
        v = self.modes.trace / (self.modes.eigenvalue + self.kappa) ** 2
        return v / v.sum()

    @property
    def noise_level(self) -> float:
        """Kappa * sum_i lambda_i f_i^2/(lambda_i + kappa)^2: the noise energy that the profile spreads."""
        lam = self.target_eigenvalue
        return float(self.kappa * np.sum(self.shares * lam / (lam + self.kappa) ** 2))

    @property
    def unit_surplus(self) -> float:
        """M_TE - S_2 = sum_j N_j kappa lambda_j/(lambda_j + kappa)^2, without cancellation."""
        lam = self.modes.eigenvalue
        return float(self.kappa * np.sum(self.modes.trace / (lam + self.kappa) ** 2))

    def student_error(self, time: float, shrinkage: Callable | None = None) -> float:
        """E3 at one time >= 0 or ``inf``."""
        s = self._shrinkage(time, shrinkage)
        kept = self._kept(time) if shrinkage is None else 1 - s[self.places]
        return float(
            np.sum(self.shares * self._bias(kept) ** 2) + self.noise_level * np.sum(self.profile * s * s)
        )

    def tail_uncertainty(self, time: float, shrinkage: Callable | None = None) -> float:
        """Relative error of E3's noise that the tail's one entry may cause."""
        if self.modes.tail == 0.0:
            return 0.0
        s = self._shrinkage(time, shrinkage)
        if isinf(time) and s[-1] in (0.0, 1.0) and not self.modes.mixed:
            return 0.0
        v = self.profile
        doubt = max(s[-1] * s[-1], (s[-2] * s[-2]) if len(s) > 1 and shrinkage is not None else 0.0)
        return float(v[-1] * doubt / max(float(np.sum(v * s * s)), 1e-300)) if doubt else 0.0

    def require_accuracy(self, time: float, spectral_filter: SpectralFilter | None) -> None:
        """Raise ``AccuracyError`` if the tail leaves the student's error open."""
        doubt = self.tail_uncertainty(time, spectral_filter.shrinkage if spectral_filter else None)
        if doubt > _TOLERANCE:
            raise AccuracyError(
                f"at this time degrees above {self.modes.last} matter to {doubt:.1g} of the noise, and they "
                "are known by their trace only: use a shorter time, or inf"
            )

    def best_time(self) -> float:
        """The stopping time of gradient flow where E3 is least; ``inf`` if it falls for ever.

        A logarithmic grid brackets the least value, the slope's sign is then bisected.
        """
        mu = self.modes.student[self.places]
        times = np.exp(np.linspace(np.log(1e-4 / mu.max()), np.log(1e4 / mu.min()), _GRID))
        values = self._student_errors(times)
        best = int(np.argmin(values))
        limit = self.student_error(inf)
        # equal to rounding: for ever
        if limit <= values[best] * (1 + 1e-14) or best == _GRID - 1:
            return inf
        low, high = times[max(best - 1, 0)], times[best + 1]
        for _ in range(_BISECTIONS):
            middle = float(np.sqrt(low * high))
            if not low < middle < high:
                break
            low, high = (middle, high) if self._slope(middle) < 0 else (low, middle)
        return float(np.sqrt(low * high))

    def _student_errors(self, times: np.ndarray) -> np.ndarray:
        """E3 for gradient flow at many finite times."""
        mu, profile, level = self.modes.student, self.profile, self.noise_level
        values = np.empty(len(times))
        chunk = max(1, _CHUNK // len(mu))
        for first in range(0, len(times), chunk):
            t = times[first : first + chunk, None]
            with np.errstate(under="ignore", over="ignore"):
                passed = np.expm1(-mu * t) ** 2
                bias = self._bias(np.exp(-mu[self.places] * t))
            values[first : first + chunk] = bias**2 @ self.shares + level * (passed @ profile)
        return values

    def _slope(self, time: float) -> float:
        """dE3/dt for gradient flow."""
        mu = self.modes.student
        with np.errstate(under="ignore"):
            decay = np.exp(-mu * time)
        s = -np.expm1(-mu * time)
        bias = self._bias(self._kept(time))
        first = -np.sum(self.shares * bias * self._gain() * (mu * decay)[self.places])
        return float(2 * (first + self.noise_level * np.sum(self.profile * s * mu * decay)))

    def _gain(self) -> np.ndarray:
        return self.target_eigenvalue / (self.target_eigenvalue + self.kappa)

    def _kept(self, time: float) -> np.ndarray:
        """1 - s = exp(-mu t) at the target's degrees."""
        with np.errstate(under="ignore", over="ignore"):
            return np.exp(-self.modes.student[self.places] * time)

    def _bias(self, kept: np.ndarray) -> np.ndarray:
        """1 - s h = (1 - h) + h (1 - s), without cancellation."""
        lam = self.target_eigenvalue
        return (self.kappa + lam * kept) / (lam + self.kappa)

    def _shrinkage(self, time: float, shrinkage: Callable | None) -> np.ndarray:
        mu = self.modes.student
        if shrinkage is not None:
            with np.errstate(over="ignore", under="ignore"):
                return np.asarray(shrinkage(mu, time), dtype=float)
        if isinf(time):
            return np.where(mu > 0, 1.0, 0.0)
        with np.errstate(over="ignore"):
            return -np.expm1(-mu * time)


def noise_rows(formulas: FloatFormulas, count: int = 12) -> Sequence[tuple[int | None, float]]:
    """(degree, share of the noise) for the ``count`` first explicit degrees, then (None, all the rest)."""
    v = formulas.profile
    explicit = np.flatnonzero(formulas.modes.degree >= 0)[:count]
    rows: list[tuple[int | None, float]] = [(int(formulas.modes.degree[i]), float(v[i])) for i in explicit]
    rest = float(v.sum() - v[explicit].sum()) if len(explicit) < len(v) else 0.0
    return [*rows, (None, max(rest, 0.0))]
