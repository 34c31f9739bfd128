"""K(x, x) = sum_k N_k lambda_k of a model on the sphere as a ball, and the degree where a spectrum ends."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Any

import numpy as np
import sympy
from flint import arb, fmpq

from w2s_theory.activations.symmetry import polynomial_half_of
from w2s_theory.derive.piecewise_coefficient import exact_half, scale_squared
from w2s_theory.evaluate.eigenvalues.activation_balls import enclose_activation_eigenvalue
from w2s_theory.evaluate.eigenvalues.activation_quadrature import estimate_activation_eigenvalue
from w2s_theory.evaluate.eigenvalues.kernel_ball import finite_kernel_expression
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.evaluate.eigenvalues.sources import PowerSource, source_of
from w2s_theory.evaluate.enclosure import enclose_expression
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.records.precision import working_bits

_RHO = sympy.Symbol("rho", real=True)
_MOST_DIGITS = 450


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
        whole = enclose_expression(
            finite_kernel_expression(model.kernel).xreplace({_RHO: sympy.Integer(1)}), {}, digits
        )
        return _require_positive(whole, "the kernel")
    assert model.activation is not None
    squared = _squared(model.activation)
    if squared.ball is None:
        found = estimate_activation_eigenvalue(squared, model.dimension, 0)
        return _require_positive(arb(found.value, found.error).sqrt(), model.activation.name)
    # the eigenvalue of sigma^2 at degree 0 is E[sigma^2]^2
    with working_bits(bits_for(digits) + 20):
        whole = enclose_activation_eigenvalue(squared, model.dimension, 0, digits + 1).sqrt()
    return _require_positive(whole, model.activation.name)


def _require_positive(whole: arb, name: str) -> arb:
    if whole == 0:
        raise InputError(f"{name} is 0 everywhere on the sphere: there are no features")
    if whole < 0:
        raise InputError(f"{name} is no kernel: K(x, x) = {whole.str(6, radius=False)} is negative")
    return whole


def enclose_remaining_trace(model: Model, last: int, below: float) -> arb:
    """The sum of N_k lambda_k over k > ``last``, as a quantity of its own.

    Parameters
    ----------
    model
        On the sphere, not sigma_p (whose tails are summed in :mod:`~w2s_theory.equivalents.trace_tail`).
    last : int
        Last degree left out.
    below : float
        log10 of the absolute error that is small enough.

    Returns
    -------
    flint.arb
        K(x, x) minus the explicit degrees, with as many bits as the subtraction eats; a ball that contains 0
        where the rest is below its radius. An estimate for an activation that is a bare Python function.
    """
    source = source_of(model)
    if source.how == "estimated":
        fast = source.fast(range(last + 1))
        parts = (
            arb(v, e) * n for v, e, n in zip(fast.eigenvalue, fast.error, fast.multiplicity, strict=True)
        )
        return enclose_kernel_trace(model, 15) - sum(parts, arb(0))
    size = _log10(enclose_kernel_trace(model, 15))
    digits = min(max(int(size - below) + 3, 15), _MOST_DIGITS)
    # each degree to the same absolute error
    small = source.fast(range(last + 1)).log_eigenvalue / log(10)
    with working_bits(bits_for(digits) + 40):
        rest = enclose_kernel_trace(model, digits)
        for k in range(last + 1):
            if np.isneginf(small[k]):
                continue
            count = source.multiplicity(k)
            share = 0.0 if np.isnan(small[k]) else small[k] + log(count) / log(10) - size
            rest -= source.enclose(k, max(5, min(digits, int(digits + share) + 3))) * count
    if rest < 0:
        raise InputError(
            f"the eigenvalues of this kernel up to degree {last} are more than K(x, x) together: others are "
            "negative, and it is not positive semidefinite"
        )
    return rest


def _log10(value: arb) -> float:
    with working_bits(64):
        return float(abs(value).upper().log()) / log(10)


def last_degree(model: Model) -> int | None:
    """The degree after which all eigenvalues are exactly 0, where the features are a polynomial on the sphere."""
    if model.kernel is not None:
        expression = finite_kernel_expression(model.kernel)
        halves = [polynomial_half_of(expression, _RHO, (), odd, 1) for odd in (False, True)]
    elif model.activation is not None and model.activation.power is None:
        square = scale_squared(model.activation, model.dimension)
        halves = [exact_half(model.activation, odd, square) for odd in (False, True)]
    else:
        return None
    even, odd = halves
    if even is None or odd is None or any(even[1::2]) or any(odd[::2]):
        return None
    if not even and not odd:
        name = "the kernel" if model.activation is None else model.activation.name
        raise InputError(f"{name} is 0 everywhere on the sphere: there are no features")
    return max(len(even), len(odd)) - 1


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
