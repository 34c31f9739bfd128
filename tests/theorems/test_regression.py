"""Regressions on Gaussian features: the variances on which the numeric checks rest, and the infinite means."""

from __future__ import annotations

import numpy as np
import pytest

from w2s_theory import notation
from w2s_theory.checks.sides import bound_on
from w2s_theory.simulate.gaussian.regression import draw_basis, fit_least_squares, simulate_coefficients
from w2s_theory.theorems.listing import Catalog

UNBOUNDED = [
    name for name in Catalog() if getattr(Catalog()[name].quantifier, "value_variance", None) is not None
]


@pytest.mark.slow
@pytest.mark.parametrize("name", UNBOUNDED)
def test_declared_variance_is_an_upper_bound(name: str) -> None:
    """Measured in every setting of the experiment, with room for the scatter of a sample variance."""
    theorem = Catalog()[name]
    draws = theorem.experiment(np.random.default_rng(8), 1600)
    known = bound_on(theorem.quantifier.value_variance, draws) / draws.repeats
    settings, counts = np.unique(known, return_counts=True)
    if len(settings) > len(known) / 2:
        # every draw has sizes of its own, and the mean that the statement says
        mean = bound_on(theorem.stable_sides()[0][1], draws)
        squares = (draws.measured - mean) ** 2 / known
        assert np.mean(squares) < 1 + 4 * np.std(squares) / len(squares) ** 0.5
        return
    assert counts.min() >= 50
    for variance in settings:
        values = draws.measured[known == variance]
        assert np.var(values, ddof=1) < variance * (1 + 8 / len(values) ** 0.5)


@pytest.mark.slow
def test_declared_variance_of_least_squares_is_the_variance() -> None:
    theorem = Catalog()["squared_coefficient_eq_of_least_squares"]
    draws = theorem.experiment(np.random.default_rng(9), 1600)
    known = bound_on(theorem.quantifier.value_variance, draws) / draws.repeats
    ratio = [np.var(draws.measured[known == each], ddof=1) / each for each in np.unique(known)]
    assert 0.85 < np.mean(ratio) < 1.15


def test_fit_is_what_the_library_fits() -> None:
    rng = np.random.default_rng(2)
    for count in (4, 9):
        features, labels = rng.standard_normal((3, count, 6)), rng.standard_normal((3, count))
        found = fit_least_squares(features, labels)
        for each, y, beta in zip(features, labels, found, strict=True):
            assert np.allclose(beta, np.linalg.lstsq(each, y, rcond=None)[0], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("samples", "name"), [(7, "least_squares"), (5, "minimum_norm")])
def test_one_sample_off_the_number_of_features_has_no_mean(samples: int, name: str) -> None:
    """The mean of ever more fits keeps growing; and the theorem does not speak of these sizes."""
    rng = np.random.default_rng(4)
    basis = draw_basis(8, 6, rng)
    found = simulate_coefficients(basis, np.zeros(8), 1.0, samples, 200_000, rng)
    squares = np.sum(found**2, axis=1)
    # the largest of n values with tail 1/x is of the order of their sum
    assert squares.max() > 0.02 * squares.sum()
    (hypothesis, *_) = Catalog()[f"squared_coefficient_eq_of_{name}"].hypotheses
    assert (hypothesis.left - hypothesis.right).subs({notation.samples: samples, notation.d: 6}) < 0
