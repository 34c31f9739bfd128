"""The options that name a model, the same in every command that has them: ``--dimension``, ``--power``, ``--activation``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from w2s_theory.cli.parameters import Whole

Option = Callable[[Any], Any]


def dimension_option() -> Option:
    """``--dimension``, one number, required."""
    return click.option(
        "--dimension", type=Whole("the dimension", 2, 10**9), required=True, help="Dimension d of the inputs."
    )


def power_option() -> Option:
    """``--power``, for max(z, 0)^P."""
    return click.option(
        "--power", type=Whole("the power", 0, 3), help="Activation max(z, 0)^P; 1, the default, is the ReLU."
    )


def activation_option() -> Option:
    """``--activation``, as text; :func:`~w2s_theory.models.activation_sphere.activation_sphere` reads it."""
    return click.option(
        "--activation",
        metavar="NAME or FORMULA",
        help="Another activation: erf, tanh, gelu, cos, ..., or a formula such as 'log(1 + exp(z))' of z = <u, x>; "
        "sqrt(d)*z has variance 1.",
    )
