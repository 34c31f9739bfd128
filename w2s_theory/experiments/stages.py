"""Two stages, draw by draw: ridge students with their own labels, and what agreement with a student selects."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws
from w2s_theory.simulate.linear.two_stages import fit_ridge, window_moments

_ROUNDING = 1e-10
# of the rule for windows, relative to moments of the order 1
_QUADRATURE = 1e-9


def own_label_trials(rng: np.random.Generator, size: int) -> Draws:
    """Ridge students fitted to a random part of noisy labels, then to these and their own labels on the rest."""
    rows = []
    for _ in range(max(1, size)):
        dimension, count = int(rng.integers(1, 9)), int(rng.integers(2, 40))
        inputs, target = rng.standard_normal((count, dimension)), rng.standard_normal(dimension)
        labels = inputs @ target + rng.standard_normal(count)
        # whatever the filter looks at: here labels of small size
        kept = np.abs(labels) <= rng.uniform(0.5, 2.0)
        penalty = 10 ** rng.uniform(-1, 1)
        first = fit_ridge(inputs[kept], labels[kept], penalty)
        second = fit_ridge(inputs, np.where(kept, labels, inputs @ first), penalty)
        rows.append((penalty, np.sum((first - target) ** 2), np.sum((second - target) ** 2)))
    penalty, before, after = np.array(rows).T
    return Draws(
        {"penalty": penalty, "risk_first": before}, after, _ROUNDING * (1 + after), sizes={"random splits": len(rows)},
        uncertainty={"risk_first": _ROUNDING * (1 + before)},
    )  # fmt: skip


def agreement_trials(rng: np.random.Generator, size: int) -> Draws:
    """Losses on the labels within a window around a first student's prediction, by quadrature in two dimensions."""
    rows = []
    for _ in range(max(1, size)):
        slip, error = rng.uniform(0.1, 1.0), rng.uniform(0.5, 4.0)
        share = rng.uniform(0.0, 1.0)
        kept, labels, cross, slips = window_moments(slip, error, rng.uniform(0.2, 3.0))
        spread = (labels - 2 * cross + slips) / kept
        rows.append((share, kept, spread, slip, error, labels - 2 * share * cross + share**2 * slips))
    b, q, spread, slip, error, loss = np.array(rows).T
    given = {
        "retained": b,
        "kept_share": q,
        "kept_spread": spread,
        "slip_variance": slip,
        "label_error_variance": error,
    }
    exact = np.zeros(len(rows))
    return Draws(
        given, loss, np.full(len(rows), _QUADRATURE), sizes={"random windows": len(rows)},
        uncertainty={**dict.fromkeys(given, exact), "kept_share": exact + _QUADRATURE, "kept_spread": exact + _QUADRATURE},
    )  # fmt: skip
