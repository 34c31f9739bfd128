"""Spectral filters on Gaussian features: distances of fits to fixed coefficients, the filter's moments beside them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from w2s_theory.records.draws import Draws, join
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow, ridge
from w2s_theory.simulate.gaussian.filtered_fits import simulate_filter_traces, simulate_filtered_fits

# independent students of which one measured number is the mean
REPEATS = 400
# the filter, its time, the largest h^2/x (1/(4 penalty); 0.41 t), d, N, the noise's standard deviation
_STUDENTS = ((ridge(), 2.0, 0.5, 6, 20, 0.4), (gradient_flow(), 1.5, 0.62, 4, 6, 0.3))
_TRACES, _FAR = 20000, 6.0
_SIZES = {"filter, d, N, noise": [(each[0].name, *each[3:]) for each in _STUDENTS]}
_ROUNDING = 1e-11


@lru_cache
def _moments(
    student: SpectralFilter, time: float, dimension: int, samples: int
) -> tuple[np.ndarray, np.ndarray]:
    """Means of the filter's traces over samples of their own, the same in every experiment, and how far they may be off."""
    rng = np.random.default_rng(samples)
    traces = simulate_filter_traces(student, time, dimension, samples, _TRACES, rng)
    return traces.mean(axis=0), _FAR * traces.std(axis=0) / _TRACES**0.5


def spectral_filter_trials(rng: np.random.Generator, size: int) -> Draws:
    """Distances to a goal of two filtered students; the moments are means over samples of their own."""
    parts, each = [], -(-size // len(_STUDENTS))
    for student, time, cap, dimension, samples, noise in _STUDENTS:
        fixed = np.random.default_rng(dimension)
        # a goal on the other side of 0: the distance is large beside what varies, and few draws tell
        slope = fixed.standard_normal(dimension) / 2
        goal = fixed.standard_normal(dimension) / 10 - slope
        means, errors = _moments(student, time, dimension, samples)
        moments = dict(
            zip(
                ("filter_first", "filter_second", "filter_noise"),
                zip(means, errors, strict=True),
                strict=True,
            )
        )
        numbers = {
            "goal_size": goal @ goal, "goal_product": goal @ slope, "slope_size": slope @ slope, "label_variance": noise**2,
            "d_ST": dimension, "samples": samples, "filter_cap": cap,
        }  # fmt: skip
        fits = [
            simulate_filtered_fits(student, time, slope, samples, noise, REPEATS, rng) for _ in range(each)
        ]
        measured = np.array([np.sum((fit - goal) ** 2, axis=1).mean() for fit in fits])
        parameters = {**numbers, **{name: value for name, (value, _) in moments.items()}}
        parts.append(
            Draws(
                {name: np.full(each, value) for name, value in parameters.items()}, measured, _ROUNDING * measured,
                uncertainty={name: np.full(each, error) for name, (_, error) in moments.items()}, sizes=_SIZES,
                repeats=REPEATS,
            )
        )  # fmt: skip
    draws = join(parts)
    return draws.select(rng.permutation(len(draws)))
