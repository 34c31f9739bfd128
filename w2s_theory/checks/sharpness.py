"""Whether a sharpness that is claimed is shown: a draw or a witness that reaches the bound."""

from __future__ import annotations

import numpy as np

from w2s_theory.checks.admission import admit
from w2s_theory.checks.sides import sides_on
from w2s_theory.records.draws import Draws
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import NOT_SHOWN, NumericCheck

# a bound is attained where measured value, bound and the errors of both lie within this share of the bound
ATTAINED = 1e-6
# what strict bounds promise is to be approached
APPROACHED = 1e-4


def shown_sharpness(theorem: Theorem, trial: NumericCheck) -> str:
    """The sharpness that the file claims, where it claims none or the draws show it; ``not shown`` otherwise.

    An equality is exact if it is true, so its own check shows it. A rate says how a bound behaves in a limit,
    which no draw can show: it stays the file's word, as ``unknown`` does.
    """
    if theorem.sharpness not in ("exact", "attained"):
        return theorem.sharpness
    if theorem.sharpness == "exact" and theorem.relation == "==":
        equal = trial.decided and trial.powerful and not trial.refuted
        return theorem.sharpness if equal else NOT_SHOWN
    near = APPROACHED if theorem.relation in ("<", ">") else ATTAINED
    shown = trial.attained is not None and trial.attained <= near and not trial.refuted
    return theorem.sharpness if shown else NOT_SHOWN


def sharpness_of_statement(theorem: Theorem, proved: bool) -> str:
    """The same without a trial, in words: an equality that is proved is exact, and a witness shows what it attains."""
    claimed = theorem.sharpness
    if claimed not in ("exact", "attained"):
        return claimed
    if claimed == "exact" and theorem.relation == "==" and proved:
        return claimed
    reached = attained_by_witness(theorem)
    near = APPROACHED if theorem.relation in ("<", ">") else ATTAINED
    if reached is not None and reached <= near:
        return f"{claimed}, as its witness shows"
    return f"{NOT_SHOWN} ({claimed} is claimed, and no witness shows it)"


def nearest(theorem: Theorem, draws: Draws) -> float | None:
    """How near a draw comes to a bound, its errors included, as a share of the bound; the least over all draws.

    A bound of 0 shows nothing: it has no size to be compared with.
    """
    if not len(draws):
        return None
    found = []
    for side in sides_on(theorem, draws):
        size = np.abs(side.bound)
        distance = np.abs(draws.measured - side.bound) + side.tolerance
        share = np.divide(distance, size, out=np.full(len(draws), np.inf), where=size > 0)
        found.append(float(np.min(share)))
    return min(found) if np.isfinite(min(found)) else None


def attained_by_witness(theorem: Theorem) -> float | None:
    """The same for the witness alone: where a claim speaks of a mean, no single random draw shows anything."""
    return None if theorem.witness is None else nearest(theorem, admit(theorem, theorem.witness()).finite)
