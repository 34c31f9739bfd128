"""An activation: its definition in three forms, its kinks, parity and scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any, Literal

Parity = Literal["even", "odd", "none"]
Scale = Literal["one", "sqrt_dimension"]


@dataclass(frozen=True, slots=True, repr=False)
class Activation:
    """sigma in the feature x -> sigma(scale * <u, x>), u and x unit vectors.

    Parameters
    ----------
    name, title
        Identifier (the file's stem) and a line for people.
    function
        NumPy function of an array of any shape: the definition used by the simulation.
    expression
        Maps a SymPy symbol to the same definition as an exact expression, or ``None`` for a
        Python callable whose values can only be estimated.
    ball
        Function of a python-flint ``acb`` and a flag ``analytic``, valid on each open interval
        between kinks, for rigorous integration; ``None`` if no certified values exist.
    kinks
        Points (in the variable ``scale * <u, x>``) where the function is not analytic.
    parity
        ``even``, ``odd`` or ``none``: exact zeros are read off it, never off a small number.
    scale
        ``one``, or ``sqrt_dimension`` for activations whose argument should have variance 1.
    power
        p for sigma_p(z) = max(z, 0)^p, whose coefficients are known in closed form; else ``None``.
    how
        ``certified`` where ``ball`` exists, ``estimated`` for a bare Python callable.
    """

    name: str
    title: str
    function: Callable[[Any], Any]
    expression: Callable[[Any], Any] | None
    ball: Callable[[Any, bool], Any] | None
    kinks: tuple[Fraction, ...] = ()
    parity: Parity = "none"
    scale: Scale = "one"
    power: int | None = None

    @property
    def how(self) -> str:
        return "certified" if self.ball is not None else "estimated"

    def factor(self, dimension: int) -> float:
        """The scale as a number."""
        return 1.0 if self.scale == "one" else dimension**0.5

    def to_dict(self) -> dict[str, Any]:
        """Plain data; kinks are fractions as text."""
        return {
            "name": self.name,
            "title": self.title,
            "parity": self.parity,
            "scale": self.scale,
            "kinks": [str(kink) for kink in self.kinks],
            "how": self.how,
        }

    def to_latex(self) -> str:
        """The definition as a formula in z; the name where there is only a Python function."""
        if self.expression is None:
            return rf"\text{{{self.name.replace('_', ' ')}}}(z)"
        import sympy

        return sympy.latex(self.expression(sympy.Symbol("z", real=True)))

    def __repr__(self) -> str:
        kinks = (
            f", kinks at {', '.join(map(str, self.kinks[:6]))}{', ...' * (len(self.kinks) > 6)}"
            if self.kinks
            else ""
        )
        return f"Activation({self.name}: {self.title}; parity {self.parity}{kinks}, scale {self.scale}, {self.how})"

    def _repr_html_(self) -> str:
        return rf"<code>{escape(repr(self))}</code><br>\({escape(self.to_latex())}\)"
