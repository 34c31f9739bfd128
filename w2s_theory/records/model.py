"""A random-feature model: the law of inputs and units, and what a unit computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from w2s_theory.records.activation import Activation


@dataclass(frozen=True, slots=True, repr=False)
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

    def to_dict(self) -> dict[str, Any]:
        """Plain data: name, dimension, activation, kernel or eigenvalues."""
        rho = self.kernel_text
        return {
            "name": self.name,
            "dimension": self.dimension,
            "activation": None if self.activation is None else self.activation.to_dict(),
            **({} if rho is None else {"kernel": rho}),
            **({} if self.eigenvalues is None else {"eigenvalues": list(self.eigenvalues)}),
        }

    @property
    def kernel_text(self) -> str | None:
        """K as text in rho = <x, x'>, for a model that is given by it."""
        if self.kernel is None:
            return None
        import sympy

        return str(self.kernel(sympy.Symbol("rho", real=True)))

    def __repr__(self) -> str:
        what = [] if self.activation is None else [self.activation.name]
        what += (
            []
            if self.kernel is None
            else [f"K = {shown if len(shown := str(self.kernel_text)) <= 80 else '...'}"]
        )
        if self.eigenvalues is not None:
            what.append(f"eigenvalues {max(self.eigenvalues):.6g} to {min(self.eigenvalues):.6g}")
        return f"Model({', '.join((self.name, f'd={self.dimension}', *what))})"

    def _repr_html_(self) -> str:
        return f"<code>{escape(repr(self))}</code>"
