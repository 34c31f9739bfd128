"""Inputs and bottom weights uniform on the sphere, any activation."""

from __future__ import annotations

from w2s_theory.activations import load_activation
from w2s_theory.models.sizes import require_dimension
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model


def activation_sphere(activation: Activation | str, dimension: int) -> Model:
    """Features sigma(scale <u, x>), x and u uniform on S^{d-1}.

    Parameters
    ----------
    activation : Activation or str
        A record, or the name of one that comes with the package. Its ``scale`` says whether the
        argument is <u, x> or sqrt(d) <u, x>.
    dimension : int
        d, 2 to 10^9.

    Returns
    -------
    Model

    Raises
    ------
    InputError
        For an unknown name or a dimension out of range.
    """
    dimension = require_dimension(dimension)
    if isinstance(activation, str):
        activation = load_activation(activation)
    if not isinstance(activation, Activation):
        raise InputError("the activation must be a name such as 'erf' or an Activation record")
    return Model("activation_sphere", dimension, activation)
