"""The mean energies of one-pass SGD, degree by degree: stepping, the closed form, and when they stay bounded.

With e_j = E ||Pi_j (f_t - f_TE)||^2 and E = sum_j e_j, one step of size eta on B fresh inputs makes

    e_j <- rho_j e_j + u_j (E + sigma^2),    rho_j = (1 - eta lambda_j)^2 -+ eta^2 lambda_j^2/B,
    u_j = eta^2 lambda_j^2 N_j/B,

with - for a kernel whose degrees are spread evenly over the inputs (the sphere), + for Gaussian linear features. The
recursion is a diagonal matrix plus one of rank one: its eigenvalues x_i are the roots of sum_j u_j/(x - rho_j) = 1, one
in each gap between the rho_j and one above them all, and E is a sum of powers x_i^t.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

Inputs = Literal["sphere", "gaussian"]
# rows whose injection float64 cannot divide by keep what they have
_SMALLEST = 1e-280
_HALVINGS = 130
_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class SgdRecursion:
    """One step of size ``step`` on ``batch`` fresh inputs.

    Parameters
    ----------
    eigenvalue, multiplicity
        lambda_j and N_j, shape (n,).
    step, batch
        eta and B.
    inputs
        ``sphere`` or ``gaussian``.
    """

    eigenvalue: np.ndarray
    multiplicity: np.ndarray
    step: float
    batch: int
    inputs: Inputs = "sphere"

    @property
    def _sign(self) -> float:
        return -1.0 if self.inputs == "sphere" else 1.0

    @cached_property
    def forgotten(self) -> np.ndarray:
        """1 - rho_j without cancellation, shape (n,)."""
        y = self.step * self.eigenvalue
        return y * (2.0 - y * (1.0 + self._sign / self.batch))

    @property
    def kept(self) -> np.ndarray:
        """rho_j, shape (n,)."""
        return 1.0 - self.forgotten

    @cached_property
    def injected(self) -> np.ndarray:
        """u_j, shape (n,)."""
        return (self.step * self.eigenvalue) ** 2 * self.multiplicity / self.batch

    @property
    def noise_ratio(self) -> float:
        """kappa = sum_j u_j/(1 - rho_j); ``inf`` where some degree alone does not shrink.

        The mean energies stay bounded if and only if it is below 1; with label noise they then tend to sigma^2
        kappa/(1 - kappa) in all.
        """
        y = self.step * self.eigenvalue
        left = 2.0 - y * (1.0 + self._sign / self.batch)
        if np.any(left <= 0.0):
            return float("inf")
        return float(np.sum(y * self.multiplicity / left)) / self.batch

    @property
    def answer(self) -> float:
        """At most how much E moves, at any time, for label noise whose variance never exceeds 1; ``inf`` if unstable."""
        active = self.injected > _SMALLEST
        if not active.any():
            return 0.0
        roots = self._roots(active)
        left = np.minimum(roots.fallen, 2.0 - roots.fallen)
        if np.any(left <= 0.0):
            return float("inf")
        return float(np.sum(1.0 / (np.sum(roots.injected / roots.gap**2, axis=1) * left)))

    def step_once(self, energy: np.ndarray, label_noise: float = 0.0) -> np.ndarray:
        """e_j after one more step, shape (n,)."""
        return self.kept * energy + self.injected * (energy.sum() + label_noise)

    def run(self, energy: np.ndarray, steps: int, label_noise: float = 0.0) -> np.ndarray:
        """e_j after ``steps`` steps, one by one: the referee of :meth:`energies`."""
        kept, injected, e = self.kept, self.injected, np.array(energy, dtype=float)
        for _ in range(steps):
            e = kept * e + injected * (e.sum() + label_noise)
        return e

    def energies(
        self, energy: np.ndarray, steps: np.ndarray, label_noise: float = 0.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """E after each of ``steps`` by the closed form, and how far rounding may have moved it.

        Parameters
        ----------
        energy
            e_j at the start, shape (n,), >= 0.
        steps
            Whole numbers >= 0, shape (m,).
        label_noise
            sigma^2.

        Returns
        -------
        total, accuracy : arrays, shape (m,)
        """
        # what is never injected has its own power, and is noise to the others as long as it keeps still
        active = self.injected > _SMALLEST
        still = float(np.sum(energy[~active]))
        if not active.any():
            return np.full(len(steps), still), np.zeros(len(steps))
        roots = self._roots(active)
        gap = roots.gap
        norm = np.sum(roots.injected / gap**2, axis=1)
        start = np.sum(_merged(energy[active], roots.group) / gap, axis=1) / norm
        power, grown, magnified = _powers(roots.fallen, steps)
        parts = start * power, (label_noise + still) * grown / norm
        total = (parts[0] + parts[1]).sum(axis=1) + still
        # how far rounding of the sum moves a root, relative to its distance from the next row
        nearest = np.min(np.abs(gap), axis=1)
        moved = np.sum(roots.injected / np.abs(gap), axis=1) / (norm * nearest)
        sizes = np.abs(parts[0]) * (magnified + moved) + np.abs(parts[1]) * (1 + moved)
        return total, 64 * _EPS * (sizes.sum(axis=1) * np.sqrt(len(norm)) + still)

    def _roots(self, active: np.ndarray) -> _Roots:
        forgotten, group = np.unique(self.forgotten[active], return_inverse=True)
        injected = np.bincount(group, weights=self.injected[active])
        return _solve(forgotten, injected, group)


@dataclass(frozen=True, eq=False)
class _Roots:
    """x_i as 1 - x_i, and all x_i - rho_j, shape (roots, rows), with full relative accuracy."""

    fallen: np.ndarray
    gap: np.ndarray
    injected: np.ndarray
    group: np.ndarray


def _solve(forgotten: np.ndarray, injected: np.ndarray, group: np.ndarray) -> _Roots:
    """Roots of sum u_j/(x - rho_j) = 1; rows in falling order of rho, so root i lies above row i and below row i - 1."""
    # rho_i - rho_j, exact differences of numbers that have no rounding in common with 1
    apart = forgotten[None, :] - forgotten[:, None]
    count = len(forgotten)
    room = np.append(injected.sum(), np.diff(forgotten))
    # where the sum is still above 1 half-way up, the root is nearer to the row above it
    middle = np.sum(injected / (apart + room[:, None] / 2), axis=1)
    upper = (middle > 1.0) & (np.arange(count) > 0)
    origin = np.arange(count) - upper
    base = apart[origin]
    sign = np.where(upper, -1.0, 1.0)
    low = np.full(count, np.log(5e-324))
    high = np.log(np.where(np.arange(count) > 0, room / 2, room) * (1 + 1e-15))
    low = np.minimum(low, high)
    for _ in range(_HALVINGS):
        half = (low + high) / 2
        offset = sign * np.exp(half)
        with np.errstate(divide="ignore"):
            over = np.sum(injected / (base + offset[:, None]), axis=1) > 1.0
        further = np.where(upper, ~over, over)
        low, high = np.where(further, half, low), np.where(further, high, half)
    offset = sign * np.exp((low + high) / 2)
    return _Roots(forgotten[origin] - offset, base + offset[:, None], injected, group)


def _merged(energy: np.ndarray, group: np.ndarray) -> np.ndarray:
    return np.bincount(group, weights=energy)


def _powers(fallen: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x^t, (1 - x^t)/(1 - x) and how x^t magnifies a relative error of log x, shapes (m, roots), x = 1 - fallen."""
    t = np.asarray(steps, dtype=float)[:, None]
    x = 1.0 - fallen
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        # near 1 through 1 - x, elsewhere through |x|
        log = np.where(x > 0.5, np.log1p(-np.minimum(fallen, 0.5)), np.log(np.abs(x)))
        flipped = (x < 0) & (np.mod(t, 2.0) == 1.0)
        exponent = np.where(t == 0.0, 0.0, t * log)
        size = np.exp(exponent)
        power = np.where(flipped, -size, size)
        lost = np.where(x > 0.5, -np.expm1(exponent), 1.0 - power)
        grown = np.where(fallen == 0.0, t, lost / fallen)
        return power, grown, np.where(size > 0.0, 1.0 + np.abs(exponent), 0.0)


def largest_step(
    eigenvalue: np.ndarray, multiplicity: np.ndarray, batch: int, inputs: Inputs = "sphere"
) -> float:
    """The step size eta below which the mean energies stay bounded: kappa = 1.

    kappa grows with eta from 0 to infinity, so there is one.
    """
    sign = -1.0 if inputs == "sphere" else 1.0
    factor = 1.0 + sign / batch
    top = float(np.max(eigenvalue))
    # kappa is at least eta sum lambda N/(2 B), and infinite from the pole of the largest eigenvalue on
    low, high = 0.0, 2.0 / (top * factor) if factor > 0 else np.inf
    most = 2.0 * batch / float(np.sum(eigenvalue * multiplicity))
    high = min(high, most)
    for _ in range(200):
        middle = (low + high) / 2
        ratio = SgdRecursion(eigenvalue, multiplicity, middle, batch, inputs).noise_ratio
        low, high = (middle, high) if ratio < 1.0 else (low, middle)
    return low
