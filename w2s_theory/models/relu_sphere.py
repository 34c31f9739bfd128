"""ReLU random features on the sphere: inputs and bottom weights uniform on the sphere, activation max(z, 0)^p."""

from __future__ import annotations

from w2s_theory.activations import load_activation
from w2s_theory.models.sizes import require_dimension, require_whole
from w2s_theory.records.model import Model

_NAMES = ("step", "relu", "relu_squared", "relu_cubed")


def relu_sphere(dimension: int, power: int = 1) -> Model:
    """Features max(<u, x>, 0)^p, x and u uniform on S^{d-1}.

    Parameters
    ----------
    dimension : int
        d, 2 to 10^9.
    power : int
        p, 0 to 3; 1 is the ReLU, 0 the step.

    Returns
    -------
    Model

    Raises
    ------
    InputError
        If one of them is no whole number in its range.

    Examples
    --------
    >>> relu_sphere(32).activation.name
    'relu'
    """
    dimension = require_dimension(dimension)
    power = require_whole(power, "the power", 0, 3)
    return Model("relu_sphere", dimension, load_activation(_NAMES[power]))
