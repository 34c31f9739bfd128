"""The check of a claim about a mean: bets against it, on the range or the variance that is known before the draws."""

from __future__ import annotations

import math

import numpy as np

from w2s_theory.checks.admission import Admission, admit, together
from w2s_theory.checks.confidence_sequences import log_capital_against, log_capital_of_variance
from w2s_theory.checks.effort import FALSE_ALARM, Effort
from w2s_theory.checks.every_draw import no_draws, ratio
from w2s_theory.checks.sharpness import attained_by_witness
from w2s_theory.checks.sides import bound_on, declared, sides_on
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import NumericCheck
from w2s_theory.simulate.machine.streams import child_generator

# more different bounds than that do not come from the settings of an experiment
MOST_SETTINGS = 64


def try_expectation(theorem: Theorem, claimed: Expectation, seed: int, effort: Effort) -> NumericCheck:
    """Bets against the claimed mean on its true range or variance; time-uniform, so looking often is allowed."""
    rng = child_generator(seed, f"{theorem.name}/experiment")
    threshold = math.log(len(theorem.claims()) * 2 / FALSE_ALARM)
    pool: list[Admission] = []
    refuted = powerful = upheld = False
    drawn = 0
    while drawn < effort.samples:
        batch = theorem.experiment(rng, min(max(effort.draws, drawn), effort.samples - drawn))
        drawn += len(batch)
        pool.append(admit(theorem, batch))
        draws = join([each.finite for each in pool])
        if not len(draws):
            continue
        refuted, powerful, upheld = _bets(theorem, claimed, draws, threshold)
        # a stronger claim falls first when the claim itself is wrong: power alone is no reason to stop
        if refuted or (powerful and upheld):
            break
    draws = join([each.finite for each in pool])
    found = together(pool, draws)
    if not len(draws):
        return no_draws(theorem, "confidence sequence", found, "no draw satisfies the conditions")
    # a mean of those draws that have a number is not the mean that is claimed
    refuted &= not found.not_numbers
    mean = float(draws.measured.mean())
    side = sides_on(theorem, draws)[0]
    problem = (
        "the mean lies beyond the bound"
        if refuted
        else found.problem
        if found.not_numbers or (powerful and upheld)
        else f"the budget ended before the mean was shown to be within {theorem.discrepancy} of the bound"
        if powerful
        else "the budget ended before the power was shown"
    )
    bound = float(side.bound.mean())
    return NumericCheck(
        method="confidence sequence",
        draws=drawn,
        admitted=len(draws),
        refuted=refuted,
        powerful=powerful,
        measured=mean,
        bound=bound,
        margin=mean - bound if side.relation in (">=", ">") else bound - mean,
        tightness=ratio(mean, bound),
        false_alarm=FALSE_ALARM,
        decided=refuted or (powerful and upheld and not found.not_numbers),
        sizes=dict(draws.sizes),
        problem=problem,
        set_aside=found.set_aside,
        attained=attained_by_witness(theorem),
    )


def _bets(theorem: Theorem, claimed: Expectation, draws: Draws, threshold: float) -> tuple[bool, bool, bool]:
    """Whether the claim is refuted, every stronger claim is, and the claim is upheld to the discrepancy.

    Stronger: the bound moved by the declared discrepancy. Upheld: bets the other way round refute that
    the mean is beyond the bound by as much as that.

    Bounds may differ from draw to draw; the bet is on the mean of value - bound, so the values are compared
    with their own bound. A bound that differs by chance, not only from setting to setting, needs a range of its own.
    """
    refuted, powerful, upheld = False, True, True
    for side in sides_on(theorem, draws):
        directions = {">": ("below",), "<": ("above",), "=": ("below", "above")}[side.relation[0]]
        for direction in directions:
            refuted |= _capital(theorem, claimed, draws, side.bound, direction) >= threshold
            change = declared(theorem) * (1.0 if direction == "below" else -1.0)
            powerful &= _capital(theorem, claimed, draws, side.changed(change), direction) >= threshold
            other = "above" if direction == "below" else "below"
            upheld &= _capital(theorem, claimed, draws, side.changed(-change), other) >= threshold
    return refuted, powerful, upheld


def _capital(
    theorem: Theorem, claimed: Expectation, draws: Draws, bound: np.ndarray, direction: str
) -> float:
    gap = draws.measured - bound
    slack = float(draws.error.max())
    if claimed.value_range is None:
        variance = bound_on(claimed.value_variance, draws) / draws.repeats
        limit = np.full(len(draws), slack if direction == "above" else -slack)
        return log_capital_of_variance(gap, limit, direction, variance, declared(theorem) * np.abs(bound))
    low, high = (float(end) for end in claimed.value_range)
    least, most = _bound_range(theorem, claimed, bound)
    return log_capital_against(
        gap, slack if direction == "above" else -slack, direction, low - most - slack, high - least + slack
    )


def _bound_range(theorem: Theorem, claimed: Expectation, bound: np.ndarray) -> tuple[float, float]:
    """Where one value of the bound can lie, known before the draws."""
    if claimed.bound_range is not None:
        low, high = (float(end) for end in claimed.bound_range)
        # the bounds compared with are changed by up to the declared discrepancy
        room = declared(theorem) * max(abs(low), abs(high))
        return low - room, high + room
    if len(np.unique(bound)) > MOST_SETTINGS:
        raise ValueError(f"the bound of {theorem.name} differs by chance: declare its bound_range")
    return float(bound.min()), float(bound.max())
