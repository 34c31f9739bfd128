"""The correlation dimension of two models from their feature matrices on the same inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.related.subspace_pair import require_features
from w2s_theory.spec.errors import InputError


@dataclass(frozen=True, eq=False, slots=True)
class CorrelationDimension:
    """Squared cosines of the canonical angles between the spans of two feature matrices.

    Parameters
    ----------
    value : float
        d_sw, the sum of ``cosines`` squared.
    weak_dimension, strong_dimension : int
        Numerical ranks at the cut.
    cosines : array, shape (min of the ranks,)
        Cosines of the canonical angles, largest first.
    samples : int
    chance : float
        d_w d_s/samples: what two unrelated random subspaces of the samples' space would have in the mean. A value near
        it says nothing: take more samples.
    cut : float
        Directions with a singular value below ``cut`` times the largest were left out.
    how : str
        ``float64``.
    """

    value: float
    weak_dimension: int
    strong_dimension: int
    cosines: np.ndarray
    samples: int
    chance: float
    cut: float
    how: str = "float64"

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**found, "cosines": self.cosines.tolist()}

    def __repr__(self) -> str:
        return (
            f"CorrelationDimension({self.value:.6g} of d_w={self.weak_dimension}, d_s={self.strong_dimension}; "
            f"by chance {self.chance:.3g}, {self.samples} samples, {self.how})"
        )


def correlation_dimension(weak_features: Any, strong_features: Any, cut: float | None = None) -> CorrelationDimension:
    """How much of the weak model's feature space the strong model shares, from features on the same inputs.

    Parameters
    ----------
    weak_features : array, shape (samples, features of the weak model)
    strong_features : array, shape (samples, features of the strong model)
        Row i of both belongs to input i. Not centred here: subtract the means if constants should not count.
    cut : float, optional
        Relative to the largest singular value, in (0, 1); by default 2.2e-16 times the larger side of the matrix.

    Raises
    ------
    InputError
        For shapes that do not match, numbers that are not finite, or a cut outside (0, 1).

    References
    ----------
    Dong et al. 2025, the correlation dimension (their program sums the squared cosines of canonical angles).
    """
    weak, strong = (require_features(x, w) for x, w in ((weak_features, "weak"), (strong_features, "strong")))
    if len(weak) != len(strong):
        raise InputError(
            f"both models need features on the same inputs, and there are {len(weak)} and {len(strong)} rows"
        )
    if cut is not None and not 0.0 < cut < 1.0:
        raise InputError("the cut must lie between 0 and 1, such as 1e-6")
    level = cut if cut is not None else np.finfo(float).eps * max(*weak.shape, *strong.shape)
    first, second = _span(weak, level, "weak"), _span(strong, level, "strong")
    cosines = np.minimum(np.linalg.svd(second.T @ first, compute_uv=False), 1.0)
    d_w, d_s = first.shape[1], second.shape[1]
    return CorrelationDimension(
        float(np.sum(cosines**2)), d_w, d_s, cosines, len(weak), d_w * d_s / len(weak), float(level)
    )


def _span(features: np.ndarray, cut: float, who: str) -> np.ndarray:
    """Orthonormal columns spanning what is above the cut."""
    u, values, _ = np.linalg.svd(features, full_matrices=False)
    if values[0] == 0.0:
        raise InputError(f"all {who} features are 0")
    return u[:, values > cut * values[0]]
