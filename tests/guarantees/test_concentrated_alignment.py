"""The alignment of teachers with more units than harmonics: values found by another route, the inequality on every draw."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory import relu_sphere
from w2s_theory.experiments.feature_tails import kernel_fourth_moment, tail_matrices, tail_traces
from w2s_theory.experiments.unit_chains import error_operators
from w2s_theory.guarantees.gap_certificate import certified_gap
from w2s_theory.guarantees.tail_fourth import fourth_moments
from w2s_theory.guarantees.units_necessary import units_not_enough
from w2s_theory.guarantees.units_search import units_needed
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.random_features import draw_units


# found by the search of another program
@pytest.mark.parametrize(("dimension", "units"), [(1000, 42565), (10**4, 400_070)])
def test_sizes_that_are_certified(dimension, units):
    found = units_needed(relu_sphere(dimension), "0.9")
    assert found.teacher_units == pytest.approx(units, rel=0.01, abs=0)
    assert found.certificate.bound == "concentration" and found.certificate.check() >= 0.9


def test_degree_two_is_certified():
    assert units_needed(relu_sphere(32), "0.9", degree=2).teacher_units == pytest.approx(
        13424, rel=0.01, abs=0
    )


def test_shares_that_are_too_small_do_not_pass():
    found = certified_gap(relu_sphere(32), 5000, bound="concentration")
    assert found is not None and found.recovered > 0.9
    weights = found.gap.weights
    for wrong in (
        replace(weights, missing=weights.missing * Fraction(99, 100)),
        replace(weights, excess=weights.excess * Fraction(99, 100)),
        replace(weights, degrees=weights.degrees[:-1]),
        replace(weights, delta=weights.delta / 2),
    ):
        with pytest.raises(AccuracyError):
            replace(found, gap=replace(found.gap, weights=wrong)).check()


def test_few_units_say_nothing():
    for units in (1, 10, 100):
        assert certified_gap(relu_sphere(32), units, bound="concentration") is None


@pytest.mark.parametrize("units", [12, 40, 100])
def test_what_is_missed_is_bounded_on_every_draw(units):
    """B = {1}, d = 8: the norm of Pi_1 (I - P) Pi_1 is at most 1/(1 + lambda_1/X) with the draw's own X."""
    dimension = 8
    model = relu_sphere(dimension)
    drawn = draw_units(model, 20 * units, np.random.default_rng(units)).reshape(20, units, dimension)
    lam = float(estimate_coefficients(model, 3).eigenvalue[1])
    # K_B^{-1/2} phi_B is sqrt(d) u for degree 1 alone
    below = dimension * np.linalg.eigvalsh(drawn.transpose(0, 2, 1) @ drawn)[:, 0]
    above = np.linalg.eigvalsh(tail_matrices(model, drawn, (1,))[0])[:, -1]
    norm = np.linalg.eigvalsh(error_operators(dimension, drawn))[:, -1]
    assert np.all(norm <= 1 / (1 + lam * below / above) * (1 + 1e-9))


# what moments of the tails say is necessary, found by another program
@pytest.mark.parametrize(("dimension", "units"), [(32, 58), (1000, 3122)])
def test_so_many_units_are_not_enough(dimension, units):
    found = units_not_enough(relu_sphere(dimension), 1, Fraction(9, 10))
    assert found == pytest.approx(units, rel=0.02, abs=0)
    assert found < units_needed(relu_sphere(dimension), "0.9").teacher_units


def test_fourth_moments_of_the_tails_by_two_routes():
    """By balls and by Gauss's rule; and the mean of tr X^4 over networks of four units."""
    model = relu_sphere(16)
    first = fourth_moments(model, 1)[0]
    simulated = kernel_fourth_moment(model, (0, 1))
    assert first.last == 1 and float(first.kernel) == pytest.approx(simulated, rel=1e-9, abs=0)
    count, draws = 4, 20_000
    units = draw_units(model, draws * count, np.random.default_rng(0)).reshape(draws, count, 16)
    trace, square = tail_traces(model, (0, 1))
    gram = tail_matrices(model, units, (0, 1))[0] - trace * np.eye(count)
    walks = np.einsum("nij,nij->n", gram @ gram, gram @ gram)
    pairs = count * (count - 1)
    expected = pairs * simulated + 2 * pairs * (count - 2) * square**2
    expected += pairs * (count - 2) * (count - 3) * float(first.trace)
    spread = float(np.std(walks)) / draws**0.5
    assert abs(walks.mean() - expected) < 5 * spread < 0.2 * expected
    # without the walks that come back over another unit it is too little
    assert walks.mean() - pairs * simulated > 5 * spread
