"""Where a user's activation is not smooth: exactly, from an expression, or found in a callable's values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import islice, product
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError


def find_kinks(expr: Any, symbol: Any) -> tuple[Fraction, ...]:
    """Rational points where a branch of Abs, Max, Min, Heaviside, sign or Piecewise may change.

    Raises
    ------
    InputError
        Where a branch changes at a root of something that is no polynomial with rational roots.
    """
    import sympy

    switches: list[Any] = []
    branches: list[Any] = []
    node: Any
    for node in sympy.preorder_traversal(expr):
        name = type(node).__name__
        if name in ("Abs", "Heaviside", "sign"):
            switches.append(node.args[0])
        elif name in ("Max", "Min"):
            switches += [a - b for i, a in enumerate(node.args) for b in node.args[:i]]
        elif node.is_Relational:
            switches.append(node.lhs - node.rhs)
    found = set()
    for switch in switches:
        branches += _branches(switch)
    for switch in branches:
        difference = sympy.expand(switch)
        if not difference.has(symbol):
            continue
        if not difference.is_polynomial(symbol):
            raise InputError(
                f"a branch changes where {switch} = 0; only polynomials in {symbol} are understood there"
            )
        for root in sympy.Poly(difference, symbol).real_roots(multiple=True):
            if not isinstance(root, sympy.Rational):
                raise InputError(f"a branch changes at {root}; only rational kinks are understood")
            found.add(Fraction(int(root.p), int(root.q)))
    return tuple(sorted(found))


def _branches(node: Any) -> list[Any]:
    """List the smooth expressions that a nested one may be equal to, at most 64 of them."""
    import sympy

    name = type(node).__name__
    if not node.args:
        return [node]
    if name == "Piecewise":
        found = [branch for value, _ in node.args for branch in _branches(value)]
    elif name in ("Max", "Min"):
        found = [branch for arg in node.args for branch in _branches(arg)]
    elif name in ("Heaviside", "sign"):
        found = [sympy.Integer(value) for value in (-1, 0, 1)]
    elif name == "Abs":
        found = [sign * branch for branch in _branches(node.args[0]) for sign in (1, -1)]
    else:
        found = [node.func(*args) for args in islice(product(*(_branches(arg) for arg in node.args)), 65)]
    if len(found) > 64:
        raise InputError("the activation nests too many branches: write it as one Piecewise")
    return found


def detect_kinks(
    function: Callable[[Any], Any], lower: float = -1.0, upper: float = 1.0, samples: int = 2048
) -> tuple[Fraction, ...]:
    """Jumps of the function or of its first two derivatives on [lower, upper], found numerically.

    Fourth differences over a step h shrink like h^4 where the function is smooth and at most like
    h^2 across such a jump: a window where halving the step gains less than a factor 6 holds a
    kink, which is then closed in by bisection. A kink within the resolution of a fraction with
    denominator at most 1000 is taken to be that fraction. An estimate: it may miss a weak kink.
    """
    grid = np.linspace(lower, upper, samples + 1)
    with np.errstate(all="ignore"):
        scale = float(np.max(np.abs(function(grid)))) or 1.0
    coarse, fine = (
        _roughness(function, lower, upper, samples),
        _roughness(function, lower, upper, 2 * samples),
    )
    fine = np.maximum(fine[0::2], fine[1::2])
    rough = (fine > 1e-11 * scale) & (fine > coarse / 6.0)
    width = (upper - lower) / samples
    found: list[Fraction] = []
    for start, stop in _runs(rough):
        a, b = grid[start] - 2 * width, grid[min(stop, samples)] + 2 * width
        left, right = _close_in(function, max(a, lower), min(b, upper), scale)
        kink = _nearby_fraction(left, right)
        if not found or abs(kink - found[-1]) > Fraction(width):
            found.append(kink)
    return tuple(found)


def _roughness(function: Callable[[Any], Any], lower: float, upper: float, cells: int) -> np.ndarray:
    """Largest |fourth difference| of step (cell width)/2 that touches each cell."""
    values = np.asarray(function(np.linspace(lower, upper, 2 * cells + 1)), dtype=float)
    differences = np.abs(values[:-4] - 4 * values[1:-3] + 6 * values[2:-2] - 4 * values[3:-1] + values[4:])
    padded = np.concatenate((np.repeat(differences[:1], 2), differences, np.repeat(differences[-1:], 2)))
    return np.maximum(padded[0:-1:2], np.maximum(padded[1::2], padded[2::2]))[:cells]


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Maximal runs of True as (first, one past last), runs at most three cells apart merged."""
    runs: list[tuple[int, int]] = []
    for index in np.flatnonzero(flags):
        if runs and index - runs[-1][1] <= 3:
            runs[-1] = (runs[-1][0], int(index) + 1)
        else:
            runs.append((int(index), int(index) + 1))
    return runs


def _close_in(function: Callable[[Any], Any], a: float, b: float, scale: float) -> tuple[float, float]:
    while b - a > 1e-13 * max(1.0, abs(a)):
        cells = _roughness(function, a, b, 16)
        worst = int(np.argmax(cells))
        if cells[worst] < 1e-13 * scale:
            break
        step = (b - a) / 16
        a, b = max(a, a + (worst - 2) * step), min(b, a + (worst + 3) * step)
    return a, b


def _nearby_fraction(left: float, right: float) -> Fraction:
    middle = Fraction((left + right) / 2.0)
    simple = middle.limit_denominator(1000)
    return (
        simple
        if Fraction(left) - Fraction(1, 10**12) <= simple <= Fraction(right) + Fraction(1, 10**12)
        else middle
    )
