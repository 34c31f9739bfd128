r"""One mode of training, solved exactly: the shrinkage s of each spectral filter.

In an eigenbasis of the kernel every mode moves alone: c' = lambda (b - c), c(0) = 0, and the
solution is c = s b. The same for heavy-ball motion, explicit steps, ridge regression and the time
average of the flow. Each function derives the solution, puts it back into what it must solve, and
compares it with the expression of :mod:`w2s_theory.records.spectral_filter`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy import Derivative, Eq, Function, Integer, Integral, Rational, cos, exp, sin, sqrt

from w2s_theory import notation
from w2s_theory.derive.derivation import Derivation, verified_line
from w2s_theory.records import spectral_filter
from w2s_theory.records.errors import InputError


def derive_gradient_flow() -> Derivation:
    """Derive s = 1 - exp(-lambda t) from the ordinary differential equation of one mode.

    Returns
    -------
    Derivation
        ``result`` in ``notation.lam`` and ``notation.t``.
    """
    lam, t, b = _letters()
    c = Function("c")
    equation = Eq(Derivative(c(t), t), lam * (b - c(t)))
    solved: Any = sympy.dsolve(equation, c(t), ics={c(0): 0})
    solution = solved.rhs
    s = 1 - exp(-lam * t)
    residual = sympy.expand(sympy.diff(s * b, t) - lam * (b - s * b))
    lines = (
        verified_line(
            "The mode's equation", "its solution, by the integrating factor exp(lambda t)",
            c(t), solution, "the two forms expand to the same", sympy.expand(solution - s * b) == 0,
        ),
        verified_line(
            "Substitution", "put back, it solves c' = lambda (b - c)",
            Derivative(s * b, t), lam * (b - s * b), "expansion to 0", residual == 0,
        ),
        verified_line(
            "Start", "it starts at 0", (s * b).subs(t, 0), Integer(0), "value at t = 0", s.subs(t, 0) == 0,
        ),
        _same_as_filter(s, spectral_filter.gradient_flow().expression(lam, t)),
    )  # fmt: skip
    return Derivation("Shrinkage of gradient flow", lines, s)


def derive_explicit_steps() -> Derivation:
    """Derive s = 1 - (1 - eta lambda)^n from the recursion c_{n+1} = c_n + eta lambda (b - c_n)."""
    lam, _, b = _letters()
    eta, n = notation.eta, notation.n
    s = 1 - (1 - eta * lam) ** n
    following = 1 - (1 - eta * lam) * (1 - eta * lam) ** n
    step = sympy.expand(b * following - (b * s + eta * lam * (b - b * s)))
    step_size: Any = Fraction(1, 8)  # exact: a float would enter the expression
    number = Rational(1, 8)
    filtered = 1 - (1 - number * lam) ** n
    lines = (
        verified_line(
            "One step", "if c_n = s_n b then c_{n+1} = c_n + eta lambda (b - c_n) is s_{n+1} b",
            b * s + eta * lam * (b - b * s), b * following, "expansion to 0", step == 0,
        ),
        verified_line("Start", "c_0 = 0", s.subs(n, 0) * b, Integer(0), "value at n = 0", s.subs(n, 0) == 0),
        _same_as_filter(
            filtered,
            spectral_filter.explicit_steps(step_size, 1).expression(lam, n),
            numbers={eta: number},
        ),
    )  # fmt: skip
    return Derivation("Shrinkage of explicit steps", lines, s)


def derive_ridge() -> Derivation:
    """Derive s = lambda/(lambda + rho), the minimiser of (c - b)^2/2 + rho c^2/(2 lambda), rho = 1/t."""
    lam, t, b = _letters()
    rho = 1 / t
    c = sympy.Symbol("c", real=True)
    penalty = (c - b) ** 2 / 2 + rho * c**2 / (2 * lam)
    s = lam / (lam + rho)
    slope = sympy.cancel(sympy.diff(penalty, c).subs(c, s * b))
    curvature = sympy.diff(penalty, c, 2)
    lines = (
        verified_line(
            "Stationarity", "the penalised loss of one mode has slope 0 at c = s b",
            Derivative(penalty, c).doit().subs(c, s * b), Integer(0), "rational identity", slope == 0,
        ),
        verified_line(
            "Minimum", "its curvature is 1 + rho/lambda > 0",
            curvature, 1 + rho / lam, "rational identity", sympy.cancel(curvature - 1 - rho / lam) == 0,
        ),
        _same_as_filter(s, spectral_filter.ridge().expression(lam, t)),
    )  # fmt: skip
    return Derivation("Shrinkage of ridge regression, penalty 1/t", lines, sympy.cancel(s))


def derive_averaged_flow() -> Derivation:
    """Derive s = 1 - (1 - exp(-lambda t))/(lambda t), the mean of gradient flow over [0, t]."""
    lam, t, _ = _letters()
    x = notation.x
    s = 1 - (1 - exp(-lam * t)) / (lam * t)
    primitive = x + exp(-lam * x) / lam
    check = sympy.expand(sympy.diff(primitive, x) - (1 - exp(-lam * x)))
    mean = sympy.expand((primitive.subs(x, t) - primitive.subs(x, 0)) / t)
    lines = (
        verified_line(
            "Primitive", "x + exp(-lambda x)/lambda has the derivative 1 - exp(-lambda x)",
            Derivative(primitive, x), 1 - exp(-lam * x), "expansion to 0", check == 0,
        ),
        verified_line(
            "Mean", "its difference over [0, t], divided by t",
            Integral(1 - exp(-lam * x), (x, 0, t)) / t, s, "expansion to 0", sympy.expand(mean - s) == 0,
        ),
        _same_as_filter(s, spectral_filter.averaged_flow().expression(lam, t)),
    )  # fmt: skip
    return Derivation("Shrinkage of averaged gradient flow", lines, s)


def derive_heavy_ball(damping: int | Fraction = 0) -> Derivation:
    """Derive s of x'' + gamma x' = lambda (b - x) from rest at 0.

    Parameters
    ----------
    damping : int or Fraction
        gamma >= 0, exact.

    Returns
    -------
    Derivation
        ``result`` holds for lambda != gamma^2/4 (by continuity also there).

    Raises
    ------
    InputError
        For a negative damping or a float.
    """
    if isinstance(damping, float | bool) or damping < 0:
        raise InputError(
            f"the damping must be an exact number >= 0, and {damping!r} is not: use an int or a Fraction"
        )
    lam, t, b = _letters()
    gamma = Rational(Fraction(damping).numerator, Fraction(damping).denominator)
    omega = sympy.Symbol("omega", nonzero=True)
    # omega^2 stands for lambda - gamma^2/4, so that no root of a sign in doubt is taken
    s = 1 - exp(-gamma * t / 2) * (cos(omega * t) + gamma / (2 * omega) * sin(omega * t))
    square = omega**2 + gamma**2 / 4
    residual = sympy.expand(sympy.diff(s, t, 2) + gamma * sympy.diff(s, t) - square * (1 - s))
    result = s.subs(omega, sqrt(lam - gamma**2 / 4))
    start: Any = (s.subs(t, 0), sympy.diff(s, t).subs(t, 0))
    lines = (
        verified_line(
            "Equation", "with omega^2 = lambda - gamma^2/4 it solves s'' + gamma s' = lambda (1 - s)",
            Derivative(s, (t, 2)) + gamma * Derivative(s, t), square * (1 - s),
            "expansion to 0", residual == 0,
        ),
        verified_line(
            "Start", "from rest at 0: s(0) = 0 and s'(0) = 0",
            start[0] ** 2 + start[1] ** 2, Integer(0), "values at t = 0", start == (0, 0),
        ),
    )  # fmt: skip
    if Fraction(float(gamma)) == damping:  # the filter takes its damping as a double
        lines += (_same_as_filter(result, spectral_filter.heavy_ball(float(gamma)).expression(lam, t)),)
    return Derivation(f"Shrinkage of the heavy ball, damping {gamma}", lines, result)


def _letters() -> tuple[Any, Any, Any]:
    return notation.lam, notation.t, notation.coefficient


def _same_as_filter(derived: Any, filtered: Any, numbers: dict[Any, Any] | None = None) -> Any:
    difference = sympy.expand(sympy.together(derived - filtered))
    same = difference == 0 or sympy.cancel(difference) == 0
    where = "" if not numbers else " at " + ", ".join(f"{key} = {value}" for key, value in numbers.items())
    return verified_line(
        "The filter in use", "the expression that is evaluated elsewhere is the same" + where,
        derived, filtered, "difference expands to 0", same,
    )  # fmt: skip
