"""The rigorous bounds that rest on splits of the units and on concentration, as functions of numbers: as in ``formulas``.

Every bound is read from the record of the theorem that states it; nothing is typed again here.
"""

from __future__ import annotations

from typing import Any

import sympy

from w2s_theory.guarantees.formulas import bound_value, expression_value, sqrt
from w2s_theory.notation import degree_weights, j, lambdas, s
from w2s_theory.theorems.gains import (
    expected_gap_recovered_ge_of_split,
    expected_student_error_le_of_chain,
    expected_student_error_le_of_split,
    expected_student_error_le_sq_of_split,
    residual_square_le_of_chain,
    weighted_alignment_le_of_concentration,
)

_TARGET = sympy.Symbol("lam_k", positive=True)
# 1 - s as a letter of its own: from s near 1 it cannot be had in float64
_REMAINS = sympy.Symbol("remains", positive=True)
_SPLIT = expected_student_error_le_of_split.BOUND.subs(s, 1 - _REMAINS)
_CHAIN = expected_student_error_le_of_chain.BOUND.subs(s, 1 - _REMAINS)
_MEAN_GAP = expected_gap_recovered_ge_of_split.BOUND.subs(s, 1 - _REMAINS)
_KEPT = expected_gap_recovered_ge_of_split.KEPT.subs(s, 1 - _REMAINS)
_SQUARE_LAW = expected_student_error_le_sq_of_split.BOUND.subs(s, 1 - _REMAINS)
_WEIGHT = sympy.Symbol("gamma_one", nonnegative=True)
_ONE_WEIGHT = weighted_alignment_le_of_concentration.TERM.xreplace(
    {degree_weights[j]: _WEIGHT, lambdas[j]: _TARGET}
)


def student_error_from_split(
    teacher_error: Any,
    remains: Any,
    sigma: Any,
    error: Any,
    own_count: Any,
    counts: list[Any],
    weights: list[Any],
    errors: list[Any],
) -> Any:
    """E L_ST from E L_TE and 1 - s, with bounds of the mean errors of half of the units: of target and weighted degrees."""
    return expression_value(
        _SPLIT,
        {
            "l_M": teacher_error, "remains": remains, "slow_square": sigma, "first_error": error, "second_error": error,
            "target_count": own_count, "n": len(counts), "counts": counts, "degree_weights": weights,
            "first_errors": errors, "second_errors": errors,
        },
    )  # fmt: skip


def residual_square_from_chain(first_square: Any, first_error: Any, lam: Any, x: Any) -> Any:
    """E ||Pi_k e||^2 <= 1/(1/r_S + lambda x/ell_S), with the log-det time x of the units after the first S."""
    return bound_value(
        residual_square_le_of_chain.THEOREM,
        first_square=first_square, first_error=first_error, a_k=sqrt(lam), xi=x,
    )  # fmt: skip


def student_error_from_chain(
    teacher_error: Any,
    remains: Any,
    sigma: Any,
    square: Any,
    own_weight: Any,
    own_count: Any,
    counts: list[Any],
    weights: list[Any],
    errors: list[Any],
) -> Any:
    """E L_ST as from a split, with a bound of E ||Pi_k e||^2 and the weight of the target's degree apart from the others."""
    return expression_value(
        _CHAIN,
        {
            "l_M": teacher_error, "remains": remains, "slow_square": sigma, "residual_square": square, "gamma_k": own_weight,
            "target_count": own_count, "n": len(counts), "counts": counts, "degree_weights": weights,
            "first_errors": errors, "second_errors": errors,
        },
    )  # fmt: skip


def mean_gap_kept(remains: Any, sigma: Any, floor: Any) -> Any:
    """What would be left of the gap without noise: the mean of the gap is bounded only where this is >= 0."""
    return expression_value(_KEPT, {"remains": remains, "slow_square": sigma, "error_floor": floor})


def mean_gap_from_split(
    remains: Any, sigma: Any, floor: Any, delta: Any, counts: list[Any], weights: list[Any], errors: list[Any]
) -> Any:
    """E max(PGR, 0) at least, from 1 - s, a floor of L_TE with its failure probability, and errors of half of the units."""
    return expression_value(
        _MEAN_GAP,
        {
            "remains": remains, "slow_square": sigma, "error_floor": floor, "delta": delta, "n": len(counts),
            "counts": counts, "degree_weights": weights, "first_errors": errors, "second_errors": errors,
        },
    )  # fmt: skip


def student_error_from_square_law(
    teacher_error: Any,
    remains: Any,
    sigma: Any,
    lam: Any,
    x: Any,
    own_count: Any,
    counts: list[Any],
    weights: list[Any],
    ratios: list[Any],
) -> Any:
    """E L_ST from E L_TE and 1 - s, with the log-det time of half of the units and rho_j >= max(1, lambda/lambda_j)."""
    return expression_value(
        _SQUARE_LAW,
        {
            "l_M": teacher_error, "remains": remains, "slow_square": sigma, "lam": lam, "xi": x, "target_count": own_count,
            "n": len(counts), "counts": counts, "degree_weights": weights, "degree_ratios": ratios,
        },
    )  # fmt: skip


def concentration_margins(
    counts: list[Any], units: Any, first: Any, beyond: Any, missing: Any, excess: Any, delta: Any
) -> tuple[Any, ...]:
    """Three numbers that must be >= 0 for X <= rho with probability >= 1 - delta: below, above, and eta wide enough."""
    values = {
        "n": len(counts), "counts": counts, "M_TE": units, "T_B": first, "lam_beyond": beyond,
        "missing_share": missing, "excess_share": excess, "delta": delta,
    }  # fmt: skip
    concentrated = weighted_alignment_le_of_concentration
    return tuple(
        expression_value(each, values) for each in (concentrated.BELOW, concentrated.ABOVE, concentrated.WIDE)
    )


def conditioning_limit(beyond: Any, missing: Any, excess: Any) -> Any:
    """rho = (1 + eta) lambda_>/(1 - q)."""
    return expression_value(
        weighted_alignment_le_of_concentration.LEAST_RATIO,
        {"lam_beyond": beyond, "missing_share": missing, "excess_share": excess},
    )


def concentrated_weight(weight: Any, eigenvalue: Any, ratio: Any) -> Any:
    """gamma_j/(1 + lambda_j/rho): Z is at most the largest of these over B."""
    return expression_value(
        _ONE_WEIGHT, {_WEIGHT.name: weight, _TARGET.name: eigenvalue, "conditioning_limit": ratio}
    )
