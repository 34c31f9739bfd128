"""An optimiser that tries to break a bound that is claimed for every draw."""

from __future__ import annotations

import numpy as np

from w2s_theory.checks.sides import sides_on
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.theorem import Theorem


def attack_bound(theorem: Theorem, rng: np.random.Generator, starts: int, budget: int) -> Draws | None:
    """The worst draws found from ``starts`` random starts, for each side of the claim.

    The optimiser minimises the relative distance from the bound over the coordinates that the
    theorem's ``attack`` declares (teacher subspace, student operator, ...).
    """
    from scipy.optimize import minimize

    attack = theorem.attack
    if attack is None:
        return None
    found: list[Draws] = []
    for number in range(len(theorem.claims())):

        def closeness(x: np.ndarray, number: int = number) -> float:
            draws = attack.draw(x)
            side = sides_on(theorem, draws)[number]
            gap = -side.excess(draws.measured)[0]
            value = gap / max(abs(side.bound[0]), 1e-3)
            return float(value) if np.isfinite(value) else 1e6

        for _ in range(starts):
            start = rng.standard_normal(attack.coordinates)
            result = minimize(closeness, start, method="L-BFGS-B", options={"maxfun": budget})
            found.append(attack.draw(result.x))
    return join(found)
