"""K(x, x) = sum_k N_k lambda_k of a model on the sphere as a ball, and the degree where a spectrum ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy
from flint import arb, fmpq

from w2s_theory.evaluate.eigenvalues.activation_balls import enclose_activation_eigenvalue
from w2s_theory.evaluate.eigenvalues.activation_quadrature import estimate_activation_eigenvalue
from w2s_theory.evaluate.eigenvalues.kernel_ball import kernel_expression
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.evaluate.eigenvalues.sources import PowerSource, source_of
from w2s_theory.evaluate.enclosure import enclose_expression
from w2s_theory.records.activation import Activation
from w2s_theory.records.model import Model
from w2s_theory.records.precision import working_bits


def enclose_kernel_trace(model: Model, digits: int) -> arb:
    """The trace to ``digits`` digits.

    Certified, except for an activation that is a bare Python function: then a ball around an estimate.

    Raises
    ------
    AccuracyError
        If the digits are not reached.
    """
    source = source_of(model)
    if isinstance(source, PowerSource):
        value = fmpq(1, 2)
        for i in range(source.power):
            value = value * (2 * i + 1) / (source.dimension + 2 * i)
        # (1 * 3 * ... * (2p-1)) / (d (d+2) ...), halved
        with working_bits(bits_for(digits) + 10):
            return arb(value)
    if model.kernel is not None:
        return enclose_expression(kernel_expression(model.kernel, sympy.Integer(1)), {}, digits)
    assert model.activation is not None
    squared = _squared(model.activation)
    if squared.ball is None:
        found = estimate_activation_eigenvalue(squared, model.dimension, 0)
        return arb(found.value, found.error).sqrt()
    # the eigenvalue of sigma^2 at degree 0 is E[sigma^2]^2
    with working_bits(bits_for(digits) + 20):
        return enclose_activation_eigenvalue(squared, model.dimension, 0, digits + 1).sqrt()


def last_degree(model: Model) -> int | None:
    """The degree after which all eigenvalues are exactly 0, for polynomial activations and kernels."""
    z = sympy.Symbol("z", real=True)
    if model.kernel is not None:
        expression = kernel_expression(model.kernel, z)
    elif model.activation is not None and model.activation.expression is not None:
        if model.activation.power is not None:
            return None
        expression = model.activation.expression(z)
    else:
        return None
    expression = sympy.expand(expression)
    if not expression.is_polynomial(z):
        return None
    return int(sympy.Poly(expression, z).degree())


def _squared(activation: Activation) -> Activation:
    function, ball, expression = activation.function, activation.ball, activation.expression
    square: Any = None if expression is None else lambda z: expression(z) ** 2
    return replace(
        activation,
        name=f"{activation.name}_squared",
        function=lambda z: function(z) ** 2,
        expression=square,
        ball=None if ball is None else lambda z, analytic: ball(z, analytic) ** 2,
        parity="even" if activation.parity != "none" else "none",
        power=None,
    )
