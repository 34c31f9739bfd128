"""Teachers that are posterior means of a prior of two points per mode, and spectral students of theirs."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws, join

# of all |f_j|, variance of the one noisy observation of f_j, and shares that the student learns
_SETTINGS = (
    ((0.8, 0.6), (0.4, 0.3), (0.3, 0.1)),
    ((0.7, 0.5, 0.5, 0.1), (0.2, 0.3, 0.2, 0.1), (0.3, 0.1, 0.0, 1.0)),
)
_LENGTH = 4
# independent targets of which one measured number is the mean
_REPEATS = 50
_ROUNDING = 1e-12
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(120)


def _energy(size: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """E of the squared posterior mean, a tanh of the observation, by Gauss-Hermite quadrature."""
    observed = size[:, None] + np.sqrt(variance)[:, None] * _NODES
    means = size[:, None] * np.tanh(size[:, None] * observed / variance[:, None])
    return means**2 @ _WEIGHTS / _WEIGHTS.sum()


def posterior_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_ST - L_TE where f_j is +-a_j with equal chances and observed with normal noise."""
    each, parts = -(-size // len(_SETTINGS)), []
    for sizes, variances, shares in _SETTINGS:
        absolute, variance = np.array(sizes) / np.linalg.norm(sizes), np.array(variances)
        target = absolute * rng.choice((-1.0, 1.0), (each, _REPEATS, len(sizes)))
        observed = target + np.sqrt(variance) * rng.standard_normal(target.shape)
        teacher = absolute * np.tanh(absolute * observed / variance)
        student = np.array(shares) * teacher
        measured = np.sum((target - student) ** 2 - (target - teacher) ** 2, axis=2).mean(axis=1)
        rows = {"s_ST": shares, "label_energies": _energy(absolute, variance)}
        padded = {name: np.pad(np.asarray(row), (0, _LENGTH - len(sizes))) for name, row in rows.items()}
        values = {name: np.tile(row, (each, 1)) for name, row in padded.items()}
        values["n"] = np.full(each, len(sizes))
        parts.append(
            Draws(values, measured, np.full(each, _ROUNDING), sizes={"modes": "2 and 4"}, repeats=_REPEATS)
        )
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))
