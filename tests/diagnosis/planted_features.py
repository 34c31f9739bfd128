"""Features with known spaces, known spectra and a known target: what the right answers are is known by construction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.models.subspace_pair import SubspacePair, compare_subspaces


@dataclass(frozen=True, eq=False)
class Planted:
    """Rows of two feature sets with labels, and the truth behind them."""

    weak: np.ndarray
    strong: np.ndarray
    labels: np.ndarray
    pair: SubspacePair
    noise: float
    bases: tuple[np.ndarray, np.ndarray, np.ndarray]

    @property
    def label_variance(self) -> float:
        """Of f* + noise; f* within what the two see."""
        return float(self.pair.weak_seen + self.pair.weak_missed) + self.noise**2


def exact_inputs(rows, directions, rng):
    """Rows whose mean is 0 and whose second moments are the identity, to rounding: no sampling error."""
    drawn = rng.standard_normal((rows, directions))
    return np.linalg.qr(drawn - drawn.mean(axis=0))[0] * np.sqrt(rows)


def planted(rows, rng, *, weak=4, strong=5, shared=2, noise=0.5, exact=False, widths=(7, 9)):
    """d_w and d_s directions of which ``shared`` are the same, in wider feature spaces, scaled from 1 to 1/4."""
    directions = weak + strong - shared
    x = (exact_inputs if exact else lambda m, d, r: r.standard_normal((m, d)))(rows, directions + 1, rng)
    turn = np.linalg.qr(rng.standard_normal((directions, directions)))[0]
    v_w, v_s = turn[:, :weak], turn[:, weak - shared :]
    target = turn @ np.linspace(0.3, 1.0, directions)  # more of it where the strong model looks
    target /= np.linalg.norm(target)

    def features(basis, width):
        scale = np.linspace(1, 0.25, basis.shape[1])
        into = np.linalg.qr(rng.standard_normal((width, basis.shape[1])))[0]
        return x[:, :directions] @ basis * scale @ into.T + 3.0

    labels = x[:, :directions] @ target + noise * x[:, directions]
    pair = compare_subspaces(v_s, v_w, target)
    return Planted(
        features(v_w, widths[0]), features(v_s, widths[1]), labels, pair, noise, (v_s, v_w, target)
    )
