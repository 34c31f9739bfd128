"""How far draws are from contradicting a claim, in units they can be judged in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.checks.admission import admit
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.records.draws import Draws
from w2s_theory.records.theorem import Theorem


@dataclass(frozen=True)
class Side:
    """One side of a claim on a set of draws: relation, bound and tolerance, each of shape (n,)."""

    relation: str
    bound: np.ndarray
    tolerance: np.ndarray

    def excess(self, measured: np.ndarray, change: float = 0.0) -> np.ndarray:
        """How far the draw is beyond the bound changed by a share of itself; positive contradicts."""
        bound = self.changed(change)
        if self.relation in (">=", ">"):
            gap = bound - measured
        elif self.relation in ("<=", "<"):
            gap = measured - bound
        else:
            gap = np.abs(measured - bound)
        return gap - self.tolerance

    def changed(self, change: float) -> np.ndarray:
        """The bound moved by ``change`` times its absolute value."""
        return self.bound + change * np.abs(self.bound)

    def mutations(self, discrepancy: float) -> tuple[float, ...]:
        """Changes that make the claim wrong by the declared discrepancy."""
        return {">": (discrepancy,), "<": (-discrepancy,), "=": (discrepancy, -discrepancy)}[self.relation[0]]


def sides_on(theorem: Theorem, draws: Draws) -> list[Side]:
    """Every side of the claim, its bound computed from the draws' parameters."""
    result = []
    for relation, expression in theorem.stable_sides():
        bound = bound_on(expression, draws)
        tolerance = draws.error + theorem.float_accuracy * np.abs(bound)
        tolerance = tolerance + _from_parameters(theorem, expression, draws, bound)
        result.append(Side(relation, bound, tolerance))
    return result


def _from_parameters(theorem: Theorem, expression: Any, draws: Draws, bound: np.ndarray) -> np.ndarray:
    """How much the bound moves when each measured parameter moves by its own uncertainty."""
    moved = np.zeros(len(draws))
    domains = {parameter.symbol: parameter.domain for parameter in theorem.parameters}
    for name, uncertainty in draws.uncertainty.items():
        domain = domains[name]
        low = -np.inf if domain.lower is None else float(domain.lower)
        high = np.inf if domain.upper is None else float(domain.upper)
        for sign in (-1.0, 1.0):
            shifted = np.clip(draws.parameters[name] + sign * uncertainty, low, high)
            elsewhere = compute_expression(expression, {**draws.parameters, name: shifted})
            moved = np.maximum(moved, np.abs(elsewhere - bound))
    return moved


def bound_on(expression: Any, draws: Draws) -> np.ndarray:
    """Values of a bound at the draws' parameters, shape (n,)."""
    if not len(draws):
        return np.zeros(0)
    return compute_expression(expression, draws.parameters, len(draws))


def admitted(theorem: Theorem, draws: Draws) -> Draws:
    """The draws of which the statement speaks, and whose numbers are finite."""
    return admit(theorem, draws).finite


def declared(theorem: Theorem) -> float:
    """The declared discrepancy as a number."""
    return float(Fraction(theorem.discrepancy))
