"""The equivalent of targets of several degrees, from the second moments of its teacher: random spectra and ReLU kernels.

The teacher's moments per eigenspace are its overlap with the target, f_j^2 h_j, and its energy,
f_j^2 h_j^2 + C N_j h_j (1 - h_j); errors are sums over them, whatever the student's filter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.experiments.equivalent_means import LENGTH, spectrum_of
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws

# of sums of numbers of size 1 whose differences are looked at
_ROUNDING = 1e-13
# d, M_TE: steps and risers of the ReLU's kernel
_KERNELS = ((16, 64), (16, 300), (32, 128), (64, 1000), (100, 10**4))
_TARGETS = ({0: 0.6, 1: 0.8}, {1: 0.6, 2: 0.8}, {1: 1.0}, {0: 0.4, 1: 0.2, 2: 0.4, 4: 0.8}, {2: 1.0})


@dataclass(frozen=True, eq=False)
class Spectrum:
    """kappa, and per entry eigenvalue, multiplicity and the target's norm, arrays of shape (LENGTH,)."""

    kappa: float
    lambdas: np.ndarray
    counts: np.ndarray
    parts: np.ndarray

    @property
    def gain(self) -> np.ndarray:
        """h_j."""
        return self.lambdas / (self.lambdas + self.kappa)

    @property
    def spread(self) -> np.ndarray:
        """N_j h_j (1 - h_j)."""
        return self.counts * self.lambdas * self.kappa / (self.lambdas + self.kappa) ** 2

    @property
    def energy(self) -> np.ndarray:
        """||Pi_j f_TE||^2 in the mean."""
        signal = self.parts**2 * self.gain**2
        lost = float(self.parts**2 @ self.gain - signal.sum())
        return signal + lost * self.spread / self.spread.sum()

    def student_error(self, shrinkage: np.ndarray) -> float:
        """The mean of ||f* - f_ST||^2 for a filter of shape (LENGTH,); 1 everywhere for the teacher."""
        overlap = float((self.parts**2 * self.gain) @ shrinkage)
        return float(self.parts @ self.parts) - 2 * overlap + float(self.energy @ shrinkage**2)

    @property
    def teacher_error(self) -> float:
        return self.student_error(np.ones(LENGTH))


def relu_spectrum(dimension: int, units: int, target: dict[int, float]) -> Spectrum:
    """Of a ReLU kernel, the higher degrees in one entry."""
    found = equivalent(relu_sphere(dimension), units, target)
    degree, lambdas, counts = spectrum_of(found)
    parts = np.array([target.get(int(each), 0.0) for each in degree])
    return Spectrum(float(found.kappa), lambdas, counts, parts)


def random_spectrum(rng: np.random.Generator) -> Spectrum:
    """Eigenvalues over four decades, multiplicities that grow as they fall, a target on some of them."""
    lambdas = np.sort(10.0 ** rng.uniform(-4, 0, LENGTH))[::-1].copy()
    counts = np.floor(lambdas ** -rng.uniform(0.3, 1.2)) + 1
    parts = rng.standard_normal(LENGTH) * (rng.random(LENGTH) < rng.uniform(0.05, 0.6))
    parts[rng.integers(LENGTH)] += 1.0
    return Spectrum(float(10.0 ** rng.uniform(-4, 0)), lambdas, counts, parts / np.linalg.norm(parts))


def any_spectrum(rng: np.random.Generator, place: int) -> Spectrum:
    """One in eight a ReLU kernel."""
    if place % 8 == 0:
        dimension, units = _KERNELS[int(rng.integers(len(_KERNELS)))]
        return relu_spectrum(dimension, units, _TARGETS[int(rng.integers(len(_TARGETS)))])
    return random_spectrum(rng)


def stacked(spectra: list[Spectrum]) -> dict[str, np.ndarray]:
    """kappa, n, lambdas and counts of several."""
    return {
        "kappa": np.array([each.kappa for each in spectra]),
        "n": np.full(len(spectra), LENGTH),
        "lambdas": np.array([each.lambdas for each in spectra]),
        "counts": np.array([each.counts for each in spectra]),
    }


def gain_trials(rng: np.random.Generator, size: int) -> Draws:
    """E L_TE - E L_ST of students with any filter in [0, 1]."""
    spectra = [any_spectrum(rng, place) for place in range(max(2, size))]
    filters = rng.random((len(spectra), LENGTH)) ** rng.choice([0.1, 1.0, 3.0], (len(spectra), 1))
    gains = [each.teacher_error - each.student_error(s) for each, s in zip(spectra, filters, strict=True)]
    parts = np.array([each.parts for each in spectra])
    return Draws(
        {**stacked(spectra), "f": parts, "s_ST": filters}, np.array(gains), np.full(len(gains), _ROUNDING),
        sizes={"spectra": len(spectra), "ReLU kernels": "one in eight, d = 16 to 100"},
    )  # fmt: skip


def best_filter_trials(rng: np.random.Generator, size: int) -> Draws:
    """A target in one eigenspace, which stands apart from the others, and students with any filter in [0, 1]."""
    return _one_degree([_one_degree_row(rng, place, rng.random(LENGTH)) for place in range(max(2, size))])


def step_filters() -> Draws:
    """The filter that learns the target's eigenspace and nothing else."""
    rng = np.random.default_rng(0)
    return _one_degree([_one_degree_row(rng, place, None) for place in range(8)])


def _one_degree_row(rng: np.random.Generator, place: int, filters: np.ndarray | None) -> dict[str, object]:
    found = any_spectrum(rng, place)
    own = int(rng.choice(np.flatnonzero(found.parts)))
    pure = Spectrum(found.kappa, found.lambdas, found.counts, (np.arange(LENGTH) == own).astype(float))
    s = (np.arange(LENGTH) == own).astype(float) if filters is None else filters
    others = np.where(np.arange(LENGTH) == own, 0.0, found.counts)
    return {
        "kappa": found.kappa, "lam": found.lambdas[own], "N_k": found.counts[own], "s": s[own], "n": LENGTH,
        "lambdas": found.lambdas, "counts": others, "s_ST": s, "student": pure.student_error(s),
    }  # fmt: skip


def _one_degree(rows: list[dict[str, object]]) -> Draws:
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    student = columns.pop("student")
    return Draws(columns, student, np.full(len(rows), _ROUNDING), sizes={"spectra": len(rows)})
