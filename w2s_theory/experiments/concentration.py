"""Experiments on the weighted alignment with a constant target, where the units' features are all alike on B = {0}."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.experiments.feature_tails import tail_traces
from w2s_theory.experiments.split_units import missed_square
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.random_features import draw_units

# how many degrees an instance has
LENGTH = 2
DELTA = Fraction(1, 2)
# (d, M): in high dimension the tails of few units are nearly orthogonal
SETTINGS = ((128, 24), (256, 24))
_MISSING = 0.7


def concentration_trials(rng: np.random.Generator, size: int) -> Draws:
    """Z of a constant target, whose degree has one dimension: then Z is tr C."""
    parts = []
    for dimension, count in SETTINGS:
        model = relu_sphere(dimension)
        units = draw_units(model, size * count, rng).reshape(size, count, dimension)
        squares, accuracy = missed_square(dimension, {0: 1.0}, units)
        table = estimate_coefficients(model, 3)
        trace, _ = tail_traces(model, (0,))
        own, beyond = float(table.eigenvalue[0]), float(table.eigenvalue[1])
        share = count * beyond / trace
        excess = np.geomspace(1 / share, 100 / share, 400)
        likely = share * ((1 + excess) * np.log1p(excess) - excess) > np.log(
            4 * trace / (beyond * float(DELTA))
        )
        excess = float(excess[likely][0])
        ratio = (1 + excess) * beyond / (1 - _MISSING)
        row = {
            "n": 1, "conditioning_limit": ratio * (1 + 1e-12), "delta": float(DELTA),
            "alignment_limit": (1 + 1e-12) / (1 + own / ratio),
        }  # fmt: skip
        lists = {"lambdas": [own, own], "degree_weights": [1.0, 0.0]}
        alignment = np.sqrt(squares)
        parts.append(
            Draws(
                {name: np.full(size, value) for name, value in row.items()}
                | {name: np.tile(value, (size, 1)) for name, value in lists.items()},
                alignment, accuracy / alignment + 1e-12, sizes={"(d, M_TE)": str(SETTINGS), "degrees": "0"},
            )
        )  # fmt: skip
    return join(parts)
