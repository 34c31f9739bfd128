"""What the page computes with: summands, filters, limits and eigenvalues, printed from the expressions of the package.

A bound of the equivalents is made of sums over eigenspaces. Each summand is printed by itself, factored, in the letters
share (of the target), trace (N lambda), lam, kappa, s (shrinkage) and r = 1 - s, whichever of the two is shorter; what is
made of the sums is printed too. Nothing is typed a second time: changing an expression changes the page.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Expr,
    Rational,
    Sum,
    Symbol,
    bernoulli,
    count_ops,
    default_sort_key,
    exp,
    expand_func,
    factor,
    gamma,
    gammasimp,
    log,
    piecewise_fold,
    sqrt,
)

from w2s_theory import notation
from w2s_theory.derive.activation_coefficient import derive_coefficient_closed_form
from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.explorer.javascript import javascript, without_cancellation
from w2s_theory.explorer.trace_series import trace_tail_series
from w2s_theory.notation import L_ST, L_TE, counts, f, j, kappa, lambdas, t
from w2s_theory.records import spectral_filter
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.equivalents import setting
from w2s_theory.theorems.equivalents import student_error_eq_of_universality as student
from w2s_theory.theorems.equivalents import teacher_error_eq_of_universality as teacher
from w2s_theory.theorems.limits import student_error_ge_of_shrinkage as limit
from w2s_theory.theorems.limits import student_error_ge_sq_of_eigenfunction_target as square
from w2s_theory.theorems.limits import student_error_le_of_shrinkage as worst
from w2s_theory.theorems.misfit import misfit_eq_of_universality as misfit
from w2s_theory.theorems.spectrum import activation_coefficient_recursion as recursion
from w2s_theory.theorems.spectrum import kernel_trace_eq_diagonal as diagonal

POWERS = (0, 1, 2, 3)
EQUIVALENTS = {"teacherError": teacher, "studentError": student, "misfit": misfit}
LIMITS = (limit, square, worst)
SHARE, TRACE, LAM, KAPPA, S, R = (
    Symbol(name, positive=True) for name in ("share", "trace", "lam", "kappa", "s", "r")
)
MODE = (SHARE, TRACE, LAM, KAPPA, S, R)
_D, _K, _P, _X, _RATIO = (Symbol(name, positive=True) for name in ("d", "k", "p", "x", "ratio"))
_TIME = Symbol("t", positive=True)
_TEACHER, _STUDENT = Symbol("teacher", positive=True), Symbol("student", positive=True)
_GAMMA_TERMS = 10


def filters() -> tuple[tuple[SpectralFilter, str], ...]:
    """The filters of the page, each with its clock: what the slider counts.

    ``rate``: tau = lambda_K t. ``steps``: tau = eta lambda_K n, eta = 1/lambda_max. ``kept``: eigenvalues from
    lambda_K/tau up are kept. ``phase``: sqrt(lambda_K) t.
    """
    return (
        (spectral_filter.gradient_flow(), "rate"),
        (spectral_filter.ridge(), "rate"),
        (spectral_filter.averaged_flow(), "rate"),
        (spectral_filter.explicit_steps(1, 1), "steps"),
        (spectral_filter.projection(1), "kept"),
        (spectral_filter.heavy_ball(0), "phase"),
    )


def formulas() -> str:
    """A JavaScript object literal of functions."""
    entries = {name: _bound(module.BOUND) for name, module in EQUIVALENTS.items()}
    units = _in_letters(setting.counts[j] * setting.GAIN)
    lacking = _in_letters(setting.counts[j] * setting.MISSED)
    entries |= {
        "units": javascript(units, (TRACE, LAM, KAPPA)),
        "lacking": javascript(lacking, (TRACE, LAM, KAPPA)),
        "taken": javascript(_in_letters(setting.GAIN), (LAM, KAPPA)),
        "recovered": javascript(_recovered(), (_TEACHER, _STUDENT)),
        "filters": _list(_filter(*each) for each in filters()),
        "limits": _list(_limit(each.THEOREM) for each in LIMITS),
        "spectrum": _spectrum(),
    }
    return _record(entries)


def limit_expression(theorem: Theorem) -> Expr:
    """The bound, in the form without cancellation where it has one."""
    found: Any = theorem.bound if theorem.stable_bound is None else theorem.stable_bound
    return found


def _bound(bound: Any) -> str:
    """A bound as the sums it is made of, and what is made of them."""
    sums = sorted(bound.atoms(Sum), key=default_sort_key)
    names = [Symbol(f"S{i}") for i in range(len(sums))]
    total = bound.xreplace(dict(zip(sums, names, strict=True)))
    terms = [_in_letters(each.function) for each in sums]
    listed = [
        _record(
            {
                "ofTarget": str(term.has(SHARE)).lower(),
                "moves": str(term.has(S) or term.has(R)).lower(),
                "at": javascript(term, MODE),
            }
        )
        for term in terms
    ]
    return _record({"sums": _list(listed), "total": javascript(total, names)})


def _in_letters(term: Any) -> Any:
    """A summand in the letters of one eigenspace, in the shorter of two factored forms."""
    left = exp(-lambdas[j] * t)
    plain = term.subs(left, R).subs(
        {f[j]: sqrt(SHARE), counts[j]: TRACE / LAM, lambdas[j]: LAM, kappa: KAPPA}
    )
    return min((factor(plain), factor(plain.subs(R, 1 - S))), key=count_ops)


def _recovered() -> Any:
    """The definition of the performance gap recovered."""
    return notation.definition("PGR").subs({L_TE: _TEACHER, L_ST: _STUDENT})


def _filter(record: SpectralFilter, clock: str) -> str:
    """Shrinkage and what remains of 1, as functions of (eigenvalue, time) on the filter's clock."""
    shrinkage = record.expression(LAM, _TIME)
    left = min((1 - shrinkage, factor(1 - shrinkage), piecewise_fold(1 - shrinkage)), key=count_ops)
    return _record(
        {
            "name": f'"{record.name}"',
            "clock": f'"{clock}"',
            "lower": repr(record.lower),
            "upper": repr(record.upper),
            "shrinkage": javascript(without_cancellation(shrinkage), (LAM, _TIME)),
            "remainder": javascript(without_cancellation(left), (LAM, _TIME)),
        }
    )


def _limit(theorem: Theorem) -> str:
    bound = limit_expression(theorem).subs(L_TE, _TEACHER)
    return _record(
        {
            "name": f'"{theorem.name}"',
            "relation": f'"{theorem.relation}"',
            "at": javascript(bound, (_TEACHER,)),
        }
    )


def _spectrum() -> str:
    d, k, p = _D, _K, _P
    step = recursion.BOUND / notation.a(notation.k, notation.d, notation.p)
    two_on = gammasimp(derive_multiplicity(d, k + 2) / derive_multiplicity(d, k))
    seeds = [[_seed(degree, power) for degree in (0, 1)] for power in POWERS]
    traces = [gammasimp(diagonal.BOUND.subs({notation.p: power, notation.d: d})) for power in POWERS]
    tails = [[javascript(each, (d,)) for each in trace_tail_series(power, d)] for power in POWERS]
    return _record(
        {
            "seeds": _list(_list(each) for each in seeds),
            "step": javascript(step.subs({notation.k: k, notation.d: d, notation.p: p}), (k, d, p)),
            "countStep": javascript(factor(two_on), (k, d)),
            "first": _list(javascript(derive_multiplicity(d, degree), (d,)) for degree in (0, 1)),
            "trace": _list(javascript(each, (d,)) for each in traces),
            "tail": _list(_list(each) for each in tails),
            "logGammaRatio": javascript(_log_gamma_ratio(), (_X,)),
            "gammaRatioStep": javascript(_gamma_ratio_step(), (_X,)),
        }
    )


def _seed(degree: int, power: int) -> str:
    """a_0 or a_1, with ``ratio`` for Gamma(d/2)/Gamma((d + 1)/2)."""
    value = expand_func(derive_coefficient_closed_form(degree, power, 2 * _X))
    upper, lower = gamma(_X), gamma(_X + Rational(1, 2))
    value = factor(value.subs(upper, _RATIO * lower).subs(_X, _D / 2))
    return javascript(value, (_D, _RATIO))


def _log_gamma_ratio() -> Any:
    """log of Gamma(x)/Gamma(x + 1/2) for large x: the difference of two Stirling series."""
    x, half = _X, Rational(1, 2)
    terms = [
        (-1) ** (n + 1) * (bernoulli(n + 1, 0) - bernoulli(n + 1, half)) / (n * (n + 1) * x**n)
        for n in range(1, _GAMMA_TERMS + 1)
    ]
    return sum(terms, -log(x) / 2)


def _gamma_ratio_step() -> Any:
    """Gamma(x)/Gamma(x + 1/2) over the same at x + 1."""
    half = Rational(1, 2)
    one_on = expand_func(gamma(_X + 1) / gamma(_X + 1 + half))
    return factor(gamma(_X) / gamma(_X + half) / one_on)


def _record(entries: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {text}" for name, text in entries.items()) + "}"


def _list(entries: Any) -> str:
    return "[" + ", ".join(entries) + "]"
