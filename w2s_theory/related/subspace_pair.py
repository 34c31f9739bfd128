"""What two feature spaces and a target have to do with each other: the numbers that decide weak-to-strong regression.

Functions of x ~ N(0, I_D) that are linear in x are vectors of R^D. The weak model's features span V_w, the strong one's
V_s, the target is theta. Only these numbers enter: two dimensions, the correlation dimension ||V_s^T V_w||_F^2 (the
sum of the squared cosines of the canonical angles), and energies of theta's parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.spec.errors import InputError

_ORTHONORMAL = 1e-8
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class SubspacePair:
    """Dimensions, correlation dimension, and energies of a target in two feature spaces.

    Parameters
    ----------
    weak_dimension, strong_dimension : int
        d_w, d_s.
    correlation_dimension : float
        d_sw = ||V_s^T V_w||_F^2 in [0, min(d_w, d_s)].
    weak_misfit, strong_misfit : float
        rho_w, rho_s: energy of the target outside V_w, V_s.
    weak_energy, strong_energy : float
        ||P_w theta||^2, ||P_s theta||^2.
    transferred_energy : float
        ||P_s P_w theta||^2.
    aligned_energy : float
        <P_s theta, P_w theta>.
    """

    weak_dimension: int
    strong_dimension: int
    correlation_dimension: float
    weak_misfit: float = 0.0
    strong_misfit: float = 0.0
    weak_energy: float = 1.0
    strong_energy: float = 1.0
    transferred_energy: float = 1.0
    aligned_energy: float = 1.0

    def __post_init__(self) -> None:
        weak = require_whole(self.weak_dimension, "the weak dimension")
        strong = require_whole(self.strong_dimension, "the strong dimension")
        numbers = {name: getattr(self, name) for name in self.__dataclass_fields__ if "dimension" not in name}
        for name, value in {**numbers, "correlation_dimension": self.correlation_dimension}.items():
            try:
                good = bool(np.isfinite(value)) and (value >= 0 or name == "aligned_energy")
            except TypeError:
                good = False
            if not good:
                raise InputError(f"{name} must be a finite number >= 0, and {value!r} is not")
        if self.correlation_dimension > min(weak, strong) * (1 + _ROUNDING):
            raise InputError(
                f"the correlation dimension is at most the smaller dimension, {min(weak, strong)}, "
                f"and {self.correlation_dimension:.6g} is not"
            )
        room = _ROUNDING * (self.weak_energy + self.strong_energy + 1e-300)
        if self.transferred_energy > self.weak_energy + room:
            raise InputError("the transferred energy ||P_s P_w theta||^2 is at most the weak energy ||P_w theta||^2")
        # <P_s theta, P_w theta> = <P_s theta, P_s P_w theta>
        if self.aligned_energy**2 > self.strong_energy * self.transferred_energy + room:
            raise InputError("the aligned energy squared is at most strong energy times transferred energy")
        totals = self.weak_energy + self.weak_misfit, self.strong_energy + self.strong_misfit
        if abs(totals[0] - totals[1]) > _ROUNDING * max(*totals, 1e-300):
            raise InputError(
                "energy inside and outside must add up to the same total for both spaces, "
                f"and they add up to {totals[0]:.6g} and {totals[1]:.6g}"
            )

    @property
    def inherited_bias(self) -> float:
        """||P_s (I - P_w) theta||^2: what the student could express and the teacher does not teach."""
        return max(self.strong_energy - 2 * self.aligned_energy + self.transferred_energy, 0.0)

    @property
    def foreign_energy(self) -> float:
        """||(I - P_s) P_w theta||^2: what the teacher teaches and the student cannot express."""
        return max(self.weak_energy - self.transferred_energy, 0.0)


def subspace_pair(weak_basis: Any, strong_basis: Any, target: Any) -> SubspacePair:
    """The numbers of two orthonormal bases and a target.

    Parameters
    ----------
    weak_basis : array, shape (D, d_w)
    strong_basis : array, shape (D, d_s)
        Orthonormal columns.
    target : array, shape (D,)
        theta; energies are squared lengths, absolute.

    Raises
    ------
    InputError
        For shapes that do not match, numbers that are not finite, or columns that are not orthonormal to 1e-8.
    """
    weak = require_basis(weak_basis, "the weak basis")
    strong = require_basis(strong_basis, "the strong basis")
    theta = require_vector(target, len(weak))
    if len(weak) != len(strong):
        raise InputError(f"both bases must have the same number of rows, and have {len(weak)} and {len(strong)}")
    a, b = weak.T @ theta, strong.T @ theta
    cosines = strong.T @ weak
    passed = cosines @ a
    outside_weak, outside_strong = theta - weak @ a, theta - strong @ b
    return SubspacePair(
        weak.shape[1],
        strong.shape[1],
        float(np.sum(cosines**2)),
        float(outside_weak @ outside_weak),
        float(outside_strong @ outside_strong),
        float(a @ a),
        float(b @ b),
        float(passed @ passed),
        float(b @ passed),
    )


def require_basis(basis: Any, what: str) -> np.ndarray:
    """A real array of orthonormal columns, shape (D, d); ``InputError`` otherwise."""
    array = _real_array(basis, what)
    if array.ndim != 2 or not 1 <= array.shape[1] <= array.shape[0]:
        raise InputError(f"{what} must have shape (D, d) with 1 <= d <= D, and has shape {array.shape}")
    worst = float(np.max(np.abs(array.T @ array - np.eye(array.shape[1]))))
    if worst > _ORTHONORMAL:
        raise InputError(
            f"the columns of {what} must be orthonormal, and are off by {worst:.2g}: use the Q of numpy.linalg.qr"
        )
    return array


def require_features(features: Any, who: str) -> np.ndarray:
    """A finite real matrix, shape (samples, features), both >= 1; ``InputError`` otherwise."""
    array = _real_array(features, f"the {who} feature matrix")
    if array.ndim != 2 or 0 in array.shape:
        raise InputError(f"the {who} feature matrix must have shape (samples, features), and has shape {array.shape}")
    return array


def require_vector(vector: Any, length: int) -> np.ndarray:
    """A finite real vector of a given length; ``InputError`` otherwise."""
    array = _real_array(vector, "the target")
    if array.shape != (length,):
        raise InputError(f"the target must have shape ({length},), and has shape {array.shape}")
    return array


def _real_array(values: Any, what: str) -> np.ndarray:
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "fiu":
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError):
        raise InputError(f"{what} must be an array of real numbers") from None
    if not np.all(np.isfinite(array)):
        raise InputError(f"{what} holds a number that is not finite")
    return array
