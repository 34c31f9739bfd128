"""The check of a claim that holds with probability at least 1 - delta: failures are counted."""

from __future__ import annotations

import numpy as np

from w2s_theory.checks.admission import draw_and_admit
from w2s_theory.checks.confidence_sequences import largest_failure_rate, smallest_failure_rate
from w2s_theory.checks.effort import FALSE_ALARM, Effort
from w2s_theory.checks.every_draw import closest, finite_or_none, no_draws, ratio
from w2s_theory.checks.sharpness import attained_by_witness
from w2s_theory.checks.sides import declared, sides_on
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import NumericCheck


def count_failures(theorem: Theorem, claimed: Probability, seed: int, effort: Effort) -> NumericCheck:
    """Count the failures; refuted when even the lower Clopper-Pearson limit exceeds delta."""
    delta = float(claimed.delta)
    found = draw_and_admit(theorem, seed, effort.draws)
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
        method="failure count",
        draws=found.made,
        admitted=len(draws),
        refuted=refuted,
        powerful=powerful,
        measured=finite_or_none(draws.measured[index]),
        bound=float(worst.bound[index]),
        margin=delta - rate,
        tightness=ratio(draws.measured[index], worst.bound[index]),
        false_alarm=FALSE_ALARM,
        decided=refuted or not (other or found.not_numbers),
        sizes={**draws.sizes, "failures": count},
        problem=problem,
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
        f"than the {delta:g} of its quantifier that failures are counted against"
    )
