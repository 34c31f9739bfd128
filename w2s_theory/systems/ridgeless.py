"""Ridgeless regression on the first N samples of a spectrum, for any labels: the equivalent of a min-norm student.

With kappa_S from sum_k N_k s_k = N, s_k = lambda_k/(lambda_k + kappa_S), and Omega = S_2/(N - S_2), S_2 = sum_k N_k s_k^2, a
student of labels b with <b_k, theta_k> of mean m_k and ||b_k||^2 of mean q_k, and label noise sigma^2, has

    R = sum_k (f_k^2 - 2 s_k m_k + s_k^2 q_k) + Omega (sum_k (1 - s_k)^2 q_k + sigma^2).

The best labels of all (any surrogate, Ildiz et al. 2025) are b_k = s_k f_k/(s_k^2 + Omega (1 - s_k)^2): amplified where
s_k > S_2/N, shrunk in the tail. They beat true labels by a constant at most: without noise
R_best/R_true >= min(1, Omega)/(1 + Omega).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.records.errors import InputError
from w2s_theory.systems.spectral_bench import SpectralBench


@dataclass(frozen=True, eq=False)
class RidgelessStudent:
    """What N samples make of each eigenspace.

    Parameters
    ----------
    taken, left : arrays, shape (rows,)
        s_k, and 1 - s_k without cancellation.
    inflation : float
        Omega.
    target : array, shape (rows,)
        f_k.
    """

    taken: np.ndarray
    left: np.ndarray
    inflation: float
    target: np.ndarray

    def risk(self, means: np.ndarray, energies: np.ndarray, noise_variance: float) -> float:
        """R for labels with these <b_k, theta_k> and ||b_k||^2, and noise."""
        kept = np.sum(self.target**2 - 2 * self.taken * means + self.taken**2 * energies)
        return float(kept + self.inflation * (np.sum(self.left**2 * energies) + noise_variance))

    def misfit(self, energies: np.ndarray) -> float:
        """E ||b - student||^2 for labels without noise."""
        return float((1 + self.inflation) * np.sum(self.left**2 * energies))

    def true_labels(self, noise_variance: float) -> float:
        """R for the truth with noise."""
        bias = (1 + self.inflation) * np.sum((self.target * self.left) ** 2)
        return float(bias + self.inflation * noise_variance)

    def best_labels(self, noise_variance: float) -> float:
        """R for the best surrogate labels, with the same noise."""
        lost = self.inflation * self.left**2
        return float(np.sum(self.target**2 * lost / (self.taken**2 + lost)) + self.inflation * noise_variance)

    @property
    def best_coefficients(self) -> np.ndarray:
        """b_k of the best surrogate labels, along the target's part in each eigenspace."""
        return self.taken * self.target / (self.taken**2 + self.inflation * self.left**2)

    @property
    def least_ratio(self) -> float:
        """A bound of best/true labels from below, without noise: a constant, so the same exponent."""
        return min(1.0, self.inflation) / (1 + self.inflation)


def ridgeless_student(bench: SpectralBench, samples: int) -> RidgelessStudent:
    """The student of ``samples`` inputs, below or at least two above the number of directions.

    Raises
    ------
    InputError
        Where its expected risk is infinite.
    """
    directions = int(bench.multiplicities.sum())
    if abs(samples - directions) <= 1:
        raise InputError(
            f"with {samples} samples of {directions} directions a ridgeless student's risk is infinite"
        )
    if samples > directions:
        zero = np.zeros(len(bench.target))
        return RidgelessStudent(zero + 1, zero, directions / (samples - directions - 1), bench.target)
    rows = list(zip(bench.eigenvalues.tolist(), bench.multiplicities.astype(int).tolist(), strict=True))
    root = equivalent(rows, samples, int(np.argmax(bench.target)))
    kappa = float(root.kappa)
    taken, left = bench.eigenvalues / (bench.eigenvalues + kappa), kappa / (bench.eigenvalues + kappa)
    seen = float(np.sum(bench.multiplicities * taken**2))
    # N - S_2 = sum N s (1 - s), without cancellation
    return RidgelessStudent(
        taken, left, seen / float(np.sum(bench.multiplicities * taken * left)), bench.target
    )
