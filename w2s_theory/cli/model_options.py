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


class ActivationText(click.ParamType):
    """The name of an activation, or a formula of z; looked at when the line is read, before what else it lacks."""

    name = "NAME or FORMULA"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The same text; what names and spells no activation is refused in one line."""
        from w2s_theory.activations import load_activation
        from w2s_theory.activations.text import activation_from_text, is_expression_text

        if isinstance(value, str):
            (activation_from_text if is_expression_text(value) else load_activation)(value)
        return value


def activation_option(
    name: str = "--activation", help_text: str = "Another activation: erf, tanh, gelu, cos, ..."
) -> Option:
    """An activation as text; :func:`~w2s_theory.models.activation_sphere.activation_sphere` reads it."""
    return click.option(
        name,
        type=ActivationText(),
        metavar="NAME or FORMULA",
        help=f"{help_text}, or a formula such as 'log(1 + exp(z))' of z = <u, x>; sqrt(d)*z has variance 1.",
    )
