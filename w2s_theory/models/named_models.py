"""A model on the sphere from what a command line or a plan names: a power, or an activation."""

from __future__ import annotations

from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model


def named_model(dimension: int, power: int | None = None, activation: str | None = None) -> Model:
    """max(z, 0)^power, or an activation by name; the ReLU without either.

    Raises
    ------
    InputError
        If both are given, or for an unknown name.
    """
    if power is not None and activation is not None:
        raise InputError("give --power or --activation, not both")
    if activation is not None:
        return activation_sphere(activation, dimension)
    return relu_sphere(dimension, 1 if power is None else power)
