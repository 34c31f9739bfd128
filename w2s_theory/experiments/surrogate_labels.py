"""Students of surrogate labels by matrices, and budgets split at random."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws

_LENGTH = 5
_ROUNDING = 1e-12


def surrogate_trials(rng: np.random.Generator, size: int) -> Draws:
    """Surrogates near the best one and far from it, in a rotated basis."""
    names = ("n", "s_ST", "f", "b", "overfit", "kept_floor")
    rows: dict[str, list[np.ndarray | float]] = {name: [] for name in names}
    measured = []
    for _ in range(size):
        count, overfit = int(rng.integers(1, _LENGTH + 1)), rng.uniform(0.1, 3)
        target, learnt = rng.standard_normal(count), rng.uniform(0, 1, count)
        best = learnt * target / (learnt**2 + overfit * (1 - learnt) ** 2)
        labels = best + rng.choice((0.0, 0.1, 1.0)) * rng.standard_normal(count)
        basis = np.linalg.qr(rng.standard_normal((count, count)))[0]
        shrink = basis @ np.diag(learnt) @ basis.T
        goal, given = basis @ target, basis @ labels
        miss, left = goal - shrink @ given, given - shrink @ given
        measured.append(float(miss @ miss + overfit * (left @ left)))
        padding = (0, _LENGTH - count)
        values = (
            count,
            np.pad(learnt, padding),
            np.pad(target, padding),
            np.pad(labels, padding),
            overfit,
            min(1.0, overfit),
        )
        for name, value in zip(names, values, strict=True):
            rows[name].append(value)
    found = np.array(measured)
    return Draws(
        {name: np.array(each) for name, each in rows.items()},
        found,
        _ROUNDING * (1 + found),
        sizes={"modes": "1 to 5"},
    )


def _budgets(label_cost: np.ndarray, input_cost: np.ndarray, labels: np.ndarray, inputs: np.ndarray) -> Draws:
    measured = np.square(label_cost) / labels + np.square(input_cost) / inputs
    values = {
        "label_cost": label_cost,
        "input_cost": input_cost,
        "label_budget": labels,
        "input_budget": inputs,
    }
    return Draws(values, measured, _ROUNDING * measured, sizes={"budgets": "0.1 to 10"})


def budget_trials(rng: np.random.Generator, size: int) -> Draws:
    """Costs and budgets at random."""
    return _budgets(*rng.uniform(0.05, 2, (2, size)), *rng.uniform(0.1, 5, (2, size)))


def best_budgets() -> Draws:
    """Budgets in proportion to the costs."""
    costs = np.array([0.1, 0.5, 1.0, 2.0]), np.array([1.5, 0.5, 0.2, 1.0])
    return _budgets(*costs, *(2 * each for each in costs))
