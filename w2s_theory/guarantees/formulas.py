"""The rigorous bounds as functions of numbers: floats, arrays or balls in, the same out.

Every bound is read from the record of the theorem that states it; nothing is typed again here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from flint import arb

from w2s_theory.evaluate.closed_form import closed_form, summation_ends
from w2s_theory.evaluate.fast import compiled
from w2s_theory.notation import s
from w2s_theory.records.ball_expression import ball_function, exact_ball
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.gains import (
    alignment_le_of_units,
    effective_setting,
    expected_student_error_le_of_units,
    residual_energy_le_of_effective_dimension,
    student_error_le_of_alignment,
    student_error_le_of_effective_dimension,
    student_error_le_of_weighted_alignment,
    student_error_le_sq_of_relu,
    weighted_alignment_le_of_blocks,
)
from w2s_theory.theorems.teacher import (
    expected_teacher_error_ge_of_tail_moments,
    expected_teacher_error_ge_of_two_tails,
    expected_teacher_error_le_of_log_det,
    expected_teacher_error_le_of_units,
    mean_teacher_error_ge_of_tail_gram,
    tail_gram_ge_of_fourth_moment,
    tail_gram_ge_of_units,
    teacher_error_ge_of_units,
)

_TARGET, _TOP, _SIZE = sympy.symbols("lam_k lam_top D_m", positive=True)
_ANYWHERE = teacher_error_ge_of_units.BOUND.xreplace(
    {
        teacher_error_ge_of_units.TARGET: _TARGET,
        teacher_error_ge_of_units.TOP: _TOP,
        teacher_error_ge_of_units.DIMENSION: _SIZE,
    }
)
# 1 - s as a letter of its own: from s near 1 it cannot be had in float64
_REMAINS = sympy.Symbol("remains", positive=True)
_WEIGHTED = student_error_le_of_weighted_alignment.BOUND.subs(s, 1 - _REMAINS)
# N(rho) as a letter
_COUNT = sympy.Symbol("N_rho", positive=True)
_FAILURE = effective_setting.ENOUGH_UNITS.left.xreplace({effective_setting.SIZE: _COUNT})


def log(x: Any) -> Any:
    """The logarithm of a float, an array or a ball."""
    return x.log() if isinstance(x, arb) else np.log(x)


def sqrt(x: Any) -> Any:
    """The square root of a float, an array or a ball."""
    return x.sqrt() if isinstance(x, arb) else np.sqrt(x)


def bound_value(theorem: Theorem, **values: Any) -> Any:
    """A theorem's bound, see :func:`expression_value`; for floats its stable form."""
    balls = any(isinstance(value, arb) for value in values.values())
    stable = None if balls else theorem.stable_bound
    return expression_value(theorem.bound if stable is None else stable, values)


def expression_value(expression: Any, values: Mapping[str, Any]) -> Any:
    """An exact expression at floats or arrays, or at balls.

    Parameters
    ----------
    expression
        Exact SymPy expression.
    values
        Letter name -> number, array, or list for an indexed letter; if one is a ball, all others are balls,
        ints or Fractions.
    """
    if any(isinstance(value, arb) for value in values.values()):
        return _of_balls(expression)({name: _ball(value) for name, value in values.items()})
    function, names, counts = _of_floats(expression, tuple(sorted(values)))
    return function(*(values[name] if name in counts else _real(values[name]) for name in names))


@lru_cache(maxsize=64)
def _of_balls(expression: Any) -> Callable[[Any], arb]:
    return ball_function(closed_form(expression))


@lru_cache(maxsize=64)
def _of_floats(
    expression: Any, names: tuple[str, ...]
) -> tuple[Callable[..., Any], tuple[str, ...], frozenset[str]]:
    return compiled(closed_form(expression), names), names, summation_ends(expression)


def _ball(value: Any) -> Any:
    # a float would be trusted as if it were exact
    if isinstance(value, float):
        raise TypeError("a float among balls")
    if isinstance(value, list):
        return [_ball(each) for each in value]
    return value if isinstance(value, arb) else exact_ball(value)


def _real(value: Any) -> Any:
    return float(value) if isinstance(value, int) else value


def teacher_error_from_trace(trace: Any, lam: Any, units: Any) -> Any:
    """E L_TE <= A/(M + A), A = K(x, x)/lambda_k - 1."""
    return bound_value(expected_teacher_error_le_of_units.THEOREM, K_1=trace, a_k=sqrt(lam), M_TE=units)


def teacher_error_from_log_det(lam: Any, x: Any) -> Any:
    """E L_TE <= 1/(1 + lambda_k x_M)."""
    return bound_value(expected_teacher_error_le_of_log_det.THEOREM, lam=lam, xi=x)


def log_rational(value: Fraction) -> float:
    """The logarithm of a positive rational, also below the range of float64."""
    return math.log(value.numerator) - math.log(value.denominator)


def smallest_gram_eigenvalue(first: Any, second: Any, units: Any, delta: Any) -> Any:
    """Lower bound of g, T - sqrt(M (M - 1) S/delta), with probability >= 1 - delta; the floor needs g > 0."""
    return bound_value(tail_gram_ge_of_units.THEOREM, T_B=first, S_B=second, M_TE=units, delta=delta)


def smallest_gram_eigenvalue_by_fourth(
    first: Any, second: Any, kernel_fourth: Any, fourth: Any, units: Any, delta: Any
) -> Any:
    """Lower bound of g, T - x with delta x^4 the mean of tr (G_> - T)^4, with probability >= 1 - delta."""
    moment = expression_value(
        tail_gram_ge_of_fourth_moment.MOMENT,
        {"S_B": second, "kernel_fourth": kernel_fourth, "fourth_trace": fourth, "M_TE": units},
    )
    share = moment / delta
    return first - (share.root(4) if isinstance(share, arb) else share**0.25)


def teacher_error_floor(lam: Any, gram: Any, units: Any) -> Any:
    """Mean of L_TE over V_k >= 1/(1 + M lambda_k/g)."""
    return bound_value(mean_teacher_error_ge_of_tail_gram.THEOREM, lam=lam, g_B=gram, M_TE=units)


def teacher_error_floor_anywhere(lam: Any, top: Any, size: Any, units: Any) -> Any:
    """Mean of L_TE over V_k >= 1/(1 + (lambda_k/lambda_{k+2m}) M/(D - M)), D = size > M, wherever the units are."""
    return expression_value(
        _ANYWHERE, {_TARGET.name: lam, _TOP.name: top, _SIZE.name: size, "M_TE": units, "peak": 1}
    )


def student_error_from_alignment(teacher_error: Any, alignment: Any, tau: Any, lam: Any, time: Any) -> Any:
    """L_ST(t) from L_TE, the alignment with the degrees B, and the largest eigenvalue lam outside B."""
    return bound_value(
        student_error_le_of_alignment.THEOREM,
        L_TE=teacher_error, alignment=alignment, tau=tau, lam=lam, t=time,
    )  # fmt: skip


def alignment_from_trace(
    trace: Any, eigenvalues: list[Any], multiplicities: list[Any], units: Any, delta: Any
) -> Any:
    """sum_{j in B} N_j A_j/(M + A_j)/delta, with probability >= 1 - delta."""
    # the record's stable form is for lists of one fixed length
    return expression_value(
        alignment_le_of_units.THEOREM.bound,
        {
            "K_1": trace, "lambdas": eigenvalues, "counts": multiplicities, "n": len(eigenvalues), "M_TE": units,
            "delta": delta,
        },
    )  # fmt: skip


def alignment_from_blocks(
    counts: list[Any], weights: list[Any], errors: list[Any], blocks: int, delta: Any
) -> Any:
    """(sum_j N_j (gamma_j ell_j)^q/delta)^{1/q}: Z is at most this with probability >= 1 - delta, q blocks of units."""
    if not counts:
        return 0 * delta
    power = expression_value(
        weighted_alignment_le_of_blocks.THEOREM.bound,
        {
            "n": len(counts), "counts": counts, "degree_weights": weights, "block_errors": errors,
            "block_count": blocks, "delta": delta,
        },
    )  # fmt: skip
    return power.root(blocks) if isinstance(power, arb) else power ** (1 / blocks)


def student_error_from_weighted_alignment(
    teacher_error: Any, remains: Any, sigma: Any, alignment: Any
) -> Any:
    """L_ST from L_TE, what remains of the target (1 - s), and the alignment of weights gamma_j >= s_j^2 - sigma."""
    return expression_value(
        _WEIGHTED,
        {"L_TE": teacher_error, "remains": remains, "slow_square": sigma, "weighted_alignment": alignment},
    )


def energy_of_one_tail(lam: Any, units: Any, gram: Any, theta: Any, first: Any, second: Any) -> Any:
    """w of the mean teacher error's floor: T and S outside B, theta any number with theta g < 4."""
    return expression_value(
        expected_teacher_error_ge_of_tail_moments.ENERGY_MEAN,
        {"lam": lam, "M_TE": units, "g_tail": gram, "theta": theta, "T_B": first, "S_B": second},
    )  # fmt: skip


def energy_of_two_tails(
    lam: Any, units: Any, gram: Any, theta: Any, middle: tuple[Any, Any], top: tuple[Any, Any]
) -> Any:
    """w of the mean teacher error's floor: T and S of the middle degrees and of those above, g < 4 T there."""
    return expression_value(
        expected_teacher_error_ge_of_two_tails.ENERGY_MEAN,
        {
            "lam": lam, "M_TE": units, "g_tail": gram, "theta": theta, "T_mid": middle[0], "S_mid": middle[1],
            "T_top": top[0], "S_top": top[1],
        },
    )  # fmt: skip


def mean_error_floor(energy: Any, delta: Any) -> Any:
    """E L_TE >= (1 - delta)^2/(1 - delta + w)."""
    return bound_value(
        expected_teacher_error_ge_of_tail_moments.THEOREM, tail_energy_mean=energy, delta=delta
    )


def mean_student_error(teacher_error: Any, tau: Any, trace: Any, lam: Any, units: Any) -> Any:
    """Mean over the widths M..2M-1 of E L_ST, from E L_TE with M units and K(x, x)."""
    return bound_value(
        expected_student_error_le_of_units.THEOREM,
        l_first=teacher_error, K_1=trace, lam=lam, t=tau / lam, M_TE=units,
    )  # fmt: skip


def deviation_failure(count: Any, deviation: Any, units: Any) -> Any:
    """8 N exp(-(c^2/2)/(N/M + c/(3M))): how likely the features' covariance deviates by c at the level."""
    return expression_value(_FAILURE, {_COUNT.name: count, "c": deviation, "M_TE": units})


def residual_level(level: Any, deviation: Any, lam: Any) -> Any:
    """R = rho c/((1 - c) lambda_k): mu <= R, so L_TE <= R, with that probability."""
    return bound_value(residual_energy_le_of_effective_dimension.THEOREM, penalty=level, c=deviation, lam=lam)


def student_error_from_level(teacher_error: Any, level: Any, deviation: Any, lam: Any, time: Any) -> Any:
    """L_ST(t) from L_TE, rho and c."""
    return bound_value(
        student_error_le_of_effective_dimension.THEOREM,
        L_TE=teacher_error, penalty=level, c=deviation, lam=lam, t=time,
    )  # fmt: skip


def quadratic_factor(floor: Any, level: Any, deviation: Any, lam: Any) -> Any:
    """L_ST <= this times L_TE^2 at lambda_k t = log(1/floor), floor <= L_TE."""
    return bound_value(
        student_error_le_sq_of_relu.THEOREM,
        L_TE=floor / floor, penalty=level, c=deviation, lam=lam, t=log(1 / floor) / lam,
    )  # fmt: skip
