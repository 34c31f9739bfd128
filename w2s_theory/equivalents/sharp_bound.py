r"""E4: the explicit bound on E3, and from how many units on it certifies L_ST <= (1 + eps) L_TE^2.

f* in one eigenspace V_k, gradient flow, tau = lambda_k t, L = L_TE:
L_ST <= (L + (1-L) e^{-tau})^2 + L^2 min(tau^2 K1/lambda_k, c0 tau S_2)/(M_TE - S_2), c0 = max (1-e^{-x})^2/x.
Proved about the equivalent (not about networks) in the theorem files that share these expressions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any, Literal

import numpy as np
from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS, GUARD_BITS
from w2s_theory.equivalents.kernel_trace import enclose_kernel_trace, last_degree
from w2s_theory.equivalents.listed_spectrum import ListedSpectrum
from w2s_theory.equivalents.prediction import Equivalent, equivalent
from w2s_theory.equivalents.setting import MOST_UNITS, require_setting
from w2s_theory.equivalents.sharp_expressions import COUNT_BOUND, TRACE_BOUND
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.evaluate.eigenvalues.sources import source_of
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.exact_number import exact_rational
from w2s_theory.records.ball_expression import ball_function
from w2s_theory.records.decimals import rounded_up
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.tables import html_table, latex_number, latex_table

Form = Literal["trace", "count", "smaller"]
_GRID = 500
_RATIO = 2.0**0.5
_DIGITS = 15


@dataclass(frozen=True)
class ErrorBound:
    """A bound on E3: ``value`` at ``tau``, and ``ratio`` = value/L_TE^2; floats."""

    value: float
    tau: float
    ratio: float


@dataclass(frozen=True, repr=False)
class QuadraticRate:
    """From which M_TE the bound certifies L_ST <= (1 + eps) L_TE^2.

    Parameters
    ----------
    teacher_units
        M_TE: the bound holds there by certified balls, and not at M_TE - 1 (float64).
    tau
        The stopping time at which it does, exact.
    ratio
        Ball around bound/L_TE^2 there.
    holds_on
        Larger numbers of units at which it was tested in float64, and held.
    how
        ``certified``.
    """

    teacher_units: int
    tau: Fraction
    ratio: arb
    holds_on: tuple[int, ...]
    how: str = "certified"

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "teacher_units": self.teacher_units,
            "tau": float(self.tau),
            "ratio": self.ratio.str(12, radius=False),
            "holds_on": list(self.holds_on),
            "how": self.how,
        }

    def to_latex(self) -> str:
        """A ``tabular`` of the number of units, the stopping time and bound/L_TE^2 there."""
        names = ("$M_{TE}$", r"$\tau$", "$L_{ST}/L_{TE}^2 \\leq$")
        return latex_table(
            [(name, f"${latex_number(v)}$") for name, v in zip(names, self._values(), strict=True)], "ll"
        )

    def _values(self) -> tuple[int, float, str]:
        # the upper end of a certified ball, rounded up
        return self.teacher_units, float(self.tau), rounded_up(float(self.ratio.upper()), 6)

    def _repr_html_(self) -> str:
        names = ("M_TE", "tau", "L_ST/L_TE^2 at most")
        return html_table(list(zip(names, self._values(), strict=True)), caption=repr(self))

    def __repr__(self) -> str:
        units, tau, ratio = self._values()
        larger = f", and with {len(self.holds_on)} larger sizes tried" if self.holds_on else ""
        return f"QuadraticRate(M_TE={units}: L_ST <= {ratio} L_TE^2 at tau={tau:.6g}{larger}, {self.how})"


def compute_error_bound(found: Equivalent, tau: float | None = None, form: Form = "smaller") -> ErrorBound:
    """E4 at one tau, or at the best tau of a logarithmic grid.

    Parameters
    ----------
    found : Equivalent
        One degree in the target, and the student's kernel the teacher's.
    tau : float, optional
        Stopping time lambda_k t >= 0.
    form : "trace", "count" or "smaller"
        Noise bounded by tau^2 K1/lambda_k, by c0 tau S_2, or by the smaller of the two.

    Returns
    -------
    ErrorBound
        float64.

    Raises
    ------
    InputError
        For a target that mixes degrees, another student, a negative tau or an unknown form.
    """
    setting = found.setting
    if len(setting.target.degrees) != 1 or setting.teacher != setting.student:
        raise InputError("the bound needs a target of one degree and a student with the teacher's kernel")
    if form not in ("trace", "count", "smaller"):
        raise InputError(f"the form must be trace, count or smaller, and {form!r} is none of them")
    f = found.float_formulas(0.0)
    level, surplus = f.teacher_error, f.unit_surplus
    if tau is None:
        taus = np.exp(np.linspace(np.log(1e-2), np.log(400.0), _GRID))
    else:
        exact = exact_rational(tau, "tau")
        if exact < 0:
            raise InputError("tau must be a number >= 0, and it is negative")
        taus = np.array([float(exact)])
    lam = float(f.target_eigenvalue[0])
    letters = {
        "L_TE": level,
        "lam": lam,
        "K_1": float(f.modes.trace.sum()),
        "S_1": float(setting.units),
        "S_2": setting.units - surplus,
    }
    arrays = {"t": taus / lam, **{name: np.full(len(taus), value) for name, value in letters.items()}}
    trace, count = (compute_expression(bound, arrays) for bound in (TRACE_BOUND, COUNT_BOUND))
    values = {"trace": trace, "count": count, "smaller": np.minimum(trace, count)}[form]
    best = int(np.argmin(values))
    return ErrorBound(float(values[best]), float(taus[best]), float(values[best]) / level**2)


def units_for_quadratic_rate(teacher_model: Any, target: int, eps: Any) -> QuadraticRate:
    """The smallest M_TE from which E4 certifies L_ST <= (1 + eps) L_TE^2, about the equivalent.

    Parameters
    ----------
    teacher_model
        As for :func:`~w2s_theory.equivalents.prediction.equivalent`.
    target : int
        Degree (or row) of f*.
    eps : number
        > 0; decimal texts are exact.

    Returns
    -------
    QuadraticRate
        The last failure on a grid of ratio sqrt(2) up to 10^12, then bisection in float64, then
        certified with balls. For a finite spectrum the first success (near the rank it fails again).

    Raises
    ------
    InputError
        For eps <= 0 or a target outside the span, or if no M_TE below 10^12 and the rank will do.
    AccuracyError
        If the balls cannot confirm it.
    """
    goal = exact_rational(eps, "eps")
    if not 0 < goal <= 10**100:
        raise InputError("eps must be a number > 0 and at most 1e100")
    setting = require_setting(teacher_model, 1, target)
    most = _most_units(setting.teacher)

    def holds(units: int) -> bool:
        return compute_error_bound(equivalent(setting.teacher, units, target)).ratio <= 1 + float(goal)

    grid = sorted({min(most, round(_RATIO**i)) for i in range(81)})
    states = [holds(units) for units in grid]
    finite = most < MOST_UNITS
    if not (any(states) if finite else states[-1]):
        raise InputError(
            f"the bound does not reach (1 + eps) L_TE^2 with {most} units, the most possible here: use a larger eps"
        )
    # near the rank of a finite spectrum the bound fails again: there the first success counts
    if finite:
        first = states.index(True)
    else:
        first = len(states) - next((i for i, state in enumerate(reversed(states)) if not state), len(states))
    low, high = (grid[first - 1] if first else 0), grid[first]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    # at the edge the balls decide, and a unit more may be needed
    for units in range(high, min(high + 3, most + 1)):
        found = equivalent(setting.teacher, units, target, digits=_DIGITS, certified=True)
        tau = Fraction(compute_error_bound(found).tau).limit_denominator(1000)
        ratio = _certified_ratio(found, tau)
        if ratio <= arb(1) + BALLS.number(goal):
            return QuadraticRate(
                units,
                tau,
                ratio,
                tuple(n for n, state in zip(grid, states, strict=True) if state and n >= units),
            )
    raise AccuracyError("the bound holds in float64 and could not be certified: use a slightly larger eps")


def _certified_ratio(found: Equivalent, tau: Fraction) -> arb:
    """The bound over L_TE^2, by balls, at an exact tau."""
    level, surplus, setting = found.teacher_error, found.unit_surplus, found.setting
    with BALLS.working(bits_for(_DIGITS) + GUARD_BITS):
        degree, teacher = setting.target.degrees[0], setting.teacher
        if isinstance(teacher, ListedSpectrum):
            pairs = zip(teacher.eigenvalues, teacher.multiplicities, strict=True)
            diagonal = BALLS.number(sum((lam * n for lam, n in pairs), Fraction(0)))
            lam = BALLS.number(teacher.eigenvalues[degree])
        else:
            diagonal = enclose_kernel_trace(teacher, _DIGITS + 10)
            lam = source_of(teacher).enclose(degree, _DIGITS + 10)
        units = BALLS.number(setting.units)
        letters = {
            "L_TE": level,
            "lam": lam,
            "t": BALLS.number(tau) / lam,
            "K_1": diagonal,
            "S_1": units,
            "S_2": units - surplus,
        }
        trace, count = (ball_function(bound)(letters) for bound in (TRACE_BOUND, COUNT_BOUND))
        return (trace if trace < count else count) / level**2


def _most_units(teacher: Any) -> int:
    if isinstance(teacher, ListedSpectrum):
        rank: float = teacher.rank
    else:
        end = last_degree(teacher)
        source = source_of(teacher)
        rank = (
            inf
            if end is None
            else sum(source.multiplicity(k) for k in range(end + 1) if not source.enclose(k, 15) == 0)
        )
    return int(min(MOST_UNITS, rank - 1))
