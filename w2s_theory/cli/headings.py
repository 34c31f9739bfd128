"""What a table is about, in one line: the model with its normalisation, the target, the networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

from w2s_theory.records.model import Model

# E max(u_1, 0)^(2p), u uniform on the unit sphere
_DIAGONALS = {0: "1/2", 1: "1/(2d)", 2: "3/(2d(d+2))", 3: "15/(2d(d+2)(d+4))"}
_POWERS = {0: "step function", 1: "ReLU", 2: "squared ReLU", 3: "cubed ReLU"}


def model_heading(model: Model) -> str:
    """``ReLU, d = 3, K(x,x) = 1/(2d)``: features sigma(<u, x>), u and x uniform on the unit sphere."""
    activation = model.activation
    size = f"d = {model.dimension}"
    if activation is None:
        return f"{model.name}, {size}"
    if activation.power is not None and activation.scale == "one":
        return f"{_POWERS[activation.power]}, {size}, K(x,x) = {_DIAGONALS[activation.power]}"
    if not activation.name.isidentifier():  # a formula of z, sqrt(d) written out
        return f"sigma(z) = {activation.name} at z = <u, x>, {size}, K(x,x) = E sigma(u_1)^2"
    argument = "u_1" if activation.scale == "one" else "sqrt(d) u_1"
    return f"{activation.name}, {size}, K(x,x) = E {activation.name}({argument})^2"


def target_heading(target: Mapping[Any, Any], row: str = "degree") -> str:
    """``target of degree 1``, ``target 0.8 of degree 1, 0.6 of degree 2``."""
    if len(target) == 1:
        return f"target of {row} {next(iter(target))}"
    parts = (f"{float(c):.6g} of {row} {k}" for k, c in target.items())
    return f"target {', '.join(parts)}"


def sizes_text(values: Iterable[Any]) -> str:
    """``30``, ``30, 100, 300``, ``8 sizes from 30 to 1000``."""
    some = ["inf" if value == inf else str(value) for value in values]
    return ", ".join(some) if len(some) <= 4 else f"{len(some)} sizes from {some[0]} to {some[-1]}"
