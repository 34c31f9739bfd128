"""Spectral filters: how much of each mode of the teacher a student has taken over.

A student that starts at 0 and is a function of its kernel operator K is f_ST = s(K) f_TE; the
number s(lambda) is the shrinkage of the mode with eigenvalue lambda. Each filter declares the
range of its shrinkage: the limits of `theorems/limits` hold for [0, 1] only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError


@dataclass(frozen=True, slots=True)
class SpectralFilter:
    """One filter.

    Parameters
    ----------
    name, title
        Identifier and a line for people.
    shrinkage
        ``shrinkage(eigenvalue, time)``: NumPy, broadcasting; ``time`` may be ``inf``.
    remainder
        1 - shrinkage, without the cancellation where the shrinkage is near 1.
    expression
        The same as an exact SymPy expression of two symbols.
    lower, upper
        The closed range of the shrinkage over all lambda >= 0 and times the filter admits.
    time_means
        What the second argument is (time, number of steps, 1/ridge, ...).
    """

    name: str
    title: str
    shrinkage: Callable[[Any, Any], Any]
    remainder: Callable[[Any, Any], Any]
    expression: Callable[[Any, Any], Any]
    lower: float
    upper: float
    time_means: str


def gradient_flow() -> SpectralFilter:
    """s = 1 - exp(-lambda t): gradient flow from 0, stopped at time t."""

    def expression(lam, t):
        from sympy import exp

        return 1 - exp(-lam * t)

    return SpectralFilter(
        "gradient_flow",
        "gradient flow stopped at time t",
        lambda lam, t: -np.expm1(-_product(lam, t)),
        lambda lam, t: np.exp(-_product(lam, t)),
        expression,
        0.0,
        1.0,
        "time t",
    )


def explicit_steps(step_size: float, largest_eigenvalue: float) -> SpectralFilter:
    """s = 1 - (1 - eta lambda)^n: n explicit gradient steps of size eta from 0.

    In [0, 1] when eta * largest_eigenvalue <= 1; up to 2 when it is below 2; refused from 2 on,
    where the iteration diverges.
    """
    if not 0.0 < step_size * largest_eigenvalue < 2.0:
        raise InputError(
            f"explicit steps need 0 < step size * largest eigenvalue < 2, and it is "
            f"{step_size * largest_eigenvalue:.6g}: the iteration would diverge"
        )

    def remainder(lam, n):
        return np.power(1.0 - step_size * np.asarray(lam, dtype=float), n)

    return SpectralFilter(
        "explicit_steps",
        "explicit gradient steps",
        lambda lam, n: 1.0 - remainder(lam, n),
        remainder,
        lambda lam, n: 1 - (1 - step_size * lam) ** n,
        0.0,
        1.0 if step_size * largest_eigenvalue <= 1.0 else 2.0,
        "number of steps n",
    )


def ridge() -> SpectralFilter:
    """s = lambda / (lambda + rho) with rho = 1/t: kernel ridge regression on the teacher."""

    def shrinkage(lam, t):
        product = _product(lam, t)
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(product), 1.0, product / (1.0 + product))

    return SpectralFilter(
        "ridge",
        "ridge with penalty 1/t",
        shrinkage,
        lambda lam, t: 1.0 / (1.0 + _product(lam, t)),
        lambda lam, t: lam * t / (1 + lam * t),
        0.0,
        1.0,
        "1/ridge",
    )


def averaged_flow() -> SpectralFilter:
    """s = 1 - (1 - exp(-lambda t))/(lambda t): the time average of gradient flow over [0, t]."""

    def remainder(lam, t):
        product = _product(lam, t)
        safe = np.where(product == 0.0, 1.0, product)
        return np.where(product == 0.0, 1.0, -np.expm1(-safe) / safe)

    def shrinkage(lam, t):
        product = _product(lam, t)
        with np.errstate(invalid="ignore"):
            series = product / 2 - product**2 / 6
        return np.where(product < 1e-5, series, 1.0 - remainder(lam, t))

    def expression(lam, t):
        from sympy import exp

        return 1 - (1 - exp(-lam * t)) / (lam * t)

    return SpectralFilter(
        "averaged_flow",
        "gradient flow averaged over [0, t]",
        shrinkage,
        remainder,
        expression,
        0.0,
        1.0,
        "time t",
    )


def heavy_ball(damping: float) -> SpectralFilter:
    """Heavy-ball flow x'' + gamma x' = -lambda (x - b) from rest at 0, gamma = ``damping`` >= 0.

    s(t) solves s'' + gamma s' + lambda s = lambda, s(0) = s'(0) = 0. Under-damped modes
    (lambda > gamma^2/4) overshoot 1, up to 2 without damping: the way round the limits.
    """
    if not (damping >= 0.0 and np.isfinite(damping)):
        raise InputError(f"the damping must be a finite number >= 0, and {damping!r} is not")

    def remainder(lam, t):
        lam, t = np.broadcast_arrays(np.asarray(lam, dtype=float), np.asarray(t, dtype=float))
        root = np.sqrt(lam - damping**2 / 4 + 0j)
        phase = root * t
        # sin(root t)/root, continued through root = 0
        sinc = np.where(np.abs(phase) < 1e-8, t, np.sin(phase) / np.where(root == 0, 1.0, root))
        return np.real(np.exp(-damping * t / 2) * (np.cos(phase) + damping / 2 * sinc))

    def expression(lam, t):
        from sympy import Rational, cos, exp, sin, sqrt

        gamma = Rational(damping)
        root = sqrt(lam - gamma**2 / 4)
        return 1 - exp(-gamma * t / 2) * (cos(root * t) + gamma / (2 * root) * sin(root * t))

    return SpectralFilter(
        "heavy_ball",
        f"heavy ball with damping {damping:g}",
        lambda lam, t: 1.0 - remainder(lam, t),
        remainder,
        expression,
        0.0,
        2.0,
        "time t",
    )


def projection(smallest_kept: float) -> SpectralFilter:
    """s = 1 on eigenvalues >= ``smallest_kept``, 0 below: truncation of the spectrum."""

    def expression(lam, t):
        from sympy import Piecewise, Rational

        return Piecewise((1, lam >= Rational(smallest_kept)), (0, True))

    return SpectralFilter(
        "projection",
        "projection on the leading modes",
        lambda lam, t: np.broadcast_arrays(np.where(np.asarray(lam) >= smallest_kept, 1.0, 0.0), t)[0],
        lambda lam, t: np.broadcast_arrays(np.where(np.asarray(lam) >= smallest_kept, 0.0, 1.0), t)[0],
        expression,
        0.0,
        1.0,
        "unused",
    )


def _product(lam, t):
    """lambda * t with 0 * inf = 0: a mode outside the kernel is never learnt."""
    lam, t = np.asarray(lam, dtype=float), np.asarray(t, dtype=float)
    with np.errstate(invalid="ignore"):
        product = lam * t
    return np.where((lam == 0.0) | (t == 0.0), 0.0, product)
