"""Spectral filters: how much of each mode of the teacher a student has taken over.

A student that starts at 0 and is a function of its kernel operator K is f_ST = s(K) f_TE; the
number s(lambda) is the shrinkage of the mode with eigenvalue lambda. Each filter declares the
range of its shrinkage: the limits of `theorems/limits` hold for [0, 1] only.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import wraps
from typing import Any, ParamSpec

import numpy as np

from w2s_theory.exact_number import exact_number, shorten
from w2s_theory.records.errors import InputError
from w2s_theory.records.heavy_ball import heavy_ball_remainder, heavy_ball_shrinkage

# below this the shrinkage of the averaged flow is summed as a series; terms enough for 17 digits there
_SERIES_UP_TO, _TERMS = 0.5, 16


P = ParamSpec("P")
# name -> what makes the filter of that name
_FACTORIES: dict[str, Callable[..., SpectralFilter]] = {}


@dataclass(frozen=True, slots=True, repr=False)
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
    made_by: tuple[Any, ...] = field(default=(), repr=False, compare=False)

    def __reduce__(self) -> Any:
        return (_made_again, self.made_by) if self.made_by else object.__reduce_ex__(self, 4)

    def __repr__(self) -> str:
        return f"SpectralFilter({self.name}: {self.title}, shrinkage in [{self.lower:g}, {self.upper:g}])"


def _travels(factory: Callable[P, SpectralFilter]) -> Callable[P, SpectralFilter]:
    """Keep with a filter how it was made: its functions are closures, which no pickle takes."""

    @wraps(factory)
    def make(*args: P.args, **options: P.kwargs) -> SpectralFilter:
        return replace(factory(*args, **options), made_by=(factory.__name__, args, tuple(options.items())))

    _FACTORIES[factory.__name__] = make
    return make


def _made_again(name: str, args: tuple[Any, ...], options: tuple[tuple[str, Any], ...]) -> SpectralFilter:
    return _FACTORIES[name](*args, **dict(options))


@_travels
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


@_travels
def explicit_steps(step_size: float, largest_eigenvalue: float) -> SpectralFilter:
    """s = 1 - (1 - eta lambda)^n: n explicit gradient steps of size eta from 0.

    In [0, 1] when eta * largest_eigenvalue <= 1; up to 2 when it is below 2; refused from 2 on, where the iteration
    diverges. n is a whole number >= 0 or ``inf`` (any number >= 0 where eta lambda <= 1 for all eigenvalues asked for).
    """
    if not 0.0 < step_size * largest_eigenvalue < 2.0:
        raise InputError(
            f"explicit steps need 0 < step size * largest eigenvalue < 2, and it is "
            f"{step_size * largest_eigenvalue:.6g}: the iteration would diverge"
        )

    def power(lam, n):
        """log |1 - eta lambda| * n, and whether (1 - eta lambda)^n is negative."""
        x, n = np.broadcast_arrays(step_size * np.asarray(lam, dtype=float), np.asarray(n, dtype=float))
        if np.any(x >= 2.0):
            raise InputError("explicit steps diverge at an eigenvalue with step size * eigenvalue >= 2")
        if np.any((x > 1.0) & (n != np.floor(n))):
            raise InputError(
                "the number of steps n must be a whole number where step size * eigenvalue exceeds 1"
            )
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            log = np.where(x <= 1.0, np.log1p(-np.minimum(x, 1.0)), np.log(np.abs(x - 1.0))) * n
            odd = (x > 1.0) & np.isfinite(n) & (np.mod(n, 2.0) == 1.0)
        return np.where((n == 0.0) | (x == 0.0), 0.0, log), odd

    def remainder(lam, n):
        log, odd = power(lam, n)
        return np.where(odd, -1.0, 1.0) * np.exp(log)

    def shrinkage(lam, n):
        log, odd = power(lam, n)
        return np.where(odd, 1.0 + np.exp(log), -np.expm1(log))

    return SpectralFilter(
        "explicit_steps",
        "explicit gradient steps",
        shrinkage,
        remainder,
        lambda lam, n: 1 - (1 - step_size * lam) ** n,
        0.0,
        1.0 if step_size * largest_eigenvalue <= 1.0 else 2.0,
        "number of steps n",
    )


@_travels
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


@_travels
def averaged_flow() -> SpectralFilter:
    """s = 1 - (1 - exp(-lambda t))/(lambda t): the time average of gradient flow over [0, t]."""

    def remainder(lam, t):
        product = _product(lam, t)
        safe = np.where(product == 0.0, 1.0, product)
        return np.where(product == 0.0, 1.0, -np.expm1(-safe) / safe)

    def shrinkage(lam, t):
        product = _product(lam, t)
        small = np.minimum(product, _SERIES_UP_TO)
        # x/2! - x^2/3! + ..., by Horner's rule
        series = np.zeros_like(small)
        for n in range(_TERMS, 1, -1):
            series = small / n * (1.0 - series)
        return np.where(product < _SERIES_UP_TO, series, 1.0 - remainder(lam, t))

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


@_travels
def heavy_ball(damping: float) -> SpectralFilter:
    """Heavy-ball flow x'' + gamma x' = -lambda (x - b) from rest at 0, gamma = ``damping`` >= 0.

    s(t) solves s'' + gamma s' + lambda s = lambda, s(0) = s'(0) = 0. Under-damped modes
    (lambda > gamma^2/4) overshoot 1, up to 2 without damping: the way round the limits. Without damping it has no limit,
    and t = ``inf`` is refused.
    """
    if not (damping >= 0.0 and np.isfinite(damping)):
        raise InputError(f"the damping must be a finite number >= 0, and {damping!r} is not")

    def prepared(lam, t):
        lam, t = np.broadcast_arrays(np.asarray(lam, dtype=float), np.asarray(t, dtype=float))
        if damping == 0.0 and np.any(np.isinf(t)):
            raise InputError("heavy ball without damping swings for ever: use a finite time")
        return lam, t

    def remainder(lam, t):
        return heavy_ball_remainder(damping, *prepared(lam, t))

    def shrinkage(lam, t):
        return heavy_ball_shrinkage(damping, *prepared(lam, t))

    def expression(lam, t):
        from sympy import Rational, cos, exp, sin, sqrt

        gamma = Rational(damping)
        root = sqrt(lam - gamma**2 / 4)
        return 1 - exp(-gamma * t / 2) * (cos(root * t) + gamma / (2 * root) * sin(root * t))

    return SpectralFilter(
        "heavy_ball",
        f"heavy ball with damping {damping:g}",
        shrinkage,
        remainder,
        expression,
        0.0,
        2.0,
        "time t",
    )


@_travels
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


def spectral_filter(name: str | SpectralFilter, *parameters: float) -> SpectralFilter:
    """A student's spectral filter by its name, as every argument that takes a filter reads it.

    Parameters
    ----------
    name : str or SpectralFilter
        ``"gradient_flow"``, ``"ridge"`` (penalty 1/t), ``"averaged_flow"``, ``"heavy_ball"`` (damping),
        ``"explicit_steps"`` (step size, largest eigenvalue) or ``"projection"`` (smallest eigenvalue kept). Numbers may
        stand in the text too: ``"heavy_ball(0.5)"``. A filter is returned as it is.
    parameters : float
        The numbers in brackets above.

    Returns
    -------
    SpectralFilter
        ``.shrinkage(eigenvalue, time)`` in float64, ``.expression`` exact; ``time_means`` says what the second argument is.

    Raises
    ------
    InputError
        For another name (with the nearest), too few or too many numbers, and what the filter refuses.

    Examples
    --------
    >>> spectral_filter("heavy_ball", 0.5).title
    'heavy ball with damping 0.5'
    """
    if isinstance(name, SpectralFilter) and not parameters:
        return name
    if not isinstance(name, str):
        raise InputError(
            f"a filter is a name such as 'ridge', or a SpectralFilter, not {type(name).__name__}"
        )
    match = re.fullmatch(r"\s*([\w-]+)\s*(?:\(([^()]*)\))?\s*", name)
    word, typed = (match[1], match[2] or "") if match else (name, "")
    key = word.lower().replace("-", "_")
    if key not in _FACTORIES:
        near = get_close_matches(key, _FACTORIES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(_FACTORIES)}"
        raise InputError(f"there is no filter {shorten(word)}: {hint}")
    given = [float(exact_number(each, f"the number of {key}")) for each in typed.split(",") if typed.strip()]
    needed = list(inspect.signature(_FACTORIES[key]).parameters)
    if len(given) + len(parameters) != len(needed):
        numbers = f"({', '.join(needed)})" if needed else ""
        raise InputError(
            f"the filter is {key}{numbers}, and it was given {len(given) + len(parameters)} numbers"
        )
    for each in parameters:
        if isinstance(each, bool) or not isinstance(each, (int, float, np.integer, np.floating)):
            raise InputError(f"the numbers of {key} must be numbers, not {type(each).__name__}")
    return _FACTORIES[key](*given, *map(float, parameters))


def _product(lam, t):
    """lambda * t with 0 * inf = 0: a mode outside the kernel is never learnt."""
    lam, t = np.asarray(lam, dtype=float), np.asarray(t, dtype=float)
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        product = lam * t
    return np.where((lam == 0.0) | (t == 0.0), 0.0, product)
