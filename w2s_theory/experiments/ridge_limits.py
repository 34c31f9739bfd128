"""Ridge students in the limit of large sizes: integrals over the Marchenko-Pastur law, at complex penalties."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws

_STEP = 1e-30
_NODES = 4000
_ERROR = 1e-9


def _risk(ratio: float, ridge: complex, product: float, energy: float) -> tuple[complex, complex]:
    """The mean share u and the risk."""
    angle = (np.arange(_NODES) + 0.5) * (np.pi / _NODES)
    eigenvalues = 1 + ratio + 2 * np.sqrt(ratio) * np.cos(angle)
    # the Marchenko-Pastur law in this angle: density sin^2 over the eigenvalue
    weights = 2 / _NODES * np.sin(angle) ** 2 / eigenvalues
    share = eigenvalues / (eigenvalues + ridge)
    first, second = complex(weights @ share), complex(weights @ share**2)
    return first, 1 - 2 * first * product + second * energy


def slope_trials(rng: np.random.Generator, size: int) -> Draws:
    """Slopes of the risk in u: both changed by a complex step of the penalty."""
    rows: dict[str, list[float]] = {
        name: [] for name in ("s", "feature_ratio", "mean_product", "mean_square")
    }
    measured = []
    for _ in range(size):
        ratio, ridge = rng.uniform(0.05, 0.9), rng.uniform(0.05, 3)
        product, energy = rng.uniform(0, 1), rng.uniform(0.1, 2)
        share, risk = _risk(ratio, complex(ridge, _STEP), product, energy)
        measured.append(risk.imag / share.imag)
        for name, value in zip(rows, (share.real, ratio, product, energy), strict=True):
            rows[name].append(value)
    values = {name: np.array(each) for name, each in rows.items()}
    return Draws(values, np.array(measured), np.full(size, _ERROR), sizes={"d/N": "0.05 to 0.9"})
