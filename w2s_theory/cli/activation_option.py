"""The option ``--activation``: a name, or a formula, the same in every command that has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def activation_option() -> Callable[[Any], Any]:
    """``--activation``, as text; :func:`~w2s_theory.models.activation_sphere.activation_sphere` reads it."""
    return click.option(
        "--activation",
        metavar="NAME or FORMULA",
        help="Another activation: erf, tanh, gelu, cos, ..., or a formula such as 'log(1 + exp(z))' of z = <u, x>; "
        "sqrt(d)*z has variance 1.",
    )
