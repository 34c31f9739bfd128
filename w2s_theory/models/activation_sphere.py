"""Inputs and bottom weights uniform on the sphere, any activation."""

from __future__ import annotations

from w2s_theory.activations import load_activation
from w2s_theory.activations.probe import require_finite_on_sphere
from w2s_theory.activations.text import activation_from_text, is_expression_text
from w2s_theory.models.sizes import require_dimension
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model


def activation_sphere(activation: Activation | str, dimension: int) -> Model:
    """Features sigma(scale <u, x>), x and u uniform on S^{d-1}.

    Parameters
    ----------
    activation : Activation or str
        A record, the name of one that comes with the package, or an expression of z such as
        ``"log(1 + exp(z))"``. The record's ``scale`` says whether the argument is <u, x> or sqrt(d) <u, x>; in a
        text z is <u, x>, and ``sqrt(d)*z`` the other.
    dimension : int
        d, 2 to 10^9.

    Returns
    -------
    Model

    Raises
    ------
    InputError
        For an unknown name, a text that cannot be read, a dimension out of range, and an activation that is not
        finite and real on the sphere.
    """
    dimension = require_dimension(dimension)
    if isinstance(activation, str):
        activation = (
            activation_from_text(activation)
            if is_expression_text(activation)
            else load_activation(activation)
        )
    if not isinstance(activation, Activation):
        raise InputError("the activation must be a name such as 'erf' or an Activation record")
    if activation.power is None:
        require_finite_on_sphere(activation, dimension)
    return Model("activation_sphere", dimension, activation)
