"""The check of what is claimed as a parameter grows: the exponent of measured/bound against it must be 0."""

from __future__ import annotations

import numpy as np

from w2s_theory.checks.admission import draw_and_admit
from w2s_theory.checks.confidence_sequences import slope_interval
from w2s_theory.checks.effort import FALSE_ALARM, Effort
from w2s_theory.checks.every_draw import no_draws, ratio
from w2s_theory.checks.sharpness import attained_by_witness
from w2s_theory.checks.sides import bound_on, declared
from w2s_theory.records.quantifier import Asymptotic
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import NumericCheck


def fit_exponent(theorem: Theorem, claimed: Asymptotic, seed: int, effort: Effort) -> NumericCheck:
    """Slope of log(measured/bound) against log(scale): the exponent's interval must contain 0.

    At best *consistent on this range*: a fit is not a proof.
    """
    found = draw_and_admit(theorem, seed, effort.draws)
    draws = found.finite
    if len(draws) < 3:
        return no_draws(theorem, "exponent", found, "too few draws satisfy the conditions")
    relation, expression = theorem.stable_sides()[0]
    bound = bound_on(expression, draws)
    scale = np.log(np.asarray(draws.parameters[claimed.scale], dtype=float))
    low, high = slope_interval(scale, np.log(draws.measured / bound), FALSE_ALARM)
    beyond = (
        not found.not_numbers and {"=": not low <= 0.0 <= high, "<": low > 0.0, ">": high < 0.0}[relation[0]]
    )
    powerful = high - low < 2 * declared(theorem)
    problem = (
        f"the exponent is off by {low:.3g} to {high:.3g}"
        if beyond
        else found.problem
        if found.not_numbers or powerful
        else "the exponent's interval is too wide"
    )
    return NumericCheck(
        method="exponent",
        draws=found.made,
        admitted=len(draws),
        refuted=beyond,
        powerful=powerful,
        measured=float(draws.measured[-1]),
        bound=float(bound[-1]),
        margin=float(min(-low, high)),
        tightness=ratio(draws.measured[-1], bound[-1]),
        false_alarm=FALSE_ALARM,
        decided=not found.not_numbers,
        sizes=dict(draws.sizes),
        problem=problem,
        set_aside=found.set_aside,
        attained=attained_by_witness(theorem),
    )
