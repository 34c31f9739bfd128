"""Activation coefficients a_k by Gauss-Jacobi quadrature, from the activation itself.

The law of z = <u, x> has density c_d (1 - z^2)^{(d-3)/2}. [-1, 1] is cut at the kinks and at the
edges of the region where the law lives. On a piece that ends at +-1 the Jacobi weight absorbs the
part of the density which is not smooth there: exponent -1/2 for even d, 0 for odd d; what is left
is a polynomial factor. What is summed is a_k sqrt(N_k) = E[sigma p_k] with p_k orthonormal: a
well-conditioned number of the size of the activation's norm, at every degree and dimension.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.gauss_rules import half_power_rule, legendre_rule
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity, orthonormal_values

_EPS = float(np.finfo(float).eps)
_LARGEST_RULE = 12000
LARGEST_DEGREE = 4096


@dataclass(frozen=True, eq=False)
class ActivationCoefficients:
    """Coefficients of one activation in one dimension, degrees 0..J.

    Parameters
    ----------
    dimension
        d.
    amplitude, amplitude_accuracy
        Shape (J+1,). a_k sqrt(N_k), and how far it may be off; exactly 0 with accuracy 0 where the
        parity of the activation says so.
    log_multiplicity
        Shape (J+1,). log N_k.
    kernel_diagonal, kernel_diagonal_accuracy
        K(x, x) = E[sigma^2] = sum_k a_k^2 N_k.
    """

    dimension: int
    amplitude: np.ndarray
    amplitude_accuracy: np.ndarray
    log_multiplicity: np.ndarray
    kernel_diagonal: float
    kernel_diagonal_accuracy: float

    @property
    def coefficient(self) -> np.ndarray:
        """a_k, shape (J+1,)."""
        return self.amplitude * np.exp(-self.log_multiplicity / 2)

    @property
    def coefficient_accuracy(self) -> np.ndarray:
        """How far ``coefficient`` may be off, shape (J+1,)."""
        error = self.amplitude_accuracy + 4 * _EPS * (1 + self.log_multiplicity) * np.abs(self.amplitude)
        return error * np.exp(-self.log_multiplicity / 2)

    @property
    def eigenvalue(self) -> np.ndarray:
        """lambda_k = a_k^2, shape (J+1,)."""
        return self.coefficient**2

    @property
    def eigenvalue_accuracy(self) -> np.ndarray:
        """How far ``eigenvalue`` may be off, shape (J+1,)."""
        return self.coefficient_accuracy * (2 * np.abs(self.coefficient) + self.coefficient_accuracy)

    def largest_eigenvalue_from(self, degree: int) -> float:
        """Return an upper estimate of lambda_j over all j >= ``degree``, also beyond the table."""
        mass = self.amplitude**2
        rest = max(0.0, self.kernel_diagonal - math.fsum(mass)) + 64 * _EPS * self.kernel_diagonal
        beyond = rest * math.exp(-float(self.log_multiplicity[-1]))
        upper = (np.abs(self.coefficient) + self.coefficient_accuracy) ** 2
        return max(beyond, float(np.max(upper[degree:], initial=0.0)))


def vanishes_exactly(activation: Activation, degree: int) -> bool:
    """Whether a_k = 0 by parity: never judged from a small number."""
    if activation.power is not None:
        return degree > activation.power and (degree - activation.power) % 2 == 0
    return (activation.parity == "even" and degree % 2 == 1) or (
        activation.parity == "odd" and degree % 2 == 0
    )


def estimate_coefficients(model: Model, largest: int) -> ActivationCoefficients:
    """Coefficients of degrees 0..largest (or somewhat beyond), with an error estimate for each.

    Parameters
    ----------
    model : Model
        A sphere model with an activation.
    largest : int
        At least up to this degree, at most 4096.

    Returns
    -------
    ActivationCoefficients
        Kept per (activation, dimension), so that asking again is free.

    Raises
    ------
    InputError
        If the model has no activation, or the degree is too large.
    AccuracyError
        If two quadrature rules do not agree: the activation is too rough, or a kink is missing.

    Notes
    -----
    Accuracy: the difference of two node counts plus the rounding of the sum, about
    (5 + k) eps sqrt(K(x,x)). The activation at scale * z is taken as NumPy returns it.
    """
    if model.activation is None:
        raise InputError(f"{model.name} has no activation to simulate: use relu_sphere or activation_sphere")
    if largest > LARGEST_DEGREE:
        raise InputError(f"degrees up to {LARGEST_DEGREE} can be simulated, not {largest}")
    size = 64
    while size < largest:
        size *= 2
    return _estimate(model.activation, model.dimension, size)


@lru_cache(maxsize=64)
def _estimate(activation: Activation, dimension: int, largest: int) -> ActivationCoefficients:
    cuts = _cuts(activation, dimension)
    nodes = 48 + largest // 2 + (largest if dimension < 8 else 0)
    coarse = _integrate(activation, dimension, largest, cuts, nodes)
    worst = math.inf
    while True:
        nodes = nodes + nodes // 2
        fine = _integrate(activation, dimension, largest, cuts, nodes)
        amplitude, diagonal = fine[0], fine[1]
        floor = (5.0 + np.arange(largest + 1)) * _EPS * math.sqrt(diagonal)
        difference = np.abs(amplitude - coarse[0])
        if np.all(difference <= floor) and abs(diagonal - coarse[1]) <= 64 * _EPS * diagonal:
            break
        worst, previous = float(np.max(difference)) / math.sqrt(diagonal), worst
        # rounding above the expected floor does not shrink with more nodes: it is reported as it is
        if nodes > _LARGEST_RULE or (worst > previous / 2 and (worst < 1e-10 or nodes > 2000)):
            if worst > 1e-6:
                raise AccuracyError(
                    f"the coefficients of {activation.name} are only known to {worst:.1e}: give the points "
                    "where it or a derivative jumps as kinks"
                )
            break
        coarse = fine
    # Where the rules have not converged, two of them may agree at one degree by chance, so the
    # largest difference of all degrees stands for each.
    converged = bool(np.all(difference <= floor))
    accuracy = floor + 4 * (difference if converged else float(np.max(difference)))
    for degree in range(largest + 1):
        if vanishes_exactly(activation, degree):
            amplitude[degree] = accuracy[degree] = 0.0
    for array in (amplitude, accuracy):
        array.setflags(write=False)
    log_multiplicity = compute_log_multiplicity(dimension, largest)
    diagonal_accuracy = 16 * _EPS * diagonal + abs(diagonal - coarse[1])
    return ActivationCoefficients(
        dimension, amplitude, accuracy, log_multiplicity, diagonal, diagonal_accuracy
    )


def _cuts(activation: Activation, dimension: int) -> list[float]:
    """End points of the pieces: kinks, and a few widths 1/sqrt(d) of the law where it is narrow."""
    factor = activation.factor(dimension)
    inner = {float(kink) / factor for kink in activation.kinks}
    width = dimension**-0.5
    for multiple in (4.0, 12.0, 36.0):
        if multiple * width < 0.9:
            inner |= {-multiple * width, multiple * width}
    return [-1.0, *sorted(point for point in inner if -1.0 < point < 1.0), 1.0]


def quadrature_rule(dimension: int, cuts: list[float], nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes z and weights for E over the law of <u, x>, ``nodes`` per piece; the weights sum to 1."""
    alpha = (dimension - 3) / 2.0
    # the law's non-smooth factor at +-1 is (1 - |z|)^(-1/2) for even d; for odd d it is a polynomial
    singular = dimension % 2 == 0
    all_z, all_w = [], []
    for a, b in zip(cuts[:-1], cuts[1:], strict=True):
        half = (b - a) / 2.0
        if singular and a == -1.0 and b == 1.0:
            # both ends at once: Gauss-Chebyshev, and (1 - z^2)^(alpha + 1/2) is a polynomial
            angle = (2.0 * np.arange(nodes) + 1.0) * (math.pi / (2 * nodes))
            z, w = np.cos(angle), np.full(nodes, math.pi / nodes)
            log_weight = (2 * alpha + 1.0) * np.log(np.sin(angle))
        elif singular and (a == -1.0 or b == 1.0):
            near, w = half_power_rule(nodes)
            z = 1.0 - half * near
            # the rule holds near^(-1/2) already, so near^(alpha + 1/2) is left: a polynomial factor
            log_weight = (alpha + 1.0) * math.log(half) + (alpha + 0.5) * np.log(near) + alpha * np.log1p(z)
            z = z if b == 1.0 else -z
        else:
            x, w = legendre_rule(nodes)
            z = (a + b) / 2.0 + half * x
            one_minus, one_plus = (1.0 - b) + half * (1.0 - x), (1.0 + a) + half * (1.0 + x)
            # log1p where z is small: there alpha multiplies the rounding of 1 - z, at d = 10^6 by 10^6
            small = z * z < 0.5
            log_weight = alpha * np.where(
                small, np.log1p(-z * z * small), np.log(one_minus) + np.log(one_plus)
            )
            log_weight += math.log(half)
        all_z.append(z)
        all_w.append(np.log(w) + log_weight)
    z, log_w = np.concatenate(all_z), np.concatenate(all_w)
    # the total mass is 1, so the constant c_d is not needed
    w = np.exp(log_w - np.max(log_w))
    return z, w / math.fsum(w)


def _integrate(
    activation: Activation, dimension: int, largest: int, cuts: list[float], nodes: int
) -> tuple[np.ndarray, float]:
    z, w = quadrature_rule(dimension, cuts, nodes)
    values = np.asarray(activation.function(activation.factor(dimension) * z), dtype=float)
    weighted = w * values
    if not np.all(np.isfinite(weighted)):
        raise InputError(f"{activation.name} has values that are not finite")
    amplitude = np.empty(largest + 1)
    # far outside the law's range the orthonormal polynomials grow and may overflow where the
    # weight has underflowed: those nodes carry nothing
    keep = w > 1e-300
    z, weighted = z[keep], weighted[keep]
    for degree, polynomial in zip(range(largest + 1), orthonormal_values(z, dimension), strict=False):
        amplitude[degree] = float(weighted @ polynomial)
    return amplitude, float(math.fsum(w * values**2))
