"""One batch of one-pass SGD on Gaussian linear features, as it runs."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws, join

# (lambda_j of all modes, mode looked at, eta, B, sigma^2)
SIZES = (
    ((0.5, 0.02, 0.01), 0, 0.1, 1, 0.0),
    ((0.4, 0.01, 0.01), 0, 0.15, 4, 0.1),
    ((0.3,), 0, 0.2, 2, 0.0),
    ((0.6, 0.01), 0, 0.1, 8, 0.3),
)


def gaussian_step_trials(rng: np.random.Generator, size: int) -> Draws:
    """The energy of one mode after a step, from coefficients drawn at random."""
    parts = []
    each = -(-size // len(SIZES))
    for variances, place, eta, batch, noise in SIZES:
        lam = np.array(variances)
        gap = rng.standard_normal((each, len(lam)))
        gap /= np.sqrt(np.sum(lam * gap**2, axis=1, keepdims=True))
        features = np.sqrt(lam) * rng.standard_normal((each, batch, len(lam)))
        residual = np.einsum("sbj,sj->sb", features, gap) + noise**0.5 * rng.standard_normal((each, batch))
        after = gap - eta * np.einsum("sb,sbj->sj", residual, features) / batch
        rows = {"lam": lam[place], "eta": eta, "batch": batch, "gap_energy": 1.0, "noise_variance": noise}
        values = {name: np.full(each, value) for name, value in rows.items()}
        values["gap_part_energy"] = lam[place] * gap[:, place] ** 2
        measured = lam[place] * after[:, place] ** 2
        parts.append(
            Draws(values, measured, 1e-13 * (1 + measured), sizes={"modes": "1 to 3", "B": "1 to 8"})
        )
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))
