"""Which draws of a check its page shows: nobody draws twice, and a figure shows what was judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.checks.sides import admitted, sides_on
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Expectation, Measured
from w2s_theory.records.shown import Shown
from w2s_theory.records.theorem import Theorem

RANDOM, NEAREST = 48, 12


def shown_draws(theorem: Theorem, draws: Draws) -> Shown | None:
    """The draws nearest to the bound among those of which the statement speaks, and the first of the others.

    ``None`` if the statement speaks of none of them.
    """
    some = admitted(theorem, draws)
    if not len(some):
        return None
    total = len(some)
    if theorem.relation == "==" or isinstance(theorem.quantifier, Measured | Expectation):
        return Shown(some.select(np.arange(min(total, RANDOM + NEAREST))), None, total)
    order = np.argsort(_distance(theorem, some), kind="stable")[: min(NEAREST, total // 5)]
    picked = np.zeros(total, dtype=bool)
    picked[order] = True
    others = some.select(~picked)
    nearest = some.select(picked) if len(order) else None
    return Shown(others.select(np.arange(min(len(others), RANDOM))), nearest, total)


def _distance(theorem: Theorem, draws: Draws) -> np.ndarray:
    """How far each draw is from its nearest bound, as a share of that bound; shape (n,)."""
    if not len(draws):
        return np.zeros(0)
    with np.errstate(all="ignore"):
        apart = [np.abs(draws.measured / side.bound - 1) for side in sides_on(theorem, draws)]
    return np.nan_to_num(np.min(apart, axis=0), nan=np.inf)


class Remembering:
    """An experiment that keeps the first set of draws that it makes."""

    def __init__(self, theorem: Theorem) -> None:
        self._experiment = theorem.experiment
        self.theorem = replace(theorem, experiment=self._draw)
        self.first: Draws | None = None

    def _draw(self, rng: np.random.Generator, size: int) -> Draws:
        draws = self._experiment(rng, size)
        if self.first is None:
            self.first = draws
        return draws
