"""Targets: mixtures of zonal harmonics, f* = sum_k c_k sqrt(N_k) P_k(<x, e>), sum c_k^2 = 1.

sqrt(N_k) P_k(<x, e>) has norm 1 in L2 of the law of x; k = 1 is the linear target sqrt(d) <x, e>.
The axis e is the first coordinate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import (
    LARGEST_DEGREE,
    ActivationCoefficients,
    estimate_coefficients,
    vanishes_exactly,
)
from w2s_theory.simulate.kernels.gegenbauer import orthonormal_values


@dataclass(frozen=True, slots=True)
class Target:
    """Degrees (increasing) and their coefficients c_k, all non-zero, sum of squares 1."""

    degrees: tuple[int, ...]
    coefficients: tuple[float, ...]

    @property
    def main_degree(self) -> int:
        """The degree of the largest |c_k|; of several, the lowest. Its eigenvalue gives tau = lambda_K t."""
        best = max(abs(value) for value in self.coefficients)
        return next(
            k for k, c in zip(self.degrees, self.coefficients, strict=True) if abs(c) >= best * (1 - 1e-12)
        )

    def coefficient(self, degree: int) -> float:
        """c_k, 0 for a degree that is not part of the target."""
        return dict(zip(self.degrees, self.coefficients, strict=True)).get(degree, 0.0)

    def to_dict(self) -> dict[str, float]:
        """Degree (as text) -> coefficient."""
        return {str(k): c for k, c in zip(self.degrees, self.coefficients, strict=True)}


def build_target(target: Any, model: Model, *, normalise: bool = False) -> Target:
    """Turn a degree, or a mapping degree -> coefficient, into a target the features can represent.

    The squares may miss 1 by 1e-9, and with ``normalise`` by anything, and are then divided by their sum.

    Raises
    ------
    InputError
        For a degree that is no whole number in 0..4096, coefficients whose squares do not sum to 1,
        or a degree that the features lack (odd degrees >= 3 for the ReLU), which is named.
    """
    if isinstance(target, Target):
        target = dict(zip(target.degrees, target.coefficients, strict=True))
    if not isinstance(target, Mapping):
        target = {_degree(target): 1.0}
    if not target:
        raise InputError("the target needs at least one degree, such as 1 or {1: 0.8, 2: 0.6}")
    pairs = sorted((_degree(k), _coefficient(c)) for k, c in target.items())
    if len({k for k, _ in pairs}) < len(pairs):
        raise InputError("the target names a degree twice")
    pairs = [(k, c) for k, c in pairs if c != 0.0]
    total = math.fsum(c * c for _, c in pairs)
    if not 0.0 < total < math.inf:
        raise InputError("the target needs a coefficient that is not 0, and whose square float64 can hold")
    if not normalise and not abs(total - 1.0) <= 1e-9:
        raise InputError(
            f"the squares of the target's coefficients must sum to 1, and they sum to {total:.6g}, which is "
            f"{abs(total - 1):.2g} too {'much' if total > 1 else 'little'}: give more digits, or divide each by the root "
            "of the sum"
        )
    result = Target(tuple(k for k, _ in pairs), tuple(c / math.sqrt(total) for _, c in pairs))
    require_representable(model, result)
    return result


def require_representable(model: Model, target: Target) -> None:
    """Raise ``InputError`` naming the first degree of the target on which the features vanish."""
    if model.activation is None:
        raise InputError(f"{model.name} has no features to draw: use relu_sphere or activation_sphere")
    for degree in target.degrees:
        if vanishes_exactly(model.activation, degree):
            others = [str(k) for k in range(degree + 3) if not vanishes_exactly(model.activation, k)]
            raise InputError(
                f"the features {model.activation.name} have no component of degree {degree}, so no student "
                f"can represent this target: choose one of {', '.join(others[-6:])}"
            )
    table = estimate_coefficients(model, target.degrees[-1])
    for degree in target.degrees:
        if abs(table.amplitude[degree]) <= 4 * table.amplitude_accuracy[degree]:
            raise InputError(
                f"the component of degree {degree} of the features {model.activation.name} cannot be told "
                f"from zero in dimension {model.dimension}: choose another degree"
            )


def target_values(target: Target, inputs: np.ndarray) -> np.ndarray:
    """f* at inputs of shape (n, d) by SciPy's Gegenbauer polynomials, shape (n,)."""
    from scipy.special import eval_gegenbauer

    d, z = inputs.shape[1], inputs[:, 0]
    total = np.zeros(len(inputs))
    for k, c in zip(target.degrees, target.coefficients, strict=True):
        if d == 2:
            total += c * (math.sqrt(2.0) * np.cos(k * np.arccos(z)) if k else 1.0)
            continue
        order = d / 2 - 1
        many = math.comb(k + d - 1, k) - (math.comb(k + d - 3, k - 2) if k >= 2 else 0)
        total += c * math.sqrt(many) * eval_gegenbauer(k, order, z) / eval_gegenbauer(k, order, 1.0)
    return total


def compute_feature_products(
    target: Target, table: ActivationCoefficients, units: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """<Pi_k f*, phi_u> = c_k a_k sqrt(N_k) P_k(<u, e>) relative to sqrt(K(x, x)), and its errors.

    Parameters
    ----------
    target : Target
        With n degrees.
    table : ActivationCoefficients
        Of the model.
    units : array, shape (M, d)
        Rows of length 1.

    Returns
    -------
    values : array, shape (n, M)
    shared : array, shape (n,)
        Relative error of a_k and of K(x, x), which all units have in common.
    single : array, shape (n, M)
        Rounding of P_k(<u, e>), independent between units.
    """
    root = math.sqrt(table.kernel_diagonal)
    scaled = np.exp(-table.log_multiplicity / 2)
    values = np.empty((len(target.degrees), len(units)))
    single = np.empty_like(values)
    shared = np.empty(len(target.degrees))
    row, eps = 0, float(np.finfo(float).eps)
    for k, polynomial in enumerate(orthonormal_values(units[:, 0], table.dimension)):
        if k == target.degrees[row]:
            c, share = target.coefficients[row], table.amplitude[k] * scaled[k] / root
            values[row] = c * share * polynomial
            shared[row] = table.amplitude_accuracy[k] / abs(table.amplitude[k])
            shared[row] += table.kernel_diagonal_accuracy / root**2
            single[row] = (4 + k) * eps * abs(c * share) * np.maximum(1.0, np.abs(polynomial))
            row += 1
            if row == len(target.degrees):
                return values, shared, single
    raise AssertionError("the recurrence has no end")


def _degree(value: Any) -> int:
    from w2s_theory.models.sizes import require_whole

    return require_whole(value, "a target degree", 0, LARGEST_DEGREE)


def _coefficient(value: Any) -> float:
    if isinstance(value, bool | str | bytes | complex):
        raise InputError("the target's coefficients must be finite numbers")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise InputError("the target's coefficients must be finite numbers") from None
    if not math.isfinite(number):
        raise InputError("the target's coefficients must be finite numbers")
    return number
