"""Fits on isotropic Gaussian features by a spectral filter of the sample covariance, and traces of the filter."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.spectral_filter import SpectralFilter


def simulate_filtered_fits(
    student: SpectralFilter,
    time: float,
    slope: np.ndarray,
    samples: int,
    noise: float,
    repeats: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Coefficients h(S) S^-1 B^T y/N of independent students of y = <slope, b> + noise, shape (repeats, d); N >= d."""
    inputs = rng.standard_normal((repeats, samples, len(slope)))
    labels = inputs @ slope + noise * rng.standard_normal((repeats, samples))
    values, vectors = np.linalg.eigh(inputs.transpose(0, 2, 1) @ inputs / samples)
    moments = np.einsum("kni,kn->ki", inputs, labels) / samples
    along = np.einsum("kij,ki->kj", vectors, moments) * student.shrinkage(values, time) / values
    return np.einsum("kij,kj->ki", vectors, along)


def simulate_filter_traces(
    student: SpectralFilter, time: float, dimension: int, samples: int, repeats: int, rng: np.random.Generator
) -> np.ndarray:
    """tr h(S)/d, tr h(S)^2/d and tr h(S)^2 S^-1/d of independent samples, shape (repeats, 3); N >= d."""
    inputs = rng.standard_normal((repeats, samples, dimension))
    values = np.linalg.eigvalsh(inputs.transpose(0, 2, 1) @ inputs / samples)
    kept = student.shrinkage(values, time)
    return np.stack([kept.mean(axis=1), (kept**2).mean(axis=1), (kept**2 / values).mean(axis=1)], axis=1)
