"""A random-feature model: the law of inputs and units, and what a unit computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from w2s_theory.records.activation import Activation


@dataclass(frozen=True, slots=True)
class Model:
    """Inputs x and units u on a space with a rotation-invariant probability law.

    On the sphere: x, u ~ Unif(S^{d-1}), features phi_u(x) = sigma(scale <u, x>), kernel
    K(x, x') = E_u[phi_u(x) phi_u(x')]. All norms are L2 of the probability law of x.

    Parameters
    ----------
    name
        ``relu_sphere``, ``activation_sphere``, ``zonal_kernel`` or ``linear_network``.
    dimension
        d >= 2 on the sphere; the number of coordinates for a linear network.
    activation
        The activation, or ``None`` where the model is given by its kernel or its spectrum.
    kernel
        K as a function of rho = <x, x'> (SymPy expression builder), for ``zonal_kernel``.
    eigenvalues
        Explicit covariance eigenvalues for ``linear_network``.
    """

    name: str
    dimension: int
    activation: Activation | None = None
    kernel: Callable[[Any], Any] | None = None
    eigenvalues: tuple[float, ...] | None = None
