"""The numeric check of a claim, by its quantifier; each shows its power in the same run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from w2s_theory.checks.admission import admit
from w2s_theory.checks.confidence_sequences import largest_failure_rate, slope_interval, smallest_failure_rate
from w2s_theory.checks.effort import FALSE_ALARM, FULL, QUICK, Effort
from w2s_theory.checks.every_draw import (
    closest,
    finite_or_none,
    no_draws,
    ratio,
    try_every_draw,
    try_identity,
)
from w2s_theory.checks.expectation import try_expectation
from w2s_theory.checks.sharpness import attained_by_witness
from w2s_theory.checks.sides import bound_on, declared, sides_on
from w2s_theory.checks.universality import measure_gaps
from w2s_theory.records.draws import Draws
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import NumericCheck
from w2s_theory.simulate.machine.streams import child_generator

__all__ = ["FALSE_ALARM", "FULL", "QUICK", "Effort", "check_numerically"]


def check_numerically(theorem: Theorem, seed: int, effort: Effort) -> NumericCheck:
    """The numeric check that the theorem's status and quantifier ask for."""
    empirical = theorem.status == "empirical" and theorem.largest_gap is not None
    if theorem.status == "universality" or empirical:
        return _measured(theorem, seed, effort)
    return _METHODS[theorem.quantifier](theorem, seed, effort)


def _measured(theorem: Theorem, seed: int, effort: Effort) -> NumericCheck:
    """Mean against formula at every size, for what is measured and not proved."""
    made = theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)
    found = admit(theorem, made)
    if not len(found.finite):
        return no_draws(theorem, "gap", found, "no draw satisfies the conditions")
    trial = replace(measure_gaps(theorem, found.finite, len(made), FALSE_ALARM), set_aside=found.set_aside)
    if not found.not_numbers:
        return trial
    # a mean of those draws that have a number is not the mean that is claimed
    return replace(trial, refuted=False, decided=False, problem=found.problem)


def _probability(theorem: Theorem, seed: int, effort: Effort) -> NumericCheck:
    """Count the failures; refuted when even the lower Clopper-Pearson limit exceeds delta."""
    if theorem.failure_probability is None:
        raise ValueError(f"{theorem.name} speaks of a probability and declares no failure_probability")
    delta = float(theorem.failure_probability)
    made = theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)
    found = admit(theorem, made)
    draws = found.draws
    if not len(draws):
        return no_draws(theorem, "failure count", found, "no draw satisfies the conditions")
    sides = sides_on(theorem, draws)

    def failures(change: float) -> int:
        failed = np.zeros(len(draws), dtype=bool)
        for side in sides:
            failed |= side.excess(draws.measured, change if side.relation[0] == ">" else -change) > 0
        return int(failed.sum())

    # a draw that has no number may have failed or not: it is taken for one that did not
    n, count = len(draws) + found.missing, failures(0.0)
    other = _other_delta(theorem, draws, delta)
    refuted = not other and smallest_failure_rate(count, n, FALSE_ALARM) > delta
    powerful = smallest_failure_rate(failures(declared(theorem)), n, FALSE_ALARM) > delta
    worst, index = closest(sides, draws)
    problem = (
        other
        if other
        else f"{count} of {n} draws fail, more than probability {delta:g} explains"
        if refuted
        else found.problem
        if found.not_numbers or powerful
        else f"the bound changed by {theorem.discrepancy} is not noticed by {n} draws"
    )
    rate = largest_failure_rate(count, n, 0.05)
    return NumericCheck(
        "failure count",
        len(made),
        len(draws),
        refuted,
        powerful,
        finite_or_none(draws.measured[index]),
        float(worst.bound[index]),
        delta - rate,
        ratio(draws.measured[index], worst.bound[index]),
        None,
        FALSE_ALARM,
        refuted or not (other or found.not_numbers),
        {**draws.sizes, "failures": count},
        problem,
        set_aside=found.set_aside,
        attained=attained_by_witness(theorem),
    )


def _other_delta(theorem: Theorem, draws: Draws, delta: float) -> str:
    """Why the failures of these draws cannot be counted against ``delta``; empty where they can.

    The statement holds for the letter delta, so draws are of the statement at that delta which they carry: counted
    against a larger one, a claim that fails far too often would pass.
    """
    carried = draws.parameters.get("delta")
    if "delta" not in {each.symbol for each in theorem.parameters}:
        return "the statement is about probability 1 - delta and declares no letter delta"
    if carried is None:
        return f"the draws do not carry the letter delta, and failures are counted against {delta:g}"
    odd = np.asarray(carried, dtype=float)[np.asarray(carried) != delta]
    if not len(odd):
        return ""
    return (
        f"{len(odd)} of {len(draws)} draws carry another delta, {odd[0]:g}, "
        f"than the failure_probability {delta:g} that failures are counted against"
    )


def _asymptotic(theorem: Theorem, seed: int, effort: Effort) -> NumericCheck:
    """Slope of log(measured/bound) against log(scale): the exponent's interval must contain 0.

    At best *consistent on this range*: a fit is not a proof.
    """
    if theorem.scale is None:
        raise ValueError(f"{theorem.name} is asymptotic and declares no scale")
    made = theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)
    found = admit(theorem, made)
    draws = found.finite
    if len(draws) < 3:
        return no_draws(theorem, "exponent", found, "too few draws satisfy the conditions")
    relation, expression = theorem.stable_sides()[0]
    bound = bound_on(expression, draws)
    scale = np.log(np.asarray(draws.parameters[theorem.scale], dtype=float))
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
        "exponent",
        len(made),
        len(draws),
        beyond,
        powerful,
        float(draws.measured[-1]),
        float(bound[-1]),
        float(min(-low, high)),
        ratio(draws.measured[-1], bound[-1]),
        None,
        FALSE_ALARM,
        not found.not_numbers,
        dict(draws.sizes),
        problem,
        set_aside=found.set_aside,
        attained=attained_by_witness(theorem),
    )


_METHODS: dict[str, Callable[[Theorem, int, Effort], NumericCheck]] = {
    "identity": try_identity,
    "every draw": try_every_draw,
    "expectation": try_expectation,
    "probability": _probability,
    "asymptotic": _asymptotic,
}
